#include "workspace/lesson.hpp"

#include <algorithm>
#include <sstream>

#include "term/width.hpp"

namespace tito {

namespace {

constexpr int kIndent = 4;

// Joins the lines of a paragraph and breaks them again where the terminal ends.
class Page {
 public:
  explicit Page(const Look& look) : look_(look) {}

  void add(const std::string& line) {
    if (line.starts_with("```")) return fence();
    if (in_code_) return code(line);
    if (line.empty()) return flush_and(Lines{""});
    if (line.starts_with("#")) return heading(line);
    if (line.starts_with("    ") && paragraph_.empty()) return code(line);
    if (line.starts_with("|")) return flush_and({line});
    if (line.starts_with("- ") || line.starts_with("> ")) flush();
    paragraph_ += (paragraph_.empty() ? "" : " ") + line.substr(line.find_first_not_of(' '));
  }

  std::string finish() {
    flush();
    return joined(lines_);
  }

 private:
  void flush() {
    if (paragraph_.empty()) return;
    const bool item = paragraph_.starts_with("- ");
    bool first = true;
    for (const std::string& line : wrapped(paragraph_, look_.width - (item ? 2 : 0))) {
      lines_.push_back((item && !first ? "  " : "") + line);
      first = false;
    }
    paragraph_.clear();
  }

  void flush_and(const Lines& more) {
    flush();
    lines_.insert(lines_.end(), more.begin(), more.end());
  }

  void heading(const std::string& line) {
    flush_and({paint(look_, Role::name, line.substr(line.find_first_not_of("# ")))});
  }

  void fence() {
    flush();
    in_code_ = !in_code_;
  }

  void code(const std::string& line) {
    const bool indented = !in_code_;
    lines_.push_back(std::string(indented ? 0 : kIndent, ' ') + line);
  }

  const Look& look_;
  Lines lines_;
  std::string paragraph_;
  bool in_code_ = false;
};

}  // namespace

std::string rendered_lesson(std::string_view markdown, const Look& look) {
  Page page(look);
  std::istringstream lines{std::string(markdown)};
  for (std::string line; std::getline(lines, line);) page.add(line);
  return page.finish();
}

}  // namespace tito
