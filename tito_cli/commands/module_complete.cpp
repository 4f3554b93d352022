// tito module complete
#include <algorithm>
#include <fstream>
#include <map>

#include <fmt/core.h>

#include "check/asked.hpp"
#include "check/certify.hpp"
#include "check/show_run.hpp"
#include "check/test_screen.hpp"
#include "commands/all.hpp"
#include "report.hpp"
#include "seed.hpp"
#include "state/locks.hpp"
#include "term/panel.hpp"
#include "term/width.hpp"

namespace tito {

namespace fs = std::filesystem;

namespace module_complete {

std::map<std::string, int> lines_in(const fs::path& file) {
  std::map<std::string, int> lines;
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) {
    if (line.find_first_not_of(" \t\r}") != std::string::npos) ++lines[line];
  }
  return lines;
}

// Lines that are in the learner's files and were not in what they started from.
int lines_written(Context& context, const Module& module) {
  int written = 0;
  for (const SourceFile& source : sources_of(context, module)) {
    auto base = lines_in(base_of(context, module) / source.path.filename());
    for (const auto& [line, count] : lines_in(source.path))
      written += std::max(0, count - base[line]);
  }
  return written;
}

std::string names_of(const Course& course, const Unlocked& unlocked) {
  std::string text;
  for (const std::string& id : unlocked.modules)
    text += (text.empty() ? "" : ", ") + find_module(course, id).folder();
  return text;
}

Lines celebration(Context& context,
                  const Module& module,
                  const Certificate& certificate,
                  const Unlocked& unlocked) {
  const Look& look = context.look();
  Lines lines{fmt::format("{} tests passed in {} phases; {} lines of yours",
                          certificate.cases_passed,
                          certificate.run.phases.size(),
                          lines_written(context, module)),
              "You built: " + module.summary};
  if (!certificate.rechecked.empty())
    lines.push_back("Checked again with it: " + ranges(certificate.rechecked, look.utf8));
  if (!unlocked.modules.empty())
    lines.push_back("Now open: " + names_of(context.course(), unlocked));
  for (const std::string& id : unlocked.milestones) {
    const Milestone& milestone = find_milestone(context.course(), id);
    lines.push_back(fmt::format("Milestone {}: {}, {}", id, milestone.title, milestone.year));
  }
  Lines folded;
  for (const std::string& line : lines) {
    for (const std::string& piece : wrapped(line, inner_width(look))) folded.push_back(piece);
  }
  return folded;
}

std::string next_after(const Unlocked& unlocked, const Course& course, const Learner& learner) {
  if (!unlocked.milestones.empty()) return "tito milestone run " + unlocked.milestones.front();
  for (const Module& module : course.modules) {
    if (!learner.complete(module.id)) return "tito module start " + module.id;
  }
  return "tito milestone list";
}

Problem regression_problem(Context& context, const Module& module, const Regression& one) {
  const CaseResult* first = first_failure(*one.module, one.report.run);
  Problem problem = one.report.broken ? *one.report.broken : Problem{.code = "W0006"};
  if (first != nullptr) problem = problems_of(context, *one.module, one.report).front();
  problem.facts.insert(
      problem.facts.begin(),
      fmt::format(
          "your {} passes alone, but not together with your {}", one.module->id, module.id));
  problem.next = fmt::format("tito module test {} --mine {}", one.module->id, module.id);
  return problem;
}

Json json_of(const Module& module, const Certificate& certificate, const Unlocked& unlocked) {
  const CaseRun& cases = certificate.run.phases.front().report.run;
  Json regressions = Json::array();
  for (const Regression& one : certificate.regressions) regressions.push_back(one.module->id);
  return Json::object({{"module", module.id},
                       {"completed", certificate.good()},
                       {"tests",
                        Json::object({{"declared", cases.declared},
                                      {"ran", cases.ran()},
                                      {"passed", cases.count(CaseOutcome::passed)}})},
                       {"regressions", std::move(regressions)},
                       {"unlocked",
                        Json::object({{"modules", json_list(unlocked.modules)},
                                      {"milestones", json_list(unlocked.milestones)}})}});
}

Outcome complete_one(const Args& args, Context& context, const Module& module) {
  const Learner before = load_learner(context);
  const Choice choice = choice_in(args);
  if (choice.borrow.empty()) require_unlocked(context, before, module);
  const ModuleRunRequest request{.module = &module,
                                 .choice = choice,
                                 .seed = seed_from(args, context).value_or(7),
                                 .remember = true};
  const Certificate certificate = certify(context, request, [&](const ModulePhase& phase) {
    context.print(joined(phase_lines(module, phase, context.look())));
  });
  Outcome outcome = outcome_of(context, module, certificate.run);
  for (const Regression& one : certificate.regressions)
    outcome.problems.push_back(regression_problem(context, module, one));
  const Learner after = load_learner(context);
  const Unlocked unlocked = unlocked_by(context.course(), before, after);
  outcome.data = json_of(module, certificate, unlocked);
  outcome.exit_code = certificate.good() ? 0 : 1;
  if (!certificate.good()) return outcome;
  const Lines lines = celebration(context, module, certificate, unlocked);
  const std::string title = module.folder() + " is complete";
  if (context.look().plain) outcome.text += "PASS " + title + "\n";
  outcome.text += joined(drawn(Panel{.title = title, .sections = {lines}}, context.look()));
  outcome.next = next_after(unlocked, context.course(), after);
  return outcome;
}

Outcome run(const Args& args, Context& context) {
  if (!args.has("--all"))
    return complete_one(args, context, *asked_for(context, args.words).module);
  Outcome last;
  for (const Module& module : context.course().modules) {
    if (!has_workspace(context, module)) continue;
    context.print(last.text);
    last = complete_one(args, context, module);
    if (last.exit_code != 0) break;
  }
  return last;
}

}  // namespace module_complete

Command module_complete_command() {
  Command command{
      .path = {"module", "complete"},
      .purpose = "Run every test of a module from scratch; if all pass, mark it complete.",
      .arguments = {{"MODULE", "number or name; the last one if left out", false}},
      .flags = {{"--all", "", "", "every started module in order, to the first that fails"},
                seed_flag()},
      .examples = {"tito module complete 03", "tito module complete --all"},
      .related = {"tito module test", "tito module status"},
      .run = module_complete::run};
  for (const Flag& flag : choice_flags()) command.flags.push_back(flag);
  return command;
}

}  // namespace tito
