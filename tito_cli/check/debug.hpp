// A failing case in a debugger.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "check/cases.hpp"
#include "context.hpp"

namespace tito {

/// A case to look at, in the program that it failed in.
struct Debugged {
  std::filesystem::path program{};
  CaseResult result{};
  std::int64_t seed = 7;
};

/// "gdb", else "lldb". Errors: Failure U0008 without a terminal, E0107 if neither is installed.
std::string require_debugger(const Context& context);

/// Where the debugger stops: at the check that failed, at an exception, or at the crash itself.
std::string stop_of(const CaseResult& result);

/// The command line that runs the case up to there. Sanitizers stop the program where they find
/// something instead of ending it.
std::vector<std::string> debugger_command(const std::string& debugger, const Debugged& debugged);

/// Hands the terminal to the debugger until it ends. Errors: Failure E0107 if it does not start.
void debug(const Context& context, const std::string& debugger, const Debugged& debugged);

}  // namespace tito
