#include "check/signature.hpp"

#include <algorithm>
#include <cctype>
#include <regex>
#include <set>
#include <string_view>

namespace tito {

namespace {

// Up to the last parenthesis and `const`: what follows in a constructor is no signature.
std::string without_initialisers(const std::string& signature, std::size_t parameters) {
  int depth = 0;
  for (std::size_t i = parameters; i < signature.size(); ++i) {
    depth += signature[i] == '(' ? 1 : signature[i] == ')' ? -1 : 0;
    if (depth == 0 && signature[i] == ')')
      return signature.substr(0, i + 1) +
             (signature.compare(i + 1, 6, " const") == 0 ? " const" : "");
  }
  return signature;
}

// "const Tensor& x, float by = 1" without " = 1".
std::string without_defaults(const std::string& signature, std::size_t parameters) {
  std::string text;
  int depth = 0;
  bool skipping = false;
  for (std::size_t i = 0; i < signature.size(); ++i) {
    const char c = signature[i];
    if (i >= parameters) {
      if (c == ')' || c == '}' || c == ']') --depth;
      if ((c == ',' && depth == 1) || (c == ')' && depth == 0)) skipping = false;
      if (c == '=' && depth == 1) {
        skipping = true;
        text.erase(text.find_last_not_of(' ') + 1);
      }
      if (c == '(' || c == '{' || c == '[') ++depth;
    }
    if (!skipping) text += c;
  }
  return text;
}

using Words = std::vector<std::string>;

// "const Tensor& x" as {"&", "Tensor", "const"}: linkers write the same in another order.
Words type_words(const std::string& parameter, bool named) {
  static const std::set<std::string> kNoType{"std", "tinytorch", "unsigned", "struct", "class"};
  static const std::regex kWord("[A-Za-z_][A-Za-z_0-9]*");
  Words words, signs;
  for (std::sregex_iterator at(parameter.begin(), parameter.end(), kWord), end; at != end; ++at) {
    const std::string word = at->str();
    if (word == "const")
      signs.push_back(word);
    else if (!kNoType.contains(word))
      words.push_back(word == "long" ? "int64_t" : word);
  }
  if (named && words.size() > 1) words.pop_back();
  for (const char c : parameter) {
    if (c == '&' || c == '*') signs.emplace_back(1, c);
  }
  words.insert(words.end(), signs.begin(), signs.end());
  std::sort(words.begin(), words.end());
  return words;
}

}  // namespace

std::string squeezed(const std::string& text) {
  std::string line;
  for (const char c : text) {
    const bool blank = std::isspace(static_cast<unsigned char>(c)) != 0;
    if (!blank) line += c;
    if (blank && !line.empty() && line.back() != ' ' && line.back() != '(') line += ' ';
  }
  if (!line.empty() && line.back() == ' ') line.pop_back();
  return line;
}

std::string code_of(const std::string& text) {
  std::string code;
  std::string closing;  // what ends the part that is left out; "" outside of one
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (closing.empty()) {
      const bool line_begins = code.find_last_not_of(" \t") == std::string::npos ||
                               code[code.find_last_not_of(" \t")] == '\n';
      const std::string_view two = std::string_view(text).substr(i, 2);
      closing = two == "//" || (c == '#' && line_begins) ? "\n"
                : two == "/*"                            ? "*/"
                : c == '"'                               ? "\""
                                                         : "";
      if (closing.empty()) code += c;
      continue;
    }
    if (c == '\\' && closing != "*/") {
      ++i;
    } else if (std::string_view(text).substr(i, closing.size()) == closing) {
      i += closing.size() - 1;
      closing.clear();
    }
    if (text[std::min(i, text.size() - 1)] == '\n') code += '\n';
  }
  return code;
}

std::size_t parameters_at(const std::string& text) {
  if (const auto call = text.find("operator()"); call != std::string::npos) return call + 10;
  int angles = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '(' && angles == 0) return i;
    const bool operation = i >= 8 && text.find("operator") < i;
    if (operation) continue;
    angles += text[i] == '<' ? 1 : text[i] == '>' ? -1 : 0;
  }
  return std::string::npos;
}

std::size_t name_at(const std::string& text, std::size_t parameters) {
  if (const auto operation = text.rfind("operator", parameters); operation != std::string::npos) {
    const auto space = text.find_last_of(" &*", operation);
    return space == std::string::npos ? 0 : space + 1;
  }
  std::size_t begin = parameters;
  const auto part = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == ':' || c == '~';
  };
  while (begin > 0 && part(text[begin - 1])) --begin;
  return begin;
}

std::string bare_signature(const std::string& declaration, std::size_t parameters) {
  return without_initialisers(without_defaults(declaration, parameters), parameters);
}

std::vector<Words> parameter_types(const std::string& signature, bool named) {
  std::vector<Words> types;
  const std::size_t begin = parameters_at(signature);
  if (begin == std::string::npos || signature.compare(begin, 2, "()") == 0) return types;
  int depth = 0;
  std::string one;
  for (std::size_t i = begin; i < signature.size(); ++i) {
    const char c = signature[i];
    if (c == '(' || c == '<') ++depth;
    if (c == ')' || c == '>') --depth;
    if (!(c == ',' && depth == 1) && depth != 0) {
      one += c;
      continue;
    }
    types.push_back(type_words(one, named));
    one.clear();
    if (depth == 0) break;
  }
  return types;
}

std::string function_name(const std::string& symbol) {
  std::string text = symbol;
  for (const std::string_view part : {"tinytorch::", "[abi:cxx11]"}) {
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part))
      text.erase(at, part.size());
  }
  const std::size_t parameters = std::min(parameters_at(text), text.size());
  const std::size_t name = name_at(text, parameters);
  return text.substr(name, parameters - name);
}

}  // namespace tito
