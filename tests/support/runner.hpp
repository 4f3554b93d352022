// Test support: which cases there are, running them, and what came out. For main.cpp and test.cpp.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tinytorch/json.hpp"

#include "support/test.hpp"

namespace tinytorch::test {

/// How values and differences are printed in facts.
std::string number(float value);
std::string number(double value, int digits = 3);

/// Thrown by skip().
struct Skipped {
  std::string reason;
};

/// In rising weight: the heaviest thing that happened in a case is its outcome.
enum class Outcome { passed, skipped, not_written, failed };

struct Finding {
  Outcome outcome = Outcome::failed;
  std::string code{};   // T0001, C0008 or a W code; "" if it is no fault
  std::string facts{};  // one or several lines
  std::string file{};
  int line = 0;
  std::string near_miss{};
};

struct Result {
  const Case* test = nullptr;
  double ms = 0;
  std::vector<Finding> findings{};

  Outcome outcome() const;
  /// The first of the heaviest findings; an empty one if there are none.
  Finding decisive() const;
};

/// Facts as single lines, of several findings each with its place.
std::vector<std::string> lines_of(const Finding& finding);
std::vector<std::string> facts_of(const Result& result);

/// All cases of this program in link order.
const std::vector<Case>& cases();

/// What is wrong with the declarations: bad or repeated ids, missing notes. Empty if nothing.
std::vector<std::string> faults_of_declarations();

struct RunRequest {
  std::function<bool(const Case& test)> selects{};
  std::function<void(const Case& test)> on_start{};
  std::function<void(const Result& result)> on_end{};
  std::uint64_t seed = 7;  // of the default generator, anew for every case
};

std::vector<Result> run_cases(const RunRequest& request);

/// Adds to what is known of the running case.
void add(const Finding& finding);

/// Shows a case that did not pass.
void print(const Result& result);

/// The cases whose id contains `filter`, stands in `run` (ids with commas between them, or "all"),
/// and is not declared before `from` ("": the first). Throws std::runtime_error for an id that does
/// not exist.
std::function<bool(const Case& test)> selection(const std::string& filter,
                                                const std::string& run,
                                                const std::string& from);

/// The path of a source file as seen from the root of the repository.
std::string place_of(std::string_view file);

/// What `--list` and `--results` write.
Json describe(const Case& declared);
Json results_json(const std::vector<Result>& results);
std::string summary(const std::vector<Result>& results);

/// `{"schema_version":1,"cases":[…]}` with one id a line.
std::string manifest_text();

/// How the program's cases differ from such a list. Empty if they do not.
std::vector<std::string> faults_of_manifest(const Json& listed);

}  // namespace tinytorch::test
