// tito milestone test
#include <algorithm>

#include <fmt/core.h>

#include "commands/all.hpp"
#include "milestone_parts.hpp"
#include "report.hpp"
#include "screens.hpp"
#include "seed.hpp"

namespace tito {

namespace milestone_test {

constexpr double kLimitSeconds = 10;

struct Tested {
  const Part* part;
  Selection selection{};
  PartResult result{};
  std::vector<Gate> checks{};  // without those that measure how well was learned
};

// A gate that expect.json bounds says how well the network learned; all others say whether the
// framework computes what it promises.
std::vector<Gate> checks_in(const PartResult& result) {
  std::vector<Gate> checks;
  for (const Gate& gate : result.view.gates) {
    const auto same = [&](const Expectation& wanted) { return wanted.name == gate.name; };
    if (std::none_of(result.expected.begin(), result.expected.end(), same)) checks.push_back(gate);
  }
  return checks;
}

std::vector<Gate> failed_in(const std::vector<Gate>& checks) {
  std::vector<Gate> failed;
  std::copy_if(checks.begin(), checks.end(), std::back_inserter(failed), [](const Gate& gate) {
    return !holds(gate);
  });
  return failed;
}

std::optional<Problem> problem_of(const Milestone& milestone, const Tested& one) {
  const std::string label = fmt::format("milestone {} part {}", milestone.id, one.part->number);
  const Verdict& verdict = one.result.verdict;
  if (const auto failed = failed_in(one.checks); !failed.empty())
    return gate_problem(failed, label);
  if (verdict.status != "failed" && verdict.exit_code != 0) return verdict.problem;
  if (!one.checks.empty()) return std::nullopt;
  return Problem{.code = "E0105",
                 .title = label + " checked nothing",
                 .fix = "this is not your code: put the course's files back, or report it",
                 .next = "git status"};
}

Tested tested(Context& context, PartRequest request) {
  request.made = make_program(context, "fast", request.part->target, request.selection);
  if (request.made.broken) throw Failure(*request.made.broken);
  Tested one{request.part, request.selection};
  context.note(fmt::format("checking part {} {} ...", request.part->number, request.part->title));
  PartWatch watch;
  watch.event = [&](const Json& event) {
    if (event.get_or("event", std::string()) == "gate") context.event(event);
  };
  run_part(context, request, watch, one.result);
  one.checks = checks_in(one.result);
  return one;
}

std::string screen(const std::vector<Tested>& all, const Selection& selection, const Look& look) {
  Lines lines;
  for (const Tested& one : all) {
    const std::string title = fmt::format("part {} {}", one.part->number, one.part->title);
    lines.push_back(look.plain ? "NOTE " + title : paint(look, Role::name, title));
    for (const std::string& line : gate_table(one.checks, look)) lines.push_back(line);
    if (!look.plain) lines.emplace_back();
  }
  for (const std::string& line : origin_lines(selection.yours(), selection.borrowed(), look))
    lines.push_back(line);
  lines.push_back(look.plain ? "NOTE nothing was recorded" : "Nothing was recorded.");
  return joined(lines);
}

Json json_of(const Milestone& milestone, const std::vector<Tested>& all) {
  Json parts = Json::array();
  for (const Tested& one : all) {
    Json checks = Json::array();
    for (const Gate& gate : one.checks) {
      checks.push_back(Json::object({{"name", gate.name},
                                     {"value", json_number(gate.value)},
                                     {"op", gate.op},
                                     {"threshold", gate.threshold},
                                     {"passed", holds(gate)},
                                     {"blame", gate.blame}}));
    }
    parts.push_back(Json::object({{"n", one.part->number},
                                  {"checks", std::move(checks)},
                                  {"ms", one.result.finish.seconds * 1000},
                                  {"yours", json_list(one.selection.yours())},
                                  {"borrowed", json_list(one.selection.borrowed())}}));
  }
  return Json::object({{"milestone", milestone.id}, {"parts", std::move(parts)}});
}

Outcome run(const Args& args, Context& context) {
  const Milestone& milestone = find_milestone(context.course(), args.words.front());
  const std::vector<const Part*> parts = parts_of(milestone, args.number("--part"));
  const Choice choice = args.has("--reference") ? Choice{.borrow = "all"} : choice_in(args);
  const Selection selection = milestone_selection(context, milestone, choice, false);
  check_data(context, parts);
  std::vector<Tested> all;
  Outcome outcome;
  for (const Part* part : parts) {
    all.push_back(tested(context,
                         {.milestone = &milestone,
                          .part = part,
                          .seed = seed_from(args, context),
                          .quick = true,
                          .limit_s = kLimitSeconds,
                          .selection = of_part(selection, context.course(), *part)}));
    const auto problem = problem_of(milestone, all.back());
    if (!problem) continue;
    outcome.problems.push_back(*problem);
    outcome.exit_code = exit_code_of(*problem);
    break;
  }
  outcome.data = json_of(milestone, all);
  outcome.text = screen(all, selection, context.look());
  if (outcome.exit_code == 0) outcome.next = "tito milestone run " + milestone.id;
  return outcome;
}

}  // namespace milestone_test

Command milestone_test_command() {
  Command command{
      .path = {"milestone", "test"},
      .purpose = "Check that your modules compute what a milestone relies on; record nothing.",
      .arguments = {{"ID", "number, name or alias, such as 03 or mlp"}},
      .flags = {{"--part", "", "N", "only this part", {.least = 1, .most = 99, .example = "2"}},
                {"--reference", "", "", "on the reference instead of your modules"},
                seed_flag()},
      .examples = {"tito milestone test 03", "tito milestone test mlp --part 2 --borrow 08"},
      .related = {"tito milestone run", "tito module test"},
      .run = milestone_test::run,
      .json_lines = true};
  for (const Flag& flag : choice_flags()) command.flags.push_back(flag);
  return command;
}

}  // namespace tito
