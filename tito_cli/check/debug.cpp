#include "check/debug.hpp"

#include <fmt/core.h>

#include "lists.hpp"
#include "platform.hpp"
#include "term/width.hpp"
#include "tools.hpp"

namespace tito {

namespace {

using Words = std::vector<std::string>;

enum class Stop { crash, exception, check };

// A value that differs has a place; what was thrown is best seen where it was thrown.
Stop kind_of(const CaseResult& result) {
  if (result.outcome == CaseOutcome::todo) return Stop::exception;
  if (result.outcome == CaseOutcome::crashed)
    return result.code == "C0008" ? Stop::exception : Stop::crash;
  return result.file.empty() || result.line <= 0 ? Stop::exception : Stop::check;
}

// The debugger finds a source by its name; how its path was recorded depends on the build.
std::string file_of(const CaseResult& result) {
  return std::filesystem::path(result.file).filename().string();
}

Words gdb_stop(const CaseResult& result) {
  const Stop stop = kind_of(result);
  if (stop == Stop::crash) return {};
  if (stop == Stop::exception) return {"-ex", "catch throw"};
  return {"-ex", fmt::format("break {}:{}", file_of(result), result.line)};
}

Words lldb_stop(const CaseResult& result) {
  const Stop stop = kind_of(result);
  if (stop == Stop::crash) return {};
  if (stop == Stop::exception) return {"-o", "breakpoint set -E c++"};
  return {"-o", fmt::format("breakpoint set --file {} --line {}", file_of(result), result.line)};
}

}  // namespace

std::string require_debugger(const Context& context) {
  if (!context.can_ask()) {
    throw Failure({.code = "U0008",
                   .title = "--debug needs a terminal to debug on",
                   .fix = "run it in a terminal, without --json and --no-input",
                   .next = "tito module test"});
  }
  for (const char* name : {"gdb", "lldb"}) {
    if (!find_tool(name).command.empty()) return name;
  }
  throw Failure({.code = "E0107",
                 .title = "no debugger is installed",
                 .facts = {"neither gdb nor lldb answers"},
                 .fix = "install one of them; on Debian and Ubuntu: apt-get install gdb",
                 .next = "tito module test"});
}

std::string stop_of(const CaseResult& result) {
  switch (kind_of(result)) {
    case Stop::check:
      return fmt::format("at the check, {}:{}", escaped(file_of(result)), result.line);
    case Stop::exception:
      return "where an exception is thrown";
    case Stop::crash:
      break;
  }
  return "where it crashes; Ctrl-C stops an endless loop";
}

Words debugger_command(const std::string& debugger, const Debugged& debugged) {
  const bool gdb = debugger == "gdb";
  Words command{"env",
                "ASAN_OPTIONS=abort_on_error=1:detect_leaks=0",  // leaks cannot be sought under one
                "UBSAN_OPTIONS=abort_on_error=1:halt_on_error=1:print_stacktrace=1",
                debugger};
  append(command, gdb ? Words{"-q"} : Words{});
  append(command, gdb ? gdb_stop(debugged.result) : lldb_stop(debugged.result));
  append(command, gdb ? Words{"-ex", "run", "--args"} : Words{"-o", "run", "--"});
  append(command,
         {debugged.program.string(),
          "--run",
          debugged.result.id,
          "--seed",
          std::to_string(debugged.seed)});
  return command;
}

void debug(const Context& context, const std::string& debugger, const Debugged& debugged) {
  context.note(fmt::format(
      "{} in {}: it stops {}", escaped(debugged.result.id), debugger, stop_of(debugged.result)));
  context.note("bt shows how it came there, p NAME a value, c goes on, q leaves");
  if (run_in_terminal(debugger_command(debugger, debugged)) != -1) return;
  throw Failure({.code = "E0107",
                 .title = debugger + " did not start or was ended",
                 .next = "tito module test"});
}

}  // namespace tito
