// tito completion
#include <algorithm>
#include <system_error>

#include "tinytorch/file.hpp"

#include "commands/all.hpp"
#include "completion/scripts.hpp"
#include "context.hpp"
#include "term/width.hpp"

namespace tito {

namespace completion {

namespace fs = std::filesystem;

void check_shell(const std::string& shell) {
  const std::vector<std::string> known{"bash", "zsh", "fish"};
  if (std::find(known.begin(), known.end(), shell) != known.end()) return;
  throw Failure({.code = "U0006",
                 .title = "there is no completion for \"" + escaped(shell) + "\"",
                 .facts = {"accepted: bash, zsh or fish"},
                 .next = "tito completion --help"});
}

fs::path file_for(const std::string& shell, const Context& context) {
  const fs::path file = completion_file(shell, context.variables());
  if (!file.empty()) return file;
  throw Failure({.code = "E0108",
                 .title = "there is no place for your own files",
                 .facts = {"the variable HOME is not set"},
                 .fix = "set it, or put the printed script where your shell looks",
                 .next = "tito completion " + shell});
}

Outcome answer(const std::string& shell, const fs::path& file, const std::string& text) {
  return {.data = Json::object({{"shell", shell}, {"file", file.string()}}), .text = text};
}

Outcome install(const std::string& shell, const Context& context) {
  const fs::path file = file_for(shell, context);
  std::error_code problem;
  fs::create_directories(file.parent_path(), problem);
  tinytorch::write_file_atomic(file.string(), std::string(completion_script(shell)));
  std::string text = "written: " + context.shown(file) + "\nNew shells complete tito.\n";
  if (shell == "zsh") {
    text += "If they do not, add this line to your .zshrc before compinit:\n  fpath+=(" +
            file.parent_path().string() + ")\n";
  }
  return answer(shell, file, text);
}

Outcome uninstall(const std::string& shell, const Context& context) {
  const fs::path file = file_for(shell, context);
  std::error_code problem;
  const bool gone = fs::remove(file, problem);
  if (problem) {
    throw Failure({.code = "E0108",
                   .title = "the completion file cannot be removed",
                   .facts = {context.shown(file) + ": " + problem.message()},
                   .next = "tito system health"});
  }
  return answer(shell, file, (gone ? "removed: " : "was not there: ") + context.shown(file) + "\n");
}

Outcome run(const Args& args, Context& context) {
  const std::string& shell = args.words.front();
  check_shell(shell);
  if (args.has("--install") && args.has("--uninstall")) {
    throw Failure({.code = "U0007",
                   .title = "--install and --uninstall exclude each other",
                   .next = "tito completion --help"});
  }
  if (args.has("--install")) return install(shell, context);
  if (args.has("--uninstall")) return uninstall(shell, context);
  context.print(completion_script(shell));  // as it is: a script must not be folded to the width
  return {.data = Json::object({{"shell", shell}, {"script", completion_script(shell)}})};
}

}  // namespace completion

Command completion_command() {
  return {
      .path = {"completion"},
      .purpose = "Print what makes your shell complete tito's words.",
      .arguments = {{"SHELL", "bash, zsh or fish"}},
      .flags = {{"--install", "", "", "write it where your shell looks; no start-up file changes"},
                {"--uninstall", "", "", "remove that file"}},
      .examples = {"tito completion bash --install", "eval \"$(tito completion zsh)\""},
      .related = {"tito help"},
      .run = completion::run};
}

}  // namespace tito
