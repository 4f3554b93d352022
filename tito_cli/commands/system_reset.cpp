// tito system reset
#include <algorithm>
#include <system_error>

#include "commands/all.hpp"
#include "context.hpp"
#include "report.hpp"
#include "state/backup.hpp"
#include "state/state_file.hpp"

namespace tito {

namespace system_reset {

namespace fs = std::filesystem;

struct Plan {
  std::vector<fs::path> copied{};  // before they are removed
  std::vector<fs::path> removed{};
};

// build/tito stays: it holds the tool that is running.
Plan plan_of(const Args& args, Context& context) {
  Plan plan{.copied = workspaces(context)};
  if (!args.has("--keep-progress")) {
    for (const fs::path& file : progress_files(context)) plan.copied.push_back(file);
  }
  plan.removed = plan.copied;
  if (args.has("--keep-builds")) return plan;
  for (const char* tree : {"check", "fast", "asan", "tsan", "dev", "run", "stubs", "site"}) {
    std::error_code ignored;
    if (fs::exists(context.tree(tree), ignored)) plan.removed.push_back(context.tree(tree));
  }
  return plan;
}

void check_meant(const Args& args) {
  if (args.has("--confirm") || args.has("--dry-run")) return;
  throw Failure({.code = "U0011",
                 .title = "a reset of everything has to be confirmed",
                 .facts = {"it removes modules/, build/ and your progress, after a copy to "
                           ".tito/backups"},
                 .next = "tito system reset --confirm=reset"});
}

void remove_all(Context& context, const Plan& plan) {
  for (const fs::path& path : plan.removed) {
    std::error_code problem;
    fs::remove_all(path, problem);
    if (problem) cannot_write(context, path, problem.message());
  }
}

Outcome run(const Args& args, Context& context) {
  check_meant(args);
  const bool dry = args.has("--dry-run");
  const std::string start = context.look().plain ? "NOTE " : "";
  std::string restore;
  const auto lock = lock_state(context, "reset of everything");
  const Plan plan = plan_of(args, context);
  if (!dry) {
    if (!plan.copied.empty())
      restore = restore_command(context, back_up(context, "reset-all", plan.copied));
    remove_all(context, plan);
  }
  Lines lines;
  std::vector<std::string> removed;
  for (const fs::path& path : plan.removed) {
    removed.push_back(path.string());
    lines.push_back(start + (dry ? "would be removed: " : "removed ") + context.shown(path));
  }
  if (removed.empty()) lines.push_back(start + "there is nothing to remove");
  if (!restore.empty()) lines.push_back(start + "to undo:  " + restore);
  return {.data = Json::object({{"removed", json_list(removed)},
                                {"dry_run", dry},
                                {"restore", restore.empty() ? Json() : Json(restore)}}),
          .text = joined(lines),
          .next = dry ? "tito system reset --confirm=reset" : "tito setup"};
}

}  // namespace system_reset

Command system_reset_command() {
  return {.path = {"system", "reset"},
          .purpose = "Begin anew: modules, builds and progress go, after a copy.",
          .arguments = {},
          .flags = {{"--confirm",
                     "",
                     "WORD",
                     "has to be `reset`",
                     {.choices = {"reset"}, .example = "reset"}},
                    {"--keep-progress", "", "", "keep what you have completed"},
                    {"--keep-builds", "", "", "keep the build trees"},
                    {"--dry-run", "-n", "", "only say what would be removed"}},
          .examples = {"tito system reset --confirm=reset", "tito system reset --dry-run"},
          .related = {"tito module reset", "tito setup"},
          .run = system_reset::run};
}

}  // namespace tito
