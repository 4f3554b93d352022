// One check of a module: choose objects, compile, link, run, judge.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "check/cases.hpp"
#include "check/selection.hpp"
#include "workspace/workspace.hpp"

namespace tito {

struct CheckRequest {
  const Module* module = nullptr;
  std::string tree = "check";  // or "asan"
  Selection selection{};
  std::function<bool(const std::string& id)> selects{};  // empty: all cases
  std::function<void(const CaseResult& result)> on_end{};
  std::int64_t seed = 7;
  bool stop_on_fail = false;
};

struct CheckReport {
  Selection selection{};
  std::vector<SourceFile> sources{};  // of the learner, all modules that took part
  std::optional<Problem> broken{};    // it did not compile or link; then no case ran
  std::vector<std::string> compiler_output{};
  std::filesystem::path program{};  // "" if broken
  CaseRun run{};
  double compile_s = 0, link_s = 0;

  bool passed() const { return !broken && run.passed(); }
};

/// Errors: Failure D0209, U0005, E0103 to E0109 (also when code that is not the learner's does not
/// build); Stopped.
CheckReport check_module(Context& context, const CheckRequest& request);

/// The integration tests, on the same choice of modules.
CheckReport check_integration(Context& context, const CheckRequest& request);

/// A program of the tree, made of chosen modules. Where it was not made, `broken` says why.
struct Made {
  std::filesystem::path program{};
  std::optional<Problem> broken{};
  std::vector<std::string> output{};
  double compile_s = 0, link_s = 0;
  std::string compiler{};
};

/// `program` is "check_NN" or a name in objects.json. Keeps the tree locked meanwhile.
/// Errors: as check_module.
Made make_program(Context& context,
                  const std::string& tree,
                  const std::string& program,
                  const Selection& selection);

}  // namespace tito
