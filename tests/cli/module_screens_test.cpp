// tito module reset; and the module commands in JSON and in every way of showing them.
#include "learner_course.hpp"
#include "support/test.hpp"

using namespace tito::test;

TT_CASE("cli/reset-module",
        "reset copies, restores the stub and says how to undo it",
        .what = "a module, a task, a dry run, all; without --force",
        .why = "to begin anew must be safe",
        .learn = "off a terminal only a flag means it") {
  const SmallCourse course;
  CHECK(course.tito({"module", "reset", "--all", "--force"}).code == 3);
  CHECK(start_first(course).code == 0);
  const std::string stub = course.read(kPart);
  course.write(kPart, "mine");
  const Ran unsure = course.tito({"module", "reset", "01"});
  CHECK(unsure.code == 2);
  CHECK(lacking(unsure.err, {"TT-U0008", "tito module reset 01 --force"}) == "");
  CHECK(contains(course.tito({"module", "reset", "01", "-n"}).out, "would be the stub again"));
  CHECK(course.read(kPart) == "mine");
  const Ran ran =
      course.tito({"module", "reset", "01", "--force"}, {{"TITO_NOW", "2026-01-05T10:00:00Z"}});
  CHECK(ran.code == 0);
  CHECK(contains(ran.out, "cp -r .tito/backups/20260105T100000Z-reset-01/files/. ."));
  CHECK(course.read(kPart) == stub);
  CHECK(course.read(".tito/backups/20260105T100000Z-reset-01/files/modules/01_tensor/tensor.cpp") ==
        "mine");
  CHECK(course.tito({"module", "reset", "--all", "--force"}).code == 0);
}

TT_CASE("cli/reset-task",
        "a task alone goes back, or is refused where it cannot be found",
        .what = "a solved task; one whose surroundings are gone",
        .why = "a guess would cut into other work",
        .learn = "D0207, exit 5, nothing changed") {
  const SmallCourse course;
  CHECK(start_first(course).code == 0);
  std::string solved = course.read(kPart);
  const std::string stub = solved;
  const std::size_t at = solved.find("  TT_TODO");
  solved.replace(at, solved.find('\n', at) - at, "  return 4 * steps;");
  course.write(kPart, solved);
  CHECK(course.tito({"module", "reset", "01.1", "--force"}).code == 0);
  CHECK(course.read(kPart) == stub);
  course.write(kPart, "int other;\n");
  const Ran ran = course.tito({"module", "reset", "01.1", "--force"});
  CHECK(ran.code == 5);
  CHECK(lacking(ran.err, {"TT-D0207", "01.1", "tito module reset 01"}) == "");
  CHECK(course.read(kPart) == "int other;\n");
}

TT_CASE("cli/module-json",
        "the module commands answer as their schemas say",
        .what = "--json of each, before and after start",
        .why = "editors build on it",
        .learn = "times and paths are plain text") {
  const SmallCourse course;
  CHECK(wrong_json(course, "module.list", {"module", "list"}) == "");
  CHECK(wrong_json(course, "module.status", {"module", "status"}) == "");
  CHECK(wrong_json(course, "module.view", {"module", "view", "01"}) == "");
  CHECK(wrong_json(course, "module.start", {"module", "start", "01"}) == "");
  CHECK(wrong_json(course, "module.resume", {"module", "resume"}) == "");
  CHECK(wrong_json(course, "module.hint", {"module", "hint"}) == "");
  CHECK(wrong_json(course, "module.path", {"module", "path"}) == "");
  CHECK(wrong_json(course, "module.reset", {"module", "reset", "01.1", "-n"}) == "");
  CHECK(wrong_json(course, "tito", {}) == "");
  CHECK(course.tito({"--json"}).last_json()["data"]["current"]["module"].as_string() == "01");
}

TT_CASE("cli/module-looks",
        "the module screens fit every way of showing them",
        .what = "plain, ASCII, and 40 cells, after a start",
        .why = "terminals and readers differ",
        .learn = "plain begins each line with its word") {
  const SmallCourse course;
  CHECK(start_first(course).code == 0);
  const Words calls[] = {{"module", "list"},
                         {"module", "status", "--detailed"},
                         {"module", "view"},
                         {"module", "resume"},
                         {"module", "hint"},
                         {}};
  for (Words words : calls) {
    CHECK(widest(course.tito(words, {{"COLUMNS", "40"}}).out) <= 40);
    CHECK(widest(course.tito(words, {{"COLUMNS", "80"}, {"LANG", "C.UTF-8"}}).out) <= 80);
    words.push_back("--plain");
    for (const std::string& line : lines_of(course.tito(words).out)) {
      const std::string word = line.substr(0, line.find(' '));
      CHECK_MESSAGE((word == "NOTE" || word == "NEXT" || word == "PASS" || word == "TODO"), line);
    }
  }
}
