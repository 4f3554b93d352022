// Ctrl-C, SIGTERM, a closed pipe.
#include <array>
#include <cstdio>
#include <filesystem>
#include <set>
#include <thread>

#include <signal.h>
#include <unistd.h>

#include "small_course.hpp"
#include "support/test.hpp"

using namespace tito::test;

namespace fs = std::filesystem;

namespace {

const Words kRun{"milestone", "run", "03", "--part", "2", "--reference"};

// Sends the signal when an epoch or a step is printed.
Ran stopped(const SmallCourse& course, const Words& words, int signal, int times = 1) {
  int sent = 0;
  return run_tito(words,
                  course.folder(),
                  course.with({{"STAND_IN_DOES", "slowly"}}),
                  [&](std::string_view line, std::int64_t process) {
                    const bool begun = contains(line, "epoch") || contains(line, "tokens_per_s");
                    if (!begun || sent >= times) return;
                    for (; sent < times; ++sent) {
                      kill(static_cast<pid_t>(process), signal);
                      std::this_thread::sleep_for(std::chrono::milliseconds(100));
                    }
                  });
}

// Files other than those that a finished run leaves too.
bool any_left(const fs::path& folder) {
  const std::set<std::string> usual{
      "03_2.json", "milestones", "progress.json", "history.jsonl", "lock"};
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (!usual.contains(entry.path().filename().string())) return true;
  }
  return false;
}

// Whether a stand-in of this course still runs.
bool still_runs(const SmallCourse& course) {
  const auto program = (course.folder() / "build/fast/bin/milestone_03_2").string();
  const std::string command = "ps -eo args | grep -F '" + program + "' | grep -v grep >/dev/null";
  return std::system(command.c_str()) == 0;
}

}  // namespace

TT_CASE("cli/ctrl-c",
        "Ctrl-C ends the run with 130, the child with it, and leaves a whole record",
        .what = "SIGINT during training",
        .why = "people stop things",
        .learn = "interrupted is a status of its own; nothing is half-written") {
  const SmallCourse course;
  const Ran ran = stopped(course, kRun, SIGINT);
  CHECK(ran.code == 130);
  CHECK(contains(ran.err, "stopping"));
  CHECK(Json::parse(course.read(".tito/milestones/03_2.json")).at("status").as_string() ==
        "interrupted");
  CHECK_FALSE(any_left(course.folder() / ".tito"));
  CHECK_FALSE(still_runs(course));
}

TT_CASE("cli/ctrl-c-keeps-json-valid",
        "stopping under --json still ends with the envelope",
        .what = "SIGINT during `demo --json`",
        .why = "the reader of the lines waits for the result",
        .learn = "exit_code says 130") {
  const Ran ran = stopped(SmallCourse(), {"demo", "--json"}, SIGINT);
  CHECK(ran.code == 130);
  CHECK(ran.last_json().at("exit_code").as_int64() == 130);
}

TT_CASE("cli/sigterm",
        "SIGTERM ends with 143",
        .what = "SIGTERM during training",
        .why = "service managers send it",
        .learn = "the same tidy end, another code") {
  CHECK(stopped(SmallCourse(), kRun, SIGTERM).code == 143);
}

TT_CASE("cli/ctrl-c-twice",
        "a second Ctrl-C ends at once",
        .what = "two SIGINT in a row",
        .why = "sometimes one means it",
        .learn = "the child ends too") {
  const SmallCourse course;
  CHECK(stopped(course, kRun, SIGINT, 2).code == 130);
  CHECK_FALSE(still_runs(course));
}

TT_CASE("cli/closed-pipe",
        "a reader that goes away is no error",
        .what = "`tito --help` into a pipe that is closed",
        .why = "`tito ... | head -1` is common",
        .learn = "quiet exit 0") {
  const std::string pipe =
      "('" + std::string(TITO_BINARY) + "' --help --verbose; echo code=$? >&3) 3>&2 | true";
  std::FILE* out = popen(("sh -c \"" + pipe + "\" 2>&1").c_str(), "r");
  REQUIRE(out != nullptr);
  std::array<char, 256> text{};
  const std::size_t size = std::fread(text.data(), 1, text.size() - 1, out);
  pclose(out);
  CHECK(contains(std::string(text.data(), size), "code=0"));
}
