#include "compare/timing.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/core.h>

#include "check/check.hpp"
#include "state/learner.hpp"
#include "term/width.hpp"

namespace tito {

namespace {

constexpr int kRuns = 7;             // of each, after one that only warms up
constexpr double kLongestDemo = 60;  // seconds
constexpr double kNoisy = 0.15;      // a spread above this share of the median says little

double median_of(std::vector<double> values) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  const std::size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

struct Runner {
  std::filesystem::path program{};
  bool mine = false;
};

Runner runner_of(Context& context, const std::string& program, Selection selection, bool mine) {
  if (!mine) selection.mine.clear();
  const Made made = make_program(context, "fast", program, selection);
  if (made.broken) throw Failure(*made.broken);
  return {made.program, mine};
}

Failure not_to_its_end(const Module& module, const Finish& finish, bool mine, std::string words) {
  Problem problem{.code = "E0105",
                  .title = "demo_" + module.id + " did not run to its end",
                  .facts = {finish.timed_out     ? fmt::format("it took over {} s", kLongestDemo)
                            : finish.signal != 0 ? fmt::format("signal {}", finish.signal)
                                                 : fmt::format("exit code {}", finish.exit_code)},
                  .next = "tito dev test --module " + module.id};
  if (!finish.not_started.empty()) problem.facts = {escaped(finish.not_started)};
  if (!words.empty()) problem.facts.push_back(std::move(words));
  if (mine && finish.not_started.empty()) {
    problem.code = finish.timed_out ? "C0002" : finish.signal != 0 ? "C0001" : "C0005";
    problem.fix = "the same program with the reference is not at fault: see what yours says";
    problem.next = "tito module test " + module.id;
    problem.module = module.id;
  }
  return Failure(problem);
}

double ms_of(Context& context, const Module& module, const Runner& runner) {
  std::string last;
  Hooks hooks;
  hooks.line = [&](Channel channel, std::string_view line) {
    if (channel == Channel::err && !line.empty()) last = escaped(line);
  };
  hooks.stopping = [&] { context.note("stopping ... (again to stop at once)"); };
  const Finish finish = run_child({.command = {runner.program.string()},
                                   .folder = runner.program.parent_path(),
                                   .variables = {{"TITO_ROOT", context.root().string()}},
                                   .limit_s = kLongestDemo},
                                  hooks);
  if (finish.stopped) throw Stopped();
  if (!finish.ok()) throw not_to_its_end(module, finish, runner.mine, last);
  return finish.seconds * 1000;
}

}  // namespace

double DemoTimes::median() const {
  return median_of(ms);
}

double DemoTimes::spread() const {
  std::vector<double> away;
  for (const double one : ms) away.push_back(std::fabs(one - median()));
  return median_of(away);
}

std::string Race::verdict() const {
  const double here = yours.median(), there = reference.median();
  const auto noisy = [](const DemoTimes& times) {
    return times.spread() > kNoisy * times.median();
  };
  if (noisy(yours) || noisy(reference))
    return "too noisy to compare: close other programs and try again";
  if (std::fabs(here - there) <= yours.spread() + reference.spread())
    return "no difference beyond the spread";
  return fmt::format("yours takes {:.2f} times as long", here / there);
}

Race race(Context& context, const Module& module) {
  Race race{.program = "demo_" + module.id};
  const Selection selection =
      select_modules(context, load_learner(context), {module.id}, module.id, {.borrow = "all"});
  const Runner reference = runner_of(context, race.program, selection, false);
  const Runner yours = runner_of(context, race.program, selection, true);
  context.note(fmt::format("running {} {} times", race.program, 2 * (kRuns + 1)));
  ms_of(context, module, reference);
  ms_of(context, module, yours);
  for (int run = 0; run < kRuns; ++run) {
    const bool mine_first = run % 2 == 1;
    if (mine_first) race.yours.ms.push_back(ms_of(context, module, yours));
    race.reference.ms.push_back(ms_of(context, module, reference));
    if (!mine_first) race.yours.ms.push_back(ms_of(context, module, yours));
  }
  return race;
}

}  // namespace tito
