// Module 06, part rules_nn: gradients of the linear layer and of activations (06.6).
#include <cmath>
#include <numbers>

#include "tinytorch/activations.hpp"
#include "tinytorch/detail/rules.hpp"
#include "tinytorch/detail/walk.hpp"
#include "tinytorch/ops.hpp"
#include "tinytorch/record.hpp"

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

// Beyond ±100 all forms have reached their ends, and no infinity can meet a zero.
Tensor within_reach(const Tensor& x) {
  return clamp(x, -100, 100);
}

// x·σ(1.702x): s + 1.702·x·s(1−s)
Tensor gelu_sigmoid_slope(const Tensor& x) {
  const Tensor s = sigmoid(x * 1.702f);
  // BEGIN SOLUTION 06.6
  return s + x * s * (1.0f - s) * 1.702f;
  // END SOLUTION
}

// ½x(1 + tanh u), u = √(2/π)(x + 0.044715x³): ½(1 + t) + ½x(1 − t²)·u′
Tensor gelu_tanh_slope(const Tensor& x) {
  const float k = std::sqrt(2.0f / std::numbers::pi_v<float>);
  const Tensor x2 = square(x), t = tanh((x2 * 0.044715f + 1.0f) * x * k);
  // BEGIN SOLUTION 06.6
  const Tensor rise = (x2 * (3 * 0.044715f) + 1.0f) * k;
  return (t + 1.0f) * 0.5f + x * rise * (1.0f - square(t)) * 0.5f;
  // END SOLUTION
}

// φ(x), the bell curve, and Φ(x), the area under it left of x: an op, since its slope is φ.
Tensor bell(const Tensor& x) {
  return exp(square(x) * -0.5f) / std::sqrt(2 * std::numbers::pi_v<float>);
}

Tensor area_under_bell(const Tensor& x) {
  const Tensor dense = x.detach().contiguous();
  Tensor out = Tensor::empty(x.shape());
  float* to = raw_mutable(out);
  for (const float v : dense.data()) *to++ = std::erfc(-v / std::numbers::sqrt2_v<float>) / 2;
  return record("area_under_bell", out, {&x});
}

Grads area_under_bell_rule(const NodeView& n) {
  return {n.grad * bell(n.inputs[0])};
}

// x·Φ(x): Φ + x·φ
Tensor gelu_erf_slope(const Tensor& x) {
  // BEGIN SOLUTION 06.6
  return area_under_bell(x) + x * bell(x);
  // END SOLUTION
}

Grads gelu_rule(const NodeView& n) {
  const Tensor x = within_reach(n.inputs[0]);
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
  register_rule("area_under_bell", Saves::inputs, area_under_bell_rule);
  register_rule("softmax", Saves::output, softmax_rule);
  register_rule("log_softmax", Saves::output, log_softmax_rule);
}

}  // namespace tinytorch::detail
