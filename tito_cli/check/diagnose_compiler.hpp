// What a compiler (gcc or clang) says, as one problem.
#pragma once

#include "check/diagnose.hpp"

namespace tito {

/// W0001 does not compile: the first error in a file of the learner, with its lines. W0003 a
/// signature is not that of the contract, W0014 a header that this module must not use.
Diagnosis diagnose_compiler(const std::vector<std::string>& output, const DiagnoseContext& context);

}  // namespace tito
