#include "check/show_run.hpp"

#include <utility>

#include <fmt/core.h>

#include "check/test_screen.hpp"
#include "term/width.hpp"

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

// All problems but the first, in a few lines.
Lines shortened(const std::vector<Problem>& problems, const Module& module, const Look& look) {
  constexpr std::size_t kLines = 3;
  Lines lines;
  const std::string note = look.plain ? "NOTE " : "";
  for (std::size_t i = 1; i < problems.size() && i <= kLines; ++i) {
    const std::string line = fmt::format("also  TT-{}  {}", problems[i].code, problems[i].title);
    lines.push_back(note + fit(line, look.width - 1, look.utf8));
  }
  if (problems.size() > kLines + 1) {
    lines.push_back(fmt::format("{}and {} more:  tito module test {} --full",
                                note,
                                problems.size() - kLines - 1,
                                module.id));
  }
  return lines;
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

Outcome outcome_of(Context& context, const Module& module, const ModuleRun& run, bool full) {
  const Look& look = context.look();
  const CheckReport& last = run.last().report;
  Outcome outcome{.exit_code = run.passed() ? 0 : 1};
  Lines lines;
  if (!last.broken) lines = total_lines(last, look);
  outcome.problems = problems_of(context, module, last);
  if (!full && outcome.problems.size() > 1) {
    for (const std::string& line : shortened(outcome.problems, module, look)) lines.push_back(line);
    outcome.problems.resize(1);
  }
  if (!look.plain && !last.broken && !outcome.problems.empty()) lines.emplace_back();
  if (run.blame && run.blame->guilt != Guilt::own) {
    Problem& first = outcome.problems.front();
    first.facts.insert(first.facts.begin(), sentence(*run.blame, module.id));
    if (run.blame->guilt == Guilt::upstream)
      first.next = "tito module test " + run.blame->modules.front();
  }
  // One thing to type, at the end: about the first, on which the others may depend.
  for (std::size_t i = 1; i < outcome.problems.size(); ++i)
    outcome.problems[i].next = std::exchange(outcome.problems[i - 1].next, "");
  outcome.text = joined(lines);
  return outcome;
}

}  // namespace tito
