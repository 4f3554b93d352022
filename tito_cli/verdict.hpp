// From what a milestone part said and how it ended to passed or not: tito judges, the part only
// reports.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "part_view.hpp"
#include "problem.hpp"
#include "runner.hpp"

namespace tito {

struct Expectation {
  std::string name{}, op{};
  double threshold = 0;
};

/// The bounds that expect.json states for a part. Errors: tinytorch::Error if the text is not as it
/// should be.
std::vector<Expectation> expectations_in(const std::string& text, const std::string& section);

struct Verdict {
  std::string status{};  // passed, shown, failed, timeout, interrupted, error
  std::string reason{};  // "", quick, borrowed modules, or what went wrong in a few words
  int exit_code = 0;
  std::vector<Gate> failed{};  // integrity gates first
  std::optional<Problem> problem{};
};

/// What is told of gates that do not hold; there is at least one.
Problem gate_problem(const std::vector<Gate>& failed, const std::string& label);

struct Ending {
  std::string label{};  // "milestone 03 part 2"
  double limit_s = 0;
  std::vector<std::string> error_lines{};  // the last ones on standard error
  bool quick = false;
  std::vector<std::string> borrowed{};  // modules that were not the learner's
};

/// Every expected gate must be there and hold, all others must hold, the program must have ended
/// well.
Verdict judged(const PartView& view,
               const Finish& finish,
               const std::vector<Expectation>& expected,
               const Ending& ending);

}  // namespace tito
