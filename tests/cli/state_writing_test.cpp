// The learner's progress: written by several titos at once, under kills, on full disks.
#include <chrono>
#include <csignal>
#include <filesystem>
#include <thread>

#include "learner_course.hpp"
#include "platform.hpp"
#include "runner.hpp"
#include "state/backup.hpp"
#include "state/history.hpp"
#include "state/state_file.hpp"
#include "support/test.hpp"

using namespace tito;
using namespace tito::test;

namespace fs = std::filesystem;

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
  CHECK(start_first(second).code == 0);
  second.write(kPart, "mine");
  second.write(".tito/backups", "in the way");
  const Ran reset = second.tito({"module", "reset", "01", "--force"});
  CHECK(reset.code == 5);
  CHECK(contains(reset.err, "TT-D0205"));
  CHECK(second.read(kPart) == "mine");
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
