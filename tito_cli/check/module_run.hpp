// A learner's check of one module from end to end: cases, memory check, integration, blame, and
// what is remembered of it. Used by module test, watch and complete.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "check/blame.hpp"
#include "check/check.hpp"
#include "command.hpp"

namespace tito {

struct ModuleRunRequest {
  const Module* module = nullptr;
  std::string task{};     // "03.2": only its cases
  std::string pattern{};  // a glob on case ids
  Choice choice{};
  std::int64_t seed = 7;
  bool stop_on_fail = false;
  bool memory_check = true, integration = true, blame = true;
  bool remember = true;  // count the attempt in .tito
};

/// One of "cases", "memory check", "integration".
struct ModulePhase {
  std::string name{};
  CheckReport report{};
};

struct ModuleRun {
  Selection selection{};
  std::vector<ModulePhase> phases{};  // those that ran; only the last can have failed
  std::optional<Blame> blame{};

  bool passed() const { return !phases.empty() && phases.back().report.passed(); }
  const ModulePhase& last() const { return phases.back(); }
  /// Every case of the module ran and passed, in every phase that there is.
  bool whole = false;
};

/// Called after each phase, as soon as there is something to show.
using OnPhase = std::function<void(const ModulePhase& phase)>;

/// Errors: Failure P0002 if it is not started; as check_module; Stopped.
ModuleRun run_module(Context& context, const ModuleRunRequest& request, const OnPhase& on_phase);

/// `*` and `?` as in file names.
bool matches(std::string_view pattern, std::string_view text);

/// What --json holds of it.
Json json_of(const ModuleRun& run, const Module& module, std::int64_t seed);

}  // namespace tito
