// What progress remembers of milestones.
#pragma once

#include "part_run.hpp"
#include "state/learner.hpp"

namespace tito {

/// A part that has passed stays passed when it is shown again. Errors: as change_learner.
void remember_part(Context& context,
                   const Milestone& milestone,
                   const Part& part,
                   const Selection& selection,
                   const PartResult& result);

/// `passed`, `shown`, `failed`, …; "" if the part never ran.
std::string part_state(const Learner& learner, const Milestone& milestone, const Part& part);

/// Every required part has passed.
bool all_passed(const Learner& learner, const Milestone& milestone);

}  // namespace tito
