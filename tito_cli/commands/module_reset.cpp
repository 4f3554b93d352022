// tito module reset
#include <fmt/core.h>

#include "ask.hpp"
#include "check/asked.hpp"
#include "commands/all.hpp"
#include "report.hpp"
#include "state/backup.hpp"
#include "state/learner.hpp"
#include "workspace/reset.hpp"

namespace tito {

namespace module_reset {

struct Plan {
  std::vector<const Module*> modules{};
  std::string task{};
  std::vector<std::filesystem::path> files{};
};

Plan plan_of(const Args& args, Context& context) {
  Plan plan;
  if (args.has("--all")) {
    for (const Module& module : context.course().modules) {
      if (has_workspace(context, module)) plan.modules.push_back(&module);
    }
    if (plan.modules.empty()) {
      throw Failure({.code = "P0002",
                     .title = "no module is started yet",
                     .next = "tito module start " + context.course().modules.front().id});
    }
  } else {
    const Asked asked = asked_for(context, args.words, args.value("--task").value_or(""));
    plan.modules = {asked.module};
    plan.task = asked.task;
  }
  for (const Module* module : plan.modules) {
    for (auto& file : files_to_reset(context, *module, plan.task)) plan.files.push_back(file);
  }
  return plan;
}

std::string what(const Plan& plan) {
  if (!plan.task.empty()) return "task " + plan.task;
  std::string ids;
  for (const Module* module : plan.modules) ids += (ids.empty() ? "" : " ") + module->id;
  return "module " + ids;
}

bool is_meant(const Args& args, Context& context, const Plan& plan) {
  if (args.has("--force")) return true;
  const std::string which = args.has("--all")   ? "--all"
                            : plan.task.empty() ? plan.modules.front()->id
                                                : plan.task;
  return ask_sure(context,
                  "Take " + what(plan) + " back to the stub? Your files are copied first.",
                  "tito module reset " + which + " --force");
}

Lines file_lines(const Context& context, const Plan& plan, const std::string& verb) {
  Lines lines;
  const std::string start = context.look().plain ? "NOTE " : "";
  for (const auto& file : plan.files) lines.push_back(start + verb + context.shown(file));
  if (lines.empty()) lines.push_back(start + what(plan) + ": nothing to reset");
  return lines;
}

Outcome run(const Args& args, Context& context) {
  const Plan plan = plan_of(args, context);
  Json files = Json::array(), restore = Json::array();
  for (const auto& file : plan.files) files.push_back(file.string());
  Json ids = Json::array();
  for (const Module* module : plan.modules) ids.push_back(module->id);
  const bool dry = args.has("--dry-run");
  Lines lines = file_lines(context, plan, dry ? "would be the stub again: " : "the stub again: ");
  if (!dry && !is_meant(args, context, plan))
    return {.exit_code = 0, .text = "nothing was changed\n", .next = "tito module status"};
  if (!dry) {
    for (const Module* module : plan.modules) {
      const ResetFiles done = reset_module(context, *module, plan.task);
      restore.push_back(restore_command(context, done.backup));
      lines.push_back(std::string(context.look().plain ? "NOTE " : "") +
                      "to undo:  " + restore.items().back().as_string());
    }
  }
  return {.data = Json::object({{"modules", ids},
                                {"task", plan.task.empty() ? Json() : Json(plan.task)},
                                {"files", files},
                                {"dry_run", dry},
                                {"restore", restore}}),
          .text = joined(lines),
          .next = "tito module test " + plan.modules.front()->id};
}

}  // namespace module_reset

Command module_reset_command() {
  return {.path = {"module", "reset"},
          .purpose = "Go back to the stub, after a copy of your files.",
          .arguments = {{"MODULE", "number, name or task; the last one if left out", false}},
          .flags = {{"--task", "", "T", "only the places of this task"},
                    {"--all", "", "", "every module that you have started"},
                    {"--force", "", "", "do not ask"},
                    {"--dry-run", "-n", "", "only say what would be changed"}},
          .examples = {"tito module reset 03.2", "tito module reset 03 --force"},
          .related = {"tito module status", "tito system reset"},
          .run = module_reset::run};
}

}  // namespace tito
