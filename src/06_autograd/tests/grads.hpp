// For the tests of module 06: random inputs, and gradients compared with differences.
#pragma once

#include <vector>

#include "tinytorch/gradcheck.hpp"
#include "tinytorch/tensor.hpp"

#include "support/test.hpp"

namespace tinytorch::test {

/// What the functions under test take.
using In = std::vector<Tensor>;

/// Values in ±[0.3, 1.3]: away from 0, where many functions have a corner or a pole.
inline Tensor away_from_zero(const Shape& shape, std::uint64_t seed) {
  Generator g(seed);
  const Tensor x = Tensor::rand(shape, g) - 0.5f;
  return x * 2.0f + (ge(x, Tensor::zeros({})) - 0.5f) * 0.6f;
}

/// Values in [0.5, 2).
inline Tensor positive(const Shape& shape, std::uint64_t seed) {
  Generator g(seed);
  return Tensor::rand(shape, g) * 1.5f + 0.5f;
}

/// The same values as x, but with the memory order of a transpose.
inline Tensor turned(const Tensor& x) {
  return x.transpose().contiguous().transpose();
}

/// The gradients of f must agree with differences in every element of every input.
template <class F>
void expect_gradients(F&& f,
                      const In& inputs,
                      const char* file = __builtin_FILE(),
                      int line = __builtin_LINE()) {
  compared();
  const GradCheckResult result = gradcheck(f, inputs);
  if (!result.ok) report(file, line, result.message, "W0009");
  if (result.checked == 0) report(file, line, "no element was checked", "W0009");
}

/// The gradient of f at x, weighted by `g` (ones if undefined).
template <class F>
Tensor gradient_at(F&& f, const Tensor& x, const Tensor& g = {}) {
  Tensor leaf = x.detach();
  leaf.requires_grad_();
  const Tensor y = f(leaf);
  y.backward(g.defined() ? g : Tensor::ones(y.shape()));
  return leaf.grad();
}

}  // namespace tinytorch::test
