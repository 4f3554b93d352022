// Which module, or which of its tasks, a command is about.
#pragma once

#include <string>
#include <vector>

#include "context.hpp"

namespace tito {

struct Asked {
  const Module* module = nullptr;
  std::string task{};  // "03.2", or "" for all of it
};

/// `words` holds "03", "layers", a task such as "03.2", or nothing: the module worked on last.
/// Errors: Failure P0002 if none was, U0003, U0005 for an unknown task.
Asked asked_for(Context& context, const std::vector<std::string>& words, std::string task = "");

}  // namespace tito
