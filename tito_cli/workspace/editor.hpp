// Opening a module where it is worked on.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "context.hpp"
#include "workspace/workspace.hpp"

namespace tito {

/// How this editor is told to show a file at a line, and the lesson if it shows several files at
/// once. `editor` may carry flags: "code --wait".
std::vector<std::string> editor_command(const std::string& editor,
                                        const Place& place,
                                        const std::filesystem::path& lesson);

/// The lesson as the learner has it: LESSON.md of the workspace, else ABOUT.md of the reference.
std::filesystem::path lesson_of(Context& context, const Module& module);

/// Opens the place and the lesson if there is a terminal and an editor is chosen: `editor`, or the
/// learner's. False if nothing was opened; the paths are then all there is to show.
bool open_work(Context& context,
               const std::filesystem::path& lesson,
               const Place& place,
               const std::string& editor = "");

/// .clangd, .vscode/{tasks,launch,extensions}.json and compile_commands.json in the course folder,
/// those that are absent. Returns the names of what was made. Errors: Failure E0106, E0108.
std::vector<std::string> write_editor_files(Context& context);

}  // namespace tito
