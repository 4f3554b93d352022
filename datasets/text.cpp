// TinyTalks and other texts: reading, checking, writing.
#include <cstdint>
#include <filesystem>
#include <string>

#include "tinytorch/datasets.hpp"
#include "tinytorch/detail/registry.hpp"
#include "tinytorch/file.hpp"

namespace tinytorch {
namespace {

constexpr const char* kFormat =
    "write Q: lines and A: lines in turn, and an empty line between two dialogues";

[[noreturn]] void refuse(int code, const char* what, const std::string& facts, const char* fix) {
  throw Error(ErrorKind::io, code, "parse_tinytalks", what, facts, fix);
}

// How many bytes the character at `at` has, 0 if it is not UTF-8 (RFC 3629).
std::size_t character_length(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[at + i]); };
  const unsigned first = byte(0);
  const std::size_t length = first < 0x80   ? 1
                             : first < 0xC2 ? 0
                             : first < 0xE0 ? 2
                             : first < 0xF0 ? 3
                             : first < 0xF5 ? 4
                                            : 0;
  if (length == 0 || at + length > text.size()) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
  }
  const bool too_long = (first == 0xE0 && byte(1) < 0xA0) || (first == 0xF0 && byte(1) < 0x90);
  const bool no_character = (first == 0xED && byte(1) > 0x9F) || (first == 0xF4 && byte(1) > 0x8F);
  return too_long || no_character ? 0 : length;
}

void check_characters(std::string_view text) {
  std::int64_t line = 1;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = character_length(text, at);
    if (length == 0)
      refuse(2106, "the text is not UTF-8", "byte " + std::to_string(at), "save the file as UTF-8");
    if (text[at] == '\r')
      refuse(2107,
             "lines end with CR",
             "line " + std::to_string(line),
             "save the file with LF line ends");
    line += text[at] == '\n';
    at += length;
  }
}

// Takes the lines of a text one by one and puts dialogues together.
class Reader {
 public:
  void line(std::string_view text) {
    ++number_;
    if (text.empty()) return end();
    const bool question = expects_question();
    const std::string_view mark = question ? "Q: " : "A: ";
    if (!text.starts_with(mark) || text.size() == mark.size()) wrong(mark);
    const std::string words(text.substr(mark.size()));
    if (question)
      now_.turns.push_back({words, ""});
    else
      now_.turns.back().answer = words;
  }
  std::vector<Dialogue> finish() {
    ++number_;
    end();
    return std::move(all_);
  }

 private:
  bool expects_question() const { return now_.turns.empty() || !now_.turns.back().answer.empty(); }
  void end() {
    if (!expects_question()) wrong("A: ");
    if (!now_.turns.empty()) all_.push_back(std::move(now_));
    now_ = {};
  }
  [[noreturn]] void wrong(std::string_view mark) const {
    refuse(2108,
           "a question or answer is not written as it should be",
           "line " + std::to_string(number_) + ": expected \"" + std::string(mark) +
               "\" and some words",
           kFormat);
  }

  std::int64_t number_ = 0;
  Dialogue now_{};
  std::vector<Dialogue> all_{};
};

// A file of a registered set, compared with the registry.
std::string verified_file(std::string_view set, const std::string& file) {
  const detail::DataSet known = detail::find_dataset(set);
  const std::string folder = dataset_path(set), path = folder + "/" + file;
  std::error_code ignored;
  TT_CHECK(std::filesystem::exists(path, ignored),
           ErrorKind::io,
           2102,
           "load_text",
           "a file of the data set is not there",
           path + " does not exist",
           "restore the folder datasets/ of this checkout, e.g. git checkout -- datasets");
  detail::verify(folder, known.file(file));
  return read_file(path);
}

const char* file_of(TalksSplit split) {
  switch (split) {
    case TalksSplit::train:
      return "splits/train.txt";
    case TalksSplit::val:
      return "splits/val.txt";
    case TalksSplit::test:
      return "splits/test.txt";
    case TalksSplit::all:
      break;
  }
  return "tinytalks_v1.txt";
}

}  // namespace

std::vector<Dialogue> parse_tinytalks(std::string_view text) {
  check_characters(text);
  Reader reader;
  while (!text.empty()) {
    const auto end = text.find('\n');
    reader.line(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return reader.finish();
}

std::string format_tinytalks(std::span<const Dialogue> dialogues) {
  std::string text;
  for (const Dialogue& dialogue : dialogues) {
    if (!text.empty()) text += "\n";
    for (const QA& qa : dialogue.turns) text += "Q: " + qa.question + "\nA: " + qa.answer + "\n";
  }
  return text;
}

std::vector<Dialogue> load_tinytalks(TalksSplit split) {
  return parse_tinytalks(verified_file("tinytalks", file_of(split)));
}

std::string load_text(std::string_view name) {
  if (name == "tinytalks") return verified_file(name, "tinytalks_v1.txt");
  if (name == "moby-dick-excerpt") return verified_file(name, "excerpt.txt");
  throw Error(ErrorKind::value,
              2101,
              "load_text",
              "no text has this name",
              "asked for \"" + std::string(name) + "\"; known are: tinytalks, moby-dick-excerpt",
              "use one of the known names");
}

}  // namespace tinytorch
