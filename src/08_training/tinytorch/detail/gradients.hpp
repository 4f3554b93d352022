// Module 08, given: all gradients of a model as one long vector, for clip.cpp and trainer.cpp.
#pragma once

#include <span>

#include "tinytorch/tensor.hpp"

namespace tinytorch::detail {

/// L2 norm over every element of every defined gradient; 0 if there is none.
double gradient_norm(std::span<const Tensor> parameters);

/// Multiplies every defined gradient, in place where it is dense.
void scale_gradients(std::span<const Tensor> parameters, double factor);

/// Errors: TT-L0802 negative or not finite.
void check_max_norm(const char* op, double max_norm);

}  // namespace tinytorch::detail
