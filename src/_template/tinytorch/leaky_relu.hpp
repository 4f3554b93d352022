// Module 99: leaky_relu, the example of how a module is laid out. Needs 01; its tests need 06.
#pragma once

#include "tinytorch/tensor.hpp"

namespace tinytorch {

/// Keeps positive numbers and multiplies all others by `slope`. NaN stays NaN.
/// Shapes: any → the same.
/// Errors: TT-L9901 if `slope` is not finite.
/// Cost: one pass over x, one new tensor.
/// Source: Maas, Hannun and Ng 2013.
/// Example: `leaky_relu(tensor({-2, 3}), 0.5f)` is -1, 3.
[[nodiscard]] Tensor leaky_relu(const Tensor& x, float slope = 0.01f);

}  // namespace tinytorch
