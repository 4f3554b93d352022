// Texts: TinyTalks as dialogues, and whole shipped texts by name.
#include <algorithm>
#include <array>
#include <cctype>
#include <cstddef>
#include <filesystem>
#include <map>
#include <string>

#include "tinytorch/datasets.hpp"
#include "tinytorch/detail/registry.hpp"
#include "tinytorch/file.hpp"

namespace tinytorch {
namespace {

constexpr const char* kSaveAsUtf8 = "save the text as UTF-8 without a byte order mark";

// Bytes of the well-formed UTF-8 sequence at `at`, 0 if there is none. Not module 10's reader: that
// one replaces what is malformed, and data sets come before it.
std::size_t sequence_at(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) -> unsigned {
    return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0u;
  };
  const unsigned lead = byte(0), second = byte(1);
  if (lead < 0x80) return 1;
  if (lead < 0xC2 || lead > 0xF4) return 0;
  const std::size_t length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0u) != 0x80) return 0;
  }
  const bool overlong = (lead == 0xE0 && second < 0xA0) || (lead == 0xF0 && second < 0x90);
  const bool beyond = (lead == 0xED && second > 0x9F) || (lead == 0xF4 && second > 0x8F);
  return overlong || beyond ? 0 : length;
}

void check_utf8(std::string_view text, const char* op) {
  TT_CHECK(!text.starts_with("\xEF\xBB\xBF"),
           ErrorKind::io,
           2106,
           op,
           "the text is not plain UTF-8",
           "it begins with a UTF-8 byte order mark (EF BB BF) at byte 0",
           kSaveAsUtf8);
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = sequence_at(text, at);
    TT_CHECK(length > 0,
             ErrorKind::io,
             2106,
             op,
             "the text is not plain UTF-8",
             "byte " + std::to_string(at) + " has the value " +
                 std::to_string(static_cast<unsigned char>(text[at])) +
                 " and begins or continues no character",
             kSaveAsUtf8);
    at += length;
  }
}

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

// A file of a shipped set, checked against the registry.
std::string read_verified(const detail::DataSet& set, const std::string& file, const char* op) {
  const std::string folder = dataset_path(set.name), path = folder + "/" + file;
  std::error_code ignored;
  TT_CHECK(std::filesystem::symlink_status(path, ignored).type() !=
               std::filesystem::file_type::not_found,
           ErrorKind::io,
           2102,
           op,
           "a file of the data set is not there",
           path + " does not exist",
           "restore the folder datasets/ of this checkout, e.g. git checkout -- datasets");
  detail::verify(folder, set.file(file));
  return read_file(path);
}

}  // namespace

std::vector<Dialogue> parse_tinytalks(std::string_view text) {
  check_utf8(text, "parse_tinytalks");
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

std::vector<Dialogue> load_tinytalks(TalksSplit split) {
  constexpr std::array<const char*, 4> kFiles{
      "tinytalks_v1.txt", "splits/train.txt", "splits/val.txt", "splits/test.txt"};
  const char* file = kFiles.at(static_cast<std::size_t>(split));
  return parse_tinytalks(read_verified(detail::find_dataset("tinytalks"), file, "load_tinytalks"));
}

std::string load_text(std::string_view name) {
  const detail::DataSet set = detail::find_dataset(name);
  const std::string file = name == "tinytalks" ? "tinytalks_v1.txt" : "excerpt.txt";
  TT_CHECK(name == "tinytalks" || name == "moby-dick-excerpt",
           ErrorKind::value,
           2101,
           "load_text",
           "this data set is not a text",
           "asked for \"" + std::string(name) + "\"; texts are: tinytalks, moby-dick-excerpt",
           "use one of the texts");
  std::string text = read_verified(set, file, "load_text");
  check_utf8(text, "load_text");
  return text;
}

}  // namespace tinytorch
