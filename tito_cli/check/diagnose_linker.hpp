// What a linker (mold, lld, gold, bfd or ld64) says, as one problem.
#pragma once

#include "check/diagnose.hpp"

namespace tito {

/// W0002 a promised function is missing, with the line of the header that promises it; W0004 a
/// function is defined twice, `main` included.
Diagnosis diagnose_linker(const std::vector<std::string>& output, const DiagnoseContext& context);

}  // namespace tito
