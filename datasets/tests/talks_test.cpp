// TinyTalks and the other texts: what is shipped, how it is read, how it is made.
#include <filesystem>
#include <set>
#include <string>

#include "tinytorch/datasets.hpp"
#include "tinytorch/file.hpp"
#include "tinytorch/makers.hpp"
#include "tinytorch/random.hpp"

#include "support/rounds.hpp"
#include "support/test.hpp"

using namespace tinytorch;
using namespace tinytorch::test;

namespace {

std::int64_t pairs_in(const std::vector<Dialogue>& dialogues) {
  std::int64_t pairs = 0;
  for (const Dialogue& one : dialogues) pairs += std::ssize(one.turns);
  return pairs;
}

std::set<std::string> questions_of(TalksSplit split) {
  std::set<std::string> questions;
  for (const Dialogue& one : load_tinytalks(split)) {
    for (const QA& qa : one.turns) questions.insert(qa.question);
  }
  return questions;
}

}  // namespace

TT_CASE("data.tinytalks/counts",
        "350 pairs in 324 dialogues, split into 245, 53 and 52",
        .what = "all four files, parsed",
        .why = "results are told for these numbers",
        .learn = "dialogues are never divided") {
  CHECK(pairs_in(load_tinytalks(TalksSplit::all)) == 350);
  CHECK(load_tinytalks(TalksSplit::all).size() == 324);
  CHECK(pairs_in(load_tinytalks()) == 245);
  CHECK(pairs_in(load_tinytalks(TalksSplit::val)) == 53);
  CHECK(pairs_in(load_tinytalks(TalksSplit::test)) == 52);
}

TT_CASE("data.tinytalks/splits",
        "no question stands in two splits, and together they are the whole",
        .what = "the sets of questions",
        .why = "a held-out question that was learned proves nothing",
        .learn = "splits are disjoint") {
  std::set<std::string> together;
  std::size_t sum = 0;
  for (const TalksSplit split : {TalksSplit::train, TalksSplit::val, TalksSplit::test}) {
    const std::set<std::string> some = questions_of(split);
    together.insert(some.begin(), some.end());
    sum += some.size();
  }
  CHECK(sum == 350);
  CHECK(together == questions_of(TalksSplit::all));
}

TT_CASE("data.tinytalks/round-trip",
        "what is formatted is what was parsed",
        .what = "every shipped text, parsed and written again",
        .why = "models learn the bytes",
        .learn = "one empty line between dialogues, one newline at the end") {
  for (const TalksSplit split :
       {TalksSplit::all, TalksSplit::train, TalksSplit::val, TalksSplit::test}) {
    const std::string text = format_tinytalks(load_tinytalks(split));
    CHECK(pairs_in(parse_tinytalks(text)) == pairs_in(load_tinytalks(split)));
    CHECK(format_tinytalks(parse_tinytalks(text)) == text);
  }
  CHECK(format_tinytalks(load_tinytalks(TalksSplit::all)) == load_text("tinytalks"));
}

TT_CASE("data.tinytalks/parse",
        "turns of one dialogue stand together; empty lines may repeat",
        .what = "two dialogues, the first with two turns",
        .why = "context belongs to a question",
        .learn = "an empty line ends a dialogue") {
  const auto all = parse_tinytalks("Q: a\nA: b\nQ: c\nA: d\n\n\nQ: e\nA: f");
  REQUIRE(all.size() == 2);
  CHECK(all[0].turns.size() == 2);
  CHECK(all[0].turns[1].question == "c");
  CHECK(all[1].turns[0].answer == "f");
  CHECK(parse_tinytalks("").empty());
}

TT_CASE("data.tinytalks/errors",
        "a text that is none is refused with the place",
        .what = "bytes that are not UTF-8, CR, lines in the wrong order, empty words",
        .why = "a learner's own file will have mistakes",
        .learn = "line or byte, and what was expected") {
  expect_error(2106, [] { (void)parse_tinytalks("Q: \xC3("); }, {"byte 3"});
  expect_error(2106, [] { (void)parse_tinytalks("Q: \xED\xA0\x80"); }, {"byte 3"});
  expect_error(2107, [] { (void)parse_tinytalks("Q: a\nA: b\r\n"); }, {"line 2"});
  expect_error(2108, [] { (void)parse_tinytalks("A: b\n"); }, {"line 1", "\"Q: \""});
  expect_error(2108, [] { (void)parse_tinytalks("Q: a\nQ: b\n"); }, {"line 2", "\"A: \""});
  expect_error(2108, [] { (void)parse_tinytalks("Q: a\n\nA: b\n"); }, {"line 2", "\"A: \""});
  expect_error(2108, [] { (void)parse_tinytalks("Q: a\n"); }, {"line 2", "\"A: \""});
  expect_error(2108, [] { (void)parse_tinytalks("Q: \nA: b\n"); }, {"line 1"});
}

TT_CASE("data.tinytalks/fuzz",
        "a damaged text is read or refused, nothing else",
        .what = "random bytes in the training text",
        .why = "files come from disks and networks",
        .learn = "the only ways out are 2106, 2107 and 2108") {
  const std::string sound = format_tinytalks(load_tinytalks());
  Generator generator(5);
  std::int64_t refused = 0;
  const int trials = rounds(1'000);
  for (int trial = 0; trial < trials; ++trial) {
    std::string bytes = sound;
    bytes[static_cast<std::size_t>(generator.below(std::ssize(bytes)))] =
        static_cast<char>(generator.below(256));
    try {
      const auto read = parse_tinytalks(bytes);
      CHECK_FALSE(read.empty());
    } catch (const Error& error) {
      CHECK((error.code() >= 2106 && error.code() <= 2108));
      ++refused;
    }
  }
  CHECK(refused > trials / 4);
}

TT_CASE("data.text/moby-dick",
        "the excerpt is ASCII with 74 different characters",
        .what = "chapters 1 to 15",
        .why = "a character model has one output for each of them",
        .learn = "139,282 characters") {
  const std::string text = load_text("moby-dick-excerpt");
  CHECK(text.size() == 139'282);
  CHECK(std::set<char>(text.begin(), text.end()).size() == 74);
  CHECK(text.find("Call me Ishmael.") != std::string::npos);
  expect_error(2101, [] { (void)load_text("moby"); }, {"moby-dick-excerpt"});
}

TT_CASE("data.make/tinytalks",
        "the maker reproduces the text files byte for byte",
        .what = "the shipped table, dealt out again",
        .why = "a data set that nobody can make again cannot be trusted",
        .learn = "seed 42 and one order of drawing") {
  const std::filesystem::path folder = dataset_path("tinytalks");
  const auto made = make_tinytalks(read_file((folder / "tinytalks_v1.tsv").string()));
  CHECK(made.size() == 4);
  for (const auto& [name, bytes] : made) {
    CAPTURE(name);
    CHECK(bytes == read_file((folder / name).string()));
  }
  expect_error(2103, [] { (void)make_tinytalks("level\n"); }, {"654bcfa01536"});
}
