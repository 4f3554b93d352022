// A module is unlocked when all that it needs is complete.
#pragma once

#include <string>
#include <vector>

#include "course.hpp"
#include "state/learner.hpp"

namespace tito {

/// What has to be completed before this module, lowest first; empty if it is unlocked.
std::vector<std::string> open_needs(const Course& course,
                                    const Learner& learner,
                                    const Module& module);

/// Errors: Failure P0001 that names what is missing.
void require_unlocked(Context& context, const Learner& learner, const Module& module);

}  // namespace tito
