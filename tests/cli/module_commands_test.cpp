// tito module start, list, status, view, resume, hint, path: what they say and what they do.
#include <filesystem>

#include "learner_course.hpp"
#include "support/test.hpp"

using namespace tito::test;

namespace fs = std::filesystem;

TT_CASE("cli/start",
        "start makes the files, proves that they build and says what comes first",
        .what = "the first start in a course",
        .why = "the first minute decides whether one goes on",
        .learn = "TODO is announced before it is seen") {
  const SmallCourse course;
  const Ran ran = start_first(course);
  CHECK(ran.code == 0);
  CHECK(lacking(ran.out,
                {"module 01: Tensor",
                 "1 tasks in 1 files",
                 "tensor.cpp:6  task 01.1",
                 "LESSON.md",
                 "src/01_tensor/tinytorch/tensor.hpp",
                 "made .clangd",
                 "will say TODO",
                 "next  tito module test 01"}) == "");
  CHECK(course.exists("build/check/build.ninja"));
  CHECK(lacking(course.read(".tito/progress.json"),
                {R"("last_module":"01")", R"("state":"started")"}) == "");
  CHECK(contains(course.read(".tito/history.jsonl"), R"("event":"start","module":"01")"));
}

TT_CASE("cli/start-moved",
        "a build folder that belongs to another checkout is built anew",
        .what = "start with the cache of a course that lies elsewhere",
        .why = "courses are copied with all they hold",
        .learn = "CMake writes down where it was configured") {
  const SmallCourse course;
  course.write("build/check/CMakeCache.txt", "CMAKE_HOME_DIRECTORY:INTERNAL=/elsewhere\n");
  const Ran ran = start_first(course);
  CHECK(ran.code == 0);
  CHECK(contains(ran.err, "belongs to another checkout"));
}

TT_CASE("cli/start-again",
        "a second start changes nothing",
        .what = "start, an edit, start; and a folder without progress",
        .why = "what one wrote is worth more than any command",
        .learn = "it resumes") {
  const SmallCourse course;
  CHECK(start_first(course).code == 0);
  course.write(kPart, "mine");
  const Ran ran = start_first(course);
  CHECK(ran.code == 0);
  CHECK(contains(ran.out, "is started already; nothing was changed"));
  CHECK(course.read(kPart) == "mine");
  fs::remove_all(course.folder() / ".tito");
  CHECK(start_first(course).code == 0);
  CHECK(contains(course.tito({"module", "status"}).out, "started"));
}

TT_CASE("cli/start-locked",
        "a module waits for what it needs, unless that is borrowed knowingly",
        .what = "start 02 before 01, with --borrow, and without a number",
        .why = "each module is built on the ones before",
        .learn = "P0001, exit 3; what was borrowed is written down") {
  const SmallCourse course;
  const Ran locked = course.tito({"module", "start", "02"});
  CHECK(locked.code == 3);
  CHECK(lacking(locked.err, {"TT-P0001", "module 02 is locked", "01", "--borrow"}) == "");
  CHECK_FALSE(course.exists("modules"));
  CHECK(contains(course.tito({"module", "start", "--no-open"}).out, "module 01"));
  const Ran none = course.tito({"module", "start", "--no-open"});
  CHECK(none.code == 3);
  CHECK(contains(none.err, "no module left to start"));
  const Ran borrowed = course.tito({"module", "start", "02", "--borrow", "01", "--no-open"});
  CHECK(borrowed.code == 0);
  CHECK(contains(borrowed.out, "borrowed until you complete them: 01"));
  CHECK(contains(course.read(".tito/progress.json"), R"("borrowed":["01"])"));
  CHECK(course.tito({"module", "start", "02", "--borrow", "99"}).code == 2);
}

TT_CASE("cli/start-fails",
        "a stub that does not build is told as our fault, and the files stay",
        .what = "a build target that is not there",
        .why = "tools fail; work must not be lost",
        .learn = "exit 4, and the next start resumes") {
  const SmallCourse course;
  std::string cmake = course.read("CMakeLists.txt");
  cmake.replace(cmake.find("add_custom_target(tt_${id}_mine)"), 32, "");
  course.write("CMakeLists.txt", cmake);
  const Ran ran = start_first(course);
  CHECK(ran.code == 4);
  CHECK(contains(ran.err, "TT-E0105"));
  CHECK(course.exists(kPart));
  CHECK(start_first(course).code == 0);
}

TT_CASE("cli/list-and-status",
        "list and status show state, locks, changes and regressions",
        .what = "a fresh course, a started one, a complete, changed and regressed one",
        .why = "one look must answer: where am I",
        .learn = "each state has a word of its own") {
  const SmallCourse course;
  CHECK(lacking(course.tito({"module", "list"}).out, {"not started", "locked", "foundation"}) ==
        "");
  CHECK(contains(course.tito({"module", "status"}).out, "needs 01"));
  CHECK(start_first(course).code == 0);
  CHECK(lacking(course.tito({"module", "status"}).out,
                {"started", "0/1", "not tested yet", "next  tito module test 01"}) == "");
  set_record(course, R"({"state":"complete","sources_sha256":"0"})");
  CHECK(lacking(course.tito({"module", "status"}).out,
                {"changed", "edited since it passed", "1 of 2 modules complete, 50 %"}) == "");
  set_record(course, R"({"state":"complete","regressed":{"by":"02"}})");
  CHECK(lacking(course.tito({"module", "status"}).out,
                {"regressed", "broken since you completed 02"}) == "");
  set_record(course, R"({"state":"complete"})");
  const Ran good = course.tito({"module", "status"});
  CHECK(lacking(good.out, {"complete", "1/1", "next  tito module start 02"}) == "");
}

TT_CASE("cli/status-detailed",
        "detailed status goes task by task",
        .what = "a module with a failing task and hints used",
        .why = "a long module needs more than one line",
        .learn = "the last verdict is named with its task") {
  const SmallCourse course;
  CHECK(start_first(course).code == 0);
  set_record(course,
             R"({"state":"started","attempts":4,"tests_passed":1,"tests_declared":3,)"
             R"("failing_task":"01.1","failing_code":"W0006",)"
             R"("hints":[{"task":"01.1","level":1,"at":""},{"task":"01.1","level":2,"at":""}]})");
  const Ran ran = course.tito({"module", "status", "--detailed"});
  CHECK(lacking(ran.out,
                {"last: WRONG 01.1",
                 "1/3",
                 "0 of 1 tasks written, 4 test runs",
                 "01.1",
                 "open",
                 "2 hints"}) == "");
  CHECK(contains(course.tito({"module", "resume"}).out, "1 of 3 cases passed; last: WRONG 01.1"));
}

TT_CASE("cli/hints",
        "hints rise level by level and are remembered",
        .what = "four hints without a level, one by level, one for a finished module",
        .why = "the second time one asks, the first hint was not enough",
        .learn = "the task is the failing one, else the first open one") {
  const SmallCourse course;
  CHECK(start_first(course).code == 0);
  const Words hint{"module", "hint"};
  CHECK(lacking(course.tito(hint).out, {"01.1 strides", "hint 1 of 3", "Read the lesson."}) == "");
  CHECK(contains(course.tito(hint).out, "Think of bytes."));
  CHECK(contains(course.tito(hint).out, "Four for each step."));
  CHECK(contains(course.tito(hint).out, "hint 3 of 3"));
  CHECK(contains(course.tito({"module", "hint", "1.1", "--level", "1"}).out, "hint 1 of 3"));
  CHECK(course.tito({"module", "hint", "01.1", "--level", "4"}).code == 2);
  course.write(kPart, "int done;\n");
  const Ran done = course.tito(hint);
  CHECK(done.code == 0);
  CHECK(contains(done.out, "every task is written"));
  course.write("src/01_tensor/hints.json", "{}");
  const Ran damaged = course.tito({"module", "hint", "01.1"});
  CHECK(damaged.code == 4);
  CHECK(lacking(damaged.err, {"TT-E0111", "hints.json"}) == "");
}

TT_CASE("cli/paths",
        "path prints one absolute path and nothing else",
        .what = "each flag, two flags, and a module that is not started",
        .why = "scripts and editors read it",
        .learn = "exit 3 and an empty standard output where there is none") {
  const SmallCourse course;
  const Ran missing = course.tito({"module", "path", "01"});
  CHECK(missing.code == 3);
  CHECK(missing.out.empty());
  CHECK(contains(missing.err, "TT-P0002"));
  const std::string root = fs::canonical(course.folder()).string();
  const auto path = [&](const char* flag) {
    return course.tito({"module", "path", "tensor", flag}).out;
  };
  CHECK(path("--lesson") == root + "/src/01_tensor/ABOUT.md\n");
  CHECK(path("--header") == root + "/src/01_tensor/tinytorch/tensor.hpp\n");
  CHECK(path("--source") == root + "/src/01_tensor\n");
  CHECK(path("--tests") == root + "/src/01_tensor/tests\n");
  CHECK(start_first(course).code == 0);
  CHECK(path("--workspace") == root + "/modules/01_tensor\n");
  CHECK(path("--lesson") == root + "/modules/01_tensor/LESSON.md\n");
  CHECK(course.tito({"module", "path", "01", "--tests", "--lesson"}).code == 2);
}

TT_CASE("cli/view-and-resume",
        "view opens anything, resume only what is started",
        .what = "both before and after start, without a terminal",
        .why = "to look must never change anything",
        .learn = "without an editor the paths are shown") {
  const SmallCourse course;
  CHECK(contains(course.tito({"module", "view", "02"}).out, "next  tito module start 02"));
  CHECK(course.tito({"module", "view"}).code == 3);
  CHECK(course.tito({"module", "resume", "01"}).code == 3);
  CHECK_FALSE(course.exists(".tito/progress.json"));
  CHECK(start_first(course).code == 0);
  CHECK(lacking(course.tito({"module", "view", "01.1"}).out, {"tensor.cpp:6", "task 01.1"}) == "");
  CHECK(contains(course.tito({"module", "resume"}).out, "not tested yet"));
}
