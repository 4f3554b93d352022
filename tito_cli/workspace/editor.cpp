#include "workspace/editor.hpp"

#include <algorithm>
#include <initializer_list>
#include <sstream>
#include <system_error>

#include "platform.hpp"
#include "state/config.hpp"

namespace tito {

namespace fs = std::filesystem;

namespace {

bool is_one_of(const std::string& name, std::initializer_list<const char*> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

std::vector<std::string> editor_command(const std::string& editor,
                                        const Place& place,
                                        const fs::path& lesson) {
  std::vector<std::string> command;
  std::istringstream words(editor);
  for (std::string word; words >> word;) command.push_back(word);
  if (command.empty()) return {};
  const std::string name = fs::path(command.front()).filename().string();
  const std::string file = place.file.string(), line = std::to_string(place.line);
  if (is_one_of(name, {"code", "codium", "code-insiders", "cursor", "windsurf"})) {
    command.insert(command.end(), {lesson.string(), "--goto", file + ":" + line});
  } else if (is_one_of(name, {"subl", "zed", "hx", "helix"})) {
    command.push_back(file + ":" + line);
  } else if (is_one_of(name,
                       {"vi",
                        "vim",
                        "nvim",
                        "gvim",
                        "nano",
                        "emacs",
                        "emacsclient",
                        "micro",
                        "kak",
                        "joe",
                        "gedit"})) {
    command.insert(command.end(), {"+" + line, file});
  } else {
    command.push_back(file);
  }
  return command;
}

fs::path lesson_of(Context& context, const Module& module) {
  const fs::path own = workspace_of(context, module) / "LESSON.md";
  std::error_code ignored;
  return fs::is_regular_file(own, ignored) ? own : reference_of(context, module) / "ABOUT.md";
}

bool open_work(Context& context,
               const fs::path& lesson,
               const Place& place,
               const std::string& editor) {
  if (!context.can_ask() || !stream_facts(stdout).terminal) return false;
  const std::string chosen = editor.empty() ? editor_of(context) : editor;
  if (chosen.empty()) return false;
  return run_in_terminal(editor_command(chosen, place, lesson)) == 0;
}

}  // namespace tito
