// Whatever goes wrong in a command becomes an outcome with a code.
#pragma once

#include <functional>

#include "command.hpp"

namespace tito {

/// The outcome of `action`; of a Failure its problem, of any other exception the code I0001.
Outcome guarded(const std::function<Outcome()>& action);

}  // namespace tito
