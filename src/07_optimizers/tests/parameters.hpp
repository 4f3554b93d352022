// For the tests of module 07: parameters with gradients set by hand.
#pragma once

#include <vector>

#include "tinytorch/optimizers.hpp"

namespace tinytorch::test {

/// A leaf of these values with this gradient.
inline Tensor parameter(const Nested& values, const Nested& gradient) {
  Tensor x = tensor(values, true);
  x.set_grad(tensor(gradient));
  return x;
}

/// x = [1, 2] with gradient [.1, .2]: the worked example of the lesson.
inline Tensor worked_parameter() {
  return parameter({1, 2}, {0.1, 0.2});
}

/// Steps with the gradient that x has.
inline void steps(Optimizer& optimizer, int n) {
  for (int i = 0; i < n; ++i) optimizer.step();
}

}  // namespace tinytorch::test
