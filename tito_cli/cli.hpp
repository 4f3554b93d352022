// From words on the command line to a command and its arguments.
#pragma once

#include <string>
#include <vector>

#include "command.hpp"

namespace tito {

/// Flags that stand before or after any command.
struct Settings {
  std::string course;  // -C
  bool json = false, quiet = false, plain = false, no_color = false, no_input = false,
       no_wait = false, verbose = false;
  bool help = false, version = false;
};

struct Invocation {
  const Command* command = nullptr;  // null: bare `tito`, or a group alone
  std::string group;                 // the group that stood alone
  Args args;
  Settings settings;
};

/// Errors: Failure U0001 unknown command, U0002 unknown flag, U0006 a value that is missing or not
/// accepted.
Invocation parse(const std::vector<std::string>& words);

/// Only the settings, of any command line: for reporting a mistake in the rest of it.
Settings settings_in(const std::vector<std::string>& words);

}  // namespace tito
