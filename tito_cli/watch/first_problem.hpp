// Of all that a check found, the one thing to look at first.
#pragma once

#include "check/module_run.hpp"
#include "watch/session.hpp"

namespace tito {

/// The verdict on a run: the counts of every task, the problem of the first failing task alone.
WatchVerdict verdict_of(Context& context, const Module& module, const ModuleRun& run);

}  // namespace tito
