#include "lint/parse_cost.hpp"

#include <fmt/core.h>

#include "lint/lint.hpp"

namespace tito {

namespace {

constexpr std::string_view kVariable = "tt_compiler = \"";
constexpr double kAllowed = 1.1;

}  // namespace

std::string cost_line() {
  return "const char* tt_compiler = __VERSION__;\n";
}

ParseCost ParseCost::of(std::string_view preprocessed) {
  ParseCost cost;
  for (const std::string_view line : split_lines(preprocessed)) {
    cost.lines += !line.empty() && line.front() != '#';
    const std::size_t at = line.find(kVariable);
    if (at == std::string_view::npos) continue;
    const std::string_view version = line.substr(at + kVariable.size());
    cost.compiler = version.substr(0, version.find_first_of(".\""));
  }
  return cost;
}

std::vector<std::string> faults_of_cost(const ParseCost& cost,
                                        const tinytorch::Json& budgets,
                                        const std::string& module,
                                        bool& unknown) {
  const std::int64_t budget = budgets[cost.compiler].get_or(module, std::int64_t{0});
  unknown = budget == 0;
  if (unknown || static_cast<double>(cost.lines) <= kAllowed * static_cast<double>(budget))
    return {};
  return {fmt::format("its headers have {} lines with all that they include, {} are expected",
                      cost.lines,
                      budget),
          "lighter headers keep checks fast; if it must be, raise tests/course/header_lines.json"};
}

}  // namespace tito
