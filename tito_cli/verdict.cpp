#include "verdict.hpp"

#include <algorithm>

#include <fmt/core.h>

#include "tinytorch/error.hpp"
#include "tinytorch/json.hpp"

#include "course.hpp"
#include "term/width.hpp"

namespace tito {

using tinytorch::Json;

namespace {

// Gates named I1 to I6 prove that the framework works at all; they are told before any accuracy.
bool is_integrity(const Gate& gate) {
  return gate.name.size() > 2 && gate.name[0] == 'I' && gate.name[2] == ' ';
}

// A quick run reports fewer gates; without it, one that was expected and is missing has failed.
std::vector<Gate> failing(const PartView& view,
                          const std::vector<Expectation>& expected,
                          bool quick) {
  std::vector<Gate> failed;
  for (const Gate& gate : view.gates) {
    if (!holds(gate)) failed.push_back(gate);
  }
  for (const Expectation& wanted : expected) {
    const auto found = std::find_if(
        view.gates.begin(), view.gates.end(), [&](const Gate& g) { return g.name == wanted.name; });
    if (quick && found == view.gates.end()) continue;
    Gate gate = found == view.gates.end() ? Gate{.name = wanted.name} : *found;
    const bool told = found != view.gates.end() && !holds(gate);
    gate.op = wanted.op;
    gate.threshold = wanted.threshold;
    if (!told && !holds(gate)) failed.push_back(gate);
  }
  std::stable_partition(failed.begin(), failed.end(), is_integrity);
  return failed;
}

std::string value_text(double value) {
  return value == value ? fmt::format("{:.4g}", value) : "not measured";
}

Verdict with(std::string status, std::string reason, Problem problem) {
  const int code = exit_code_of(problem);
  return {.status = std::move(status),
          .reason = std::move(reason),
          .exit_code = code,
          .problem = std::move(problem)};
}

Problem with_last_words(Problem problem, const Ending& ending) {
  for (const std::string& line : ending.error_lines) {
    if (problem.facts.size() < 4) problem.facts.push_back(escaped(line));
  }
  return problem;
}

Verdict ended_badly(const PartView& view, const Finish& finish, const Ending& ending) {
  const std::string& label = ending.label;
  const std::string next = "tito system health";
  if (!finish.not_started.empty()) {
    return with("error",
                "not started",
                {.code = "E0105",
                 .title = label + " did not start",
                 .facts = {finish.not_started},
                 .next = next});
  }
  if (finish.signal != 0) {
    return with(
        "error",
        "crashed",
        with_last_words({.code = "C0001",
                         .title = fmt::format("{} was ended by signal {}", label, finish.signal)},
                        ending));
  }
  if (finish.exit_code == 2) {
    return with(
        "error",
        "flags",
        with_last_words({.code = "U0002", .title = label + " does not take these flags"}, ending));
  }
  if (finish.exit_code == 3) {
    return with(
        "error",
        "data missing",
        with_last_words({.code = "P0008", .title = label + " did not find its data", .next = next},
                        ending));
  }
  if (finish.exit_code == 5) {
    return with(
        "error",
        "data damaged",
        with_last_words({.code = "L2103", .title = label + " found damaged data", .next = next},
                        ending));
  }
  if (!view.error.empty()) {
    return with(
        "error",
        "the framework threw",
        with_last_words({.code = "C0008", .title = label + ": an error nobody expected"}, ending));
  }
  const std::string title =
      fmt::format("{} ended with {} before it was done", label, finish.exit_code);
  return with("error", "ended early", with_last_words({.code = "C0005", .title = title}, ending));
}

}  // namespace

Problem gate_problem(const std::vector<Gate>& failed, const std::string& label) {
  const Gate& first = failed.front();
  Problem problem{.code = "W0016",
                  .title = fmt::format("{}: {} does not hold", label, escaped(first.name))};
  problem.facts.push_back(fmt::format(
      "measured {}, needed {} {:.4g}", value_text(first.value), first.op, first.threshold));
  if (failed.size() > 1)
    problem.facts.push_back(fmt::format("{} more gates do not hold", failed.size() - 1));
  if (first.blame.empty()) return problem;
  problem.facts.push_back("most likely module " + escaped(first.blame));
  const std::string module = escaped(first.blame.substr(0, 2));
  problem.fix = fmt::format("look at module {} first", module);
  problem.next = fmt::format("tito dev test --module {}", module);
  return problem;
}

std::vector<Expectation> expectations_in(const std::string& text, const std::string& section) {
  std::vector<Expectation> all;
  const Json bounds = Json::parse(text).at("parts").at(section);
  for (const auto& [name, bound] : bounds.members()) {
    for (const auto& [word, op] : {std::pair{"min", ">="}, {"max", "<="}, {"equal", "=="}}) {
      if (const Json* value = bound.find(word)) all.push_back({name, op, value->as_double()});
    }
  }
  return all;
}

Verdict judged(const PartView& view,
               const Finish& finish,
               const std::vector<Expectation>& expected,
               const Ending& ending) {
  if (finish.stopped)
    return {.status = "interrupted", .reason = "stopped by you", .exit_code = 130};
  if (finish.timed_out) {
    Verdict late =
        with("timeout",
             "too slow",
             {.code = "C0002",
              .title = fmt::format("{} took longer than {:.4g} s", ending.label, ending.limit_s),
              .fix = "give it more time with --timeout, or look for an endless loop"});
    late.exit_code = 124;
    return late;
  }
  if (view.result.is_null() || finish.signal != 0 || finish.exit_code > 1)
    return ended_badly(view, finish, ending);

  const std::vector<Gate> failed = failing(view, expected, ending.quick);
  if (!failed.empty()) {
    Verdict verdict = with("failed", failed.front().name, gate_problem(failed, ending.label));
    verdict.failed = failed;
    return verdict;
  }
  if (finish.exit_code != 0 || view.gates.empty()) return ended_badly(view, finish, ending);
  if (ending.quick) return {.status = "shown", .reason = "quick"};
  if (ending.borrowed.empty()) return {.status = "passed"};
  return {.status = "shown", .reason = "borrowed " + ranges(ending.borrowed, false)};
}

}  // namespace tito
