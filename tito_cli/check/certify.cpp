#include "check/certify.hpp"

#include <algorithm>

#include "tinytorch/file.hpp"
#include "tinytorch/sha256.hpp"

#include "report.hpp"

namespace tito {

namespace {

bool all_complete(const Learner& learner, const std::vector<std::string>& ids) {
  return std::all_of(
      ids.begin(), ids.end(), [&](const std::string& id) { return learner.complete(id); });
}

// Lower modules run with this one linked in, so that what it plugs into their seams is live.
void recheck_lower(Context& context, Certificate& certificate, const ModuleRunRequest& request) {
  const Selection& selection = certificate.run.selection;
  for (const std::string& id : selection.modules) {
    if (id == request.module->id || !selection.mine.contains(id)) continue;
    const Module& lower = find_module(context.course(), id);
    CheckReport report =
        check_module(context, {.module = &lower, .selection = selection, .seed = request.seed});
    certificate.rechecked.push_back(id);
    certificate.cases_passed += report.run.count(CaseOutcome::passed);
    if (!report.passed()) certificate.regressions.push_back({&lower, std::move(report)});
  }
}

Json event_of(const Certificate& certificate, const Module& module, std::int64_t seed) {
  const CaseRun& cases = certificate.run.phases.front().report.run;
  return Json::object({{"event", certificate.good() ? "complete" : "regress"},
                       {"module", module.id},
                       {"ok", certificate.good()},
                       {"ran", cases.ran()},
                       {"declared", cases.declared},
                       {"passed", cases.count(CaseOutcome::passed)},
                       {"yours", json_list(certificate.run.selection.yours())},
                       {"borrowed", json_list(certificate.run.selection.borrowed())},
                       {"seed", seed}});
}

std::string tests_sha256(Context& context, const Module& module) {
  return tinytorch::sha256_hex(
      tinytorch::read_file((reference_of(context, module) / "tests" / "tests.json").string()));
}

void write_down(Context& context, const Certificate& certificate, const ModuleRunRequest& request) {
  const Module& module = *request.module;
  const std::string sources = sources_sha256(context, module);
  const std::string contract = contract_sha256(context, module);
  const std::string tests = tests_sha256(context, module);
  const std::string now = context.timestamp();
  const auto change = [&](Learner& learner) {
    learner.last_module = module.id;
    for (const std::string& id : certificate.rechecked) learner.modules[id].regressed_by = "";
    for (const Regression& one : certificate.regressions)
      learner.modules[one.module->id].regressed_by = module.id;
    if (!certificate.good()) return;
    const CaseRun& cases = certificate.run.phases.front().report.run;
    ModuleRecord& record = learner.modules[module.id];
    record.state = "complete";
    record.completed_at = now;
    record.sources_sha256 = sources;
    record.contract_sha256 = contract;
    record.tests_sha256 = tests;
    record.tests_passed = cases.count(CaseOutcome::passed);
    record.tests_declared = cases.declared;
    record.borrowed = certificate.run.selection.borrowed();
    record.regressed_by = "";
  };
  change_learner(context, change, event_of(certificate, module, request.seed));
}

}  // namespace

Certificate certify(Context& context, const ModuleRunRequest& request, const OnPhase& on_phase) {
  Certificate certificate{.run = run_module(context, request, on_phase)};
  for (const ModulePhase& phase : certificate.run.phases)
    certificate.cases_passed += phase.report.run.count(CaseOutcome::passed);
  if (!certificate.run.whole) return certificate;
  recheck_lower(context, certificate, request);
  write_down(context, certificate, request);
  return certificate;
}

Unlocked unlocked_by(const Course& course, const Learner& before, const Learner& after) {
  Unlocked unlocked;
  const auto now_only = [&](const std::vector<std::string>& needs) {
    return all_complete(after, needs) && !all_complete(before, needs);
  };
  for (const Module& module : course.modules) {
    if (now_only(with_needs(course, module.needs))) unlocked.modules.push_back(module.id);
  }
  for (const Milestone& milestone : course.milestones) {
    if (now_only(with_needs(course, milestone.needs())))
      unlocked.milestones.push_back(milestone.id);
  }
  return unlocked;
}

}  // namespace tito
