// Module 02, part activations: functions of one number, applied to every element (02.1 to 02.4),
// and all activations as values (02.6).
#include "tinytorch/activations.hpp"

#include <cmath>

#include "tinytorch/error.hpp"
#include "tinytorch/kernels.hpp"
#include "tinytorch/probe.hpp"
#include "tinytorch/record.hpp"

namespace tinytorch {
namespace {

using Kernel = void (*)(const float* x, float* out, std::int64_t n);

// out[i] = f(x[i]), by the kernel if there is one.
template <class F>
Tensor map(const char* name, const Tensor& x, Kernel kernel, F f) {
  const ProbeScope probe(name, 0, 8 * x.numel());
  const Tensor dense = x.contiguous();  // x itself, unless it is a strided view
  Tensor out = Tensor::empty(x.shape());
  const float* from = detail::raw(dense);
  float* to = detail::raw_mutable(out);
  if (kernel != nullptr) {
    kernel(from, to, x.numel());
  } else {
    for (std::int64_t i = 0; i < x.numel(); ++i) to[i] = f(from[i]);
  }
  return out;
}

// 1 / (1 + e^−x). e^−|x| lies in [0, 1]: both branches are safe for every x.
float sigmoid_of(float x) {
  // BEGIN SOLUTION 02.1
  const float e = std::exp(-std::fabs(x));
  return x >= 0 ? 1 / (1 + e) : e / (1 + e);
  // END SOLUTION
}

// NaN must come back as NaN, and the loop around must stay free of branches.
float relu_of(float x) {
  // BEGIN SOLUTION 02.2
  return x < 0 ? 0.0f : x;  // not x > 0 ? x : 0, which would turn NaN into 0
  // END SOLUTION
}

float tanh_of(float x) {
  // BEGIN SOLUTION 02.3
  return std::tanh(x);
  // END SOLUTION
}

// Φ(x), the share of a standard normal distribution below x.
float normal_share(float x, GeluForm form) {
  constexpr float kSqrtHalf = 0.70710678f, kSqrtTwoOverPi = 0.79788456f;
  // BEGIN SOLUTION 02.4
  switch (form) {
    case GeluForm::sigmoid:
      return sigmoid_of(1.702f * x);
    case GeluForm::tanh:  // ½(1 + tanh z) is σ(2z), without the cancellation near −1
      return sigmoid_of(2 * kSqrtTwoOverPi * (x + 0.044715f * x * x * x));
    case GeluForm::erf:
      return 0.5f * std::erfc(-x * kSqrtHalf);
  }
  TT_UNREACHABLE("GeluForm");
  // END SOLUTION
}

// x·Φ(x)
float gelu_of(float x, GeluForm form) {
  // BEGIN SOLUTION 02.4
  const float share = normal_share(x, form);
  return share == 0 ? 0.0f : x * share;  // −inf · 0 would be NaN
  // END SOLUTION
}

}  // namespace

Tensor sigmoid(const Tensor& x) {
  const Tensor out = map("sigmoid", x, nullptr, sigmoid_of);
  return record("sigmoid", out, {&x});
}

Tensor relu(const Tensor& x) {
  const Tensor out = map("relu", x, kernels().relu, relu_of);
  return record("relu", out, {&x});
}

Tensor tanh(const Tensor& x) {
  const Tensor out = map("tanh", x, nullptr, tanh_of);
  return record("tanh", out, {&x});
}

Tensor gelu(const Tensor& x, GeluForm form) {
  const Kernel kernel = form == GeluForm::sigmoid ? kernels().gelu : nullptr;
  const Tensor out = map("gelu", x, kernel, [form](float v) { return gelu_of(v, form); });
  return record("gelu", out, {&x}, {.index = static_cast<std::int64_t>(form)});
}

Tensor Sigmoid::forward(const Tensor& x) const {
  // BEGIN SOLUTION 02.6
  return sigmoid(x);
  // END SOLUTION
}

Tensor ReLU::forward(const Tensor& x) const {
  // BEGIN SOLUTION 02.6
  return relu(x);
  // END SOLUTION
}

Tensor Tanh::forward(const Tensor& x) const {
  // BEGIN SOLUTION 02.6
  return tinytorch::tanh(x);
  // END SOLUTION
}

Tensor GELU::forward(const Tensor& x) const {
  // BEGIN SOLUTION 02.6
  return gelu(x, form_);
  // END SOLUTION
}

Tensor Softmax::forward(const Tensor& x) const {
  // BEGIN SOLUTION 02.6
  return softmax(x, dim_);
  // END SOLUTION
}

}  // namespace tinytorch
