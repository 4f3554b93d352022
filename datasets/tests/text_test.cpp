#include <filesystem>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "tinytorch/datasets.hpp"
#include "tinytorch/file.hpp"
#include "tinytorch/json.hpp"
#include "tinytorch/sha256.hpp"

#include "data_dir.hpp"
#include "support/temp.hpp"
#include "support/test.hpp"

using namespace tinytorch;
using namespace tinytorch::test;
using namespace std::string_literals;

namespace {

std::size_t pairs(const std::vector<Dialogue>& talks) {
  std::size_t count = 0;
  for (const Dialogue& talk : talks) count += talk.turns.size();
  return count;
}

std::set<std::string> questions(TalksSplit split) {
  std::set<std::string> found;
  for (const Dialogue& talk : load_tinytalks(split)) {
    for (const QA& turn : talk.turns) found.insert(turn.question);
  }
  return found;
}

// Words of random letters; the number at the end keeps questions apart.
Dialogue random_talk(Generator& generator, int number) {
  const auto words = [&] {
    std::string text = "w";
    for (auto left = generator.below(30); left > 0; --left) text += "ab ?.:"[generator.below(6)];
    return text;
  };
  Dialogue talk;
  for (auto turn = generator.below(4); turn >= 0; --turn) {
    const std::string key = " " + std::to_string(number) + "n" + std::to_string(turn);
    talk.turns.push_back({.question = words() + key, .answer = words()});
  }
  return talk;
}

void refused(int code, const std::string& text, std::initializer_list<std::string_view> facts) {
  expect_error(
      code, ErrorKind::io, [&] { (void)parse_tinytalks(text); }, facts);
}

std::string cure_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.fix();
  }
  return "";
}

// The shipped talks and the registry, below a root of their own.
void copy_talks(const TempDir& root) {
  namespace fs = std::filesystem;
  const fs::path from = detail::datasets_folder(), to = root / "datasets";
  fs::create_directory(to);
  fs::copy(from / "tinytalks", to / "tinytalks", fs::copy_options::recursive);
  fs::copy(from / "index.json", to / "index.json");
}

// Another file of the talks, as if it were the registered one.
void register_talks(const TempDir& root, const std::string& path, const std::string& bytes) {
  root.write("datasets/tinytalks/" + path, bytes);
  Json registry = Json::parse(root.read("datasets/index.json"));
  for (Json& set : registry["sets"].items()) {
    if (set.at("name").as_string() != "tinytalks") continue;
    for (Json& file : set["files"].items()) {
      if (file.at("path").as_string() != path) continue;
      file["size"] = std::ssize(bytes);
      file["sha256"] = sha256_hex(bytes);
    }
  }
  root.write("datasets/index.json", registry.dump());
}

}  // namespace

TT_CASE("data.tinytalks/counts",
        "TinyTalks has 350 pairs, divided 245, 53 and 52",
        .what = "pairs and dialogues of the whole and of each split",
        .why = "every result of module 13 and milestone 05 rests on these splits",
        .learn = "24 dialogues have more than one exchange") {
  CHECK(pairs(load_tinytalks(TalksSplit::all)) == 350);
  CHECK(load_tinytalks(TalksSplit::all).size() == 324);
  CHECK(pairs(load_tinytalks()) == 245);
  CHECK(pairs(load_tinytalks(TalksSplit::val)) == 53);
  CHECK(pairs(load_tinytalks(TalksSplit::test)) == 52);
}

TT_CASE("data.tinytalks/splits",
        "the splits share no question and make up the whole",
        .what = "the questions of the three splits as sets",
        .why = "a held-out question seen in training proves nothing",
        .learn = "245 + 53 + 52 different questions") {
  std::set<std::string> all = questions(TalksSplit::train);
  all.merge(questions(TalksSplit::val));
  all.merge(questions(TalksSplit::test));
  CHECK(all.size() == 350);
  CHECK(all == questions(TalksSplit::all));
}

TT_CASE("data.tinytalks/dialogue",
        "the last talk has three exchanges in order",
        .what = "the dialogue about the dragon",
        .why = "an answer takes up what was said before it",
        .learn = "lines of one block belong together") {
  const std::vector<Dialogue> talks = load_tinytalks(TalksSplit::all);
  CHECK(talks.front().turns == std::vector<QA>{{"Hi!", "Hi! I am Pip. What shall we talk about?"}});
  CHECK(talks.back().turns ==
        std::vector<QA>{{"I am writing a story.", "What is your story about?"},
                        {"It is about a dragon.", "A dragon! Is your dragon kind?"},
                        {"Yes, it is kind.", "A kind dragon makes a good story."}});
}

TT_CASE("data.tinytalks/round-trip",
        "what is written is read again",
        .what = "200 lists of random dialogues, and the shipped file",
        .why = "two functions that must agree are tested against each other",
        .learn = "parse_tinytalks(format_tinytalks(x)) == x") {
  Generator generator(350);
  for (int list = 0; list < 200; ++list) {
    std::vector<Dialogue> talks;
    for (int i = 0; i < list % 7; ++i) talks.push_back(random_talk(generator, i));
    CHECK(parse_tinytalks(format_tinytalks(talks)) == talks);
  }
  CHECK(format_tinytalks(load_tinytalks(TalksSplit::all)) == load_text("tinytalks"));
}

TT_CASE("data.tinytalks/encoding",
        "bytes that are not UTF-8 are refused with their place",
        .what = "FF, a lone continuation, two byte order marks, overlong and cut characters",
        .why = "a wrong encoding gives a model wrong characters without a word",
        .learn = "the offset counts bytes from 0") {
  refused(2106, "Q: a\xFF", {"byte 4", "255"});
  refused(2106, "Q: \x80", {"byte 3", "128"});
  refused(2106, "\xFF\xFEQ", {"byte 0", "255"});
  refused(2106, "\xEF\xBB\xBFQ: a\nA: b\n", {"UTF-8 byte order mark"});
  for (const char* bytes : {"\xC0\x80",
                            "\xE0\x80\x80",
                            "\xED\xA0\x80",
                            "\xF0\x80\x80\x80",
                            "\xF4\x90\x80\x80",
                            "\xE2\x82"})
    refused(2106, "Q: "s + bytes, {"byte 3"});
  CHECK(parse_tinytalks("Q: \xE2\x82\xAC\nA: \xF0\x9F\x98\x80\n").size() == 1);
}

TT_CASE("data.tinytalks/line-ends",
        "a carriage return is refused",
        .what = "CR in the second line",
        .why = "it would be one more character for a model to learn",
        .learn = "lines end with LF alone") {
  refused(2107, "Q: a\nA: b\r\n", {"line 2"});
}

TT_CASE("data.tinytalks/syntax",
        "a line out of place is refused",
        .what = "no question, two questions, no blank, nothing after the colon, no answer",
        .why = "half a pair would shift all that follow",
        .learn = "the message names the line and what belongs there") {
  refused(2108, "A: b\n", {"line 1", "`Q: `"});
  refused(2108, "Q: a\nQ: b\n", {"line 2", "`A: `"});
  refused(2108, "Q: a\nA: b\nA: c\n", {"line 3", "`Q: `"});
  refused(2108, "Q:a\nA: b\n", {"line 1", "\"Q:a\""});
  refused(2108, "Q: a\nA:  \n", {"line 2", "an answer"});
  refused(2108, "Q: \nA: b\n", {"line 1", "a question"});
  refused(2108, "Q: a\n\nA: b\n", {"line 2", "line 1"});
  refused(2108, "Q: a\n", {"line 2", "line 1"});
}

TT_CASE("data.tinytalks/duplicates",
        "a question that occurs twice is refused",
        .what = "the same words with other capitals and punctuation",
        .why = "one question needs one answer",
        .learn = "both lines are named") {
  refused(2109, "Q: Who are you?\nA: b.\n\nQ: who are YOU\nA: c.\n", {"line 4", "line 1"});
}

TT_CASE("data.tinytalks/apart",
        "a question in two splits is refused, and so are splits that are not the whole",
        .what = "a pair of train added to val, then a pair taken from train, checksums renewed",
        .why = "a held-out question seen in training proves nothing",
        .learn = "a checksum shows that files are as registered, not that they make sense") {
  const TempDir root;
  copy_talks(root);
  const Root use(root.path().string());
  CHECK(pairs(load_tinytalks()) == 245);
  const auto load = [] { (void)load_tinytalks(TalksSplit::test); };
  const std::string val = root.read("datasets/tinytalks/splits/val.txt");
  register_talks(root, "splits/val.txt", val + "\nQ: Hi!\nA: Hello again.\n");
  expect_error(2110, ErrorKind::io, load, {"\"Hi!\"", "splits/train.txt", "splits/val.txt"});
  register_talks(root, "splits/val.txt", val);
  const std::string train = root.read("datasets/tinytalks/splits/train.txt");
  register_talks(root, "splits/train.txt", train.substr(train.find("\n\n") + 2));
  expect_error(2110, ErrorKind::io, load, {"349 pairs", "350 in tinytalks_v1.txt"});
}

TT_CASE("data.text/names",
        "load_text gives the shipped texts whole",
        .what = "sizes, beginning and characters of both texts, and names that are no text",
        .why = "a text that was cut trains without complaint",
        .learn = "74 different characters in Moby-Dick, 66 in TinyTalks") {
  const std::string moby = load_text("moby-dick-excerpt"), talks = load_text("tinytalks");
  CHECK(moby.size() == 139282);
  CHECK(std::set<char>(moby.begin(), moby.end()).size() == 74);
  CHECK(talks.size() == 20061);
  CHECK(std::set<char>(talks.begin(), talks.end()).size() == 66);
  expect_error(2101, [] { (void)load_text("tinydigits"); }, {"tinydigits", "moby-dick-excerpt"});
  expect_error(2101, [] { (void)load_text("moby"); }, {"\"moby\"", "moby-dick-excerpt"});
}

TT_CASE("data.text/fetched",
        "texts that are not shipped are read from the user's cache",
        .what = "an empty cache, then a file of the right name with other bytes",
        .why = "a text that is not there must not be replaced by another one",
        .learn = "2102 names the command that brings it, 2104 the sizes") {
  const TempDir folder;
  const DataDir use(folder.path().string());
  for (const std::string name : {"moby-dick", "shakespeare"}) {
    expect_error(2102, ErrorKind::io, [&] { (void)load_text(name); }, {folder / name});
    CHECK(cure_of([&] { (void)load_text(name); }) ==
          "tito data fetch " + name + " brings it, or says from where");
  }
  std::filesystem::create_directories(folder / "shakespeare");
  write_file_atomic(folder / "shakespeare/input.txt", "To be, or not to be\n");
  expect_error(2104, ErrorKind::io, [] { (void)load_text("shakespeare"); }, {"20", "1115394"});
}
