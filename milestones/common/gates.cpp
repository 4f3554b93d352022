#include "common/gates.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "tinytorch/error.hpp"

namespace tinytorch::milestone {
namespace {

// What to look at first: a wrong forward pass spoils all that follows, integrity (I1 … I6) comes
// before results.
int rank(const Gate& gate) {
  const bool integrity =
      gate.name.size() > 1 && gate.name[0] == 'I' && gate.name[1] >= '1' && gate.name[1] <= '6';
  return integrity ? gate.name[1] - '0' : 7;
}

// How far inside its bound a gate is; the smallest of several seeds is the worst.
double margin(const Gate& gate) {
  if (!gate.passed) return -1;
  return gate.op == "<=" ? gate.threshold - gate.value : gate.value - gate.threshold;
}

}  // namespace

std::pair<const char*, double> bound_of(const Json& expected, std::string_view name) {
  const Json& entry = expected[name];
  if (const Json* min = entry.find("min")) return {">=", min->as_double()};
  if (const Json* max = entry.find("max")) return {"<=", max->as_double()};
  if (const Json* exact = entry.find("equal")) return {"==", exact->as_double()};
  throw Error(ErrorKind::value,
              2,
              "milestone",
              "expect.json has no bound for a gate",
              "gate " + std::string(name),
              "add it with min, max or equal");
}

Json finite_or_null(double value) {
  return std::isfinite(value) ? Json(value) : Json();
}

std::string number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, std::fabs(value) >= 1e5 ? "%.3g" : "%.4g", value);
  return text;
}

bool holds(double value, std::string_view op, double threshold) {
  if (std::isnan(value)) return false;
  if (op == ">=") return value >= threshold;
  if (op == "<=") return value <= threshold;
  return value == threshold;
}

std::vector<Gate> worst_of(const std::vector<Gate>& all) {
  std::vector<Gate> worst;
  for (const Gate& gate : all) {
    const auto same = std::ranges::find(worst, gate.name, &Gate::name);
    if (same == worst.end()) {
      worst.push_back(gate);
    } else if (margin(gate) < margin(*same)) {
      *same = gate;
    }
  }
  return worst;
}

const Gate* first_to_look_at(const std::vector<Gate>& gates) {
  const Gate* guilty = nullptr;
  for (const Gate& gate : gates) {
    if (!gate.passed && (guilty == nullptr || rank(gate) < rank(*guilty))) guilty = &gate;
  }
  return guilty;
}

void print_table(const std::vector<Gate>& gates, bool with_seed) {
  std::printf("\n%-36s %10s      %-10s\n", "gate", "measured", "bound");
  for (const Gate& gate : gates) {
    std::printf("%-36s %10s  %-2s  %-10s  %s%s\n",
                gate.name.c_str(),
                number(gate.value).c_str(),
                gate.op.c_str(),
                number(gate.threshold).c_str(),
                gate.passed ? "PASS" : "FAIL",
                with_seed ? (" (seed " + std::to_string(gate.seed) + ")").c_str() : "");
  }
}

Json json_of(const Gate& gate) {
  return Json::object({{"name", gate.name},
                       {"value", finite_or_null(gate.value)},
                       {"op", gate.op},
                       {"threshold", gate.threshold},
                       {"passed", gate.passed},
                       {"blame", gate.blame}});
}

}  // namespace tinytorch::milestone
