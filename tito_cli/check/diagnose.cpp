#include "check/diagnose.hpp"

#include <regex>

#include "term/width.hpp"

namespace tito {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kTitleLength = 72;

void replace_all(std::string& text, const std::string& from, const std::string& to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

}  // namespace

std::vector<std::string> printable(const std::vector<std::string>& output) {
  std::vector<std::string> lines;
  lines.reserve(output.size());
  for (const std::string& line : output) lines.push_back(escaped(line));
  return lines;
}

bool is_learners(const std::string& file, const DiagnoseContext& context) {
  const std::string folder = context.workspace.lexically_normal().string() + "/";
  return fs::path(file).lexically_normal().string().starts_with(folder);
}

std::string shown_path(const std::string& file, const DiagnoseContext& context) {
  const std::string root = context.root.lexically_normal().string() + "/";
  const std::string path = fs::path(file).lexically_normal().string();
  return escaped(path.starts_with(root) ? path.substr(root.size()) : path);
}

std::string plain_words(std::string text) {
  for (const char* quote : {"‘", "’", "`"}) replace_all(text, quote, "'");
  for (const char* space :
       {"tinytorch::", "[abi:cxx11]", "(anonymous namespace)::", "{anonymous}::"})
    replace_all(text, space, "");
  static const std::regex kString(
      "std::(__cxx11::|__1::)?basic_string<char(, std::(__1::)?char_traits<char>, "
      "std::(__1::)?allocator<char> ?)?>");
  static const std::regex kFlag(" \\[-[fW][a-z-]+\\]");
  text = std::regex_replace(text, kString, "std::string");
  return escaped(std::regex_replace(text, kFlag, ""));
}

std::string short_title(const std::string& text) {
  if (text.size() <= kTitleLength) return text;
  std::size_t end = kTitleLength - 3;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;  // UTF-8 inside
  return text.substr(0, end) + "...";
}

}  // namespace tito
