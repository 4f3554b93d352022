#include "watch/first_problem.hpp"

#include "check/show_run.hpp"
#include "check/test_screen.hpp"

namespace tito {

namespace {

std::vector<TaskStand> stands_of(const Module& module, const CaseRun& run) {
  std::vector<TaskStand> stands;
  for (const Task& task : module.tasks) {
    TaskStand stand{.id = task.id};
    for (const CaseResult& one : run.cases) {
      if (one.task != task.id) continue;
      ++stand.cases;
      stand.passed += is_good(one) ? 1 : 0;
    }
    if (stand.cases > 0) stands.push_back(stand);
  }
  return stands;
}

// The run with the cases of its first failing task alone. Without one, or with nothing written at
// all, the whole run is the thing to look at.
ModuleRun focused(ModuleRun run, const std::vector<TaskStand>& stands) {
  CaseRun& cases = run.phases.back().report.run;
  if (cases.count(CaseOutcome::todo) == cases.declared) return run;
  for (const TaskStand& stand : stands) {
    if (stand.passed == stand.cases) continue;
    std::erase_if(cases.cases, [&](const CaseResult& one) { return one.task != stand.id; });
    break;
  }
  return run;
}

}  // namespace

WatchVerdict verdict_of(Context& context, const Module& module, const ModuleRun& run) {
  const CheckReport& last = run.last().report;
  WatchVerdict verdict{.passed = run.passed(), .tasks = stands_of(module, last.run)};
  if (!verdict.passed)
    verdict.problem = outcome_of(context, module, focused(run, verdict.tasks)).problems.front();
  if (!last.broken) verdict.totals = total_lines(last, context.look());
  return verdict;
}

}  // namespace tito
