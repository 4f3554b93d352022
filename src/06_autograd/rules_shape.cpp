// Module 06, part rules_shape: gradients of views, copies and joins (06.4). Nothing is saved but
// shapes.
#include "tinytorch/detail/rules.hpp"
#include "tinytorch/ops.hpp"

namespace tinytorch::detail {
namespace {

Grads view_rule(const NodeView& n) {
  // BEGIN SOLUTION 06.4
  return {n.grad.reshape(n.input_shapes[0])};
  // END SOLUTION
}

// Result axis i was input axis dims[i]: the way back sends axis i to dims[i].
Grads permute_rule(const NodeView& n) {
  const Shape& dims = n.attrs.dims;
  Shape back = dims;
  // BEGIN SOLUTION 06.4
  for (std::int64_t i = 0; i < dims.size(); ++i) back[dims[i]] = i;
  // END SOLUTION
  return {n.grad.permute(back)};
}

Grads expand_rule(const NodeView& n) {
  // BEGIN SOLUTION 06.4
  return {reduce_broadcast_grad(n.grad, n.input_shapes[0])};
  // END SOLUTION
}

Grads copy_rule(const NodeView& n) {
  return {n.grad};
}

Grads cat_rule(const NodeView& n) {
  const std::int64_t dim = n.attrs.dim;
  Grads grads;
  std::int64_t at = 0;
  // BEGIN SOLUTION 06.4
  for (std::size_t i = 0; i < n.input_shapes.size(); ++i) {
    const std::int64_t end = at + n.input_shapes[i][dim];
    grads.push_back(n.needs[i] ? n.grad.slice(dim, at, end) : Tensor());
    at = end;
  }
  // END SOLUTION
  return grads;
}

Grads flip_rule(const NodeView& n) {
  // BEGIN SOLUTION 06.4
  return {flip(n.grad, n.attrs.dims)};
  // END SOLUTION
}

Grads tril_rule(const NodeView& n) {
  // BEGIN SOLUTION 06.4
  return {tril(n.grad, n.attrs.index)};
  // END SOLUTION
}

Grads triu_rule(const NodeView& n) {
  // BEGIN SOLUTION 06.4
  return {triu(n.grad, n.attrs.index)};
  // END SOLUTION
}

}  // namespace

void register_shape_rules() {
  register_rule("view", Saves::nothing, view_rule);
  register_rule("permute", Saves::nothing, permute_rule);
  register_rule("expand", Saves::nothing, expand_rule);
  register_rule("contiguous", Saves::nothing, copy_rule);
  register_rule("clone", Saves::nothing, copy_rule);
  register_rule("cat", Saves::nothing, cat_rule);
  register_rule("flip", Saves::nothing, flip_rule);
  register_rule("tril", Saves::nothing, tril_rule);
  register_rule("triu", Saves::nothing, triu_rule);
}

}  // namespace tinytorch::detail
