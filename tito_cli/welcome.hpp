// What `tito` alone shows.
#pragma once

#include "command.hpp"

namespace tito {

Outcome welcome(Context& context);

}  // namespace tito
