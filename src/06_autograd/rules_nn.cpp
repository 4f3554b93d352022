// Module 06, part rules_nn: gradients of the linear layer and of activations (06.6).
#include <cmath>
#include <numbers>
#include <string>

#include "tinytorch/activations.hpp"
#include "tinytorch/detail/rules.hpp"
#include "tinytorch/detail/walk.hpp"
#include "tinytorch/error.hpp"
#include "tinytorch/ops.hpp"

namespace tinytorch::detail {
namespace {

// y = x·W + b over the last axis: dx = g·Wᵀ, dW = Σ rows xᵀ·g, db = Σ rows g.
Grads linear_rule(const NodeView& n) {
  const Tensor &x = n.inputs[0], &weight = n.inputs[1];
  const Tensor g = n.grad.reshape({-1, weight.size(1)});
  Grads grads(n.inputs.size());
  // BEGIN SOLUTION 06.6
  if (n.needs[0]) grads[0] = matmul(g, weight.transpose()).reshape(n.input_shapes[0]);
  if (n.needs[1]) grads[1] = matmul(x.reshape({-1, weight.size(0)}).transpose(), g);
  if (grads.size() == 3 && n.needs[2]) grads[2] = sum(g, 0);
  // END SOLUTION
  return grads;
}

Grads sigmoid_rule(const NodeView& n) {
  const Tensor& y = n.output;
  // BEGIN SOLUTION 06.6
  return {n.grad * (y * (1.0f - y))};
  // END SOLUTION
}

Grads tanh_rule(const NodeView& n) {
  const Tensor& y = n.output;
  // BEGIN SOLUTION 06.6
  return {n.grad * (1.0f - square(y))};
  // END SOLUTION
}

// 1 where the output is positive, 0 elsewhere, 0 at the corner.
Grads relu_rule(const NodeView& n) {
  const Tensor& y = n.output;
  // BEGIN SOLUTION 06.6
  return {n.grad * gt(y, Tensor::zeros({}))};
  // END SOLUTION
}

// x·slope, where a slope of 0 wins over an infinite x.
Tensor damped(const Tensor& x, const Tensor& slope) {
  return masked_fill(x * slope, eq(slope, Tensor::zeros({})), 0);
}

// x·σ(1.702x): s + 1.702·x·s(1−s)
Tensor gelu_sigmoid_slope(const Tensor& x) {
  const Tensor s = sigmoid(x * 1.702f);
  // BEGIN SOLUTION 06.6
  return s + damped(x, s * (1.0f - s)) * 1.702f;
  // END SOLUTION
}

// ½x(1 + tanh u), u = √(2/π)(x + 0.044715x³): ½(1 + t) + ½x(1 − t²)·u′
Tensor gelu_tanh_slope(const Tensor& x) {
  const float k = std::sqrt(2.0f / std::numbers::pi_v<float>);
  const Tensor t = tanh((x + pow(x, 3) * 0.044715f) * k);
  // BEGIN SOLUTION 06.6
  const Tensor rise = (square(x) * (3 * 0.044715f) + 1.0f) * k;
  return (t + 1.0f) * 0.5f + damped(x * rise, 1.0f - square(t)) * 0.5f;
  // END SOLUTION
}

// x·Φ(x): Φ(x) + x·φ(x)
Tensor gelu_erf_slope(const Tensor& x) {
  TT_CHECK(!is_grad_enabled(),
           ErrorKind::state,
           610,
           "gelu",
           "this form cannot be differentiated twice",
           "gelu of " + to_string(x.shape()) + " in its erf form",
           "use GeluForm::tanh or GeluForm::sigmoid");
  const Tensor dense = x.contiguous();
  Tensor out = Tensor::empty(x.shape());
  float* to = raw_mutable(out);
  // BEGIN SOLUTION 06.6
  for (const double v : dense.data()) {
    const double below = 0.5 * std::erfc(-v / std::numbers::sqrt2);
    const double density = std::exp(-0.5 * v * v) / std::sqrt(2 * std::numbers::pi);
    *to++ = static_cast<float>(below + (density == 0 ? 0 : v * density));
  }
  // END SOLUTION
  return out;
}

Grads gelu_rule(const NodeView& n) {
  const Tensor& x = n.inputs[0];
  switch (static_cast<GeluForm>(n.attrs.index)) {
    case GeluForm::sigmoid:
      return {n.grad * gelu_sigmoid_slope(x)};
    case GeluForm::tanh:
      return {n.grad * gelu_tanh_slope(x)};
    case GeluForm::erf:
      break;
  }
  return {n.grad * gelu_erf_slope(x)};
}

Grads softmax_rule(const NodeView& n) {
  const Tensor& y = n.output;
  // BEGIN SOLUTION 06.6
  return {y * (n.grad - sum(n.grad * y, n.attrs.dim, true))};
  // END SOLUTION
}

Grads log_softmax_rule(const NodeView& n) {
  const Tensor& y = n.output;
  // BEGIN SOLUTION 06.6
  return {n.grad - exp(y) * sum(n.grad, n.attrs.dim, true)};
  // END SOLUTION
}

}  // namespace

void register_nn_rules() {
  register_rule("linear", Saves::inputs, linear_rule);
  register_rule("sigmoid", Saves::output, sigmoid_rule);
  register_rule("tanh", Saves::output, tanh_rule);
  register_rule("relu", Saves::output, relu_rule);
  register_rule("gelu", Saves::inputs, gelu_rule);
  register_rule("softmax", Saves::output, softmax_rule);
  register_rule("log_softmax", Saves::output, log_softmax_rule);
}

}  // namespace tinytorch::detail
