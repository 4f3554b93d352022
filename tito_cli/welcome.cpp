#include "welcome.hpp"

#include <fmt/core.h>

#include "context.hpp"
#include "help.hpp"
#include "state/standing.hpp"
#include "term/panel.hpp"
#include "version.hpp"
#include "workspace/workspace.hpp"

namespace tito {

namespace {

const Lines kFirstSteps{"first    tito setup                       once on each machine",
                        "then     tito demo                        a small GPT learns to talk",
                        "then     tito module start 01             the first code is yours"};

struct Where {
  std::vector<Standing> all{};
  const Standing* current = nullptr;  // the module worked on last
  std::string task{};
  std::string next = "tito setup";
};

Where where_in(Context& context) {
  const Learner learner = load_learner(context);
  Where where{.all = standings(context, learner)};
  for (const Standing& s : where.all) {
    if (s.module->id == learner.last_module && s.word() != "not started") where.current = &s;
  }
  if (std::filesystem::exists(context.state_folder()))
    where.next = next_step(where.all, learner.last_module);
  if (where.current == nullptr) return where;
  const Standing& current = *where.current;
  where.task = current.record.failing_task;
  if (where.task.empty() && current.there)
    where.task = place_to_work(context, *current.module).task;
  return where;
}

std::string current_line(const Where& where) {
  const Standing& s = *where.current;
  std::string line = fmt::format("you are at  {} {}, {}", s.module->id, s.module->slug, s.word());
  if (s.record.tests_declared > 0)
    line += fmt::format(": {} of {} cases passed", s.record.tests_passed, s.record.tests_declared);
  const std::string verdict = last_verdict(s.record);
  if (!verdict.empty()) return line + ", last " + verdict;
  return where.task.empty() ? line : line + ", next task " + where.task;
}

Lines group_lines() {
  Lines lines;
  for (const Group& group : groups())
    lines.push_back(fmt::format("tito {:<10} {}", group.name, group.purpose));
  return lines;
}

Json current_json(const Where& where) {
  if (where.current == nullptr) return {};
  return Json::object({{"module", where.current->module->id},
                       {"task", where.task.empty() ? Json() : Json(where.task)},
                       {"state", where.current->record.state}});
}

}  // namespace

Outcome welcome(Context& context) {
  const auto root = context.find_root();
  const Where where = root ? where_in(context) : Where{};
  Panel panel{"TinyTorch " + version(), "", {}};
  Lines head{root ? "course      " + context.shown(*root)
                  : "not inside a course; -C DIR names one"};
  if (where.current != nullptr) head.push_back(current_line(where));
  const bool begun = where.current != nullptr;
  if (!begun)
    head.insert(head.begin(), "A machine-learning framework that you build, and then use.");
  panel.sections = {head, begun ? group_lines() : kFirstSteps};
  Json names = Json::array();
  for (const Command& command : commands()) names.push_back(command.name());
  return {.data = Json::object({{"version", version()},
                                {"root", root ? Json(root->string()) : Json()},
                                {"current", current_json(where)},
                                {"commands", names}}),
          .text = joined(drawn(panel, context.look())),
          .next = where.next};
}

}  // namespace tito
