#include "inline/lesson.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <utility>

namespace tinytorch::lesson {
namespace {

constexpr std::int64_t kFewestWords = 1500, kMostWords = 3000;
constexpr std::array kSections = {"What it is for",
                                  "The contract",
                                  "Concepts",
                                  "Tasks",
                                  "Systems questions",
                                  "Common errors",
                                  "How PyTorch does it",
                                  "Check yourself",
                                  "Further reading"};

struct Line {
  std::int64_t number = 0;
  std::string_view text{};
};

struct Fence {
  std::int64_t line = 0;
  std::string info{}, body{};
};

std::vector<Line> lines_of(std::string_view text) {
  std::vector<Line> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    lines.push_back({std::ssize(lines) + 1, line});
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

bool is_blank(std::string_view line) {
  return line.find_first_not_of(" \t") == std::string_view::npos;
}

std::int64_t count_words(std::string_view text) {
  std::int64_t words = 0;
  bool inside = false;  // a word has a letter or digit: "·" or "|" alone is none
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isspace(byte) != 0) {
      inside = false;
    } else if (!inside && std::isalnum(byte) != 0) {
      inside = true;
      ++words;
    }
  }
  return words;
}

class Parser {
 public:
  Lesson parse(std::string_view text) {
    for (const Line& line : lines_of(text)) {
      if (line.text.starts_with("```")) {
        fence(line);
      } else if (open_) {
        open_->body.append(line.text).push_back('\n');
      } else {
        prose(line);
      }
    }
    if (open_) throw Malformed(open_->line, "this fence is never closed");
    refuse_waiting();
    if (lesson_.snippets.empty()) throw Malformed(1, "the lesson has no ```cpp run block");
    lesson_.words = count_words(lesson_.prose);
    return std::move(lesson_);
  }

 private:
  void prose(const Line& line) {
    if (!is_blank(line.text)) refuse_waiting();
    if (line.text.starts_with("## ")) lesson_.sections.emplace_back(line.text.substr(3));
    lesson_.prose.append(line.text).push_back('\n');
  }

  void fence(const Line& line) {
    if (!open_) {
      open_ = Fence{line.number, std::string(line.text.substr(3)), {}};
      return;
    }
    if (line.text != "```") throw Malformed(line.number, "this fence begins inside another one");
    close(*std::exchange(open_, std::nullopt));
  }

  void close(Fence done) {
    if (done.info == "output") {
      if (!waiting_) throw Malformed(done.line, "this output block follows no ```cpp run block");
      lesson_.snippets.back().output = std::move(done.body);
      waiting_ = false;
      return;
    }
    refuse_waiting();
    if (!done.info.starts_with("cpp run")) return;
    const bool noisy = done.info == "cpp run noisy";
    if (!noisy && done.info != "cpp run") {
      throw Malformed(done.line, "write ```cpp run or ```cpp run noisy, not ```" + done.info);
    }
    lesson_.snippets.push_back({done.line + 1, std::move(done.body), {}, noisy});
    waiting_ = !noisy;
  }

  void refuse_waiting() const {
    if (!waiting_) return;
    throw Malformed(lesson_.snippets.back().line - 1,
                    "this run block needs an ```output block directly after it (or mark it noisy)");
  }

  Lesson lesson_;
  std::optional<Fence> open_;
  bool waiting_ = false;  // the last run block still lacks its output block
};

}  // namespace

Lesson parse(std::string_view text) {
  return Parser().parse(text);
}

std::vector<std::string> shape_problems(const Lesson& lesson,
                                        const std::vector<std::string>& tasks) {
  std::vector<std::string> problems;
  auto from = lesson.sections.begin();
  for (const std::string title : kSections) {
    const auto at = std::find(from, lesson.sections.end(), title);
    if (at == lesson.sections.end()) {
      problems.push_back("section \"## " + title + "\" is missing or stands too early");
    } else {
      from = at + 1;
    }
  }
  if (lesson.words < kFewestWords || lesson.words > kMostWords) {
    problems.push_back("the prose has " + std::to_string(lesson.words) + " words; a lesson has " +
                       std::to_string(kFewestWords) + " to " + std::to_string(kMostWords));
  }
  if (lesson.prose.find("<details>") == std::string::npos) {
    problems.push_back("the answers of \"Check yourself\" belong in a <details> block");
  }
  for (const std::string& task : tasks) {
    if (lesson.prose.find(task) == std::string::npos) {
      problems.push_back("task " + task + " is not mentioned");
    }
  }
  return problems;
}

std::string difference(std::string_view expected, std::string_view actual) {
  if (expected == actual) return {};
  const auto want = lines_of(expected), got = lines_of(actual);
  std::string text;
  bool differs = false;
  for (std::int64_t i = 0; i < std::max(std::ssize(want), std::ssize(got)); ++i) {
    const auto at = static_cast<std::size_t>(i);
    const bool has_want = at < want.size(), has_got = at < got.size();
    if (has_want && has_got && want[at].text == got[at].text) {
      text.append("    ").append(want[at].text).push_back('\n');
      continue;
    }
    differs = true;
    if (has_want) text.append("  - ").append(want[at].text).append("\n");
    if (has_got) text.append("  + ").append(got[at].text).append("\n");
  }
  if (!differs) text.append("  (one of them lacks the last line break)\n");
  text.pop_back();
  return "the snippet prints something else (- the lesson, + printed now):\n" + text;
}

}  // namespace tinytorch::lesson
