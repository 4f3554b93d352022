// Module 06, part rules_reduce: gradients of reductions (06.5).
#include "tinytorch/detail/rules.hpp"
#include "tinytorch/ops.hpp"

namespace tinytorch::detail {
namespace {

// The input's shape with size 1 where it was reduced.
Shape kept_shape(const NodeView& n) {
  Shape shape = n.input_shapes[0];
  for (const std::int64_t d : n.attrs.dims) shape[d] = 1;
  return shape;
}

// A reduced tensor seen again over the whole input.
Tensor spread(const NodeView& n, const Tensor& reduced) {
  return reduced.reshape(kept_shape(n)).expand(n.input_shapes[0]);
}

// How many values became one.
float count(const NodeView& n) {
  float values = 1;
  for (const std::int64_t d : n.attrs.dims) values *= static_cast<float>(n.input_shapes[0][d]);
  return values;
}

Grads sum_rule(const NodeView& n) {
  // BEGIN SOLUTION 06.5
  return {spread(n, n.grad)};
  // END SOLUTION
}

Grads mean_rule(const NodeView& n) {
  // BEGIN SOLUTION 06.5
  return {spread(n, n.grad / count(n))};
  // END SOLUTION
}

// Serves max and min: all values equal to the result share its gradient.
Grads extreme_rule(const NodeView& n) {
  const Tensor &x = n.inputs[0], &y = n.output;
  // BEGIN SOLUTION 06.5
  const Tensor chosen = eq(x, spread(n, y));
  const Tensor sharers = sum(chosen, n.attrs.dims, true);
  return {chosen * spread(n, n.grad) / sharers};
  // END SOLUTION
}

Grads var_rule(const NodeView& n) {
  const Tensor& x = n.inputs[0];
  const float divisor = count(n) - static_cast<float>(n.attrs.index);  // index: unbiased
  // BEGIN SOLUTION 06.5
  const Tensor distance = x - mean(x, n.attrs.dims, true);
  return {distance * spread(n, n.grad) * (2.0f / divisor)};
  // END SOLUTION
}

}  // namespace

void register_reduce_rules() {
  register_rule("sum", Saves::nothing, sum_rule);
  register_rule("mean", Saves::nothing, mean_rule);
  register_rule("max", Saves::both, extreme_rule);
  register_rule("min", Saves::both, extreme_rule);
  register_rule("var", Saves::inputs, var_rule);
}

}  // namespace tinytorch::detail
