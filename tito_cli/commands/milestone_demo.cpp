// tito milestone demo
#include <algorithm>

#include "commands/all.hpp"
#include "milestone_parts.hpp"
#include "report.hpp"
#include "screens.hpp"
#include "seed.hpp"

namespace tito {

namespace milestone_demo {

constexpr double kLimitSeconds = 30;
constexpr std::size_t kDigitsShown = 6;

// The last part that everybody has the data for.
const Part& part_to_show(const Milestone& milestone) {
  const auto found = std::find_if(milestone.parts.rbegin(),
                                  milestone.parts.rend(),
                                  [](const Part& part) { return part.required; });
  return found == milestone.parts.rend() ? milestone.parts.back() : *found;
}

std::string screen(const PartResult& result, const Selection& selection, const Look& look) {
  Lines lines;
  if (!look.plain) lines.emplace_back();
  for (const std::string& line : digits(chosen(result.view.samples, kDigitsShown), look))
    lines.push_back(line);
  if (!look.plain && lines.size() > 1) lines.emplace_back();
  for (const std::string& line : origin_lines({}, selection.borrowed(), look))
    lines.push_back(line);
  lines.push_back(look.plain ? "NOTE shown on the reference; nothing was recorded"
                             : "Shown on the reference; nothing was recorded.");
  return joined(lines);
}

Outcome run(const Args& args, Context& context) {
  const Milestone& milestone = find_milestone(context.course(), args.words.front());
  const Part& part = part_to_show(milestone);
  check_data(context, {&part});
  PartRequest request{.milestone = &milestone,
                      .part = &part,
                      .seed = seed_from(args, context),
                      .quick = true,
                      .limit_s = kLimitSeconds};
  if (const auto folder = args.value("--pictures")) request.flags = {"--pictures", *folder};
  request.selection.modules = with_needs(context.course(), part.needs);
  request.made = make_program(context, "fast", part.target, request.selection);
  PartResult result;
  run_shown(context, request, result);
  Outcome outcome{.exit_code = result.verdict.exit_code,
                  .data = Json::object({{"milestone", milestone.id},
                                        {"part", part.number},
                                        {"seed", result.view.seed},
                                        {"ms", result.finish.seconds * 1000},
                                        {"borrowed", json_list(request.selection.borrowed())}}),
                  .text = screen(result, request.selection, context.look())};
  if (result.verdict.problem) outcome.problems.push_back(*result.verdict.problem);
  if (outcome.exit_code == 0) outcome.next = "tito milestone run " + milestone.id;
  return outcome;
}

}  // namespace milestone_demo

Command milestone_demo_command() {
  return {.path = {"milestone", "demo"},
          .purpose = "See a milestone work on the reference; nothing is recorded.",
          .arguments = {{"ID", "number, name or alias, such as 03 or mlp"}},
          .flags = {seed_flag(), {"--pictures", "", "DIR", "draw what it learned as SVG"}},
          .examples = {"tito milestone demo 03"},
          .related = {"tito milestone run", "tito demo"},
          .run = milestone_demo::run,
          .json_lines = true};
}

}  // namespace tito
