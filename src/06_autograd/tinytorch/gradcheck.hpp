// Module 06, given: checking gradients against differences of function values.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tinytorch/tensor.hpp"

namespace tinytorch {

struct GradCheckOptions {
  double step = 1e-2;  // h, times max(1, |x|)
  double rtol = 1e-2, atol = 1e-3;
};

/// The first gradient that disagrees, or none.
struct GradCheckResult {
  bool ok = true;
  std::int64_t checked = 0;           // how many numbers were compared
  std::string op{};                   // the last op of the function
  std::int64_t input = 0;             // which input,
  std::vector<std::int64_t> index{};  // where in it
  double analytic = 0, numeric = 0;
  std::string message{};  // all of it in one sentence; empty if ok

  explicit operator bool() const noexcept { return ok; }
};

namespace detail {
using GradCheckFunction = Tensor (*)(void* function, const std::vector<Tensor>& inputs);
GradCheckResult gradcheck(GradCheckFunction call,
                          void* function,
                          const std::vector<Tensor>& inputs,
                          const GradCheckOptions& options);
}  // namespace detail

/// Compares the gradients of `f` with a five-point difference in every element of every input.
/// `f` takes `const std::vector<Tensor>&` and returns a Tensor; a result of several numbers is
/// weighted and summed. What must not be differentiated (ids, masks) is captured by `f`. The inputs
/// are left as they are, and their strides are kept for the analytic side. Near a corner such as
/// relu at 0 a difference means nothing. Errors: those of `f` and of its rules.
/// Cost: 4 calls of `f` for each element.
/// Source: f′(x) ≈ (f(x−2h) − 8f(x−h) + 8f(x+h) − f(x+2h)) / 12h, whose error is of order h⁴.
/// Example: `gradcheck([](const std::vector<Tensor>& in) { return in[0] * in[1]; }, {a, b}).ok`
template <class F>
GradCheckResult gradcheck(F&& f, std::vector<Tensor> inputs, GradCheckOptions options = {}) {
  auto call = [&f](const std::vector<Tensor>& in) -> Tensor { return f(in); };
  return detail::gradcheck(
      [](void* object, const std::vector<Tensor>& in) {
        return (*static_cast<decltype(call)*>(object))(in);
      },
      &call,
      inputs,
      options);
}

}  // namespace tinytorch
