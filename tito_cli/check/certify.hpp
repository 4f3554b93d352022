// What it takes to complete a module: its own run, then the cases of everything below it, linked
// together with it.
#pragma once

#include <string>
#include <vector>

#include "check/module_run.hpp"

namespace tito {

/// A lower module of the learner's whose cases fail once this module is linked with it.
struct Regression {
  const Module* module = nullptr;
  CheckReport report{};
};

struct Certificate {
  ModuleRun run{};
  std::vector<std::string> rechecked{};  // lower modules of the learner's whose cases ran again
  std::vector<Regression> regressions{};
  std::int64_t cases_passed = 0;  // of all phases and all modules

  bool good() const { return run.whole && regressions.empty(); }
};

/// Runs all of it and writes the result into the state: complete, or who regressed. Nothing is
/// written if the module's own run fails. Errors: as run_module.
Certificate certify(Context& context, const ModuleRunRequest& request, const OnPhase& on_phase);

/// Modules and milestones whose needs are complete only now.
struct Unlocked {
  std::vector<std::string> modules{}, milestones{};
};
Unlocked unlocked_by(const Course& course, const Learner& before, const Learner& after);

}  // namespace tito
