// tito demo, piped.
#include <filesystem>

#include "small_course.hpp"
#include "support/test.hpp"
#include "term/width.hpp"

using namespace tito::test;

TT_CASE("cli/demo-piped",
        "piped, the demo is plain lines that tell everything",
        .what = "`demo --quick` into a pipe, in UTF-8",
        .why = "it must work in logs and in CI",
        .learn = "no escape byte, one line per epoch, the digits, the verdict") {
  const Ran ran = SmallCourse().tito({"demo", "--quick"}, {{"LANG", "C.UTF-8"}, {"TERM", "xterm"}});
  CHECK(ran.code == 0);
  CHECK(lacking(ran.out,
                {"1,000 to learn from",
                 "epoch  1/5",
                 "epoch  5/5",
                 "123,456 samples/s",
                 "✓ right",
                 "✗ it is 4",
                 "97.0 % of 200",
                 "1 of them wrong",
                 "Training took 0.05 s",
                 "yours: none   borrowed: 01 02",
                 "next  tito milestone run 03 --reference"}) == "");
  CHECK_FALSE(contains(ran.out, "\x1b"));
  CHECK_FALSE(contains(ran.out, "more slowly"));
  CHECK(widest(ran.out) <= 80);
}

TT_CASE("cli/demo-ascii-and-narrow",
        "the demo needs neither UTF-8 nor a wide terminal",
        .what = "TITO_ASCII, locale C, COLUMNS=40, TERM=dumb, NO_COLOR",
        .why = "the main job must work everywhere",
        .learn = "only ASCII bytes without UTF-8") {
  const SmallCourse course;
  const Ran ascii = course.tito({"demo"}, {{"TITO_ASCII", "1"}, {"LANG", "C.UTF-8"}});
  CHECK(ascii.code == 0);
  CHECK(::tito::to_ascii(ascii.out) == ascii.out);
  CHECK(contains(ascii.out, "x it is 4"));
  CHECK(widest(course.tito({"demo"}, {{"COLUMNS", "40"}, {"LANG", "C.UTF-8"}}).out) <= 40);
  CHECK(course.tito({"demo", "--no-color"}, {{"TERM", "dumb"}, {"NO_COLOR", "1"}}).code == 0);
}

TT_CASE("cli/demo-plain",
        "every line of --plain begins with a fixed word",
        .what = "`demo --plain`",
        .why = "it is read aloud",
        .learn = "pictures become sentences") {
  const Ran ran = SmallCourse().tito({"demo", "--plain"});
  CHECK(ran.code == 0);
  for (const std::string& line : lines_of(ran.out)) {
    const std::string word = line.substr(0, line.find(' '));
    CHECK((word == "NOTE" || word == "PASS" || word == "NEXT" || word == "YOURS" ||
           word == "BORROWED"));
  }
  CHECK(contains(ran.out, "NOTE digit 4 read as 9 at 75 %: wrong"));
}

TT_CASE("cli/demo-gate",
        "a network that does not reach the gate makes the demo fail",
        .what = "a run with accuracy 0.5",
        .why = "a demo that cannot fail proves nothing",
        .learn = "exit 1 and the reason") {
  const Ran ran = SmallCourse().tito({"demo"}, {{"STAND_IN_DOES", "badly"}});
  CHECK(ran.code == 1);
  CHECK(lacking(ran.out, {"50.0 % of 200", "93 % are asked for", "TT-W0016"}) == "");
}

TT_CASE("cli/demo-records-nothing",
        "the demo leaves no state behind",
        .what = "the folder after `demo`",
        .why = "looking is not doing",
        .learn = "it also runs where .tito cannot be written") {
  const SmallCourse course;
  REQUIRE(course.tito({"demo"}).code == 0);
  CHECK_FALSE(course.exists(".tito"));
}

TT_CASE("cli/demo-result",
        "the JSON result holds what was measured",
        .what = "the data of `demo --json --seed 21`",
        .why = "the numbers are the product's claim",
        .learn = "they come from the run, not from the text") {
  const Json data = SmallCourse().tito({"demo", "--json", "--seed", "21"}).last_json().at("data");
  CHECK(data.at("params").as_int64() == 2410);
  CHECK(data.at("seed").as_int64() == 21);
  CHECK(data.at("loss_first").as_double() == 1.5);
  CHECK(data.at("loss_last").as_double() == 0.3);
  CHECK(data.at("train_ms").as_double() == doctest::Approx(50));
  CHECK(data.at("peak_rss_bytes").as_int64() > 100000);
}

TT_CASE(
    "cli/demo-elsewhere",
    "the demo works from any folder and in a path with odd characters",
    .what =
        "-C from another folder; a course whose path has a space, a quote, a dollar and an accent",
    .why = "people keep courses anywhere",
    .learn = "paths are words of a command, not text of a shell") {
  const SmallCourse course("my 'odd' $HOME cöurse");
  CHECK(course.tito({"demo", "-q"}).out == "next  tito milestone run 03 --reference\n");
  CHECK(run_tito({"demo", "-C", course.folder().string()}, "/", course.with({})).code == 0);
  std::filesystem::create_directories(course.folder() / "deep" / "down");
  CHECK(run_tito({"demo"}, course.folder() / "deep" / "down", course.with({})).code == 0);
}

TT_CASE("cli/demo-build-folder",
        "builds go where TITO_BUILD_DIR says",
        .what = "TITO_BUILD_DIR outside the checkout",
        .why = "a checkout may be read-only",
        .learn = "nothing is written below the course") {
  const SmallCourse course;
  const tinytorch::test::TempDir elsewhere;
  CHECK(course.tito({"demo"}, {{"TITO_BUILD_DIR", elsewhere / "out"}}).code == 0);
  CHECK(std::filesystem::exists(elsewhere.path() / "out" / "fast" / "bin"));
  CHECK_FALSE(course.exists("build"));
}
