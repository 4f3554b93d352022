// Runs one milestone part as a child process and judges it.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "check/check.hpp"
#include "context.hpp"
#include "part_view.hpp"
#include "runner.hpp"
#include "verdict.hpp"

namespace tito {

struct PartRequest {
  const Milestone* milestone = nullptr;
  const Part* part = nullptr;
  std::optional<std::int64_t> seed{};
  bool quick = false;
  double limit_s = 0;                // 0: three times the part's budget
  double wrap_up_s = 0;              // what Ctrl-C leaves it; see Start
  std::string data{};                // the set to use, if not the usual one
  std::vector<std::string> flags{};  // for the part itself
  Selection selection{};             // of the modules that `made` is linked from
  Made made{};
};

struct PartWatch {
  std::function<void(std::string_view line)> text{};  // what the part prints for people
  std::function<void(const Json& event)> event{};     // after the view has taken it
  std::function<void()> tick{};
};

struct PartResult {
  PartView view{};
  std::vector<Expectation> expected{};  // the bounds of expect.json
  Finish finish{};
  Verdict verdict{};
  Json record{};
  std::int64_t resident_bytes = 0;  // the largest that was seen
};

/// The set that a part learns from: the one that is wished if it can use it, else its usual one;
/// "" if it needs none.
std::string set_of(const Part& part, const std::string& wished);

/// The data that these parts will use is present and unchanged. Errors: Failure P0008, L2103,
/// L2104.
void check_data(Context& context,
                const std::vector<const Part*>& parts,
                const std::string& wished = "");

/// Runs the program that was made, judges, and makes the record. `result` can be watched meanwhile.
void run_part(Context& context,
              const PartRequest& request,
              const PartWatch& watch,
              PartResult& result);

}  // namespace tito
