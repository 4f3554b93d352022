// Module 06 of the small course. Needs 01.
#pragma once

#include "tinytorch/tensor.hpp"

namespace tinytorch {

void backward(const Tensor& x, bool keep_graph = false);

}  // namespace tinytorch
