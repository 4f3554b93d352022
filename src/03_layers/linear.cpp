// Module 03, part linear: the fully connected layer (03.2, 03.3). Letters: B rows.
#include <algorithm>
#include <cmath>
#include <string>

#include "tinytorch/detail/walk.hpp"
#include "tinytorch/error.hpp"
#include "tinytorch/kernels.hpp"
#include "tinytorch/layers.hpp"
#include "tinytorch/probe.hpp"
#include "tinytorch/record.hpp"

namespace tinytorch {
namespace {

[[noreturn]] void refuse(const Tensor& x,
                         const Tensor& weight,
                         const Tensor& bias,
                         const char* headline,
                         const std::string& why) {
  throw Error(ErrorKind::shape,
              302,
              "linear",
              headline,
              "x is " + to_string(x.shape()) + ", weight is " + to_string(weight.shape()) +
                  ", bias is " + (bias.defined() ? to_string(bias.shape()) : "absent") + why,
              "give x (…, in), weight (in, out), bias (out); images need x.flatten(1) first");
}

void check_sizes(const Tensor& x, const Tensor& weight, const Tensor& bias) {
  if (weight.ndim() != 2) refuse(x, weight, bias, "the weight is no matrix", "");
  if (x.ndim() == 0) refuse(x, weight, bias, "a number has no features", "");
  const std::int64_t features = x.size(-1), in = weight.size(0), out = weight.size(1);
  if (features != in) {
    const std::string why = ": " + std::to_string(features) + " ≠ " + std::to_string(in);
    refuse(x, weight, bias, "the last axis of x is not in_features", why);
  }
  if (bias.defined() && bias.shape() != Shape{out}) {
    const std::string why = ": " + std::to_string(out) + " outputs";
    refuse(x, weight, bias, "the bias does not have one value per output", why);
  }
}

// x (B, in) · w (in, out) + b (out) → out (B, out); b may be null.
void linear_rows(const float* x,
                 const float* w,
                 const float* b,
                 float* out,
                 std::int64_t rows,
                 std::int64_t in,
                 std::int64_t out_features) {
  // BEGIN SOLUTION 03.3
  for (std::int64_t r = 0; r < rows; ++r) {
    float* row = out + r * out_features;
    if (b != nullptr) {
      std::copy_n(b, out_features, row);
    } else {
      std::fill_n(row, out_features, 0.0f);
    }
  }
  detail::add_product(x, in, 1, w, out, rows, in, out_features);
  // END SOLUTION
}

}  // namespace

Tensor linear(const Tensor& x, const Tensor& weight, const Tensor& bias) {
  check_sizes(x, weight, bias);
  const std::int64_t in = weight.size(0), out_features = weight.size(1);
  Shape shape = x.shape();
  shape[shape.size() - 1] = out_features;
  Tensor out = Tensor::empty(shape);
  std::int64_t rows = 1;  // all axes but the last, joined
  for (std::int64_t d = 0; d + 1 < x.ndim(); ++d) rows *= x.shape()[d];
  const std::int64_t bias_numel = bias.defined() ? out_features : 0;
  const ProbeScope probe("linear",
                         2 * rows * in * out_features,
                         4 * (x.numel() + weight.numel() + bias_numel + out.numel()));
  const Tensor x_dense = x.contiguous(), weight_dense = weight.contiguous();
  const Tensor bias_dense = bias.defined() ? bias.contiguous() : bias;
  pick(kernels().linear, linear_rows)(detail::raw(x_dense),
                                      detail::raw(weight_dense),
                                      bias.defined() ? detail::raw(bias_dense) : nullptr,
                                      detail::raw_mutable(out),
                                      rows,
                                      in,
                                      out_features);
  return bias.defined() ? record("linear", out, {&x, &weight, &bias})
                        : record("linear", out, {&x, &weight});
}

Linear::Linear(std::int64_t in_features,
               std::int64_t out_features,
               bool with_bias,
               Generator& generator) {
  TT_CHECK(in_features >= 1 && out_features >= 1,
           ErrorKind::value,
           301,
           "Linear",
           "a layer needs at least one input and one output",
           "in_features is " + std::to_string(in_features) + ", out_features is " +
               std::to_string(out_features),
           "pass sizes of at least 1");
  // BEGIN SOLUTION 03.2
  const double std = std::sqrt(1.0 / static_cast<double>(in_features));
  weight = Tensor::randn({in_features, out_features}, std, generator);
  weight.requires_grad_(true);
  if (with_bias) bias = Tensor::zeros({out_features}).requires_grad_(true);
  // END SOLUTION
}

Tensor Linear::forward(const Tensor& x) {
  // BEGIN SOLUTION 03.3
  return linear(x, weight, bias);
  // END SOLUTION
}

std::vector<NamedTensor> Linear::own_parameters() const {
  return {{"weight", weight}, {"bias", bias}};
}

std::string Linear::name() const {
  return "Linear";
}

std::string Linear::repr() const {
  return "Linear(in_features=" + std::to_string(weight.size(0)) +
         ", out_features=" + std::to_string(weight.size(1)) +
         ", bias=" + (bias.defined() ? "true" : "false") + ")";
}

}  // namespace tinytorch
