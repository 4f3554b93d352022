// What building and running TinyTorch takes, checked one by one.
#pragma once

#include <string>
#include <vector>

#include "context.hpp"

namespace tito {

enum class State { ok, warn, fail };

struct Check {
  std::string id{};
  State state = State::ok;
  std::string found{}, wanted{}, fix{};
};

/// Every check; none of them throws or changes anything.
std::vector<Check> health_checks(Context& context);

}  // namespace tito
