#include "check/show_run.hpp"

#include <fmt/core.h>

#include "check/test_screen.hpp"

namespace tito {

namespace {

std::string passed_line(const ModulePhase& phase, const Look& look) {
  const std::string text = fmt::format("{}: {} of {} passed, {:.1f} s",
                                       phase.name,
                                       phase.report.run.count(CaseOutcome::passed),
                                       phase.report.run.declared,
                                       phase.report.compile_s + phase.report.run.seconds);
  return look.plain ? "PASS " + text : paint(look, Role::ok, glyphs(look).ok) + " " + text;
}

}  // namespace

Lines phase_lines(const Module& module, const ModulePhase& phase, const Look& look) {
  Lines lines;
  if (phase.name == "cases" && !phase.report.broken) {
    lines.push_back(build_line(module, phase.report, look));
    for (const std::string& line : task_lines(module, phase.report, look)) lines.push_back(line);
    if (!look.plain) lines.emplace_back();
  }
  if (phase.report.passed()) lines.push_back(passed_line(phase, look));
  return lines;
}

Outcome outcome_of(Context& context,
                   const Module& module,
                   const ModuleRun& run,
                   std::size_t in_full) {
  const Look& look = context.look();
  const CheckReport& last = run.last().report;
  Outcome outcome{.exit_code = run.passed() ? 0 : 1};
  Lines more;
  outcome.problems = problems_of(context, module, last, in_full, more);
  Lines lines;
  for (const std::string& line : more) lines.push_back(look.plain ? "NOTE " + line : line);
  if (!last.broken) {
    for (const std::string& line : total_lines(last, look)) lines.push_back(line);
    if (!look.plain && !outcome.problems.empty()) lines.emplace_back();
  }
  if (run.blame && run.blame->guilt != Guilt::own) {
    Problem& first = outcome.problems.front();
    first.facts.insert(first.facts.begin(), sentence(*run.blame, module.id));
    if (run.blame->guilt == Guilt::upstream)
      first.next = "tito module test " + run.blame->modules.front();
  }
  // One thing to type, at the end.
  for (std::size_t i = 0; i + 1 < outcome.problems.size(); ++i) outcome.problems[i].next = "";
  outcome.text = joined(lines);
  return outcome;
}

}  // namespace tito
