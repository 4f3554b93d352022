// What a check looks like: a line per task, the failing cases as problems, the totals. Text from
// data alone.
#pragma once

#include <string>
#include <vector>

#include "check/check.hpp"
#include "term/style.hpp"

namespace tito {

/// `03 layers  compiled in 0.9 s, linked in 0.1 s, ran in 0.05 s`.
std::string build_line(const Module& module, const CheckReport& report, const Look& look);

/// One line per task that has cases: what it is about, how many of its cases pass.
Lines task_lines(const Module& module, const CheckReport& report, const Look& look);

/// `28 of 31 passed · 31 of 31 tests ran`, whose modules those were, and a fingerprint of yours.
Lines total_lines(const CheckReport& report, const Look& look);

/// The problems worth a learner's eye: crashes and wrong answers in the order of the tasks, since
/// later ones build on earlier ones; only without any, what is not written.
std::vector<Problem> problems_of(Context& context, const Module& module, const CheckReport& report);

/// What, why and learn of every case, by task.
Lines notes_of(const CheckReport& report, const Look& look);

/// The case that the first problem is about; null if all passed.
const CaseResult* first_failure(const Module& module, const CaseRun& run);

}  // namespace tito
