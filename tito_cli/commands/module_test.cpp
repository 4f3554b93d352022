// tito module test
#include <algorithm>

#include "check/asked.hpp"
#include "check/debug.hpp"
#include "check/module_run.hpp"
#include "check/show_run.hpp"
#include "check/test_screen.hpp"
#include "commands/all.hpp"
#include "report.hpp"
#include "seed.hpp"

namespace tito {

namespace module_test {

std::string next_of(const ModuleRun& run, const Module& module, const Learner& learner) {
  if (run.whole && !learner.complete(module.id)) return "tito module complete " + module.id;
  return run.whole ? "tito module status" : "tito module test " + module.id;
}

// The first failing case, which is also the one that the panel is about.
void debug_first(Context& context,
                 const std::string& debugger,
                 const Module& module,
                 const ModuleRunRequest& request,
                 const ModuleRun& run,
                 const Outcome& outcome) {
  const CheckReport& last = run.last().report;
  if (last.broken) return;  // there is no program
  const CaseResult* first = first_failure(module, last.run);
  if (first == nullptr) return context.note("every case passes: there is nothing to debug");
  Problem shown = outcome.problems.front();
  shown.next.clear();  // stands at the end, below what the debugger leaves on the screen
  context.print(joined(problem_lines(shown, context.look())));
  debug(context, debugger, {.program = last.program, .result = *first, .seed = request.seed});
}

Outcome test_one(const Args& args, Context& context, const Asked& asked) {
  const std::string debugger = args.has("--debug") ? require_debugger(context) : "";
  const ModuleRunRequest request{
      .module = asked.module,
      .task = asked.task,
      .pattern = args.value("--case").value_or(""),
      .choice = choice_in(args),
      .seed = seed_from(args, context).value_or(7),
      .stop_on_fail = args.has("--stop-on-fail"),
      .memory_check = !args.has("--no-sanitize") && !args.has("--unit-only"),
      .integration = !args.has("--unit-only"),
      .blame = !args.has("--no-blame")};
  const ModuleRun run = run_module(context, request, [&](const ModulePhase& phase) {
    context.print(joined(phase_lines(*asked.module, phase, context.look())));
  });
  Outcome outcome = outcome_of(context, *asked.module, run, args.has("--full"));
  const CheckReport& last = run.last().report;
  if (args.has("--learn")) outcome.text = joined(notes_of(last, context.look())) + outcome.text;
  if (args.has("--full")) outcome.text = joined(last.compiler_output) + outcome.text;
  if (run.passed()) outcome.next = next_of(run, *asked.module, load_learner(context));
  outcome.data = json_of(run, *asked.module, request.seed);
  if (!debugger.empty()) debug_first(context, debugger, *asked.module, request, run, outcome);
  return outcome;
}

// Every started module in order, one line each.
Outcome test_all(const Args& args, Context& context) {
  Outcome outcome;
  Json list = Json::array();
  for (const Module& module : context.course().modules) {
    if (!has_workspace(context, module)) continue;
    const Outcome one = test_one(args, context, {&module, ""});
    list.push_back(one.data);
    outcome.exit_code = std::max(outcome.exit_code, one.exit_code);
    if (outcome.problems.empty()) outcome.problems = one.problems;
    outcome.text = one.text;
  }
  if (list.size() == 0) {
    throw Failure({.code = "P0002",
                   .title = "no module is started yet",
                   .next = "tito module start " + context.course().modules.front().id});
  }
  outcome.data = Json::object({{"modules", std::move(list)}});
  return outcome;
}

Outcome run(const Args& args, Context& context) {
  if (args.has("--all") && args.has("--debug")) {
    throw Failure({.code = "U0007",
                   .title = "--debug looks at one case, so it does not go with --all",
                   .fix = "name the module whose first failing case you want to see",
                   .next = "tito module test 01 --debug"});
  }
  return args.has("--all")
             ? test_all(args, context)
             : test_one(args,
                        context,
                        asked_for(context, args.words, args.value("--task").value_or("")));
}

}  // namespace module_test

Command module_test_command() {
  Command command{
      .path = {"module", "test"},
      .purpose = "Compile your module, run its tests, say what is next.",
      .arguments = {{"MODULE",
                     "number, name, or a task such as 03.2; the last one if left out",
                     false}},
      .flags = {{"--task", "", "T", "only the cases of this task"},
                {"--case", "", "GLOB", "only cases whose id fits, such as '03.2/*'"},
                {"--all", "", "", "every module that you have started"},
                {"--stop-on-fail", "", "", "end at the first case that does not pass"},
                {"--unit-only", "", "", "only the cases: no memory check, no integration"},
                {"--no-sanitize", "", "", "leave out the memory check"},
                {"--no-blame", "", "", "do not look for the guilty module"},
                {"--full", "", "", "every failing case, and all that the compiler said"},
                {"--learn", "", "", "show what, why and learn of every case"},
                {"--debug", "", "", "open the first failing case in gdb or lldb"},
                seed_flag()},
      .examples = {"tito module test 03", "tito module test 03.2 --learn"},
      .related = {"tito module hint", "tito module complete"},
      .run = module_test::run};
  for (const Flag& flag : choice_flags()) command.flags.push_back(flag);
  return command;
}

}  // namespace tito
