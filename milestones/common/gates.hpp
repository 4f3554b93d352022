// Gates of a milestone part: a measured value, its bound, and the module to look at if it fails.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tinytorch/json.hpp"

namespace tinytorch::milestone {

struct Gate {
  std::string name;
  double value = 0;
  std::string op;  // >=, <=, ==
  double threshold = 0;
  bool passed = false;
  std::string blame;  // most likely guilty module if it fails
  std::uint64_t seed = 0;
};

/// Whether `value op threshold` holds; NaN never does.
bool holds(double value, std::string_view op, double threshold);

/// {"min": 0.93} or {"max": 0.1} under this name in expect.json, as operator and bound.
/// Errors: TT-L0002 if there is none.
std::pair<const char*, double> bound_of(const Json& expected, std::string_view name);

/// One gate per name: of several seeds the one nearest to failing.
std::vector<Gate> worst_of(const std::vector<Gate>& all);

/// Of the gates that failed the one that explains the others; null if all hold.
const Gate* first_to_look_at(const std::vector<Gate>& gates);

/// Name, measured, bound, PASS or FAIL; with the seed if there were several.
void print_table(const std::vector<Gate>& gates, bool with_seed);

Json json_of(const Gate& gate);

/// A number for a record: null if it is NaN or infinite, which JSON cannot say.
Json finite_or_null(double value);

/// "0.9712"-style text for people.
std::string number(double value);

}  // namespace tinytorch::milestone
