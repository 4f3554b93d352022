// Running a child: what it says is heard, however it ends.
#include "runner.hpp"

#include <chrono>
#include <string>
#include <thread>

#include "support/test.hpp"

using namespace tito;

namespace {

void pause_for(int milliseconds) {
  std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds));
}

}  // namespace

TT_CASE(
    "cli/runner-gone-before-greeting",
    "a child that is gone before it is greeted has ended, and nothing else has",
    .what = "a child that exits at once, greeted 300 ms later",
    .why = "a program that ends before main once ended tito with it, and with exit code 0",
    .learn = "writing to a closed socket sends SIGPIPE to the writer unless it is told not to") {
  Hooks hooks;
  hooks.started = [](std::int64_t) { pause_for(300); };
  const Finish finish =
      run_child({.command = {"sh", "-c", "exit 7"}, .events = true, .greeting = "hello\n"}, hooks);
  CHECK(finish.exit_code == 7);
  CHECK(finish.signal == 0);
}

TT_CASE("cli/runner-slow-listener",
        "the end of a long output is heard by a slow listener",
        .what = "10,000 lines of a child that has ended; twice the listener takes 300 ms",
        .why = "on a busy machine a verdict was cut off and then called unreadable",
        .learn = "what a child has left in a pipe can be read after its end") {
  int lines = 0;
  std::string last;
  Hooks hooks;
  hooks.line = [&](Channel, std::string_view line) {
    ++lines;
    last = line;
    if (line == "1" || line == "5000") pause_for(300);
  };
  CHECK(run_child({.command = {"seq", "1", "10000"}}, hooks).ok());
  CHECK(lines == 10000);
  CHECK(last == "10000");
}
