// How often a case tries something random, or repeats a race.
#pragma once

#include <cstdlib>

#include "support/sanitized.hpp"

namespace tinytorch::test {

/// Whether the whole suite runs (`tito dev test` sets TT_THOROUGH), without a sanitizer; not after
/// a save of a learner, who waits.
inline bool thorough() {
  return !kSanitized && std::getenv("TT_THOROUGH") != nullptr;
}

/// `all` of them if thorough, else a tenth.
inline int rounds(int all) {
  return thorough() ? all : (all + 9) / 10;
}

}  // namespace tinytorch::test
