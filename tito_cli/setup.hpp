// The steps that make a checkout ready to be worked on.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "command.hpp"
#include "context.hpp"

namespace tito {

/// `ok` was done before, `done now`, or `skipped`.
struct SetupStep {
  std::string id{}, state{}, detail{};
  std::int64_t ms = 0;
};

struct SetupWishes {
  std::string editor{}, completion{};  // completion: bash, zsh, fish, none, or "" to be asked
  bool build = true, profile = true, defaults = false;  // defaults: ask nothing
  bool again = false;                                   // also what was done before
};

struct SetupResult {
  std::vector<SetupStep> steps{};
  std::string display_name{}, editor{};
};

/// Errors: Failure of the first step that is impossible; health: E0107.
SetupResult set_up(Context& context, const SetupWishes& wishes);

}  // namespace tito
