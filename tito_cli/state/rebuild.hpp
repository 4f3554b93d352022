// What is done with a progress file that is damaged, foreign or gone.
#pragma once

#include <filesystem>

#include "state/learner.hpp"
#include "state/state_file.hpp"

namespace tito {

std::filesystem::path progress_file(Context& context);

/// Whether there is more to do than to begin with nothing.
bool needs_rebuild(Context& context, Condition condition);

/// Under the lock of the state. The file if it is good. Otherwise what there was is set aside, and
/// the progress comes from the backup, else from the history and the folders in modules/; one line
/// tells it. Errors: Failure D0202, E0106, E0108.
Learner load_or_rebuild(Context& context);

}  // namespace tito
