#include "compare/diff.hpp"

#include <algorithm>
#include <cctype>
#include <cstdint>

namespace tito {

namespace {

using Inputs = std::vector<DiffInput>;

bool same(const DiffInput& a, const DiffInput& b) {
  return a.key == b.key;
}

bool in_name(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r';
}

// Spaces stay inside quotes and between two names.
std::string key_of(std::string_view line) {
  std::string key;
  char quote = 0;
  bool space = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (quote == 0 && is_blank(c)) {
      space = true;
      continue;
    }
    if (space && !key.empty() && in_name(key.back()) && in_name(c)) key += ' ';
    space = false;
    key += c;
    if (quote != 0 && c == '\\' && i + 1 < line.size()) {
      key += line[++i];
    } else if (quote == 0 && (c == '"' || c == '\'')) {
      quote = c;
    } else if (c == quote) {
      quote = 0;
    }
  }
  return key;
}

// Takes comments out; a comment over several lines carries on in `inside`.
std::string without_comments(std::string_view line, bool& inside) {
  std::string code;
  char quote = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const std::string_view rest = line.substr(i);
    if (inside) {
      inside = !rest.starts_with("*/");
      i += inside ? 0 : 1;
      continue;
    }
    if (quote == 0 && rest.starts_with("//")) break;
    if (quote == 0 && rest.starts_with("/*")) {
      inside = true;
      ++i;
      continue;
    }
    code += line[i];
    if (quote != 0 && line[i] == '\\' && i + 1 < line.size()) {
      code += line[++i];
    } else if (line[i] == quote) {
      quote = 0;
    } else if (quote == 0 &&
               (line[i] == '"' || (line[i] == '\'' && (i == 0 || !in_name(line[i - 1]))))) {
      quote = line[i];  // a ' after a digit separates digits
    }
  }
  code.erase(code.find_last_not_of(" \t\r") + 1);
  return code;
}

template <class Each>
void each_line(std::string_view text, Each each) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    each(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

// Longest common subsequence of the first i and j lines; sizes fit because sources are small.
std::vector<std::vector<std::int32_t>> table_of(const Inputs& a, const Inputs& b) {
  std::vector<std::vector<std::int32_t>> length(a.size() + 1,
                                                std::vector<std::int32_t>(b.size() + 1, 0));
  for (std::size_t i = 1; i <= a.size(); ++i) {
    for (std::size_t j = 1; j <= b.size(); ++j) {
      length[i][j] = same(a[i - 1], b[j - 1]) ? length[i - 1][j - 1] + 1
                                              : std::max(length[i - 1][j], length[i][j - 1]);
    }
  }
  return length;
}

}  // namespace

std::vector<std::ptrdiff_t> partners(const Inputs& a, const Inputs& b) {
  const auto length = table_of(a, b);
  std::vector<std::ptrdiff_t> found(a.size(), -1);
  std::size_t i = a.size(), j = b.size();
  while (i > 0 && j > 0) {
    if (same(a[i - 1], b[j - 1])) {
      found[--i] = static_cast<std::ptrdiff_t>(--j);
    } else {
      (length[i - 1][j] >= length[i][j - 1] ? i : j) -= 1;
    }
  }
  return found;
}

std::vector<DiffLine> diff(const Inputs& a, const Inputs& b) {
  const std::vector<std::ptrdiff_t> found = partners(a, b);
  std::vector<DiffLine> lines;
  std::size_t j = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (found[i] < 0) {
      lines.push_back({'-', a[i].text});
      continue;
    }
    for (; j < static_cast<std::size_t>(found[i]); ++j) lines.push_back({'+', b[j].text});
    lines.push_back({' ', b[j++].text});
  }
  for (; j < b.size(); ++j) lines.push_back({'+', b[j].text});
  return lines;
}

std::vector<DiffInput> plain_lines(std::string_view text) {
  Inputs lines;
  each_line(text, [&](std::string_view line) {
    std::string kept(line);
    kept.erase(kept.find_last_not_of(" \t\r") + 1);
    lines.push_back({kept, kept});
  });
  return lines;
}

std::vector<DiffInput> code_lines(std::string_view text) {
  Inputs lines;
  bool inside = false;
  each_line(text, [&](std::string_view line) {
    const std::string code = without_comments(line, inside);
    const std::string key = key_of(code);
    if (!key.empty()) lines.push_back({code, key});
  });
  return lines;
}

}  // namespace tito
