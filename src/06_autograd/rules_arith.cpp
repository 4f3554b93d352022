// Module 06, part rules_arith: gradients of arithmetic (06.1, 06.2). g is the gradient of the
// output.
#include "tinytorch/detail/rules.hpp"
#include "tinytorch/ops.hpp"

namespace tinytorch {

Tensor reduce_broadcast_grad(const Tensor& grad, const Shape& original_shape) {
  if (grad.shape() == original_shape) return grad;
  Shape repeated;  // axes of grad along which the operand was the same
  // BEGIN SOLUTION 06.1
  const std::int64_t missing = grad.ndim() - original_shape.size();
  for (std::int64_t d = 0; d < grad.ndim(); ++d) {
    const bool spread = d >= missing && original_shape[d - missing] == 1 && grad.shape()[d] != 1;
    if (d < missing || spread) repeated.push_back(d);
  }
  // END SOLUTION
  return sum(grad, repeated, true).reshape(original_shape);
}

namespace detail {
namespace {

Tensor zero() {
  return Tensor::zeros({});
}

// ---- two operands ----

Grads add_rule(const NodeView& n) {
  // BEGIN SOLUTION 06.2
  return {wanted(n, 0, [&] { return n.grad; }), wanted(n, 1, [&] { return n.grad; })};
  // END SOLUTION
}

Grads sub_rule(const NodeView& n) {
  // BEGIN SOLUTION 06.2
  return {wanted(n, 0, [&] { return n.grad; }), wanted(n, 1, [&] { return -n.grad; })};
  // END SOLUTION
}

Grads mul_rule(const NodeView& n) {
  const Tensor &a = n.inputs[0], &b = n.inputs[1];
  // BEGIN SOLUTION 06.2
  return {wanted(n, 0, [&] { return n.grad * b; }), wanted(n, 1, [&] { return n.grad * a; })};
  // END SOLUTION
}

Grads div_rule(const NodeView& n) {
  const Tensor &a = n.inputs[0], &b = n.inputs[1];
  // BEGIN SOLUTION 06.2
  return {wanted(n, 0, [&] { return n.grad / b; }),
          wanted(n, 1, [&] { return -(n.grad / b) * (a / b); })};
  // END SOLUTION
}

// The winner gets the gradient; equals share it.
Grads winner_rule(const NodeView& n, const Tensor& a_wins, const Tensor& b_wins) {
  const Tensor tie = eq(n.inputs[0], n.inputs[1]) * 0.5f;
  // BEGIN SOLUTION 06.2
  return {wanted(n, 0, [&] { return n.grad * (a_wins + tie); }),
          wanted(n, 1, [&] { return n.grad * (b_wins + tie); })};
  // END SOLUTION
}

Grads maximum_rule(const NodeView& n) {
  const Tensor &a = n.inputs[0], &b = n.inputs[1];
  return winner_rule(n, gt(a, b), lt(a, b));
}

Grads minimum_rule(const NodeView& n) {
  const Tensor &a = n.inputs[0], &b = n.inputs[1];
  return winner_rule(n, lt(a, b), gt(a, b));
}

Grads where_rule(const NodeView& n) {
  const Tensor& mask = n.inputs[0];
  // BEGIN SOLUTION 06.2
  return {Tensor(), wanted(n, 1, [&] { return where(mask, n.grad, zero()); }), wanted(n, 2, [&] {
            return where(mask, zero(), n.grad);
          })};
  // END SOLUTION
}

// ---- one operand and a number ----

Grads pass_rule(const NodeView& n) {
  // BEGIN SOLUTION 06.2
  return {n.grad};
  // END SOLUTION
}

Grads neg_rule(const NodeView& n) {
  // BEGIN SOLUTION 06.2
  return {-n.grad};
  // END SOLUTION
}

Grads mul_scalar_rule(const NodeView& n) {
  const float s = static_cast<float>(n.attrs.value);
  // BEGIN SOLUTION 06.2
  return {n.grad * s};
  // END SOLUTION
}

Grads div_scalar_rule(const NodeView& n) {
  const float s = static_cast<float>(n.attrs.value);
  // BEGIN SOLUTION 06.2
  return {n.grad / s};
  // END SOLUTION
}

// y = s / x
Grads rdiv_scalar_rule(const NodeView& n) {
  const Tensor& x = n.inputs[0];
  const float s = static_cast<float>(n.attrs.value);
  // BEGIN SOLUTION 06.2
  return {-(n.grad / x) * (s / x)};
  // END SOLUTION
}

// ---- one operand: x is the input, y the output ----

Grads exp_rule(const NodeView& n) {
  const Tensor& y = n.output;
  // BEGIN SOLUTION 06.2
  return {n.grad * y};
  // END SOLUTION
}

Grads log_rule(const NodeView& n) {
  const Tensor& x = n.inputs[0];
  // BEGIN SOLUTION 06.2
  return {n.grad / x};
  // END SOLUTION
}

Grads sqrt_rule(const NodeView& n) {
  const Tensor& y = n.output;
  // BEGIN SOLUTION 06.2
  return {n.grad / (y * 2.0f)};
  // END SOLUTION
}

Grads abs_rule(const NodeView& n) {
  const Tensor& x = n.inputs[0];
  // BEGIN SOLUTION 06.2
  return {n.grad * (gt(x, zero()) - lt(x, zero()))};
  // END SOLUTION
}

Grads square_rule(const NodeView& n) {
  const Tensor& x = n.inputs[0];
  // BEGIN SOLUTION 06.2
  return {n.grad * x * 2.0f};
  // END SOLUTION
}

// p·x^(p−1); for p = 0 the output does not depend on x, not even at x = 0.
Grads pow_rule(const NodeView& n) {
  const float p = static_cast<float>(n.attrs.value);
  if (p == 0) return {Tensor::zeros(n.input_shapes[0])};
  const Tensor& x = n.inputs[0];
  // BEGIN SOLUTION 06.2
  return {n.grad * pow(x, p - 1) * p};
  // END SOLUTION
}

Grads clamp_rule(const NodeView& n) {
  const Tensor& x = n.inputs[0];
  const Tensor lo = Tensor::full({}, static_cast<float>(n.attrs.value));
  const Tensor hi = Tensor::full({}, static_cast<float>(n.attrs.value2));
  // BEGIN SOLUTION 06.2
  return {n.grad * ge(x, lo) * le(x, hi)};
  // END SOLUTION
}

}  // namespace

void register_arith_rules() {
  register_rule("add", Saves::nothing, add_rule);
  register_rule("sub", Saves::nothing, sub_rule);
  register_rule("mul", Saves::inputs, mul_rule);
  register_rule("div", Saves::inputs, div_rule);
  register_rule("maximum", Saves::inputs, maximum_rule);
  register_rule("minimum", Saves::inputs, minimum_rule);
  register_rule("where", Saves::inputs, where_rule);
  register_rule("add_scalar", Saves::nothing, pass_rule);
  register_rule("sub_scalar", Saves::nothing, pass_rule);
  register_rule("rsub_scalar", Saves::nothing, neg_rule);
  register_rule("mul_scalar", Saves::nothing, mul_scalar_rule);
  register_rule("div_scalar", Saves::nothing, div_scalar_rule);
  register_rule("rdiv_scalar", Saves::inputs, rdiv_scalar_rule);
  register_rule("neg", Saves::nothing, neg_rule);
  register_rule("exp", Saves::output, exp_rule);
  register_rule("log", Saves::inputs, log_rule);
  register_rule("sqrt", Saves::output, sqrt_rule);
  register_rule("abs", Saves::inputs, abs_rule);
  register_rule("square", Saves::inputs, square_rule);
  register_rule("pow", Saves::inputs, pow_rule);
  register_rule("clamp", Saves::inputs, clamp_rule);
}

}  // namespace detail
}  // namespace tinytorch
