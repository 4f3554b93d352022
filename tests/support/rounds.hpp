// How often a case tries something random, or repeats a race.
#pragma once

#include <cstdlib>

#include "support/sanitized.hpp"

namespace tinytorch::test {

/// `thorough` times when the whole suite runs (`tito dev test` sets TT_THOROUGH); a tenth of it
/// after each save of a learner, who waits, and under a sanitizer.
inline int rounds(int thorough) {
  return std::getenv("TT_THOROUGH") != nullptr && !kSanitized ? thorough : (thorough + 9) / 10;
}

}  // namespace tinytorch::test
