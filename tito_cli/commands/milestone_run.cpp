// tito milestone run
#include <algorithm>

#include <fmt/format.h>

#include "commands/all.hpp"
#include "context.hpp"
#include "data.hpp"
#include "milestone_parts.hpp"
#include "milestone_state.hpp"
#include "record.hpp"
#include "report.hpp"
#include "screens.hpp"
#include "seed.hpp"
#include "state/standing.hpp"
#include "term/width.hpp"

namespace tito {

namespace milestone_run {

struct Skipped {
  const Part* part;
  std::string reason;
  std::string cure;  // one command to type
};

struct Plan {
  const Milestone* milestone = nullptr;
  std::vector<const Part*> parts{};
  std::vector<Skipped> skipped{};
  std::optional<std::int64_t> seed{};
  std::string data{};     // the set that was asked for
  Selection selection{};  // of all modules that the milestone needs
  bool complete = false;  // every required part has passed, now or before
};

struct Done {
  const Part* part;
  Selection selection{};
  PartResult result{};
};

// Errors: Failure U0006 if no part of the milestone can use that set.
std::string known_set(const Milestone& milestone, const std::string& wished) {
  std::vector<std::string> known;
  for (const Part& part : milestone.parts) {
    if (std::ranges::count(part.data, wished) > 0) return wished;
    for (const std::string& set : part.data) {
      if (std::ranges::count(known, set) == 0) known.push_back(set);
    }
  }
  throw Failure({.code = "U0006",
                 .title = fmt::format(
                     "no part of milestone {} learns from {}", milestone.id, escaped(wished)),
                 .facts = {fmt::format("accepted: {}", fmt::join(known, ", "))},
                 .next = "tito milestone info " + milestone.id});
}

Plan decide(const Args& args, Context& context) {
  Plan plan{.milestone = &find_milestone(context.course(), args.words.front()),
            .seed = seed_from(args, context)};
  const auto asked = args.number("--part");
  if (const auto wished = args.value("--data")) plan.data = known_set(*plan.milestone, *wished);
  for (const Part* part : parts_of(*plan.milestone, asked)) {
    const std::string set = set_of(*part, plan.data);
    std::optional<Problem> absent;
    if (!part->required && !asked && !set.empty()) absent = problem_with_data(context, set);
    if (absent) {
      plan.skipped.push_back({part, absent->title, absent->next});
    } else {
      plan.parts.push_back(part);
    }
  }
  const Choice choice = args.has("--reference") ? Choice{.borrow = "all"} : choice_in(args);
  plan.selection = milestone_selection(context, *plan.milestone, choice, args.has("--skip-checks"));
  return plan;
}

std::vector<Done> act(const Args& args, const Plan& plan, Context& context) {
  check_data(context, plan.parts, plan.data);
  prepare_records(context);
  std::vector<Done> all;
  for (const Part* part : plan.parts) {
    PartRequest request{.milestone = plan.milestone,
                        .part = part,
                        .seed = plan.seed,
                        .quick = args.has("--quick"),
                        .limit_s = static_cast<double>(args.number("--timeout").value_or(0)),
                        .flags = args.rest};
    if (const std::string set = set_of(*part, plan.data);
        !part->data.empty() && set != part->data.front())
      request.data = set;
    request.selection = of_part(plan.selection, context.course(), *part);
    request.made = make_program(context, "fast", part->target, request.selection);
    if (request.made.broken) throw Failure(*request.made.broken);
    run_shown(context, request, all.emplace_back(Done{part, request.selection}).result);
    write_record(context, *plan.milestone, *part, all.back().result.record);
    remember_part(context, *plan.milestone, *part, all.back().selection, all.back().result);
    if (all.back().result.verdict.exit_code != 0) break;
  }
  return all;
}

std::string part_line(const Done& done, const Look& look) {
  const Verdict& verdict = done.result.verdict;
  const auto& gates = done.result.view.gates;
  const auto good =
      std::count_if(gates.begin(), gates.end(), [](const Gate& gate) { return holds(gate); });
  const bool shown = verdict.exit_code == 0;
  const std::string reason = verdict.reason.empty() ? "" : " (" + escaped(verdict.reason) + ")";
  const std::string text = fmt::format("part {} {}: {}{}, {} of {} gates hold, {:.2f} s",
                                       done.part->number,
                                       done.part->title,
                                       verdict.status,
                                       reason,
                                       good,
                                       gates.size(),
                                       done.result.finish.seconds);
  if (look.plain) return (shown ? "PASS " : "FAIL ") + text;
  const Glyphs& g = glyphs(look);
  return paint(look, shown ? Role::ok : Role::bad, shown ? g.ok : g.bad) + " " + text;
}

std::string screen(const Plan& plan, const std::vector<Done>& all, const Look& look) {
  Lines lines;
  if (!look.plain) lines.emplace_back();
  for (const Done& done : all) lines.push_back(part_line(done, look));
  const std::string note = look.plain ? "NOTE " : "";
  for (const Skipped& skipped : plan.skipped) {
    lines.push_back(fmt::format("{}part {} {} skipped: {}",
                                note,
                                skipped.part->number,
                                skipped.part->title,
                                skipped.reason));
    lines.push_back(note + "  to have it run too:  " + skipped.cure);
  }
  const Lines origin = origin_lines(plan.selection.yours(), plan.selection.borrowed(), look);
  lines.insert(lines.end(), origin.begin(), origin.end());
  return joined(lines);
}

Json json_of(const Plan& plan, const std::vector<Done>& all) {
  Json parts = Json::array(), skipped = Json::array();
  for (const Done& done : all) {
    Json gates = Json::array();
    for (const Gate& gate : done.result.view.gates) {
      gates.push_back(Json::object({{"name", gate.name},
                                    {"value", json_number(gate.value)},
                                    {"op", gate.op},
                                    {"threshold", gate.threshold},
                                    {"passed", holds(gate)},
                                    {"blame", gate.blame}}));
    }
    const Json& metrics = done.result.record["metrics"];
    parts.push_back(Json::object({{"n", done.part->number},
                                  {"state", done.result.verdict.status},
                                  {"reason", done.result.verdict.reason},
                                  {"metrics", metrics.is_object() ? metrics : Json::object()},
                                  {"gates", gates},
                                  {"ms", done.result.finish.seconds * 1000},
                                  {"yours", json_list(done.selection.yours())},
                                  {"borrowed", json_list(done.selection.borrowed())},
                                  {"seed", done.result.view.seed}}));
  }
  for (const Skipped& one : plan.skipped) {
    skipped.push_back(Json::object({{"n", one.part->number}, {"reason", one.reason}}));
  }
  return Json::object({{"milestone", plan.milestone->id},
                       {"parts", parts},
                       {"skipped", skipped},
                       {"complete", plan.complete}});
}

// Who ran on the reference goes on with it; a learner goes on with modules where the next milestone
// still lacks some.
std::string next_after(const Plan& plan, Context& context, bool on_reference) {
  const Course& course = context.course();
  const auto here = static_cast<std::size_t>(plan.milestone - course.milestones.data());
  if (here + 1 == course.milestones.size()) return "tito milestone list";
  const Milestone& next = course.milestones[here + 1];
  if (on_reference) return "tito milestone run " + next.id + " --reference";
  const Learner learner = load_learner(context);
  const auto needs = with_needs(course, next.needs());
  const bool open = std::all_of(
      needs.begin(), needs.end(), [&](const std::string& id) { return learner.complete(id); });
  return open ? "tito milestone run " + next.id
              : next_step(standings(context, learner), learner.last_module);
}

Outcome run(const Args& args, Context& context) {
  Plan plan = decide(args, context);
  const std::vector<Done> all = act(args, plan, context);
  plan.complete = all_passed(load_learner(context), *plan.milestone);
  Outcome outcome{.data = json_of(plan, all), .text = screen(plan, all, context.look())};
  const Verdict& last = all.back().result.verdict;
  outcome.exit_code = last.exit_code;
  if (last.problem) outcome.problems.push_back(*last.problem);
  if (outcome.exit_code == 0) outcome.next = next_after(plan, context, args.has("--reference"));
  return outcome;
}

}  // namespace milestone_run

Command milestone_run_command() {
  Command command{
      .path = {"milestone", "run"},
      .purpose = "Run a milestone; its gates prove that it worked.",
      .arguments = {{"ID", "number, name or alias, such as 03 or mlp"}},
      .flags =
          {{"--part", "", "N", "only this part", {.least = 1, .most = 99, .example = "2"}},
           {"--reference", "", "", "on the reference instead of your modules; recorded as shown"},
           {"--skip-checks", "", "", "also with modules of yours that are not complete"},
           {"--quick", "", "", "leave out what decides nothing"},
           seed_flag(),
           {"--data", "", "NAME", "learn from this set, where a part can choose"},
           {"--timeout",
            "",
            "S",
            "seconds a part may take",
            {.least = 1, .most = 86400, .example = "60"}}},
      .examples = {"tito milestone run 03 --reference",
                   "tito milestone run mlp --part 2 --reference -- --seeds 20",
                   "tito milestone run 04 --part 1 --reference -- --pictures DIR"},
      .related = {"tito milestone info", "tito demo"},
      .run = milestone_run::run,
      .takes_rest = true,
      .json_lines = true};
  for (const Flag& flag : choice_flags()) command.flags.push_back(flag);
  return command;
}

}  // namespace tito
