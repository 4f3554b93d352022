// How a learner's run is shown, phase by phase and at its end. Used by module test, watch and
// complete.
#pragma once

#include "check/module_run.hpp"
#include "term/style.hpp"

namespace tito {

/// The first phase in full, a later one as a line; nothing of one that did not compile.
Lines phase_lines(const Module& module, const ModulePhase& phase, const Look& look);

/// The totals, the problems, the exit code. One problem, the rest in a few lines; `full`: all.
Outcome outcome_of(Context& context, const Module& module, const ModuleRun& run, bool full = false);

}  // namespace tito
