// TinyTalks as text: dialogues from lines and lines from dialogues.
#include "tinytorch/talks.hpp"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <map>
#include <string>

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

[[noreturn]] void refuse(std::int64_t line, std::string_view found, const std::string& expected) {
  throw Error(ErrorKind::io,
              2108,
              "parse_tinytalks",
              "a line is not where it belongs",
              "line " + std::to_string(line) + " is \"" + std::string(found.substr(0, 40)) +
                  "\"; expected " + expected,
              "write `Q: ` and a question, then `A: ` and its answer; empty lines between talks");
}

// What makes two questions the same: letters and digits, in lower case.
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

class TalkParser {
 public:
  void take(std::string_view line) {
    ++line_;
    if (line.empty()) return end();
    if (answer_is_due_) return take_answer(line);
    if (!line.starts_with("Q: ")) refuse(line_, line, "`Q: ` and a question");
    check_filled(line, "a question after `Q: `");
    note_question(line.substr(3));
    current_.turns.push_back({.question = std::string(line.substr(3)), .answer = {}});
    answer_is_due_ = true;
  }

  std::vector<Dialogue> finish() {
    if (answer_is_due_) {
      ++line_;
      end();
    }
    end();
    return std::move(talks_);
  }

 private:
  void take_answer(std::string_view line) {
    if (!line.starts_with("A: ")) refuse(line_, line, "`A: ` and the answer to line " + previous());
    check_filled(line, "an answer after `A: `");
    current_.turns.back().answer = line.substr(3);
    answer_is_due_ = false;
  }

  void check_filled(std::string_view line, const char* expected) const {
    if (line.find_first_not_of(' ', 3) == line.npos) refuse(line_, line, expected);
  }

  void end() {
    if (answer_is_due_) refuse(line_, "", "`A: ` and the answer to line " + previous());
    if (!current_.turns.empty()) talks_.push_back(std::move(current_));
    current_ = {};
  }

  void note_question(std::string_view question) {
    const auto [place, is_new] = lines_.try_emplace(essence(question), line_);
    TT_CHECK(is_new,
             ErrorKind::io,
             2109,
             "parse_tinytalks",
             "a question occurs twice",
             "\"" + std::string(question.substr(0, 60)) + "\" is in line " + std::to_string(line_) +
                 " and in line " + std::to_string(place->second),
             "keep one of the two; letter case and punctuation do not tell them apart");
  }

  std::string previous() const { return std::to_string(line_ - 1); }

  std::int64_t line_ = 0;
  bool answer_is_due_ = false;
  Dialogue current_{};
  std::vector<Dialogue> talks_{};
  std::map<std::string, std::int64_t> lines_{};
};

}  // namespace

std::vector<Dialogue> parse_tinytalks(std::string_view text) {
  detail::check_utf8(text, "parse_tinytalks");
  check_line_ends(text);
  TalkParser parser;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    parser.take(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parser.finish();
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
