#include "check/test_screen.hpp"

#include <algorithm>

#include <fmt/core.h>

#include "tinytorch/sha256.hpp"

#include "check/diagnose_sanitizer.hpp"
#include "screens.hpp"
#include "term/width.hpp"

namespace tito {

namespace {

std::vector<const CaseResult*> with_outcome(const CaseRun& run, CaseOutcome outcome) {
  std::vector<const CaseResult*> some;
  for (const CaseResult& one : run.cases) {
    if (one.outcome == outcome) some.push_back(&one);
  }
  return some;
}

// Crashed and wrong cases, by task.
std::vector<const CaseResult*> failures(const Module& module, const CaseRun& run) {
  std::vector<const CaseResult*> some;
  for (const CaseResult& one : run.cases) {
    if (one.outcome == CaseOutcome::crashed || one.outcome == CaseOutcome::wrong)
      some.push_back(&one);
  }
  const auto place = [&](const CaseResult* one) {
    return std::ranges::find(module.tasks, one->task, &Task::id) - module.tasks.begin();
  };
  std::ranges::stable_sort(some, {}, place);
  return some;
}

struct Mark {
  Role role;
  std::string_view glyph;
  const char* plain;
  const char* word;
};

// A task is as good as the worst of its cases.
Mark mark_of(CaseOutcome worst, const Look& look) {
  const Glyphs& g = glyphs(look);
  switch (worst) {
    case CaseOutcome::passed:
    case CaseOutcome::skipped:
      return {Role::ok, g.ok, "PASS", ""};
    case CaseOutcome::not_run:
      return {Role::bad, g.bad, "FAIL", "not run"};
    case CaseOutcome::todo:
      return {Role::todo, g.todo, "TODO", "not written yet"};
    case CaseOutcome::wrong:
      return {Role::bad, g.bad, "FAIL", "wrong"};
    case CaseOutcome::crashed:
      return {Role::bad, g.bad, "CRASH", "crashed"};
  }
  return {};
}

const Task* task_of(const Module& module, const std::string& id) {
  const auto found = std::find_if(
      module.tasks.begin(), module.tasks.end(), [&](const Task& one) { return one.id == id; });
  return found == module.tasks.end() ? nullptr : &*found;
}

std::string place_of(Context& context, const Module& module, const std::string& task_id) {
  const Task* task = task_of(module, task_id);
  return task == nullptr ? "" : context.shown(workspace_of(context, module) / task->file);
}

// Each task still has a case that ends at its TT_TODO.
bool nothing_written(const Module& module, const std::vector<const CaseResult*>& open) {
  return std::all_of(module.tasks.begin(), module.tasks.end(), [&](const Task& task) {
    return std::any_of(
        open.begin(), open.end(), [&](const CaseResult* one) { return one->task == task.id; });
  });
}

Problem todo_problem(Context& context, const Module& module, const CheckReport& report) {
  const std::vector<const CaseResult*> open = with_outcome(report.run, CaseOutcome::todo);
  const CaseResult& first = *open.front();
  const std::string task = first.facts.empty() ? first.task : first.facts[0];
  const bool nothing = nothing_written(module, open);
  Problem problem{.code = nothing ? "T0002" : "T0001"};
  problem.title = nothing ? fmt::format("{} is not written yet", module.folder())
                          : fmt::format("{} is not written yet", task);
  problem.facts.push_back("nothing is broken: this part is yours to write");
  if (const Task* about = task_of(module, task))
    problem.facts.push_back(task + ": " + about->title);
  if (first.facts.size() > 1) problem.facts.push_back("promise: " + escaped(first.facts[1]));
  problem.facts.push_back(fmt::format("{} cases wait for you", open.size()));
  problem.module = module.id;
  problem.task = task;
  problem.file = place_of(context, module, task);
  problem.next = "tito module hint " + task;
  return problem;
}

Problem case_problem(Context& context, const Module& module, const CaseResult& one) {
  Problem problem{.code = one.code.empty() ? "W0006" : one.code,
                  .title = one.id + ": " + one.title};
  if (one.outcome == CaseOutcome::crashed && !one.last_words.empty() &&
      (one.code == "C0004" || one.code == "C0006" || one.code == "C0007")) {
    DiagnoseContext about{
        .module = module.id, .workspace = workspace_of(context, module), .root = context.root()};
    const Problem told = diagnose_sanitizer(one.last_words, about).problem;
    problem.facts = told.facts;
    problem.file = told.file;
    problem.line = told.line;
    if (!told.code.empty()) problem.code = told.code;
    if (!told.title.empty()) problem.facts.insert(problem.facts.begin(), told.title);
  } else {
    for (const std::string& fact : one.facts) problem.facts.push_back(escaped(fact));
  }
  if (!one.near_miss.empty()) problem.facts.push_back("perhaps: " + escaped(one.near_miss));
  if (!one.why.empty()) problem.facts.push_back("why    " + one.why);
  if (!one.learn.empty()) problem.facts.push_back("learn  " + one.learn);
  problem.module = module.id;
  problem.task = one.task;
  problem.test = one.id;
  if (problem.file.empty()) problem.file = place_of(context, module, one.task);
  problem.next = "tito module hint " + one.task;
  return problem;
}

Problem too_few(const Module& module, const CaseRun& run) {
  return {.code = run.count(CaseOutcome::crashed) > 25 ? "C0010" : "C0002",
          .title = fmt::format("only {} of {} cases ran", run.ran(), run.declared),
          .facts = {"the others were given up: too many crashes, or no time left"},
          .next = fmt::format("tito module test {} --stop-on-fail", module.id),
          .module = module.id};
}

}  // namespace

std::string build_line(const Module& module, const CheckReport& report, const Look& look) {
  const std::string text =
      fmt::format("{} {}  compiled in {:.1f} s, linked in {:.1f} s, ran in {:.2f} s",
                  module.id,
                  module.slug,
                  report.compile_s,
                  report.link_s,
                  report.run.seconds);
  return look.plain ? "NOTE " + text : paint(look, Role::note, text);
}

Lines task_lines(const Module& module, const CheckReport& report, const Look& look) {
  Lines lines;
  for (const Task& task : module.tasks) {
    int passed = 0, all = 0;
    CaseOutcome worst = CaseOutcome::passed;
    for (const CaseResult& one : report.run.cases) {
      if (one.task != task.id) continue;
      ++all;
      passed += is_good(one) ? 1 : 0;
      if (!is_good(one) && (is_good({.outcome = worst}) || one.outcome > worst))
        worst = one.outcome;
    }
    if (all == 0) continue;
    const Mark mark = mark_of(worst, look);
    const std::string count = fmt::format("{}/{}", passed, all);
    if (look.plain) {
      lines.push_back(
          fmt::format("{} {} {} {} {}", mark.plain, task.id, count, task.title, mark.word));
      continue;
    }
    const int room = std::max(10, look.width - 22 - cells(mark.word));
    lines.push_back(
        fmt::format("  {} {:<6} {:>6}  {}{}",
                    paint(look, mark.role, mark.glyph),
                    task.id,
                    count,
                    fit(task.title, room, look.utf8),
                    *mark.word == '\0' ? "" : "  " + paint(look, mark.role, mark.word)));
  }
  return lines;
}

Lines total_lines(const CheckReport& report, const Look& look) {
  const CaseRun& run = report.run;
  const std::string dot = " " + std::string(glyphs(look).dot) + " ";
  const std::string passed =
      fmt::format("{} of {} passed", run.count(CaseOutcome::passed), run.declared);
  const std::string ran = fmt::format("{} of {} tests ran", run.ran(), run.declared);
  std::string hashes;
  for (const SourceFile& source : report.sources) hashes += source.sha256;
  const std::string note = look.plain ? "NOTE " : "";
  Lines lines{look.plain ? "TESTS " + passed + ", " + ran : passed + dot + ran};
  for (const std::string& line :
       origin_lines(report.selection.yours(), report.selection.borrowed(), look))
    lines.push_back(line);
  if (!report.sources.empty()) {
    const std::string built = fmt::format("built from {} files of yours, fingerprint {}",
                                          report.sources.size(),
                                          tinytorch::sha256_hex(hashes).substr(0, 12));
    lines.push_back(paint(look, Role::note, note + built));
  }
  if (!run.aside.empty()) lines.push_back(note + run.aside);
  return lines;
}

std::vector<Problem> problems_of(Context& context,
                                 const Module& module,
                                 const CheckReport& report) {
  if (report.broken) return {*report.broken};
  std::vector<Problem> problems;
  for (const CaseResult* one : failures(module, report.run))
    problems.push_back(case_problem(context, module, *one));
  if (!problems.empty()) return problems;
  if (report.run.count(CaseOutcome::todo) > 0) return {todo_problem(context, module, report)};
  if (!report.run.passed()) return {too_few(module, report.run)};
  return {};
}

Lines notes_of(const CheckReport& report, const Look& look) {
  Lines lines;
  for (const CaseResult& one : report.run.cases) {
    const Mark mark = mark_of(one.outcome, look);
    lines.push_back(
        look.plain
            ? fmt::format("{} {}: {}", mark.plain, one.id, one.title)
            : fmt::format("{} {}: {}", paint(look, mark.role, mark.glyph), one.id, one.title));
    for (const auto& [word, text] :
         {std::pair{"what ", one.what}, {"why  ", one.why}, {"learn", one.learn}})
      lines.push_back(fmt::format("{}{}  {}", look.plain ? "NOTE " : "    ", word, text));
  }
  return lines;
}

const CaseResult* first_failure(const Module& module, const CaseRun& run) {
  for (const auto& some : {failures(module, run),
                           with_outcome(run, CaseOutcome::todo),
                           with_outcome(run, CaseOutcome::not_run)}) {
    if (!some.empty()) return some.front();
  }
  return nullptr;
}

}  // namespace tito
