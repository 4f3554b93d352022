// Module 04, given: what all losses ask of their arguments.
#pragma once

#include "tinytorch/tensor.hpp"

namespace tinytorch::detail {

/// Errors: TT-L0402 if `pred` has no elements.
void check_not_empty(const char* op, const Tensor& pred, const Tensor& target);

}  // namespace tinytorch::detail
