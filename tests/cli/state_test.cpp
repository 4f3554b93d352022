// The learner's progress: read through damage, newer and foreign files.
#include <filesystem>
#include <fstream>

#include "tinytorch/random.hpp"

#include "learner_course.hpp"
#include "problem.hpp"
#include "state/state_file.hpp"
#include "support/test.hpp"

using namespace tito;
using namespace tito::test;

namespace fs = std::filesystem;

TT_CASE("cli/state-round-trip",
        "progress survives writing and reading, with keys that we do not know",
        .what = "a learner with every field, and foreign keys at each level",
        .why = "a newer version's notes must not be lost by an older one",
        .learn = "unknown keys are kept; the version comes first") {
  const Json json = Json::parse(
      R"({"schema_version":1,"tool_version":"9","last_module":"03","colour":"red","modules":{"03":{)"
      R"("state":"started","started_at":"2026-01-05T10:00:00Z","attempts":7,"tests_passed":22,)"
      R"("tests_declared":31,"tasks_passed":["03.1"],"borrowed":["02"],"failing_task":"03.2",)"
      R"("failing_code":"W0006","regressed":{"by":"06"},"hints":[{"task":"03.2","level":1,"at":"x"}],)"
      R"("mood":"good"}},"milestones":{"03":{"parts":{"1":{"state":"passed"}}}}})");
  const Learner learner = learner_from(json);
  const ModuleRecord& record = learner.of("03");
  CHECK(record.attempts == 7);
  CHECK(record.regressed_by == "06");
  CHECK(record.hints.at(0).task == "03.2");
  CHECK(record.tasks_passed.at(0) == "03.1");
  CHECK(learner.of("04").state == "not_started");
  const Json again = json_of(learner);
  CHECK(again.members().front().first == "schema_version");
  CHECK(again["colour"].as_string() == "red");
  CHECK(again["modules"]["03"]["mood"].as_string() == "good");
  CHECK(json_of(learner_from(again)) == again);
}

TT_CASE("cli/state-wrong-types",
        "a field of the wrong type counts as absent",
        .what = "every field with another type; no fields at all",
        .why = "files are edited by hand and by other programs",
        .learn = "no crash, sensible defaults, everything else stays") {
  const Learner learner = learner_from(Json::parse(
      R"({"last_module":3,"modules":{"01":{"state":"magnificent","attempts":-5,"borrowed":"02",)"
      R"("hints":[1,{"task":9}],"regressed":"06","started_at":false},"02":7,"03":{"state":"complete"}},)"
      R"("milestones":[1]})"));
  CHECK(learner.last_module.empty());
  CHECK(learner.of("01").state == "not_started");
  CHECK(learner.of("01").attempts == 0);
  CHECK(learner.of("01").borrowed.empty());
  CHECK(learner.of("01").hints.size() == 1);
  CHECK(learner.complete("03"));
  CHECK(learner.milestones.empty());
  CHECK(learner_from(Json()).modules.empty());
  CHECK(learner_from(Json::array()).modules.empty());
}

TT_CASE("cli/state-damaged",
        "a damaged file is set aside and comes back from its backup",
        .what = "progress.json cut, emptied, binary, a list",
        .why = "a full disk or a crash of the machine can do that",
        .learn = "one D0201 line says where it came from") {
  for (const char* text : {"{\"schema_version\":1,\"mod", "", "\xff\xfe\x00x", "[]"}) {
    const SmallCourse course;
    make_progress(course);
    make_progress(course);
    course.write(kProgress, text);
    const Ran ran = status(course);
    CHECK(ran.code == 0);
    CHECK(lacking(ran.err, {"TT-D0201", "progress.json.corrupt-20260105T100000Z", "its backup"}) ==
          "");
    CHECK(set_aside_files(course, ".corrupt-").size() == 1);
    CHECK(learner_of(course).complete("01"));
    CHECK_FALSE(contains(status(course).err, "D0201"));
  }
}

TT_CASE("cli/state-from-history",
        "without file and backup the history tells what was done",
        .what = "both damaged; then everything gone but the folders",
        .why = "the evidence is still there",
        .learn = "last comes what lies in modules/") {
  const SmallCourse course;
  make_progress(course);
  course.write(kProgress, "?");
  course.write(".tito/progress.json.bak", "?");
  const Ran ran = status(course);
  CHECK(contains(ran.err, "rebuilt from the history"));
  CHECK(learner_of(course).complete("01"));
  CHECK(learner_of(course).of("01").tests_passed == 3);

  fs::remove(course.folder() / ".tito/history.jsonl");
  fs::remove(course.folder() / ".tito/progress.json.bak");
  course.write(kProgress, "?");
  fs::create_directories(course.folder() / "modules/02_activations");
  CHECK(contains(status(course).err, "rebuilt from the folders in modules/"));
  CHECK(learner_of(course).of("02").state == "started");
}

TT_CASE("cli/state-newer",
        "a file of a newer version is neither read nor changed",
        .what = "schema_version 2, read and written",
        .why = "half understood is worse than refused",
        .learn = "D0202, exit 5") {
  const SmallCourse course;
  const std::string text = R"({"schema_version":2,"modules":{}})";
  course.write(kProgress, text);
  for (const Words& words : {Words{"module", "status"}, Words{"module", "hint", "01.1"}}) {
    const Ran ran = course.tito(words);
    CHECK(ran.code == 5);
    CHECK(lacking(ran.err, {"TT-D0202", "version 2", "this tito knows 1"}) == "");
  }
  CHECK(course.read(kProgress) == text);
  CHECK_FALSE(course.exists(".tito/history.jsonl"));
}

TT_CASE("cli/state-foreign",
        "the progress of the Python course is set aside once",
        .what = "a progress.json with completed_modules",
        .why = "its modules are other modules",
        .learn = "D0210; nothing counts as complete") {
  const SmallCourse course;
  course.write(kProgress, R"({"version":"1.0","completed_modules":["01","02"]})");
  const Ran ran = status(course);
  CHECK(ran.code == 0);
  CHECK(contains(ran.err, "TT-D0210"));
  CHECK(contains(ran.out, "0 of 2 modules"));
  CHECK(set_aside_files(course, ".python-").size() == 1);
  CHECK_FALSE(contains(status(course).err, "D0210"));
}

TT_CASE("cli/state-fuzz",
        "no damage of the file makes the loader fail",
        .what = "5,000 files with random bytes changed, removed or added",
        .why = "a tool that crashes on its own state cannot be repaired by it",
        .learn = "what is read can be written again") {
  const SmallCourse course;
  make_progress(course);
  Context context = context_of(course);
  const std::string good = course.read(kProgress);
  const fs::path file = course.folder() / ".tito/fuzzed.json";
  tinytorch::Generator random(7);
  int understood = 0, refused = 0;
  for (int round = 0; round < 5000; ++round) {
    std::string text = good;
    for (std::int64_t n = 1 + random.below(4); n > 0 && !text.empty(); --n) {
      const auto at = static_cast<std::size_t>(random.below(std::ssize(text)));
      const std::int64_t kind = random.below(3);
      if (kind == 0) text[at] = static_cast<char>(random.below(256));
      if (kind == 1) text.erase(at, static_cast<std::size_t>(1 + random.below(20)));
      if (kind == 2) text.insert(at, 1, "{}[]\",:0e-"[random.below(10)]);
    }
    std::ofstream(file, std::ios::binary) << text;
    try {
      const StateText read = read_state(context, file);
      if (read.condition == Condition::good) {
        ++understood;
        const Json again = json_of(learner_from(read.json));
        CHECK(Json::parse(again.dump()) == again);
      }
    } catch (const Failure& failure) {
      CHECK(failure.problem().code == "D0202");  // the version became a larger number
      ++refused;
    }
  }
  CHECK(understood > 100);
  CHECK(understood + refused < 5000);
}
