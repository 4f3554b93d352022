// tito setup, system lab, system reset, and the welcome of somebody who has begun.
#include <filesystem>

#include "learner_course.hpp"
#include "schema.hpp"
#include "support/test.hpp"

using namespace tito::test;

namespace fs = std::filesystem;

namespace {

// With a folder for the user's own settings inside the course.
std::vector<Setting> own_home(const SmallCourse& course) {
  return {{"TITO_HOME", (course.folder() / "home").string()}};
}

Ran set_up(const SmallCourse& course, Words more) {
  Words words{"setup", "--yes"};
  words.insert(words.end(), more.begin(), more.end());
  return course.tito(words, own_home(course));
}

std::string state_of(const Ran& ran, const std::string& id) {
  const Json answer = ran.last_json();
  for (const Json& step : answer.at("data").at("steps").items()) {
    if (step.at("id").as_string() == id) return step.at("state").as_string();
  }
  return "absent";
}

}  // namespace

TT_CASE("cli/setup",
        "setup does each step once and says so",
        .what = "setup twice, and with --force",
        .why = "one repeats it when in doubt",
        .learn = "ok, done now or skipped; nothing is done twice") {
  const SmallCourse course;
  const Ran first = set_up(course, {"--editor", "nvim", "--json"});
  CHECK(first.code == 0);
  CHECK(wrong_in_answer("setup", first.last_json()) == "");
  for (const char* id : {"folders", "editor", "build", "editor files"})
    CHECK_MESSAGE(state_of(first, id) == "done now", id);
  CHECK(state_of(first, "profile") == "skipped");
  CHECK(course.exists("build/check/bin/check_01"));
  CHECK(course.exists("build/asan/bin/check_01"));
  CHECK(course.exists("home"));
  CHECK(contains(course.read(".tito/config.json"), R"("editor":"nvim")"));
  const Ran second = set_up(course, {"--json"});
  for (const char* id : {"folders", "editor", "build", "editor files"})
    CHECK_MESSAGE(state_of(second, id) == "ok", id);
  CHECK(state_of(set_up(course, {"--force", "--json"}), "build") == "done now");
}

TT_CASE("cli/setup-completion",
        "setup adds completion where it is asked for, once",
        .what = "--completion bash twice, none, and nothing",
        .why = "nobody wants files that they did not ask for",
        .learn = "it is a file of the user, not of the course") {
  const SmallCourse course;
  const std::vector<Setting> own{{"TITO_HOME", (course.folder() / "home").string()},
                                 {"XDG_DATA_HOME", (course.folder() / "data").string()},
                                 {"SHELL", "/bin/bash"}};
  const auto state = [&](Words words) {
    words.insert(words.begin(), {"setup", "--yes", "--skip-build", "--json"});
    return state_of(course.tito(words, own), "completion");
  };
  CHECK(state({}) == "skipped");
  CHECK(state({"--completion", "none"}) == "skipped");
  CHECK_FALSE(course.exists("data"));
  CHECK(state({"--completion", "bash"}) == "done now");
  CHECK(contains(course.read("data/bash-completion/completions/tito"), "__complete"));
  CHECK(state({}) == "ok");
}

TT_CASE("cli/setup-screen",
        "setup ends with what the first check will say",
        .what = "the screen with --skip-build, plain, and in 40 cells",
        .why = "a red first result without warning frightens people off",
        .learn = "next is the first module") {
  const SmallCourse course;
  const Ran ran = set_up(course, {"--skip-build"});
  CHECK(lacking(ran.out, {"health", "skipped", "will say TODO", "next  tito module start 01"}) ==
        "");
  CHECK_FALSE(course.exists("build"));
  for (const std::string& line : lines_of(set_up(course, {"--skip-build", "--plain"}).out))
    CHECK((line.starts_with("NOTE ") || line.starts_with("PASS ") || line.starts_with("NEXT ")));
}

TT_CASE("cli/setup-home-read-only",
        "a home that cannot be written stops nothing",
        .what = "TITO_HOME below a file",
        .why = "shared machines have read-only homes",
        .learn = "the step says so; the course itself is enough") {
  const SmallCourse course;
  course.write("file", "");
  const Ran ran = course.tito({"setup", "--yes", "--skip-build"},
                              {{"TITO_HOME", (course.folder() / "file" / "home").string()}});
  CHECK(ran.code == 0);
  CHECK(contains(ran.out, "cannot be made"));
}

TT_CASE("cli/setup-without-tools",
        "setup stops where a tool is missing",
        .what = "an empty PATH",
        .why = "everything after it would fail with worse words",
        .learn = "exit 4 with one line per missing thing") {
  const SmallCourse course;
  const Ran ran = course.tito({"setup", "--yes"}, {{"PATH", course.folder().string()}});
  CHECK(ran.code == 4);
  CHECK(lacking(ran.err, {"TT-E0107", "cmake", "install"}) == "");
  CHECK_FALSE(course.exists(".tito"));
}

TT_CASE("cli/lab",
        "the lab shows the lesson and where to work",
        .what = "--print, without a terminal, by task",
        .why = "reading comes before writing",
        .learn = "it changes no state") {
  const SmallCourse course;
  const Ran print = course.tito({"system", "lab", "01", "--print"});
  CHECK(print.code == 0);
  CHECK(print.out ==
        "Module 01: Tensor\n\nWhat it is for\n\nNumbers in rows, and rows in a row.\n\n"
        "    int x = 1;\n\n- one\n- two\n");
  CHECK(lacking(course.tito({"system", "lab", "01"}).out,
                {"src/01_tensor/ABOUT.md", "next  tito module start 01"}) == "");
  CHECK(wrong_in_answer("system.lab", course.tito({"system", "lab", "01", "--json"}).last_json()) ==
        "");
  CHECK_FALSE(course.exists(".tito"));
}

TT_CASE("cli/system-reset",
        "a reset of everything is confirmed, copied, and can be undone",
        .what = "without the word, a dry run, for real, and the command that undoes it",
        .why = "it is the one command that could cost weeks",
        .learn = "the running tool and the copies stay") {
  const SmallCourse course("a course");
  CHECK(start_first(course).code == 0);
  course.write(kPart, "mine");
  course.write("build/tito/keep", "");
  const Ran unsure = course.tito({"system", "reset"});
  CHECK(unsure.code == 2);
  CHECK(lacking(unsure.err, {"TT-U0011", "--confirm=reset"}) == "");
  CHECK(course.tito({"system", "reset", "--confirm=yes"}).code == 2);
  CHECK(contains(course.tito({"system", "reset", "--dry-run"}).out, "would be removed: modules"));
  CHECK(course.exists("modules/01_tensor"));
  const Ran ran = course.tito({"system", "reset", "--confirm=reset", "--json"});
  CHECK(wrong_in_answer("system.reset", ran.last_json()) == "");
  for (const char* gone : {"modules/01_tensor", ".tito/progress.json", "build/check"})
    CHECK_FALSE(course.exists(gone));
  CHECK(course.exists("build/tito/keep"));
  CHECK(contains(course.tito({"module", "status"}).out, "0 of 2"));
  const std::string undo = ran.last_json().at("data").at("restore").as_string();
  CHECK(std::system(("cd '" + course.folder().string() + "' && " + undo).c_str()) == 0);
  CHECK(course.read(kPart) == "mine");
  CHECK(contains(course.tito({"module", "status"}).out, "started"));
}

TT_CASE("cli/system-reset-keeps",
        "progress and builds can be kept",
        .what = "--keep-progress and --keep-builds",
        .why = "to write the modules again for practice is no loss of the record",
        .learn = "only the workspaces go") {
  const SmallCourse course;
  CHECK(start_first(course).code == 0);
  CHECK(course.tito({"system", "reset", "--confirm=reset", "--keep-progress", "--keep-builds"})
            .code == 0);
  CHECK_FALSE(course.exists("modules/01_tensor"));
  CHECK(course.exists("build/check/build.ninja"));
  CHECK(contains(course.read(".tito/progress.json"), "\"01\""));
}

TT_CASE("cli/welcome-begun",
        "the welcome of a learner says where one is",
        .what = "bare tito after a start and after a failed test",
        .why = "after a week away that is the question",
        .learn = "one next command") {
  const SmallCourse course;
  CHECK(contains(course.tito({}).out, "next  tito setup"));
  CHECK(start_first(course).code == 0);
  CHECK(lacking(course.tito({}).out,
                {"you are at  01 tensor, started, next task 01.1",
                 "tito module",
                 "next  tito module test 01"}) == "");
  course.write(".tito/progress.json",
               R"({"last_module":"01","modules":{"01":{"state":"started","tests_passed":2,)"
               R"("tests_declared":3,"failing_task":"01.1","failing_code":"C0001"}}})");
  CHECK(contains(course.tito({}).out, "2 of 3 cases passed, last CRASH 01.1"));
}
