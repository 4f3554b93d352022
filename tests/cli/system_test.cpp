// tito system health and info; explain.
#include <filesystem>

#include "explain.hpp"
#include "small_course.hpp"
#include "support/test.hpp"
#include "tools.hpp"

using namespace tito::test;

TT_CASE("cli/info-anywhere",
        "info works without a course and without any tool",
        .what = "`system info` outside a course with an empty PATH",
        .why = "it is asked for when something is missing",
        .learn = "it never fails on what it does not find") {
  const Ran ran = run_tito({"system", "info"}, "/", {{"PATH", "/nonexistent"}});
  CHECK(ran.code == 0);
  CHECK(lacking(ran.out, {"tito ", "compiler", "not found", "not inside a course"}) == "");
}

TT_CASE("cli/info-places",
        "info shows places and where each setting comes from",
        .what = "`system info` with TITO_BUILD_DIR and TITO_SEED",
        .why = "a setting nobody remembers explains much",
        .learn = "value and source stand together") {
  const Ran ran = SmallCourse().tito({"system", "info"},
                                     {{"TITO_BUILD_DIR", "/tmp/elsewhere"}, {"TITO_SEED", "3"}});
  CHECK(lacking(ran.out, {"/tmp/elsewhere", "3 (variable)", "TITO_JOBS"}) == "");
}

TT_CASE("cli/health-good",
        "a machine that can build is healthy",
        .what = "`system health` in the small course",
        .why = "it is the answer to every TOOL problem",
        .learn = "the last line counts") {
  const Ran ran = SmallCourse().tito({"system", "health"});
  CHECK(ran.code == 0);
  CHECK(lacking(ran.out, {"compiler", "C++20", "cmake", "ninja", "data sets", " 0 failed"}) == "");
}

TT_CASE("cli/health-missing-tools",
        "missing tools are named with what to install, exit 4",
        .what = "`system health` with an empty PATH",
        .why = "one line should be enough to repair it",
        .learn = "warnings alone do not fail") {
  const Ran ran =
      SmallCourse().tito({"system", "health"}, {{"PATH", "/nonexistent"}, {"COLUMNS", "100"}});
  CHECK(ran.code == 4);
  CHECK(lacking(ran.out,
                {"not found (wanted: 3.22 or newer): install cmake", "install ninja-build"}) == "");
}

TT_CASE("cli/health-finds-damage",
        "damaged data and a broken manifest are found",
        .what = "a data file with another byte; a course.json that is no JSON",
        .why = "health looks at the course, not only at the machine",
        .learn = "each has its own line") {
  const SmallCourse course;
  course.write("datasets/tiny/images", "eight by nine!\n");
  const Ran data = course.tito({"system", "health", "--plain"});
  CHECK(data.code == 4);
  CHECK(contains(data.out, "FAIL data sets"));
  course.write("course.json", "{");
  CHECK(contains(course.tito({"system", "health", "--plain"}).out, "FAIL course.json"));
}

TT_CASE("cli/health-narrow-and-plain",
        "health keeps to its width and has words for states",
        .what = "40 cells; --plain",
        .why = "it is read on small windows in trouble",
        .learn = "ok, warn and fail are words, not only colours") {
  const SmallCourse course;
  CHECK(widest(course.tito({"system", "health"}, {{"COLUMNS", "40"}}).out) <= 40);
  CHECK(contains(course.tito({"system", "health", "--plain"}).out, "PASS cmake"));
}

TT_CASE("cli/versions",
        "versions are found in what programs print and compared as numbers",
        .what = "at_least across 3.9 and 3.22",
        .why = "as text 3.9 would be newer than 3.22",
        .learn = "parts are numbers") {
  CHECK(::tito::at_least("3.22.1", 3, 22));
  CHECK_FALSE(::tito::at_least("3.9", 3, 22));
  CHECK(::tito::at_least("4.0", 3, 22));
  CHECK_FALSE(::tito::at_least("", 1, 0));
}

TT_CASE("cli/explain",
        "a code is explained in any of its forms, without a course",
        .what = "TT-U0001, u0001, U1; an unknown code; no code",
        .why = "codes are copied in many ways",
        .learn = "the pages are compiled in") {
  const std::string page = run_tito({"explain", "TT-U0001"}, "/").out;
  CHECK(lacking(page, {"TT-U0001", "there is no such command", "Remedy"}) == "");
  CHECK(run_tito({"explain", "u0001"}, "/").out == page);
  CHECK(run_tito({"explain", "U1"}, "/").out == page);
  const Ran unknown = run_tito({"explain", "U0099"}, "/");
  CHECK(unknown.code == 2);
  CHECK(lacking(unknown.err, {"TT-U0010", "nearest: TT-U00"}) == "");
  CHECK(run_tito({"explain"}, "/").code == 2);
  CHECK(widest(run_tito({"explain", "U1"}, "/", {{"COLUMNS", "40"}, {"TITO_ASCII", "1"}}).out) <=
        60);
}

TT_CASE("cli/explain-pages",
        "pages are cut at their headings",
        .what = "two pages with a chapter between them",
        .why = "a page must not run into the next chapter",
        .learn = "a heading without a code belongs to none") {
  const auto pages = ::tito::error_pages(
      "# Codes\nintro\n### TT-L0001 one\n\ntext\n\n## next\nlost\n### TT-U0002 two\nmore");
  REQUIRE(pages.size() == 2);
  CHECK(pages[0].code == "TT-L0001");
  CHECK(pages[0].title == "one");
  CHECK(pages[0].text == "text");
  CHECK(pages[1].text == "more");
  CHECK(::tito::full_code("w12") == "TT-W0012");
  CHECK(::tito::full_code("12") == "");
  CHECK(::tito::full_code("W1x") == "");
}
