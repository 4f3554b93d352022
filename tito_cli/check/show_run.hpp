// How a learner's run is shown, phase by phase and at its end. Used by module test, watch and
// complete.
#pragma once

#include "check/module_run.hpp"
#include "term/style.hpp"

namespace tito {

/// The first phase in full, a later one as a line; nothing of one that did not compile.
Lines phase_lines(const Module& module, const ModulePhase& phase, const Look& look);

/// The problems, the totals, the exit code. `in_full` problems are told in full.
Outcome outcome_of(Context& context,
                   const Module& module,
                   const ModuleRun& run,
                   std::size_t in_full);

}  // namespace tito
