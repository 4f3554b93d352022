// tito module compare --side-by-side and --time.
#include "compare/timing.hpp"
#include "learner_course.hpp"
#include "support/test.hpp"

using namespace tito::test;

namespace {

// Module 01 is started and the reference open; `body` stands in the place of task 01.1.
void solve(const SmallCourse& course, const std::string& body) {
  REQUIRE(start_first(course).code == 0);
  course.write(".tito/config.json", R"({"schema_version":1,"reveal":"always"})");
  course.write(kPart,
               "#include \"tinytorch/tensor.hpp\"\n\nnamespace tinytorch {\n\n"
               "int stride(int steps) {\n" +
                   body + "}\n\n}  // namespace tinytorch\n");
}

const Words kBeside{"module", "compare", "01", "--side-by-side"};
const Words kTime{"module", "compare", "01", "--time"};

}  // namespace

TT_CASE("cli/compare-beside",
        "side by side, lines that differ stand opposite each other",
        .what = "a solution of three lines, one of them long, against one line",
        .why = "two ideas are easier to compare in one look",
        .learn = "< only yours, > only the reference's, | different; long lines go on below") {
  const SmallCourse course;
  solve(course,
        "  int bytes = 4;\n  if (steps == 0) return 0 + 0 + 0 + 0 + 0 + 0 + 0 + 0;\n"
        "  return bytes * steps;\n");
  const Ran ran = course.tito(kBeside);
  CHECK(ran.code == 0);
  const std::string gap(38 - 16, ' ');
  CHECK(lacking(ran.out,
                {"< yours   | differs   > the reference",
                 "01.1 strides",
                 "  int bytes = 4;" + gap + " |   return 4 * steps;\n",
                 "  if (steps == 0) return 0 + 0 + 0 + 0 <\n  + 0 + 0 + 0 + 0;",
                 "  return bytes * steps;"}) == "");
  CHECK(widest(ran.out) <= 80);
  solve(course, "  return 4*steps;\n");
  CHECK(contains(course.tito(kBeside).out, "tensor.cpp  the same"));
}

TT_CASE("cli/compare-beside-narrow",
        "without room for two columns the difference is shown line below line",
        .what = "40 columns, --plain, and the JSON",
        .why = "half a line of code says nothing; a screen reader reads one column",
        .learn = "the same data in every form") {
  const SmallCourse course;
  solve(course, "  return steps * 4;\n");
  const Ran narrow = course.tito(kBeside, {{"COLUMNS", "40"}});
  CHECK(lacking(narrow.out, {"-   return steps * 4;\n", "+   return 4 * steps;\n"}) == "");
  Words words = kBeside;
  words.emplace_back("--plain");
  CHECK(lacking(course.tito(words).out,
                {"NOTE -   return steps * 4;\n", "NOTE +   return 4 * steps;\n"}) == "");
  CHECK(wrong_json(course, "module.compare", kBeside) == "");
}

TT_CASE("cli/compare-time",
        "--time runs the demo with yours and with the reference in turns",
        .what = "a demo that is slower with the learner's objects",
        .why = "a machine that grows warm must not decide who is faster",
        .learn = "seven runs each after one to warm up, median and spread") {
  const SmallCourse course;
  solve(course, "  return steps * 4;\n");
  make_linkable(course, "fast");
  const Ran ran = course.tito(kTime, {{"STAND_IN_DOES", "yours is slow"}});
  CHECK(ran.code == 0);
  CHECK(lacking(ran.out,
                {"+   return 4 * steps;", "demo_01", "median", "spread", "yours", "7 runs each"}) ==
        "");
  CHECK(course.read("trace") == "ryryyrryyrryyrry");
  Words words = kTime;
  words.emplace_back("--json");
  const Ran json = course.tito(words, {{"STAND_IN_DOES", "yours is slow"}});
  const Json time = json.last_json().at("data").at("time");
  REQUIRE(time.size() == 2);
  CHECK(time.at(0).at("median_ms").as_double() >= 120);
  CHECK(time.at(1).at("median_ms").as_double() >= 20);
  CHECK(time.at(1).at("median_ms").as_double() < time.at(0).at("median_ms").as_double());
  CHECK(wrong_json(course, "module.compare", kTime) == "");
}

TT_CASE("cli/compare-time-fails",
        "a demo that does not run to its end is told by whose it is",
        .what = "a crash and an early end of yours; the same of the reference",
        .why = "a time of a program that gave up would be a lie",
        .learn = "C0001 and C0005 for yours, E0105 for the reference") {
  const SmallCourse course;
  solve(course, "  return steps * 4;\n");
  make_linkable(course, "fast");
  const auto with = [&](const char* wish) { return course.tito(kTime, {{"STAND_IN_DOES", wish}}); };
  const Ran crash = with("yours crashes");
  CHECK(crash.code == 1);
  CHECK(lacking(crash.all(), {"TT-C0001", "demo_01", "signal 6"}) == "");
  const Ran early = with("yours gives up");
  CHECK(early.code == 1);
  CHECK(lacking(early.all(), {"TT-C0005", "exit code 3", "no more numbers"}) == "");
  const Ran reference = with("reference gives up");
  CHECK(reference.code == 4);
  CHECK(contains(reference.all(), "TT-E0105"));
}

TT_CASE("cli/compare-verdict",
        "the verdict claims no more than the spread allows",
        .what = "times that differ clearly, hardly, and wildly",
        .why = "two runs of one program never take the same time",
        .learn = "median and median distance from it bear a single slow run") {
  using Times = ::tito::DemoTimes;
  const Times steady{{100, 101, 99, 100, 100, 100, 900}}, double_time{{200, 201, 199}};
  CHECK(steady.median() == 100.0);
  CHECK(double_time.spread() == 1.0);
  CHECK(Times{{1, 2, 3, 4}}.median() == 2.5);
  CHECK(Times{}.median() == 0.0);
  const auto said = [](const Times& yours, const Times& reference) {
    return ::tito::Race{"demo_01", yours, reference}.verdict();
  };
  CHECK(said(double_time, steady) == "yours takes 2.00 times as long");
  CHECK(said(steady, Times{{100, 101, 102}}) == "no difference beyond the spread");
  CHECK(contains(said(Times{{50, 100, 150}}, steady), "too noisy"));
}
