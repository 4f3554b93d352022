// The course checks itself by running: stubs, references, modules without one task, mutants.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "check/cases.hpp"
#include "context.hpp"
#include "lint/mutants.hpp"

namespace tito {

struct CourseCheck {
  std::string kind{};  // "reference", "stub", "visible", "cost", "task", "mutant"
  std::string module{};
  std::string id{};                   // "stub/03", "task/03.2", "mutant/03/path_lost"
  std::vector<std::string> faults{};  // none: passed
  std::string skipped{};              // why it could not be checked; "" if it was
};

struct MutationScore {
  std::string module{};
  std::int64_t declared = 0, run = 0, caught = 0;
  std::vector<Mutant> excused{};  // those that survive for a reason, of all that are declared

  /// The share of mutants that were caught, of those that could be; 1 if none ran.
  double score() const;
};

struct CourseReport {
  std::vector<CourseCheck> checks{};
  std::vector<MutationScore> scores{};
};

struct CourseRequest {
  std::vector<const Module*> modules{};
  std::string preset = "check";
  bool full = false;  // every mutant and every task, else some of each module
  std::int64_t seed = 7;
};

/// The tree must hold the programs check_NN. Errors: as make_variants() and run_cases(), and
/// E0111 for a mutants.json that cannot be read; Stopped.
CourseReport check_course(Context& context, const CourseRequest& request);

// ---- what a run must look like ----

/// Nothing is written, or one task is not and only its cases ran: every case says so, but for those
/// of given code, "03.0/…".
std::vector<std::string> faults_of_unwritten(const CaseRun& run);
std::vector<std::string> faults_of_reference(const CaseRun& run);
/// A mutant is caught if some case fails; one that is excused must survive.
std::vector<std::string> faults_of_mutant(const CaseRun& run, const Mutant& mutant);

/// Text that compiles only where exactly the headers of `visible` can be included, not of `hidden`.
std::string probe_of(const std::vector<std::string>& visible,
                     const std::vector<std::string>& hidden);

}  // namespace tito
