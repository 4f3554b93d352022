#include "check/contract.hpp"

#include <algorithm>
#include <cctype>
#include <regex>

#include "tinytorch/error.hpp"
#include "tinytorch/file.hpp"

#include "check/signature.hpp"

namespace tito {

namespace fs = std::filesystem;

namespace {

using Words = std::vector<std::string>;

std::string text_of(const fs::path& file) {
  try {
    return tinytorch::read_file(file.string());
  } catch (const tinytorch::Error&) {
    return {};
  }
}

// Functions of one file: declared and left open, or defined.
struct Functions {
  std::vector<Function> promised{}, defined{};
};

// Remembers in which class it is, and collects one statement at a time.
class HeaderReader {
 public:
  Functions read(const fs::path& file) {
    for (const char c : code_of(text_of(file))) {
      if (c == '\n') ++line_;
      take(c);
    }
    for (std::vector<Function>* some : {&found_.promised, &found_.defined}) {
      for (Function& one : *some) one.file = file;
    }
    return std::move(found_);
  }

 private:
  void take(char c) {
    parentheses_ += c == '(' ? 1 : c == ')' ? -1 : 0;
    if (parentheses_ > 0 || std::string_view(";{}:").find(c) == std::string_view::npos) {
      if (pending_.empty() && std::isspace(static_cast<unsigned char>(c)) == 0) begin_ = line_;
      if (!pending_.empty() || std::isspace(static_cast<unsigned char>(c)) == 0) pending_ += c;
      return;
    }
    if (c == ':') return colon();
    if (c == ';') function(found_.promised);
    if (c == '{') {
      const std::string inner = scope();
      if (inner == kInside) function(found_.defined);
      scopes_.push_back(inner);
    }
    if (c == '}' && !scopes_.empty()) scopes_.pop_back();
    pending_.clear();
  }

  // `public:` is no part of a declaration; the colons of `std::` and of base classes are.
  void colon() {
    const std::string word = squeezed(pending_);
    const bool access = word == "public" || word == "private" || word == "protected";
    access ? pending_.clear() : pending_.push_back(':');
  }

  // "Linear::" of a class, "" of the course's own or an unnamed namespace.
  std::string scope() const {
    static const std::regex kNamespace("(inline )?namespace ?([A-Za-z_0-9:]*)");
    static const std::regex kClass("(class|struct) ([A-Za-z_0-9]+)( final)?( :.*)?");
    const std::string text = squeezed(pending_);
    if (text.size() > kLongest) return kInside;
    std::smatch found;
    if (std::regex_match(text, found, kNamespace)) {
      std::string name = found[2];
      if (name.starts_with("tinytorch")) name.erase(0, name.starts_with("tinytorch::") ? 11 : 9);
      return name.empty() ? "" : name + "::";
    }
    return std::regex_match(text, found, kClass) ? found[2].str() + "::" : kInside;
  }

  void function(std::vector<Function>& list) {
    std::string owner;
    for (const std::string& scope : scopes_) {
      if (scope == kInside) return;
      owner += scope;
    }
    static const std::regex kOther(
        "(using|typedef|friend|static_assert|template|extern|return)\\b.*|.*= (0|default|delete)$");
    static const std::regex kDecoration(
        "\\[\\[[^\\]]*\\]\\] ?|\\b(virtual|static|explicit|inline|constexpr) | "
        "(override|final)\\b");
    const std::string text = squeezed(pending_);
    if (text.size() > kLongest || std::regex_match(text, kOther)) return;
    std::string signature = std::regex_replace(text, kDecoration, "");
    const std::size_t parameters = parameters_at(signature);
    if (parameters == std::string::npos) return;
    const std::size_t name = name_at(signature, parameters);
    if (name == parameters) return;
    const std::string called = owner + signature.substr(name, parameters - name);
    signature = bare_signature(signature, parameters);
    signature.insert(name, owner);
    list.push_back({.name = called, .signature = signature, .line = begin_});
  }

  static constexpr const char* kInside = "{";  // of a function, an enum, a list
  static constexpr std::size_t kLongest = 2000;

  std::vector<std::string> scopes_{};
  std::string pending_{};
  int line_ = 1, begin_ = 1, parentheses_ = 0;
  Functions found_{};
};

int agreement(const std::vector<Words>& a, const std::vector<Words>& b) {
  int same = a.size() == b.size() ? 1 : -static_cast<int>(std::max(a.size(), b.size()));
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) same += a[i] == b[i] ? 1 : 0;
  return same;
}

std::vector<fs::path> files_below(const fs::path& folder, const char* extension) {
  std::vector<fs::path> files;
  std::error_code ignored;
  if (fs::is_regular_file(folder, ignored)) files.push_back(folder);
  for (fs::recursive_directory_iterator at(folder, ignored), end; at != end;
       at.increment(ignored)) {
    if (at->path().extension() == extension) files.push_back(at->path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

std::string Function::place() const {
  const std::string path = file.generic_string();
  const auto at = path.rfind("tinytorch/");
  const bool header = at != std::string::npos && file.extension() == ".hpp";
  return (header ? path.substr(at) : file.filename().string()) + ":" + std::to_string(line);
}

std::vector<Function> promises_below(const fs::path& folder) {
  std::vector<Function> all;
  for (const fs::path& header : files_below(folder, ".hpp")) {
    const std::vector<Function> some = HeaderReader().read(header).promised;
    all.insert(all.end(), some.begin(), some.end());
  }
  return all;
}

std::vector<Function> definitions_below(const fs::path& folder) {
  std::vector<Function> all;
  for (const fs::path& part : files_below(folder, ".cpp")) {
    const std::vector<Function> some = HeaderReader().read(part).defined;
    all.insert(all.end(), some.begin(), some.end());
  }
  return all;
}

const Function* find_promise(const std::vector<Function>& promises, const std::string& symbol) {
  const std::string name = function_name(symbol);
  const std::vector<Words> wanted = parameter_types(symbol, false);
  const Function* best = nullptr;
  int most = 0;
  for (const Function& one : promises) {
    if (one.name != name) continue;
    const int fits = agreement(parameter_types(one.signature, true), wanted);
    if (best != nullptr && fits <= most) continue;
    best = &one;
    most = fits;
  }
  return best;
}

}  // namespace tito
