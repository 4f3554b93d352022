// Module 03, part linear.
#include <string>

#include "tinytorch/layers.hpp"

namespace tinytorch {

Tensor linear(const Tensor& x, const Tensor& weight, const Tensor& bias) {
  Tensor out(bias.numel());
  for (std::int64_t o = 0; o < out.numel(); ++o) {
    float sum = bias.data()[o];
    for (std::int64_t i = 0; i < x.numel(); ++i) {
      sum += x.data()[i] * weight.data()[i * out.numel() + o];
    }
    out.mutable_data()[o] = sum;
  }
  return out;
}

Tensor scale(const Tensor& x, float by) {
  Tensor out(x.numel());
  for (std::int64_t i = 0; i < x.numel(); ++i) out.mutable_data()[i] = x.data()[i] * by;
  return out;
}

Tensor scale(const Tensor& x, const Tensor& by) {
  return scale(x, by.data()[0]);
}

Linear::Linear(const LinearOptions& options, bool with_bias)
    : with_bias_(with_bias), weight_(options.in * options.out), bias_(options.out) {}

Tensor Linear::forward(const Tensor& x) {
  return linear(x, weight_, bias_);
}

std::string Linear::name() const {
  return "Linear";
}

}  // namespace tinytorch
