// What including the headers of a module costs: lines that a compiler reads, which no clock
// disturbs.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tinytorch/json.hpp"

namespace tito {

struct ParseCost {
  std::string compiler{};  // "12" or "Clang 16": other ones bring other standard headers
  std::int64_t lines = 0;  // that hold something

  /// From a preprocessed text that ends with the line of cost_line().
  static ParseCost of(std::string_view preprocessed);
};

/// C++ that tells the compiler's version.
std::string cost_line();

/// Nothing if the lines are within a tenth of what `budgets` (compiler → module → lines) allows, or
/// if it knows neither compiler nor module: then `unknown` is set.
std::vector<std::string> faults_of_cost(const ParseCost& cost,
                                        const tinytorch::Json& budgets,
                                        const std::string& module,
                                        bool& unknown);

}  // namespace tito
