// Help, version, welcome.
#include "command.hpp"
#include "small_course.hpp"
#include "support/test.hpp"
#include "term/width.hpp"

using namespace tito::test;

TT_CASE("cli/version",
        "--version prints one line",
        .what = "`tito --version` inside and outside a course",
        .why = "it is the first thing asked in a report",
        .learn = "it needs no course") {
  const Ran ran = run_tito({"--version"}, "/");
  CHECK(ran.code == 0);
  CHECK(ran.out == "tito " + std::string(TITO_VERSION) + "\n");
  CHECK(ran.err.empty());
}

TT_CASE("cli/help-names-every-command",
        "help lists every command that exists, and no other",
        .what = "`tito --help`, `tito help` and the table of commands",
        .why = "what is not built must not be promised",
        .learn = "help is written from the same data as the parser") {
  const Ran ran = run_tito({"--help"}, "/");
  CHECK(ran.code == 0);
  CHECK(ran.out == run_tito({"help"}, "/").out);
  for (const auto& command : ::tito::commands()) CHECK(contains(ran.out, "tito " + command.name()));
  for (const char* later : {"benchmark", "package", "nbgrader", "community"})
    CHECK_FALSE(contains(ran.out, std::string("tito ") + later));
}

TT_CASE("cli/help-of-each-command",
        "every command has help in 80 cells with usage and examples",
        .what = "--help of all commands, and `help NAME`",
        .why = "help is read in a terminal beside the work",
        .learn = "both ways print the same") {
  for (const auto& command : ::tito::commands()) {
    Words words = command.path;
    words.push_back("--help");
    const Ran ran = run_tito(words, "/");
    CHECK(ran.code == 0);
    CHECK(lacking(ran.out, {"usage: tito " + command.name(), "examples", "--json"}) == "");
    CHECK(widest(ran.out) <= 80);
    Words asked{"help"};
    asked.insert(asked.end(), command.path.begin(), command.path.end());
    CHECK(run_tito(asked, "/").out == ran.out);
  }
}

TT_CASE("cli/help-narrow",
        "help keeps to 40 cells",
        .what = "help with COLUMNS=40",
        .why = "split terminals are narrow",
        .learn = "tables become blocks") {
  CHECK(widest(run_tito({"--help"}, "/", {{"COLUMNS", "40"}}).out) <= 40);
  CHECK(widest(run_tito({"milestone", "run", "--help"}, "/", {{"COLUMNS", "40"}}).out) <= 40);
}

TT_CASE("cli/bare-group",
        "a group alone prints its help and exits 2",
        .what = "`tito milestone`",
        .why = "nothing was asked that could be done",
        .learn = "a group is no command") {
  const Ran ran = run_tito({"milestone"}, "/");
  CHECK(ran.code == 2);
  CHECK(lacking(ran.out, {"usage: tito milestone", "tito milestone list", "tito milestone run"}) ==
        "");
}

TT_CASE("cli/help-of-unknown",
        "help of an unknown command suggests",
        .what = "`tito help dmo`",
        .why = "one asks for help when one is unsure of the name",
        .learn = "exit 2 as for the command itself") {
  const Ran ran = run_tito({"help", "dmo"}, "/");
  CHECK(ran.code == 2);
  CHECK(lacking(ran.err, {"TT-U0001", "demo"}) == "");
}

TT_CASE("cli/welcome",
        "tito alone says where you are and what comes next",
        .what = "bare `tito` inside and outside a course",
        .why = "it is the first screen anybody sees",
        .learn = "short: not the help text") {
  const SmallCourse course;
  const Ran inside = course.tito({});
  CHECK(inside.code == 0);
  CHECK(lacking(inside.out, {"TinyTorch", "tito demo", "next  tito setup"}) == "");
  CHECK(lines_of(inside.out).size() <= 12);
  CHECK(contains(run_tito({}, "/").out, "not inside a course"));
}

TT_CASE("cli/welcome-looks",
        "the welcome screen fits every way of showing it",
        .what = "UTF-8, ASCII, plain and 40 cells",
        .why = "terminals differ",
        .learn = "plain begins each line with its word") {
  const SmallCourse course;
  CHECK(contains(course.tito({}, {{"LANG", "C.UTF-8"}}).out, "╭─ TinyTorch"));
  const std::string ascii = course.tito({}, {{"LANG", "C.UTF-8"}, {"TITO_ASCII", "1"}}).out;
  CHECK(contains(ascii, "+- TinyTorch"));
  CHECK(::tito::to_ascii(ascii) == ascii);
  CHECK(widest(course.tito({}, {{"COLUMNS", "40"}}).out) <= 40);
  for (const std::string& line : lines_of(course.tito({"--plain"}).out))
    CHECK((line.starts_with("NOTE ") || line.starts_with("NEXT ")));
}
