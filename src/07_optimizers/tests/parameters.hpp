// For the tests of module 07: parameters with gradients set by hand.
#pragma once

#include <vector>

#include "tinytorch/optimizers.hpp"

#include "support/test.hpp"

namespace tinytorch::test {

/// ε moves a first step of Adam by about lr·ε/g: 1e-8 here.
constexpr Tolerance kAdam{.rtol = 1e-6, .atol = 1e-6};

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

/// What the state remembers of parameter i under this name.
inline const Tensor& memory(const OptimizerState& state, std::size_t i, const char* name) {
  const Tensor* found = state.parameters.at(i).tensors.find(name);
  REQUIRE(found != nullptr);
  return *found;
}

}  // namespace tinytorch::test
