// tito module hint
#include <algorithm>

#include <fmt/core.h>

#include "tinytorch/error.hpp"
#include "tinytorch/file.hpp"

#include "check/asked.hpp"
#include "commands/all.hpp"
#include "report.hpp"
#include "state/config.hpp"
#include "state/learner.hpp"
#include "term/width.hpp"
#include "workspace/workspace.hpp"

namespace tito {

namespace module_hint {

constexpr std::int64_t kLevels = 3;
constexpr const char* kWhat[] = {"what to read again", "the approach", "nearly the code"};

// The task of the last failing case, else the first that is not written; "" if all is well.
std::string task_in_need(Context& context, const Module& module, const ModuleRecord& record) {
  if (!record.failing_task.empty()) return record.failing_task;
  if (!has_workspace(context, module)) return module.tasks.front().id;
  return place_to_work(context, module).task;
}

std::string hint_text(Context& context,
                      const Module& module,
                      const std::string& task,
                      std::int64_t level) {
  const auto file = reference_of(context, module) / "hints.json";
  try {
    const Json hints = Json::parse(tinytorch::read_file(file.string()));
    return hints.at("hints").at(task).at(static_cast<std::size_t>(level - 1)).as_string();
  } catch (const tinytorch::Error& error) {
    throw Failure({.code = "E0111",
                   .title = "the hints of module " + module.id + " cannot be used",
                   .facts = {escaped(error.facts())},
                   .file = context.shown(file),
                   .fix = "put back the file that came with the course",
                   .next = "git checkout -- " + context.shown(file)});
  }
}

// One more than the last one given for this task.
std::int64_t next_level(const ModuleRecord& record, const std::string& task) {
  std::int64_t level = 0;
  for (const HintUse& hint : record.hints) {
    if (hint.task == task) level = std::max(level, hint.level);
  }
  return std::min(level + 1, kLevels);
}

void check_allowed(std::int64_t level, std::int64_t most, const std::string& task) {
  if (level <= most) return;
  throw Failure({.code = "P0006",
                 .title = most == 0 ? "hints are switched off here"
                                    : fmt::format("hints are given up to level {} here", most),
                 .facts = {fmt::format("the setting hints in .tito/config.json is {}", most)},
                 .fix = most == 0 ? "read the lesson, or change the setting"
                                  : "ask for a lower level, or change the setting",
                 .next = most == 0 ? "tito system lab " + task.substr(0, 2)
                                   : fmt::format("tito module hint {} --level {}", task, most)});
}

void write_down(Context& context, const Module& module, const HintUse& hint) {
  const auto change = [&](Learner& learner) { learner.modules[module.id].hints.push_back(hint); };
  change_learner(
      context,
      change,
      Json::object(
          {{"event", "hint"}, {"module", module.id}, {"task", hint.task}, {"level", hint.level}}));
}

std::string screen(const Module& module,
                   const HintUse& hint,
                   const std::string& text,
                   const Look& look) {
  const auto task = std::find_if(
      module.tasks.begin(), module.tasks.end(), [&](const Task& t) { return t.id == hint.task; });
  const std::string head = fmt::format("{} {}", task->id, task->title);
  const std::string level =
      fmt::format("hint {} of {}: {}", hint.level, kLevels, kWhat[hint.level - 1]);
  if (look.plain) return "NOTE " + head + ", " + level + "\nNOTE " + text + "\n";
  Lines lines{paint(look, Role::name, head), paint(look, Role::note, level), ""};
  for (const std::string& line : wrapped(text, look.width - 2)) lines.push_back("  " + line);
  lines.emplace_back();
  return joined(lines);
}

Outcome nothing_to_hint(const Module& module, const ModuleRecord& record, const Look& look) {
  const std::string text =
      "module " + module.id + ": every task is written and none is known to fail";
  const bool complete = record.state == "complete";
  return {.data = Json::object({{"module", module.id}, {"task", nullptr}}),
          .text = (look.plain ? "NOTE " : "") + text + "\n",
          .next = complete ? "tito module status" : "tito module test " + module.id};
}

Outcome run(const Args& args, Context& context) {
  const Asked asked = asked_for(context, args.words);
  const Module& module = *asked.module;
  const ModuleRecord record = load_learner(context).of(module.id);
  const std::string task = asked.task.empty() ? task_in_need(context, module, record) : asked.task;
  if (task.empty()) return nothing_to_hint(module, record, context.look());

  const HintUse hint{.task = task,
                     .level = args.number("--level").value_or(next_level(record, task)),
                     .at = context.timestamp()};
  check_allowed(hint.level, load_config(context).hints, task);
  const std::string text = hint_text(context, module, task, hint.level);
  write_down(context, module, hint);
  return {.data = Json::object({{"module", module.id},
                                {"task", task},
                                {"level", hint.level},
                                {"levels", kLevels},
                                {"text", text}}),
          .text = screen(module, hint, text, context.look()),
          .next = "tito module test " + task};
}

}  // namespace module_hint

Command module_hint_command() {
  return {.path = {"module", "hint"},
          .purpose = "Give a hint; ask again for the next level.",
          .arguments = {{"MODULE", "number, name or task; the last one if left out", false}},
          .flags = {{"--level",
                     "",
                     "L",
                     "1 what to read again, 2 the approach, 3 nearly the code",
                     {.least = 1, .most = module_hint::kLevels, .example = "2"}}},
          .examples = {"tito module hint", "tito module hint 03.2 --level 1"},
          .related = {"tito module test", "tito module view"},
          .run = module_hint::run};
}

}  // namespace tito
