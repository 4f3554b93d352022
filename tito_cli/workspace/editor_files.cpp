// What editors need to understand the course: written once, then the learner's own.
#include <system_error>
#include <utility>

#include "tinytorch/error.hpp"
#include "tinytorch/file.hpp"

#include "state/state_file.hpp"
#include "term/width.hpp"
#include "workspace/editor.hpp"

namespace tito {

namespace fs = std::filesystem;

namespace {

constexpr const char* kClangd =
    R"(# How clangd reads this course. Your own settings go here; tito does not touch the file again.
CompileFlags:
  CompilationDatabase: .
  Remove: [-Winvalid-pch, -fmodules*]
Diagnostics:
  UnusedIncludes: None
)";

constexpr const char* kTasks = R"({
  "version": "2.0.0",
  "tasks": [
    {
      "label": "tito: test the module",
      "type": "shell",
      "command": "./tito",
      "args": ["module", "test"],
      "group": {"kind": "test", "isDefault": true},
      "problemMatcher": {"base": "$gcc", "fileLocation": ["autoDetect", "${workspaceFolder}"]}
    },
    {
      "label": "tito: watch",
      "type": "shell",
      "command": "./tito",
      "args": ["module", "watch"],
      "problemMatcher": []
    },
    {
      "label": "tito: hint",
      "type": "shell",
      "command": "./tito",
      "args": ["module", "hint"],
      "problemMatcher": []
    }
  ]
}
)";

constexpr const char* kLaunch = R"({
  "version": "0.2.0",
  "configurations": [
    {
      "name": "Debug the last check of a module",
      "type": "cppdbg",
      "request": "launch",
      "program": "${workspaceFolder}/build/run/check/check_${input:module}",
      "args": ["--run", "all"],
      "cwd": "${workspaceFolder}"
    }
  ],
  "inputs": [
    {"id": "module", "type": "promptString", "description": "Number of the module", "default": "01"}
  ]
}
)";

constexpr const char* kExtensions = R"({
  "recommendations": ["llvm-vs-code-extensions.vscode-clangd", "ms-vscode.cpptools"]
}
)";

// A link follows the build tree; where links are not possible, a copy does for a while.
void link_compile_commands(Context& context, const fs::path& place) {
  const fs::path database = context.tree("check") / "compile_commands.json";
  const fs::path near = database.lexically_relative(context.root());
  std::error_code problem;
  fs::create_symlink(near.native().starts_with("..") ? database : near, place, problem);
  if (problem) fs::copy_file(database, place, problem);
}

}  // namespace

std::vector<std::string> write_editor_files(Context& context) {
  const std::pair<const char*, const char*> files[] = {{".clangd", kClangd},
                                                       {".vscode/tasks.json", kTasks},
                                                       {".vscode/launch.json", kLaunch},
                                                       {".vscode/extensions.json", kExtensions}};
  std::vector<std::string> made;
  const auto absent = [&](const char* name) {
    std::error_code ignored;
    return !fs::exists(fs::symlink_status(context.root() / name, ignored));
  };
  try {
    for (const auto& [name, text] : files) {
      if (!absent(name)) continue;
      fs::create_directories((context.root() / name).parent_path());
      tinytorch::write_file_atomic((context.root() / name).string(), text);
      made.emplace_back(name);
    }
  } catch (const fs::filesystem_error& error) {
    cannot_write(context, error.path1(), error.code().message());
  } catch (const tinytorch::Error& error) {
    cannot_write(context, context.root(), escaped(error.facts()));
  }
  if (absent("compile_commands.json")) {
    link_compile_commands(context, context.root() / "compile_commands.json");
    made.emplace_back("compile_commands.json");
  }
  return made;
}

}  // namespace tito
