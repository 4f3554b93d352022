// What a check says of many failures, from data.
#include "check/show_run.hpp"
#include "learner_course.hpp"
#include "support/test.hpp"
#include "term/width.hpp"

using namespace tito;
using tito::test::contains;
using tito::test::SmallCourse;

namespace {

const Module kTwoTasks{.id = "01",
                       .slug = "tensor",
                       .tasks = {{.id = "01.1", .title = "strides"},
                                 {.id = "01.2",
                                  .title = "a title that is longer than a line of a terminal can "
                                           "be, however one turns it"}}};

CaseResult ended(const std::string& id, CaseOutcome outcome) {
  return {.id = id,
          .task = id.substr(0, 4),
          .title = "title of " + id,
          .outcome = outcome,
          .code = outcome == CaseOutcome::crashed ? "C0008" : "W0006"};
}

ModuleRun run_of(std::vector<CaseResult> cases) {
  ModuleRun run;
  CheckReport report;
  report.run.declared = static_cast<int>(cases.size());
  report.run.cases = std::move(cases);
  run.phases.push_back({.name = "cases", .report = std::move(report)});
  return run;
}

Outcome told(const ModuleRun& run, bool full = false) {
  static const SmallCourse course;
  static Context context = tito::test::context_of(course);
  return outcome_of(context, kTwoTasks, run, full);
}

ModuleRun two_tasks_failing() {
  std::vector<CaseResult> cases{ended("01.2/crash", CaseOutcome::crashed),
                                ended("01.1/right", CaseOutcome::passed),
                                ended("01.1/wrong", CaseOutcome::wrong)};
  for (int i = 0; i < 5; ++i)
    cases.push_back(ended("01.2/" + std::to_string(i), CaseOutcome::wrong));
  return run_of(cases);
}

}  // namespace

TT_CASE("cli/first-things-first",
        "of many failures the one of the earliest task is told, the others counted",
        .what = "a wrong answer in task 1, a crash and five wrong answers in task 2",
        .why = "later tasks build on earlier ones, and 24 lines hold one problem",
        .learn = "repair from the bottom up; --full tells all") {
  const Outcome outcome = told(two_tasks_failing());
  REQUIRE(outcome.problems.size() == 1);
  CHECK(outcome.problems.front().test == "01.1/wrong");
  CHECK(outcome.problems.front().next == "tito module hint 01.1");
  CHECK(contains(outcome.text, "also  TT-C0008  01.2/crash: title of 01.2/crash"));
  CHECK(contains(outcome.text, "and 3 more:  tito module test 01 --full"));
  const Outcome full = told(two_tasks_failing(), true);
  CHECK(full.problems.size() == 7);
  CHECK(full.problems.front().test == "01.1/wrong");
  CHECK(full.problems.front().next.empty());
  CHECK(full.problems.back().next == "tito module hint 01.1");
}

TT_CASE("cli/task-lines-fit",
        "a line of a task keeps to the width",
        .what = "a long title and each outcome, at 80 and at 50 cells",
        .why = "a line that wraps hides what stands above it",
        .learn = "the title is cut, the outcome is not") {
  for (const int width : {80, 50}) {
    for (const CaseOutcome outcome : {CaseOutcome::todo,
                                      CaseOutcome::wrong,
                                      CaseOutcome::crashed,
                                      CaseOutcome::not_run,
                                      CaseOutcome::passed}) {
      const ModuleRun run = run_of({ended("01.2/a", outcome)});
      const Look look{.width = width, .rows = 24, .utf8 = true};
      for (const std::string& line : phase_lines(kTwoTasks, run.phases.front(), look)) {
        CAPTURE(line);
        CHECK((cells(line) < width || contains(line, "compiled in")));
      }
    }
  }
}
