// The learner's progress: kept through damage, newer and foreign files, other titos and kills.
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <thread>

#include "tinytorch/error.hpp"
#include "tinytorch/random.hpp"

#include "platform.hpp"
#include "runner.hpp"
#include "small_course.hpp"
#include "state/backup.hpp"
#include "state/history.hpp"
#include "state/learner.hpp"
#include "state/state_file.hpp"
#include "support/test.hpp"

using namespace tito;
using tito::test::contains;
using tito::test::lacking;
using tito::test::Ran;
using tito::test::SmallCourse;

namespace fs = std::filesystem;

namespace {

constexpr const char* kProgress = ".tito/progress.json";

Settings quiet_settings() {
  Settings settings;
  settings.quiet = true;
  return settings;
}

Context context_of(const SmallCourse& course) {
  return Context({{"TITO_ROOT", course.folder().string()}}, quiet_settings());
}

Learner learner_of(const SmallCourse& course) {
  Context context = context_of(course);
  return load_learner(context);
}

// A course with module 01 complete by its record, and a hint in the history.
void make_progress(const SmallCourse& course) {
  Context context = context_of(course);
  const auto change = [](Learner& learner) {
    ModuleRecord& record = learner.modules["01"];
    record.state = "complete";
    record.attempts = 7;
    record.hints = {{"01.1", 2, "2026-01-05T10:00:00Z"}};
    learner.last_module = "01";
  };
  change_learner(
      context,
      change,
      Json::object(
          {{"event", "complete"}, {"module", "01"}, {"ok", true}, {"passed", 3}, {"declared", 3}}));
}

std::vector<std::string> set_aside_files(const SmallCourse& course, std::string_view why) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(course.folder() / ".tito")) {
    const std::string name = entry.path().filename().string();
    if (contains(name, why)) names.push_back(name);
  }
  return names;
}

Ran status(const SmallCourse& course) {
  return course.tito({"module", "status"}, {{"TITO_NOW", "2026-01-05T10:00:00Z"}});
}

}  // namespace

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
  for (const test::Words& words :
       {test::Words{"module", "status"}, test::Words{"module", "hint", "01.1"}}) {
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

TT_CASE("cli/state-locked",
        "a second writer waits or says who is writing",
        .what = "a hint with --no-wait while the lock is held",
        .why = "two writers at once would lose one change",
        .learn = "D0204, exit 5; readers do not wait") {
  const SmallCourse course;
  fs::create_directories(course.folder() / ".tito");
  const auto lock = FileLock::wait(course.folder() / ".tito/lock",
                                   "test 03",
                                   std::chrono::milliseconds(0),
                                   [](const std::string&) {});
  REQUIRE(lock != nullptr);
  const Ran ran = course.tito({"module", "hint", "01.1", "--no-wait"});
  CHECK(ran.code == 5);
  CHECK(lacking(ran.err, {"TT-D0204", "another tito is writing"}) == "");
  CHECK(status(course).code == 0);
}

TT_CASE("cli/state-two-at-once",
        "changes of several titos at once are all kept",
        .what = "eight hints asked for at the same time",
        .why = "a watch in one window and a test in another is normal",
        .learn = "each loads, changes and saves under the lock") {
  const SmallCourse course;
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i)
    threads.emplace_back([&] { course.tito({"module", "hint", "01.1", "--level", "1"}); });
  for (std::thread& thread : threads) thread.join();
  CHECK(learner_of(course).of("01").hints.size() == 8);
  Context context = context_of(course);
  CHECK(read_history(context).events.size() == 8);
  CHECK(read_history(context).skipped == 0);
}

TT_CASE("cli/state-clock-back",
        "a clock that was set back does not take times backwards",
        .what = "a change with an earlier TITO_NOW",
        .why = "later entries must not seem earlier",
        .learn = "E0112 is a note; the later time is kept") {
  const SmallCourse course;
  const auto hint = [&](const char* now) {
    return course.tito({"module", "hint", "01.1"}, {{"TITO_NOW", now}});
  };
  CHECK(hint("2026-03-01T09:00:00Z").err.empty());
  const Ran ran = hint("2026-01-05T10:00:00Z");
  CHECK(ran.code == 0);
  CHECK(lacking(ran.err, {"TT-E0112", "2026-01-05T10:00:00Z", "2026-03-01T09:00:00Z"}) == "");
  CHECK(Json::parse(course.read(kProgress))["updated_at"].as_string() == "2026-03-01T09:00:00Z");
}

TT_CASE("cli/state-history",
        "torn and damaged lines of the history are skipped, the others count",
        .what = "a cut line, a changed digit, a line of rubbish, then another event",
        .why = "power fails in the middle of a write",
        .learn = "each line has a checksum; a new one never sticks to a torn one") {
  CHECK(crc32("123456789") == 0xcbf43926u);
  const SmallCourse course;
  make_progress(course);
  std::string line = course.read(".tito/history.jsonl");
  std::string changed = line;
  changed.replace(changed.find("\"passed\":3"), 10, "\"passed\":9");
  course.write(".tito/history.jsonl", line + changed + "rubbish\n" + line.substr(0, 40));
  make_progress(course);
  Context context = context_of(course);
  const History history = read_history(context);
  CHECK(history.events.size() == 2);
  CHECK(history.skipped == 3);
  CHECK(history.events.at(0)["event"].as_string() == "complete");
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

TT_CASE("cli/state-killed",
        "tito killed at any moment loses at most the running step",
        .what = "40 changes, each killed a little later",
        .why = "power loss asks nobody",
        .learn = "the file is whole at every moment") {
  const SmallCourse course;
  make_progress(course);
  std::size_t before = learner_of(course).of("01").hints.size();
  for (int i = 0; i < 40; ++i) {
    std::thread killer;
    Hooks hooks;
    hooks.started = [&](std::int64_t process) {
      killer = std::thread([process, i] {
        std::this_thread::sleep_for(std::chrono::microseconds(500 * i));
        kill(static_cast<pid_t>(process), SIGKILL);
      });
    };
    run_child({.command = {TITO_BINARY, "module", "hint", "01.1"},
               .folder = course.folder(),
               .variables = {{"TITO_ROOT", course.folder().string()}},
               .limit_s = 60},
              hooks);
    killer.join();
    Context context = context_of(course);
    REQUIRE(read_state(context, course.folder() / kProgress).condition == Condition::good);
    const std::size_t hints = learner_of(course).of("01").hints.size();
    CHECK((hints == before || hints == before + 1));
    before = hints;
  }
  CHECK(set_aside_files(course, ".corrupt-").empty());
  CHECK(course.tito({"module", "hint", "01.1"}).code == 0);
}

TT_CASE("cli/state-cannot-write",
        "state that cannot be written changes nothing",
        .what = ".tito as a file; a backup folder that is a file",
        .why = "read-only and full disks exist",
        .learn = "E0108 for progress, D0205 before anything is replaced") {
  const SmallCourse course;
  course.write(".tito", "in the way");
  const Ran ran = course.tito({"module", "hint", "01.1"});
  CHECK(ran.code == 4);
  CHECK(contains(ran.err, "TT-E0108"));

  const SmallCourse second;
  CHECK(second.tito({"module", "start", "01", "--no-open"}).code == 0);
  second.write("modules/01_tensor/tensor.cpp", "mine");
  second.write(".tito/backups", "in the way");
  const Ran reset = second.tito({"module", "reset", "01", "--force"});
  CHECK(reset.code == 5);
  CHECK(contains(reset.err, "TT-D0205"));
  CHECK(second.read("modules/01_tensor/tensor.cpp") == "mine");
}

TT_CASE("cli/state-backups-kept",
        "the newest twenty backups stay, and the newest of each module",
        .what = "one backup of module 02, then 25 of module 01",
        .why = "copies must not fill the disk, nor may the only one go",
        .learn = "older ones go after a new one was made") {
  const SmallCourse course;
  course.write("modules/01_tensor/a.cpp", "one");
  course.write("modules/02_activations/b.cpp", "two");
  Context context = context_of(course);
  const fs::path only = back_up(context, "reset-02", {course.folder() / "modules/02_activations"});
  std::vector<fs::path> all;
  for (int i = 0; i < 25; ++i)
    all.push_back(
        back_up(context, "zz" + std::to_string(100 + i), {course.folder() / "modules/01_tensor"}));
  CHECK(fs::exists(only / "files/modules/02_activations/b.cpp"));
  CHECK(fs::exists(all.back()));
  CHECK_FALSE(fs::exists(all.front()));
  std::ptrdiff_t left = 0;
  for ([[maybe_unused]] const auto& entry : fs::directory_iterator(only.parent_path())) ++left;
  CHECK(left == 21);
}

TT_CASE("cli/state-settings",
        "settings hold where they are, and damage is told",
        .what = "config.json with hints 1, 0, and cut",
        .why = "an instructor may bound hints",
        .learn = "P0006 names the setting; damaged settings are not obeyed") {
  const SmallCourse course;
  course.write(".tito/config.json", R"({"schema_version":1,"hints":1})");
  CHECK(course.tito({"module", "hint", "01.1"}).code == 0);
  const Ran second = course.tito({"module", "hint", "01.1"});
  CHECK(second.code == 3);
  CHECK(lacking(second.err, {"TT-P0006", "up to level 1", "--level 1"}) == "");
  course.write(".tito/config.json", R"({"hints":0})");
  CHECK(contains(course.tito({"module", "hint", "01.1"}).err, "switched off"));
  course.write(".tito/config.json", R"({"hints":)");
  const Ran damaged = course.tito({"module", "hint", "01.1"});
  CHECK(damaged.code == 0);
  CHECK(lacking(damaged.err, {"TT-D0201", "config.json"}) == "");
}
