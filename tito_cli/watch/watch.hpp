// Watching a module: the loop around a Session, with the terminal, the files and the checks.
#pragma once

#include "command.hpp"
#include "context.hpp"

namespace tito {

struct WatchRequest {
  const Module* module = nullptr;
  std::string task{};         // "" for all
  bool poll = false;          // do not rely on the system telling of saves
  bool manual = false;        // check when asked, not at each save
  bool memory_check = false;  // also with the sanitizers
};

/// Until the learner has enough, or standard input ends. The exit code is that of the last check.
/// Errors: Failure P0002 if the module is not started.
Outcome watch(Context& context, const WatchRequest& request);

}  // namespace tito
