// What running, testing and showing a milestone have in common.
#pragma once

#include "check/selection.hpp"
#include "context.hpp"
#include "part_run.hpp"

namespace tito {

/// Which modules a milestone runs on. Locked until every module it needs is complete, unless some
/// are borrowed knowingly or `anyway` is set. Errors: Failure P0004; as select_modules.
Selection milestone_selection(Context& context,
                              const Milestone& milestone,
                              const Choice& choice,
                              bool anyway);

/// Of the modules that the milestone needs, those that one part needs.
Selection of_part(const Selection& all, const Course& course, const Part& part);

/// The parts to run: all, or the one that was asked for. Errors: Failure U0006 if there is none.
std::vector<const Part*> parts_of(const Milestone& milestone, std::optional<std::int64_t> asked);

/// Runs the part and shows it while it goes on: a dashboard, or its own lines.
void run_shown(Context& context, const PartRequest& request, PartResult& result);

}  // namespace tito
