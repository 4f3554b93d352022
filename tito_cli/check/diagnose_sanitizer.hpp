// What the memory check (address and undefined-behaviour sanitizers) says, as one problem.
#pragma once

#include "check/diagnose.hpp"

namespace tito {

/// C0004 memory that is not yours, C0006 something C++ does not define, C0007 a full stack; with
/// the learner's line from the stack. An empty code if it says none of these.
Diagnosis diagnose_sanitizer(const std::vector<std::string>& output,
                             const DiagnoseContext& context);

}  // namespace tito
