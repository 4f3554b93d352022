#include "explain.hpp"

#include <algorithm>
#include <cctype>

#include <fmt/core.h>

namespace tito {

namespace {

constexpr std::string_view kHeading = "### TT-";

std::string trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of('\n');
  if (begin == std::string_view::npos) return "";
  return std::string(text.substr(begin, text.find_last_not_of('\n') + 1 - begin));
}

}  // namespace

std::vector<ErrorPage> error_pages(std::string_view markdown) {
  std::vector<ErrorPage> pages;
  while (!markdown.empty()) {
    const std::size_t end = std::min(markdown.find('\n'), markdown.size());
    const std::string_view line = markdown.substr(0, end);
    if (line.starts_with(kHeading)) {
      const std::size_t space = std::min(line.find(' ', kHeading.size()), line.size());
      pages.push_back({std::string(line.substr(4, space - 4)),
                       trimmed(line.substr(std::min(space + 1, line.size())))});
    } else if (line.starts_with("#")) {
      pages.emplace_back();  // another chapter begins: what follows belongs to no code
    } else if (!pages.empty()) {
      pages.back().text += std::string(line) + "\n";
    }
    markdown.remove_prefix(std::min(end + 1, markdown.size()));
  }
  std::erase_if(pages, [](const ErrorPage& page) { return page.code.empty(); });
  for (ErrorPage& page : pages) page.text = trimmed(page.text);
  return pages;
}

std::string full_code(std::string_view word) {
  std::string upper;
  for (const char c : word) upper += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  if (upper.starts_with("TT-")) upper.erase(0, 3);
  if (upper.size() < 2 || upper.size() > 5 ||
      std::isalpha(static_cast<unsigned char>(upper[0])) == 0)
    return "";
  if (upper.find_first_not_of("0123456789", 1) != std::string::npos) return "";
  return fmt::format("TT-{}{:0>4}", upper[0], upper.substr(1));
}

}  // namespace tito
