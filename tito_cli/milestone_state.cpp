#include "milestone_state.hpp"

#include <algorithm>

#include "report.hpp"

namespace tito {

void remember_part(Context& context,
                   const Milestone& milestone,
                   const Part& part,
                   const Selection& selection,
                   const PartResult& result) {
  const Verdict& verdict = result.verdict;
  const std::string number = std::to_string(part.number);
  Json kept = Json::object({{"state", verdict.status},
                            {"reason", verdict.reason},
                            {"at", context.timestamp()},
                            {"seed", result.view.seed},
                            {"yours", json_list(selection.yours())},
                            {"borrowed", json_list(selection.borrowed())},
                            {"metrics", result.record["metrics"]}});
  const auto change = [&](Learner& learner) {
    Json& all = learner.milestones[milestone.id];
    if (!all.is_object()) all = Json::object();
    if (!all["parts"].is_object()) all["parts"] = Json::object();
    const bool passed = all["parts"][number].get_or("state", std::string()) == "passed";
    if (!passed || verdict.status == "passed") all["parts"][number] = kept;
  };
  change_learner(context,
                 change,
                 Json::object({{"event", "milestone"},
                               {"module", milestone.id},
                               {"part", part.number},
                               {"ok", verdict.status == "passed"},
                               {"yours", json_list(selection.yours())},
                               {"borrowed", json_list(selection.borrowed())}}));
}

std::string part_state(const Learner& learner, const Milestone& milestone, const Part& part) {
  const auto found = learner.milestones.find(milestone.id);
  if (found == learner.milestones.end()) return "";
  const Json& kept = std::as_const(found->second)["parts"][std::to_string(part.number)];
  return kept.get_or("state", std::string());
}

bool all_passed(const Learner& learner, const Milestone& milestone) {
  return std::all_of(milestone.parts.begin(), milestone.parts.end(), [&](const Part& part) {
    return !part.required || part_state(learner, milestone, part) == "passed";
  });
}

}  // namespace tito
