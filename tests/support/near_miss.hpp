// Test support: what a teacher would say first about values that differ.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "support/test.hpp"

namespace tinytorch::test {

struct Comparison {
  std::span<const float> actual{}, expected{};  // in row-major order
  std::vector<std::int64_t> actual_shape{}, expected_shape{};
  Tolerance tolerance{};
};

/// A simple explanation that fits every value, such as "yours = expected × 32, the size of axis 0:
/// summed instead of averaged?". "" if there is none, or if the values are too plain to tell: all
/// alike, all 0, or closer to each other than the tolerance can see.
std::string near_miss(const Comparison& compared);

}  // namespace tinytorch::test
