#include "check/module_run.hpp"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "check/test_screen.hpp"
#include "report.hpp"

namespace tito {

namespace fs = std::filesystem;

namespace {

constexpr const char* kIntegration = "check_integration";

// The integration tests run with the module that completes what they need.
bool completes_integration(Context& context, const Selection& selection) {
  const Objects objects = load_objects(context, context.tree("check"));
  const auto found = objects.programs.find(kIntegration);
  if (found == objects.programs.end()) return false;
  return std::all_of(found->second.needs.begin(), found->second.needs.end(), [&](const auto& id) {
    return std::find(selection.modules.begin(), selection.modules.end(), id) !=
           selection.modules.end();
  });
}

// Tasks of which every case passed.
std::vector<std::string> passed_tasks(const Module& module, const CaseRun& run) {
  std::vector<std::string> passed;
  for (const Task& task : module.tasks) {
    bool all = false;
    for (const CaseResult& result : run.cases) {
      if (result.task != task.id) continue;
      all = result.outcome == CaseOutcome::passed || result.outcome == CaseOutcome::skipped;
      if (!all) break;
    }
    if (all) passed.push_back(task.id);
  }
  return passed;
}

// build/run/check/check_03 is what a debugger starts: the last check under a fixed name.
void name_for_debugger(const fs::path& program, const std::string& name) {
  if (program.empty()) return;
  const fs::path link = program.parent_path() / name, fresh = link.string() + ".new";
  std::error_code ignored;
  fs::create_symlink(program.filename(), fresh, ignored);
  fs::rename(fresh, link, ignored);
}

void remember(Context& context, const ModuleRunRequest& request, const ModuleRun& run) {
  const std::string id = request.module->id;
  const CaseRun& cases = run.phases.front().report.run;
  const CaseResult* failure = first_failure(*request.module, run.last().report.run);
  const auto change = [&](Learner& learner) {
    ModuleRecord& record = learner.modules[id];
    learner.last_module = id;
    record.attempts += 1;
    record.failing_task = failure == nullptr ? "" : failure->task;
    record.failing_code = failure == nullptr ? "" : failure->code;
    if (run.last().report.broken) record.failing_code = run.last().report.broken->code;
    if (!request.task.empty() || !request.pattern.empty()) return;
    record.tests_passed = cases.count(CaseOutcome::passed);
    record.tests_declared = cases.declared;
    record.tasks_passed = passed_tasks(*request.module, cases);
    record.borrowed = run.selection.borrowed();
  };
  change_learner(context,
                 change,
                 Json::object({{"event", "test"},
                               {"module", id},
                               {"ok", run.passed()},
                               {"ran", cases.ran()},
                               {"declared", cases.declared},
                               {"passed", cases.count(CaseOutcome::passed)},
                               {"sources_sha256", sources_sha256(context, *request.module)},
                               {"yours", json_list(run.selection.yours())},
                               {"borrowed", json_list(run.selection.borrowed())},
                               {"seed", request.seed}}));
}

Json case_json(const CaseResult& one) {
  Json json = Json::object({{"id", one.id},
                            {"task", one.task},
                            {"title", one.title},
                            {"outcome", word_of(one.outcome)},
                            {"ms", json_number(one.ms)},
                            {"facts", json_list(one.facts)}});
  if (!one.code.empty()) json["code"] = "TT-" + one.code;
  if (!one.file.empty()) json["file"] = one.file;
  if (one.line > 0) json["line"] = one.line;
  if (!one.near_miss.empty()) json["near_miss"] = one.near_miss;
  return json;
}

Json counts_json(const CaseRun& run) {
  return Json::object({{"declared", run.declared},
                       {"ran", run.ran()},
                       {"passed", run.count(CaseOutcome::passed)},
                       {"failed", run.count(CaseOutcome::wrong)},
                       {"todo", run.count(CaseOutcome::todo)},
                       {"crashed", run.count(CaseOutcome::crashed)}});
}

}  // namespace

ModuleRun run_module(Context& context, const ModuleRunRequest& request, const OnPhase& on_phase) {
  const Module& module = *request.module;
  ModuleRun run{.selection = select_modules(
                    context, load_learner(context), {module.id}, module.id, request.choice)};
  CheckRequest check{.module = &module,
                     .selection = run.selection,
                     .seed = request.seed,
                     .stop_on_fail = request.stop_on_fail};
  const bool all = request.task.empty() && request.pattern.empty();
  if (!all) {
    check.selects = [&](const std::string& id) {
      return (request.task.empty() || id.starts_with(request.task + "/")) &&
             (request.pattern.empty() || matches(request.pattern, id));
    };
  }
  const auto phase = [&](const std::string& name, CheckReport report) {
    run.phases.push_back({name, std::move(report)});
    if (on_phase) on_phase(run.last());
    return run.passed();
  };

  bool good = phase("cases", check_module(context, check));
  name_for_debugger(run.last().report.program, "check_" + module.id);
  if (good && all && request.memory_check) {
    check.tree = "asan";
    good = phase("memory check", check_module(context, check));
    check.tree = "check";
  }
  if (good && all && request.integration && completes_integration(context, run.selection))
    good = phase("integration", check_integration(context, check));
  run.whole = good && all;

  const CheckReport& last = run.last().report;
  const bool upstream_of_ours = run.selection.mine.size() > 1;
  const bool only_todo =
      last.run.count(CaseOutcome::crashed) + last.run.count(CaseOutcome::wrong) == 0;
  if (!good && request.blame && upstream_of_ours && run.phases.size() == 1 && !last.broken &&
      !only_todo)
    run.blame = blame_for(context, check, last);
  if (request.remember) remember(context, request, run);
  return run;
}

bool matches(std::string_view pattern, std::string_view text) {
  if (pattern.empty()) return text.empty();
  if (pattern[0] == '*') {
    return matches(pattern.substr(1), text) || (!text.empty() && matches(pattern, text.substr(1)));
  }
  return !text.empty() && (pattern[0] == '?' || pattern[0] == text[0]) &&
         matches(pattern.substr(1), text.substr(1));
}

Json json_of(const ModuleRun& run, const Module& module, std::int64_t seed) {
  const CheckReport& first = run.phases.front().report;
  Json cases = Json::array(), phases = Json::array(), sources = Json::array();
  for (const CaseResult& one : run.last().report.run.cases) cases.push_back(case_json(one));
  for (const ModulePhase& phase : run.phases) {
    phases.push_back(Json::object({{"id", phase.name},
                                   {"ok", phase.report.passed()},
                                   {"ms", json_number(phase.report.run.seconds * 1000)}}));
  }
  for (const SourceFile& source : first.sources)
    sources.push_back(Json::object({{"path", source.path.string()}, {"sha256", source.sha256}}));
  Json json = Json::object({{"module", module.id},
                            {"tree", run.phases.size() == 2 ? "asan" : "check"},
                            {"selection",
                             Json::object({{"mine", json_list(run.selection.yours())},
                                           {"borrowed", json_list(run.selection.borrowed())}})},
                            {"sources", std::move(sources)},
                            {"tests", counts_json(run.last().report.run)},
                            {"cases", std::move(cases)},
                            {"phases", std::move(phases)},
                            {"build",
                             Json::object({{"compile_ms", json_number(first.compile_s * 1000)},
                                           {"link_ms", json_number(first.link_s * 1000)}})},
                            {"seed", seed}});
  if (run.blame) json["blame"] = json_of(*run.blame);
  return json;
}

}  // namespace tito
