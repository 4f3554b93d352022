// Copies of what a command is about to replace: .tito/backups/<stamp>-<why>/.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "context.hpp"

namespace tito {

/// What a learner would miss: the workspaces that exist, and what .tito knows of them.
std::vector<std::filesystem::path> workspaces(Context& context);
std::vector<std::filesystem::path> progress_files(Context& context);

/// Copies files and folders of the course, then forgets the oldest backups: the 20 newest stay, and
/// the newest of each module. `why` is a word or two, such as "reset-03". Returns the folder.
/// Errors: Failure D0205; then no copy is left and nothing was removed.
std::filesystem::path back_up(Context& context,
                              const std::string& why,
                              const std::vector<std::filesystem::path>& paths);

/// The command that puts a backup back.
std::string restore_command(Context& context, const std::filesystem::path& backup);

}  // namespace tito
