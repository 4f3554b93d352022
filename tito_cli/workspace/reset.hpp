// Going back to the stub: a whole module, or the places of one task.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "workspace/workspace.hpp"

namespace tito {

/// `source` with the bodies of one task as they stand in `stub`. The places are found by the lines
/// of the stub around them; nothing if these were changed so much that a place is not certain.
std::optional<std::string> with_task_reset(const std::string& source,
                                           const std::string& stub,
                                           const std::string& task);

struct ResetFiles {
  std::vector<std::filesystem::path> files{};
  std::filesystem::path backup{};
};

/// The files that a reset would change. `task` may be "": all parts.
/// Errors: Failure P0002, W0015, D0207 if a place cannot be found.
std::vector<std::filesystem::path> files_to_reset(Context& context,
                                                  const Module& module,
                                                  const std::string& task);

/// Copies the workspace, writes the stubs, and takes the module back to `started`.
/// Errors: as files_to_reset(), and D0204, D0205, E0106, E0108.
ResetFiles reset_module(Context& context, const Module& module, const std::string& task);

}  // namespace tito
