// tito dev: tests are counted, benchmarks shown, nothing is green by accident.
#include "small_course.hpp"
#include "support/test.hpp"
#include "test_run.hpp"

using namespace tito::test;

namespace {

std::string last_line(const Ran& ran) {
  const auto lines = lines_of(ran.out);
  return lines.empty() ? "" : lines.back();
}

Ran tested(const SmallCourse& course, const char* how, Words words = {"dev", "test"}) {
  return course.tito(words, {{"STAND_IN_DOES", how}});
}

}  // namespace

TT_CASE("cli/dev-test-green",
        "counts of all programs are added up; the last line is the sum",
        .what = "`dev test` on two programs with two passed and one skipped case each",
        .why = "CI reads the last line",
        .learn = "cases are counted, not programs; skips are listed with a reason") {
  const Ran ran = tested(SmallCourse(), "well");
  CHECK(ran.code == 0);
  CHECK(last_line(ran) == "4 passed, 0 failed, 2 skipped");
  CHECK(
      lacking(
          ran.out,
          {"unit", "check_01", "check_02", "01.1/third skipped: this machine has no such thing"}) ==
      "");
}

TT_CASE("cli/dev-test-failing-case",
        "a failing case is shown in full and makes the run fail",
        .what = "one failing case of one program",
        .why = "the reader wants to see why without running again",
        .learn = "exit 1") {
  const Ran ran = tested(SmallCourse(), "check_01 fails");
  CHECK(ran.code == 1);
  CHECK(last_line(ran) == "3 passed, 1 failed, 2 skipped");
  CHECK(lacking(ran.out, {"FAILED  01.1/second (check_01)", "2 is not 3"}) == "");
}

TT_CASE("cli/dev-test-vanished-cases",
        "fewer cases than declared is a failure",
        .what = "a program that declares three cases, ran one, and exits 0",
        .why = "a case that disappears must not look like success",
        .learn = "the counts must add up") {
  const Ran ran = tested(SmallCourse(), "check_01 skips silently");
  CHECK(ran.code == 1);
  CHECK(contains(ran.out, "2 of 3 declared cases ran"));
}

TT_CASE("cli/dev-test-no-result",
        "a program without a result file is a failure",
        .what =
            "a program that exits 0, and one that exits 1, without results; old results are "
            "removed first",
        .why = "exit(0) in a static constructor would be green otherwise",
        .learn = "no result is not no failure") {
  const SmallCourse course;
  REQUIRE(tested(course, "well").code == 0);
  for (const char* how : {"check_01 leaves no result", "check_01 leaves no result and fails"}) {
    const Ran ran = tested(course, how);
    CHECK(ran.code == 1);
    CHECK(last_line(ran) == "2 passed, 1 failed, 1 skipped");
    CHECK(contains(ran.out, "it left no result"));
  }
}

TT_CASE("cli/dev-test-empty-kind",
        "a kind of which nothing ran is a failure",
        .what = "--inline in a course without lessons; --all runs the others all the same",
        .why = "a broken list of tests would be green otherwise",
        .learn = "zero tests prove nothing") {
  const SmallCourse course;
  const Ran inline_only = tested(course, "well", {"dev", "test", "--inline"});
  CHECK(inline_only.code == 1);
  CHECK(last_line(inline_only) == "0 passed, 1 failed, 0 skipped");
  const Ran all = tested(course, "well", {"dev", "test", "--all"});
  CHECK(all.code == 1);
  CHECK(last_line(all) == "6 passed, 5 failed, 3 skipped");
}

TT_CASE("cli/dev-test-selection",
        "module, filter, kind and list select programs",
        .what = "-m 02, --filter, --cli, --list",
        .why = "one module is tested again and again",
        .learn = "a bad expression is a usage error") {
  const SmallCourse course;
  CHECK(last_line(tested(course, "well", {"dev", "test", "-m", "activations"})) ==
        "2 passed, 0 failed, 1 skipped");
  CHECK(last_line(tested(course, "well", {"dev", "test", "--filter", "_01$"})) ==
        "2 passed, 0 failed, 1 skipped");
  CHECK(contains(tested(course, "well", {"dev", "test", "--cli"}).out, "check_cli"));
  CHECK(lacking(tested(course, "well", {"dev", "test", "--list", "--all"}).out,
                {"check_01", "unit", "check_cli", "cli"}) == "");
  CHECK(last_line(tested(course, "well", {"dev", "test", "--all", "-m", "1"})) ==
        "2 passed, 0 failed, 1 skipped");
  CHECK(tested(course, "well", {"dev", "test", "--filter", "nothing"}).code == 1);
  const Ran bad = tested(course, "well", {"dev", "test", "--filter", "("});
  CHECK(bad.code == 2);
  CHECK(contains(bad.err, "TT-U0006"));
}

TT_CASE("cli/dev-test-ci",
        "--ci writes a JUnit file",
        .what = "build/test-results.xml after --ci",
        .why = "CI services show it",
        .learn = "results are files, not only text") {
  const SmallCourse course;
  REQUIRE(tested(course, "well", {"dev", "test", "--ci"}).code == 0);
  CHECK(contains(course.read("build/test-results.xml"), "<testsuite"));
}

TT_CASE("cli/dev-test-preset",
        "--preset builds and runs another tree",
        .what = "--preset asan",
        .why = "the same tests run under sanitizers",
        .learn = "each tree has results of its own") {
  const SmallCourse course;
  CHECK(tested(course, "well", {"dev", "test", "--preset", "asan"}).code == 0);
  CHECK(course.exists("build/asan/results/check_01.json"));
  CHECK_FALSE(course.exists("build/check"));
}

TT_CASE("cli/program-result",
        "a result is judged by its numbers",
        .what = "a result that is complete, one with no case run, one whose program ended badly",
        .why = "each way to look green without being so is closed",
        .learn = "a failure of the program counts as one") {
  const auto result = [](const char* text, bool passed) {
    return ::tito::program_result({"check_x", "unit"}, Json::parse(text), {.passed = passed})
        .failed;
  };
  CHECK(result(R"({"declared":2,"passed":2,"failed":0,"skipped":0})", true) == 0);
  CHECK(result(R"({"declared":2,"passed":0,"failed":0,"skipped":2})", true) == 1);
  CHECK(result(R"({"declared":2,"passed":2,"failed":0,"skipped":0})", false) == 1);
  CHECK(result(R"({"declared":"two","passed":2,"failed":0,"skipped":0})", true) == 1);
  CHECK(::tito::program_result({"check_x", "unit"}, std::nullopt, {}).failed == 1);
}

TT_CASE("cli/ctest-lines",
        "ctest's lines are read by program, also when they run in parallel",
        .what = "output of two programs, one of which failed with text",
        .why = "the text of a failed program is its only witness",
        .learn = "lines belong to the last program named") {
  const auto lines = ::tito::ctest_lines({"    Start 1: check_01",
                                          "    Start 2: check_02",
                                          "1/2 Test #2: check_02 ....   Passed    0.25 sec",
                                          "2/2 Test #1: check_01 ....***Failed    1.50 sec",
                                          "boom",
                                          "",
                                          "50% tests passed, 1 tests failed"});
  REQUIRE(lines.size() == 2);
  CHECK(lines.at("check_02").passed);
  CHECK(lines.at("check_02").seconds == 0.25);
  CHECK_FALSE(lines.at("check_01").passed);
  CHECK(lines.at("check_01").output == std::vector<std::string>{"boom"});
}

TT_CASE("cli/dev-graph",
        "the graph shows who needs whom",
        .what = "`dev graph` of the small course",
        .why = "listing order is dependency order",
        .learn = "it is read from the manifest alone") {
  const Ran ran = SmallCourse().tito({"dev", "graph"});
  CHECK(ran.code == 0);
  CHECK(lacking(ran.out, {"core", "01_tensor", "02_activations"}) == "");
}

TT_CASE("cli/dev-bench",
        "benchmarks are shown with units and filtered by case",
        .what = "`dev bench` and --filter; a benchmark that breaks off",
        .why = "a speed claim carries its spread",
        .learn = "nothing is asserted, but an unfinished measurement is an error") {
  const SmallCourse course;
  CHECK(lacking(course.tito({"dev", "bench"}).out,
                {"add/1", "210.5 ns", "MlpStep/64-32-10/32", "51.23 us"}) == "");
  CHECK_FALSE(contains(course.tito({"dev", "bench", "--filter", "Mlp"}).out, "add/1"));
  const Ran broken = course.tito({"dev", "bench"}, {{"STAND_IN_DOES", "badly"}});
  CHECK(broken.code == 4);
  CHECK(contains(broken.err, "TT-E0105"));
}

TT_CASE("cli/dev-export",
        "lists of cases are written, and --check only compares",
        .what = "export --check before, export, --check after, and after an edit",
        .why = "the lists say how many cases must run",
        .learn = "--check writes nothing") {
  const SmallCourse course;
  CHECK(course.tito({"dev", "export", "--check"}).code == 1);
  CHECK_FALSE(course.exists("src/01_tensor/tests/tests.json"));
  CHECK(course.tito({"dev", "export"}).code == 0);
  CHECK(contains(course.read("src/01_tensor/tests/tests.json"), "01.1/first"));
  CHECK(course.tito({"dev", "export", "--check"}).code == 0);
  course.write("src/02_activations/tests/tests.json", "{}");
  const Ran ran = course.tito({"dev", "export", "--check"});
  CHECK(ran.code == 1);
  CHECK(lacking(ran.out, {"differs", "next  tito dev export"}) == "");
  CHECK(course.tito({"dev", "export", "01", "--check"}).code == 0);
}
