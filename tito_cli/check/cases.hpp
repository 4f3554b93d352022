// Running a check program and judging it: what its cases said, and what became of those that said
// nothing. The program is a child that is not trusted; only what carries the run's secret counts.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "context.hpp"

namespace tito {

/// `not_run` and `crashed` are our judgement; the others are what the program told.
enum class CaseOutcome { not_run, passed, skipped, todo, wrong, crashed };

struct CaseResult {
  std::string id{}, task{}, title{}, what{}, why{}, learn{};
  CaseOutcome outcome = CaseOutcome::not_run;
  std::string code{};  // "W0006"
  std::vector<std::string> facts{};
  std::string near_miss{};
  std::string file{};
  std::int64_t line = 0;
  double ms = 0;
  std::vector<std::string> last_words{};  // standard error of a case that crashed
};

/// Passed or skipped.
bool is_good(const CaseResult& one);

struct CaseRequest {
  std::filesystem::path program{};
  std::filesystem::path manifest{};                        // tests.json
  std::function<bool(const std::string& id)> selects{};    // empty: all
  std::function<void(const CaseResult& result)> on_end{};  // may be empty
  std::int64_t seed = 7;
  bool sanitized = false;  // sanitizers need much address space
  bool stop_on_fail = false;
  double case_s = 5, run_s = 60;
};

struct CaseRun {
  std::vector<CaseResult> cases{};  // those selected, in order
  std::int64_t declared = 0;        // by the manifest, of those selected
  double seconds = 0;
  std::string aside{};  // a limit that this machine cannot set; "" if all are

  std::int64_t count(CaseOutcome outcome) const;
  std::int64_t ran() const;
  bool passed() const;  // every declared case ran, and none failed
};

/// Errors: Failure D0209 if the program and the manifest disagree, U0005 if nothing is selected,
/// E0105 if the program does not start; Stopped.
CaseRun run_cases(const CaseRequest& request);

/// The word of an outcome in JSON: "passed", "todo", …
const char* word_of(CaseOutcome outcome);

}  // namespace tito
