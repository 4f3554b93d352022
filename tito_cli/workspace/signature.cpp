#include "workspace/signature.hpp"

#include <cctype>
#include <vector>

namespace tito {

namespace {

bool is_space(char c) {
  return std::isspace(static_cast<unsigned char>(c)) != 0;
}

// The byte after a quoted text that begins at `at`.
std::size_t after_quoted(std::string_view text, std::size_t at) {
  const char quote = text[at];
  for (++at; at < text.size() && text[at] != quote; ++at) {
    if (text[at] == '\\') ++at;
  }
  return at + 1;
}

// The byte after R"x(…)x", whose quote is at `at`.
std::size_t after_raw(std::string_view text, std::size_t at) {
  const std::size_t open = text.find('(', at);
  if (open == std::string_view::npos) return text.size();
  const std::string close = ")" + std::string(text.substr(at + 1, open - at - 1)) + "\"";
  const std::size_t end = text.find(close, open);
  return end == std::string_view::npos ? text.size() : end + close.size();
}

// If a comment, a quoted text or a preprocessor line begins at `at`: the byte after it, else `at`.
std::size_t after_opaque(std::string_view text, std::size_t at) {
  const auto after = [&](std::string_view end, std::size_t from) {
    const std::size_t found = text.find(end, from);
    return found == std::string_view::npos ? text.size() : found + end.size();
  };
  const bool digits = at > 0 && std::isalnum(static_cast<unsigned char>(text[at - 1])) != 0;
  if (text.substr(at, 2) == "//") return after("\n", at);
  if (text.substr(at, 2) == "/*") return after("*/", at + 2);
  if (text[at] == '#' && (at == 0 || text[at - 1] == '\n')) return after("\n", at);
  if (text[at] == '"') {
    return at > 0 && text[at - 1] == 'R' ? after_raw(text, at) : after_quoted(text, at);
  }
  return text[at] == '\'' && !digits ? after_quoted(text, at) : at;  // 1'000 is a number
}

char next_visible(std::string_view text, std::size_t at) {
  while (at < text.size() && is_space(text[at])) ++at;
  return at < text.size() ? text[at] : ';';
}

// Without comments and preprocessor lines, each run of white space one blank.
std::string in_one_line(std::string_view text) {
  std::string line;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t next = after_opaque(text, at);
    const bool quoted = next > at && (text[at] == '"' || text[at] == '\'');
    if (quoted) line += text.substr(at, next - at);
    if (next == at && !is_space(text[at])) line += text[at];
    const bool gap = !quoted && (next > at || is_space(text[at]));
    if (gap && !line.empty() && line.back() != ' ' && line.back() != '(') line += ' ';
    at = next > at ? next : at + 1;
  }
  while (!line.empty() && line.back() == ' ') line.pop_back();
  return line;
}

std::string without_attributes(std::string head) {
  for (std::size_t open = head.find("[["); open != std::string::npos; open = head.find("[[")) {
    const std::size_t close = head.find("]]", open);
    if (close == std::string::npos) break;
    const std::size_t gap = close + 2 < head.size() && head[close + 2] == ' ' ? 1 : 0;
    head.erase(open, close + 2 + gap - open);
  }
  return head;
}

// `private: void f()` begins after its first word.
std::string without_access(std::string head) {
  for (const std::string_view word : {"public:", "protected:", "private:"}) {
    if (!head.starts_with(word)) continue;
    head.erase(0, word.size());
    head.erase(0, head.find_first_not_of(' '));
  }
  return head;
}

// `Foo::Foo(int x) : x_(x)` is cut before its single colon.
std::string without_initialisers(std::string head) {
  int depth = 0;
  for (std::size_t at = 0; at < head.size(); ++at) {
    if (head[at] == '(') ++depth;
    if (head[at] == ')') --depth;
    const bool pair = head.substr(at, 2) == "::";
    if (pair) ++at;
    if (!pair && head[at] == ':' && depth == 0) head.resize(at);
  }
  while (!head.empty() && head.back() == ' ') head.pop_back();
  return head;
}

// The byte after `template <…>`.
std::size_t after_angles(std::string_view head) {
  int depth = 0;
  for (std::size_t at = 0; at < head.size(); ++at) {
    if (head[at] == '<') ++depth;
    if (head[at] == '>' && --depth == 0) return at + 1;
  }
  return head.size();
}

bool opens_scope(std::string_view head) {
  if (head.starts_with("template")) head.remove_prefix(after_angles(head));
  while (!head.empty() && head.front() == ' ') head.remove_prefix(1);
  for (const std::string_view word : {"namespace", "class ", "struct ", "union ", "enum "}) {
    if (head.starts_with(word) && head.find('(') == std::string_view::npos) return true;
  }
  return head.starts_with("extern \"");
}

}  // namespace

std::string signature_at(std::string_view text, std::size_t end) {
  std::vector<std::string_view> open;  // what stands before each brace that is still open
  std::size_t start = 0;               // of the statement
  for (std::size_t at = 0; at < end;) {
    if (const std::size_t next = after_opaque(text, at); next > at) {
      at = next;
      continue;
    }
    const char c = text[at++];
    if (c == '{') {
      open.push_back(text.substr(start, at - 1 - start));
      start = at;
    } else if (c == '}') {
      const std::size_t begin_of_head =
          open.empty() ? at : static_cast<std::size_t>(open.back().data() - text.data());
      const char follows = next_visible(text, at);
      const bool value = follows == ',' || follows == ')' || follows == '{' || follows == '.';
      if (!open.empty()) open.pop_back();
      start = value ? begin_of_head : at;  // braces around a value do not end a statement
    } else if (c == ';') {
      start = at;
    }
  }
  for (const std::string_view head : open) {
    const std::string line = without_access(without_attributes(in_one_line(head)));
    if (!opens_scope(line)) return without_initialisers(line);
  }
  return "";
}

}  // namespace tito
