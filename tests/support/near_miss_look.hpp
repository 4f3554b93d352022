// For near_miss*.cpp alone: two lists of values looked at together, and shapes seen from one axis.
#pragma once

#include <cstdint>
#include <iterator>
#include <span>
#include <string>
#include <vector>

#include "support/test.hpp"

namespace tinytorch::test::near {

using Sizes = std::vector<std::int64_t>;

// The tolerance has room for one more rounding.
struct Look {
  std::span<const float> actual, expected;
  Sizes shape;
  Tolerance tolerance;

  std::int64_t count() const { return std::ssize(expected); }
  double at(std::int64_t i) const { return expected[static_cast<std::size_t>(i)]; }
  double mine(std::int64_t i) const { return actual[static_cast<std::size_t>(i)]; }
  bool agrees(std::int64_t i, double value) const { return is_near(mine(i), value, tolerance); }
  template <class F>
  bool fits(F value) const {
    for (std::int64_t i = 0; i < count(); ++i) {
      if (!agrees(i, value(i))) return false;
    }
    return true;
  }
};

// Differences among the values are far larger than the tolerance. One value alone must be no plain
// number: 2 is four times 0.5 by chance, 3.7421 is hardly twice 1.87105 by chance.
bool is_clear(const std::vector<double>& values, const Tolerance& tolerance);

// Explanations by the place of values: "" if none fits. `shape` is that of the actual values.
std::string reordered(const Look& x, const Sizes& shape);
std::string shifted(const Look& x);
std::string normalised_elsewhere(const Look& x);
std::string differs_at_one_end(const Look& x);

}  // namespace tinytorch::test::near
