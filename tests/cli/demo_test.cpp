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
        .learn = "no escape byte, lines for steps and answers, the verdict") {
  const Ran ran = SmallCourse().tito({"demo", "--quick"}, {{"LANG", "C.UTF-8"}, {"TERM", "xterm"}});
  CHECK(ran.code == 0);
  CHECK(lacking(ran.out,
                {"112,768 parameters",
                 "learns 245 questions",
                 "step   100/500  loss 3.000  23,456 tokens/s",
                 "What is 2 plus 2?  noise 5",
                 "✓ Q: Question 0?",
                 "A: Answer 19.",
                 "▲ Q: Question 20?",
                 "never seen; right would be: Answer 20.",
                 "20 of 20 learned questions answered word for word",
                 "Training took 2.5 s, 23,456 tokens a second",
                 "it does not understand",
                 "yours: none   borrowed: 01 02",
                 "next  tito module start 01"}) == "");
  CHECK_FALSE(contains(ran.out, "\x1b"));
  CHECK_FALSE(contains(ran.out, "ask>"));
  CHECK(widest(ran.out) <= 80);
}

TT_CASE("cli/demo-ascii-and-narrow",
        "the demo needs neither UTF-8 nor a wide terminal",
        .what = "TITO_ASCII, locale C, COLUMNS=40, TERM=dumb, NO_COLOR",
        .why = "the main job must work everywhere",
        .learn = "only ASCII bytes without UTF-8") {
  const SmallCourse course;
  const Ran ascii =
      course.tito({"demo"}, {{"TITO_ASCII", "1"}, {"LANG", "C.UTF-8"}, {"STAND_IN_DOES", "badly"}});
  CHECK(::tito::to_ascii(ascii.out) == ascii.out);
  CHECK(contains(ascii.out, "x Q: Question 0?"));
  CHECK(widest(course.tito({"demo"}, {{"COLUMNS", "40"}, {"LANG", "C.UTF-8"}}).out) <= 40);
  CHECK(course.tito({"demo", "--no-color"}, {{"TERM", "dumb"}, {"NO_COLOR", "1"}}).code == 0);
}

TT_CASE("cli/demo-plain",
        "every line of --plain begins with a fixed word",
        .what = "`demo --plain`",
        .why = "it is read aloud",
        .learn = "glyphs become words") {
  const Ran ran = SmallCourse().tito({"demo", "--plain"});
  CHECK(ran.code == 0);
  for (const std::string& line : lines_of(ran.out)) {
    const std::string word = line.substr(0, line.find(' '));
    CHECK((word == "NOTE" || word == "PASS" || word == "NEXT" || word == "YOURS" ||
           word == "BORROWED"));
  }
  CHECK(contains(ran.out, "PASS Q: Question 0?"));
}

TT_CASE("cli/demo-ask",
        "a question of one's own is answered, and so are lines of standard input",
        .what = "--ask; --keep-asking without a terminal; --save",
        .why = "talking to it is the point",
        .learn = "nothing is asked unless it was wanted") {
  const SmallCourse course;
  const Ran asked = course.tito({"demo", "--quick", "--ask", "Who are you?"});
  CHECK(asked.code == 0);
  CHECK(lacking(asked.out, {"Q: Who are you?", "A: I am Pip."}) == "");
  CHECK(course.tito({"demo", "--quick", "--keep-asking"}).code == 0);
  CHECK(course.tito({"demo", "--quick", "--steps", "0"}).code == 2);
}

TT_CASE("cli/demo-gate",
        "a network that does not reach the gate makes the demo fail",
        .what = "a run with half of the answers wrong",
        .why = "a demo that cannot fail proves nothing",
        .learn = "exit 1 and the reason") {
  const Ran ran = SmallCourse().tito({"demo"}, {{"STAND_IN_DOES", "badly"}});
  CHECK(ran.code == 1);
  CHECK(lacking(ran.out,
                {"10 of 20 learned questions", "it was: Answer 0.", "TT-W0016", "exact answers"}) ==
        "");
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
  CHECK(data.at("params").as_int64() == 112768);
  CHECK(data.at("vocab").as_int64() == 67);
  CHECK(data.at("seed").as_int64() == 21);
  CHECK(data.at("loss_first").as_double() == 4.5);
  CHECK(data.at("loss_last").as_double() == 0.075);
  CHECK(data.at("exact").as_int64() == 20);
  CHECK(data.at("asked").as_int64() == 20);
  CHECK(data.at("train_ms").as_double() == doctest::Approx(2500));
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
  CHECK(course.tito({"demo", "-q"}).out == "next  tito module start 01\n");
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
