// TinyTalks as text: dialogues from lines and lines from dialogues.
#include "tinytorch/talks.hpp"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <map>
#include <string>

#include "tinytorch/detail/talk_lines.hpp"
#include "tinytorch/detail/utf8.hpp"
#include "tinytorch/error.hpp"

namespace tinytorch {
namespace {

void check_line_ends(std::string_view text) {
  const std::size_t at = text.find('\r');
  if (at == text.npos) return;
  const auto line = std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n');
  throw Error(ErrorKind::io,
              2107,
              "parse_tinytalks",
              "a line ends with a carriage return",
              "line " + std::to_string(line + 1) + " holds CR (13); lines end with LF (10) alone",
              "save the text with Unix line ends");
}

// The duties of one line after another: a question, its answer, then a question or an empty line.
class Scanner {
 public:
  void take(std::string_view line) {
    ++line_;
    if (question_.data() != nullptr)
      take_answer(line);
    else if (line.empty())
      end_talk();
    else if (is_filled(line, "Q: ", "`Q: ` and a question", "a question after `Q: `"))
      question_ = line.substr(3);
  }

  detail::TalkLines finish() {
    ++line_;
    if (question_.data() != nullptr) take_answer("");
    return std::move(found_);
  }

 private:
  void take_answer(std::string_view line) {
    const std::string due = "`A: ` and the answer to line " + std::to_string(line_ - 1);
    if (is_filled(line, "A: ", due, "an answer after `A: `")) {
      found_.turns.push_back(
          {.line = line_ - 1, .talk = talk_, .question = question_, .answer = line.substr(3)});
      talk_is_empty_ = false;
    }
    question_ = {};
    if (line.empty()) end_talk();
  }

  void end_talk() {
    if (!talk_is_empty_) ++talk_;
    talk_is_empty_ = true;
  }

  bool is_filled(std::string_view line,
                 std::string_view mark,
                 const std::string& expected,
                 const char* expected_behind) {
    const bool marked = line.starts_with(mark);
    if (marked && line.find_first_not_of(' ', mark.size()) != line.npos) return true;
    found_.faults.push_back(
        {line_, std::string(line.substr(0, 40)), marked ? expected_behind : expected});
    return false;
  }

  std::int64_t line_ = 0;
  std::size_t talk_ = 0;
  bool talk_is_empty_ = true;
  std::string_view question_{};
  detail::TalkLines found_{};
};

// The first question that was there before, if that comes before the line `end`.
void check_questions(const std::vector<detail::TurnLine>& turns, std::int64_t end) {
  std::map<std::string, std::int64_t> lines;
  for (const detail::TurnLine& turn : turns) {
    if (turn.line >= end) return;
    const auto [place, is_new] = lines.try_emplace(detail::essence(turn.question), turn.line);
    TT_CHECK(is_new,
             ErrorKind::io,
             2109,
             "parse_tinytalks",
             "a question occurs twice",
             "\"" + std::string(turn.question.substr(0, 60)) + "\" is in line " +
                 std::to_string(turn.line) + " and in line " + std::to_string(place->second),
             "keep one of the two; letter case and punctuation do not tell them apart");
  }
}

void check_lines(const detail::TalkLines& lines) {
  if (lines.faults.empty()) return check_questions(lines.turns, INT64_MAX);
  const detail::LineFault& first = lines.faults.front();
  check_questions(lines.turns, first.line);
  throw Error(ErrorKind::io,
              2108,
              "parse_tinytalks",
              "a line is not where it belongs",
              "line " + std::to_string(first.line) + " is \"" + first.found + "\"; expected " +
                  first.expected,
              "write `Q: ` and a question, then `A: ` and its answer; empty lines between talks");
}

}  // namespace

namespace detail {

std::string essence(std::string_view question) {
  std::string out;
  for (const char c : question) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x80)
      out += c;
    else if (std::isalnum(byte) != 0)
      out += static_cast<char>(std::tolower(byte));
    else if (c == ' ' && !out.empty() && out.back() != ' ')
      out += ' ';
  }
  return out;
}

TalkLines scan_talks(std::string_view text) {
  Scanner scanner;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    scanner.take(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return scanner.finish();
}

}  // namespace detail

std::vector<Dialogue> parse_tinytalks(std::string_view text) {
  detail::check_utf8(text, "parse_tinytalks");
  check_line_ends(text);
  const detail::TalkLines lines = detail::scan_talks(text);
  check_lines(lines);
  std::vector<Dialogue> talks;
  for (const detail::TurnLine& turn : lines.turns) {
    if (turn.talk == talks.size()) talks.emplace_back();
    talks.back().turns.push_back(
        {.question = std::string(turn.question), .answer = std::string(turn.answer)});
  }
  return talks;
}

std::string format_tinytalks(std::span<const Dialogue> talks) {
  std::string text;
  for (const Dialogue& talk : talks) {
    if (!text.empty()) text += '\n';
    for (const QA& turn : talk.turns)
      text.append("Q: ").append(turn.question).append("\nA: ").append(turn.answer).append("\n");
  }
  return text;
}

}  // namespace tinytorch
