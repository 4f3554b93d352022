// How much is done, as a bar.
#pragma once

#include <string>

#include "term/style.hpp"

namespace tito {

/// `share` between 0 and 1, `width` cells.
std::string bar(const Look& look, double share, int width);

}  // namespace tito
