// tito module resume
#include <fmt/core.h>

#include "check/asked.hpp"
#include "commands/all.hpp"
#include "state/standing.hpp"
#include "workspace/editor.hpp"
#include "workspace/places.hpp"

namespace tito {

namespace module_resume {

std::string progress_text(const ModuleRecord& record) {
  if (record.attempts == 0) return "not tested yet";
  const std::string verdict = last_verdict(record);
  return fmt::format("{} of {} cases passed{}",
                     record.tests_passed,
                     record.tests_declared,
                     verdict.empty() ? "" : "; last: " + verdict);
}

Outcome run(const Args& args, Context& context) {
  const Asked asked = asked_for(context, args.words);
  const Module& module = *asked.module;
  sources_of(context, module);  // fails where nothing can be resumed
  const ModuleRecord record = load_learner(context).of(module.id);
  const Places places =
      places_of(context, module, asked.task.empty() ? record.failing_task : asked.task);
  const Look& look = context.look();
  const std::string title = fmt::format("module {}: {}", module.id, module.title);
  Lines lines{look.plain ? "NOTE " + title + ", " + progress_text(record)
                         : paint(look, Role::name, title) + "  " + progress_text(record)};
  for (const std::string& line : place_lines(context, places)) lines.push_back(line);
  Json data = json_of(places);
  data["module"] = module.id;
  data["opened"] = open_work(context, places.lesson, places.work);
  return {.data = data, .text = joined(lines), .next = "tito module test " + module.id};
}

}  // namespace module_resume

Command module_resume_command() {
  return {.path = {"module", "resume"},
          .purpose = "Open a module where you left it.",
          .arguments = {{"MODULE", "number, name or task; the last one if left out", false}},
          .flags = {},
          .examples = {"tito module resume", "tito module resume 03"},
          .related = {"tito module start", "tito module test"},
          .run = module_resume::run};
}

}  // namespace tito
