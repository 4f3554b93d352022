// Runs the project's test programs through ctest and adds up what they measured of themselves.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "builder.hpp"
#include "context.hpp"

namespace tito {

struct TestKind {
  const char* name;    // "unit"
  const char* labels;  // ctest labels, as a regular expression
  const char* purpose;
};

const std::vector<TestKind>& test_kinds();

struct TestProgram {
  std::string name{};  // "check_03"
  std::string kind{};  // "unit"
};

struct FailedCase {
  std::string program{}, id{};
  std::vector<std::string> facts{};
};

struct SkippedCase {
  std::string program{}, id{}, reason{};
};

struct ProgramResult {
  TestProgram program{};
  std::int64_t passed = 0, failed = 0, skipped = 0;
  double seconds = 0;
  std::vector<FailedCase> failures{};
  std::vector<SkippedCase> skips{};
};

/// What ctest says about one program.
struct CtestLine {
  bool passed = false;
  double seconds = 0;
  std::vector<std::string> output{};  // of the program, if it failed
};

/// From the result file (nothing if there is none) and ctest's line to counts. Never green by
/// accident: a program that left no result, ran fewer cases than it declares, or ended badly with
/// all cases passed, has failed.
ProgramResult program_result(const TestProgram& program,
                             const std::optional<Json>& file,
                             const CtestLine& line);

/// Lines of ctest's output, by program name.
std::map<std::string, CtestLine> ctest_lines(const std::vector<std::string>& output);

struct TestRequest {
  std::vector<std::string> kinds{};
  std::string programs{};  // a regular expression on program names; "" for all
  std::int64_t jobs = 1;
  std::string junit{};  // a file to write
};

/// The programs of these kinds that the configured tree knows. Errors: Failure E0104, U0006 for a
/// bad expression.
std::vector<TestProgram> test_programs(const Builder& builder, const TestRequest& request);

/// Runs them. Errors: Failure E0103; Stopped.
std::vector<ProgramResult> run_programs(Context& context,
                                        const Builder& builder,
                                        const TestRequest& request,
                                        const std::vector<TestProgram>& programs);

}  // namespace tito
