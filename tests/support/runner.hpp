// Test support: which cases there are, running them, and what came out. For main.cpp and test.cpp.
#pragma once

#include <string>
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

struct Result {
  const Case* test = nullptr;
  Outcome outcome = Outcome::passed;
  double ms = 0;
  std::vector<std::string> facts{};
};

/// All cases of this program in link order.
const std::vector<Case>& cases();

/// What is wrong with the declarations: bad or repeated ids, missing notes. Empty if nothing.
std::vector<std::string> faults_of_declarations();

/// Runs the cases whose id contains `filter`, printing those that do not pass.
std::vector<Result> run_cases(const std::string& filter);

/// What `--list` and `--results` write.
Json describe(const Case& declared);
Json results_json(const std::vector<Result>& results);
std::string summary(const std::vector<Result>& results);

/// `{"schema_version":1,"cases":[…]}` with one id a line.
std::string manifest_text();

/// How the program's cases differ from such a list. Empty if they do not.
std::vector<std::string> faults_of_manifest(const Json& listed);

}  // namespace tinytorch::test
