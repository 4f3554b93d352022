// tito milestone list, info and run, from outside.
#include <filesystem>

#include "small_course.hpp"
#include "support/test.hpp"
#include "term/width.hpp"

using namespace tito::test;

namespace {

const Words kRun{"milestone", "run", "03", "--part", "2", "--reference"};

Words with(Words words, std::initializer_list<const char*> more) {
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

Json record(const SmallCourse& course) {
  return Json::parse(course.read(".tito/milestones/03_2.json"));
}

}  // namespace

TT_CASE("cli/milestone-list",
        "the list shows year, parts, state and needs",
        .what = "`milestone list` before and after a run",
        .why = "it answers what there is and what was done",
        .learn = "shown counts apart from passed") {
  const SmallCourse course;
  CHECK(lacking(course.tito({"milestone", "list"}).out,
                {"1958", "Perceptron", "1986", "not run yet", "01 02"}) == "");
  REQUIRE(course.tito(kRun).code == 0);
  CHECK(contains(course.tito({"milestone", "list"}).out, "1 of 3 shown"));
}

TT_CASE("cli/milestone-info",
        "info tells story, parts, data and sources",
        .what = "`milestone info` by number, id, name and folder",
        .why = "one reads before one runs",
        .learn = "every way of naming it means the same") {
  const SmallCourse course;
  const std::string by_name = course.tito({"milestone", "info", "mlp"}).out;
  CHECK(lacking(by_name,
                {"1986",
                 "a hidden layer reads digits",
                 "xor-solved",
                 "tiny",
                 "mnist (optional)",
                 "expect.json"}) == "");
  for (const char* word : {"3", "03", "MLP", "03_1986_mlp"})
    CHECK(course.tito({"milestone", "info", word}).out == by_name);
}

TT_CASE("cli/milestone-locked",
        "without --reference a milestone is locked",
        .what = "`milestone run 03`",
        .why = "there are no modules of the learner's yet",
        .learn = "the next line is the command that works") {
  const SmallCourse course;
  const Ran ran = course.tito({"milestone", "run", "03"});
  CHECK(ran.code == 3);
  CHECK(lacking(ran.err, {"TT-P0004", "01 02", "next  tito milestone run 03 --reference"}) == "");
  CHECK_FALSE(course.exists("build"));
}

TT_CASE("cli/milestone-run-shown",
        "a good run on the reference is shown and recorded",
        .what = "part 2 of milestone 03, its screen and its record",
        .why = "the record is the evidence",
        .learn = "yours and borrowed are always said") {
  const SmallCourse course;
  const Ran ran = course.tito(kRun, {{"LANG", "C.UTF-8"}});
  CHECK(ran.code == 0);
  CHECK(lacking(ran.out,
                {"the story of a part",
                 "shown (borrowed 01 02)",
                 "3 of 3 gates hold",
                 "borrowed: 01 02",
                 "next  tito milestone list"}) == "");
  const Json json = record(course);
  CHECK(json.at("status").as_string() == "shown");
  CHECK(json.at("reason").as_string() == "borrowed 01 02");
  CHECK(json.at("metrics").at("accuracy").as_double() == 0.97);
  CHECK(json.at("modules").at(0).at("source").as_string() == "reference");
  CHECK(json.at("environment").at("peak_rss_bytes").as_int64() > 0);
  CHECK_FALSE(json.contains("event"));
}

TT_CASE("cli/milestone-all-parts",
        "without --part the required parts run, absent optional ones are skipped",
        .what = "milestone 03 whole, whose third part needs data that was not fetched",
        .why = "optional data must not stop anybody",
        .learn = "a skipped part is listed with its reason and what to type") {
  const SmallCourse course;
  const Ran ran = course.tito({"milestone", "run", "mlp", "--reference"});
  CHECK(ran.code == 0);
  CHECK(lacking(ran.out,
                {"part 1 xor-solved: shown",
                 "part 2 tinydigits: shown",
                 "part 3 mnist skipped: the data set big is not complete\n",
                 "to have it run too:  tito data fetch big",
                 "big"}) == "");
  CHECK(course.exists(".tito/milestones/03_1.json"));
}

TT_CASE("cli/milestone-wanted-data-missing",
        "a part that was asked for needs its data",
        .what = "part 3, whose data was not fetched",
        .why = "asking for it is different from finding it absent",
        .learn = "exit 3 and the name of the set") {
  const Ran ran = SmallCourse().tito({"milestone", "run", "03", "--part", "3", "--reference"});
  CHECK(ran.code == 3);
  CHECK(lacking(ran.err, {"TT-P0008", "big"}) == "");
}

TT_CASE("cli/milestone-other-data",
        "--data takes another set, with bounds of its own",
        .what = "part 3 on the set that is there; a set that no part can use",
        .why = "a network is compared on more than one set; none replaces another in silence",
        .learn = "the choice reaches the part; a wrong name is answered with the right ones") {
  const SmallCourse course;
  const Words words{"milestone", "run", "03", "--part", "3", "--reference", "--data"};
  Words tiny = words, other = words;
  tiny.push_back("tiny");
  other.push_back("mnits");
  const Ran ran = course.tito(tiny);
  CHECK_MESSAGE(ran.code == 0, ran.all());
  CHECK(contains(ran.out, "learns from tiny"));
  const Ran wrong = course.tito(other);
  CHECK(wrong.code == 2);
  CHECK(lacking(wrong.err, {"TT-U0006", "mnits", "tiny, big"}) == "");
}

TT_CASE("cli/milestone-gate-fails",
        "a failed gate names value, bound and the module to look at",
        .what = "a run with accuracy 0.5, and one whose weights do not move",
        .why = "a failure is only useful if it says where to look",
        .learn = "exit 1; the record says failed") {
  const SmallCourse course;
  const Ran bad = course.tito(kRun, {{"STAND_IN_DOES", "badly"}});
  CHECK(bad.code == 1);
  CHECK(lacking(bad.out,
                {"TT-W0016",
                 "accuracy does not hold",
                 "measured 0.5, needed >= 0.93",
                 "tito dev test --module 08"}) == "");
  CHECK(record(course).at("status").as_string() == "failed");
  const Ran frozen = course.tito(kRun, {{"STAND_IN_DOES", "is frozen"}});
  CHECK(lacking(frozen.out,
                {"I4 movement does not hold",
                 "most likely module 07 or 06",
                 "tito dev test --module 07"}) == "");
}

TT_CASE(
    "cli/milestone-liar",
    "a part that claims success with bad values fails",
    .what = "a part that reports 0.5, says passed and exits 0; and one that leaves the gate out",
    .why = "the tool judges, the part reports",
    .learn = "never green by accident") {
  const SmallCourse course;
  CHECK(course.tito(kRun, {{"STAND_IN_DOES", "lies"}}).code == 1);
  CHECK(record(course).at("status").as_string() == "failed");
  CHECK(course.tito(kRun, {{"STAND_IN_DOES", "hides a gate"}}).code == 1);
}

TT_CASE("cli/milestone-crash",
        "a crash, an early end and an exception are told apart",
        .what = "parts that abort, exit 0 without a result, and report an error of the framework",
        .why = "each asks for something else",
        .learn = "none of them is a pass; each leaves a record") {
  const SmallCourse course;
  const auto run = [&](const char* how) { return course.tito(kRun, {{"STAND_IN_DOES", how}}); };
  CHECK(contains(run("crashes").out, "TT-C0001"));
  CHECK(record(course).at("status").as_string() == "error");
  CHECK(contains(run("ends early").out, "TT-C0005"));
  const Ran threw = run("throws");
  CHECK(threw.code == 1);
  CHECK(lacking(threw.out, {"TT-C0008", "TT-L0103"}) == "");
}

TT_CASE("cli/milestone-exit-codes-of-parts",
        "refused flags, missing and damaged data keep their exit codes",
        .what = "parts that exit 2, 3 and 5",
        .why = "they are no wrong answers",
        .learn = "the part's last words are shown") {
  const SmallCourse course;
  const Ran flags = course.tito(with(kRun, {"--", "--strange"}));
  CHECK(flags.code == 2);
  CHECK(lacking(flags.err, {"TT-U0002", "unknown flag: --strange"}) == "");
  CHECK(course.tito(kRun, {{"STAND_IN_DOES", "loses its data"}}).code == 3);
  CHECK(course.tito(kRun, {{"STAND_IN_DOES", "finds damage"}}).code == 5);
}

TT_CASE("cli/milestone-timeout",
        "the time limit ends a part with 124",
        .what = "a slow part with --timeout 1",
        .why = "an endless loop must not hold the terminal",
        .learn = "the record says timeout") {
  const SmallCourse course;
  const Ran ran = course.tito(with(kRun, {"--timeout", "1"}), {{"STAND_IN_DOES", "slowly"}});
  CHECK(ran.code == 124);
  CHECK(contains(ran.all(), "TT-C0002"));
  CHECK(record(course).at("status").as_string() == "timeout");
}

TT_CASE("cli/milestone-seed",
        "the seed reaches the part: flag before variable",
        .what = "--seed 11, TITO_SEED=12, and both",
        .why = "a run must be repeatable",
        .learn = "the flag wins") {
  const SmallCourse course;
  const auto seed = [&](Words words, std::vector<Setting> variables) {
    words.push_back("--json");
    return course.tito(words, variables)
        .last_json()
        .at("data")
        .at("parts")
        .at(0)
        .at("seed")
        .as_int64();
  };
  CHECK(seed(kRun, {}) == 7);
  CHECK(seed(with(kRun, {"--seed", "11"}), {}) == 11);
  CHECK(seed(kRun, {{"TITO_SEED", "12"}}) == 12);
  CHECK(seed(with(kRun, {"--seed", "11"}), {{"TITO_SEED", "12"}}) == 11);
}

TT_CASE("cli/milestone-stops-at-failure",
        "after a failed part no other runs",
        .what = "milestone 03 whole with a part 1 that fails",
        .why = "later parts build on earlier ones",
        .learn = "the second record does not appear") {
  const SmallCourse course;
  CHECK(
      course.tito({"milestone", "run", "03", "--reference"}, {{"STAND_IN_DOES", "crashes"}}).code ==
      1);
  CHECK(course.exists(".tito/milestones/03_1.json"));
  CHECK_FALSE(course.exists(".tito/milestones/03_2.json"));
}

TT_CASE("cli/milestone-text-is-escaped",
        "what a part prints cannot control the terminal",
        .what = "a part that prints an escape sequence and a UTF-8 sign, with and without UTF-8",
        .why = "it is learner code",
        .learn = "ASCII terminals get ASCII") {
  const SmallCourse course;
  const std::string utf8 = course.tito(kRun, {{"LANG", "C.UTF-8"}}).out;
  CHECK_FALSE(contains(utf8, "\x1b"));
  CHECK(contains(utf8, "\\x1b[31m≥"));
  const std::string ascii = course.tito(kRun).out;
  CHECK(contains(ascii, ">="));
  CHECK(::tito::to_ascii(ascii) == ascii);
}

TT_CASE("cli/milestone-plain",
        "plain lines begin with their words",
        .what = "--plain of a good and of a bad run",
        .why = "grep and screen readers rely on them",
        .learn = "the part's own text is left out") {
  const SmallCourse course;
  const Ran good = course.tito(with(kRun, {"--plain"}));
  CHECK(lacking(good.out,
                {"NOTE epoch  5/5",
                 "PASS accuracy: measured 0.97",
                 "YOURS none",
                 "BORROWED 01 02",
                 "NEXT tito milestone list"}) == "");
  CHECK_FALSE(contains(good.out, "the story of a part"));
  const Ran bad = course.tito(with(kRun, {"--plain"}), {{"STAND_IN_DOES", "badly"}});
  CHECK(
      lacking(bad.out,
              {"FAIL accuracy: measured 0.5", "FAIL TT-W0016", "NEXT tito dev test --module 08"}) ==
      "");
}

TT_CASE("cli/milestone-quiet",
        "quiet prints the last line only",
        .what = "-q of a good run",
        .why = "scripts want one line",
        .learn = "problems would still be shown") {
  CHECK(SmallCourse().tito(with(kRun, {"-q"})).out == "next  tito milestone list\n");
}

TT_CASE("cli/milestone-widths",
        "a run keeps to 40 and 80 cells",
        .what = "the widest line with COLUMNS=40 and 80",
        .why = "a wrapped table cannot be read",
        .learn = "the part's text is wrapped too") {
  const SmallCourse course;
  CHECK(widest(course.tito(kRun, {{"COLUMNS", "40"}, {"LANG", "C.UTF-8"}}).out) <= 40);
  CHECK(widest(course.tito(kRun, {{"COLUMNS", "80"}, {"LANG", "C.UTF-8"}}).out) <= 80);
}
