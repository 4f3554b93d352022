// Module 06, part rules_matmul: the gradient of a matrix product (06.3).
#include "tinytorch/detail/rules.hpp"
#include "tinytorch/ops.hpp"

namespace tinytorch::detail {
namespace {

// C = A·B: dA = g·Bᵀ, dB = Aᵀ·g on the last two axes. A vector is a matrix with one row (left) or
// one column (right) whose axis the product dropped; batch axes that were repeated are summed.
Grads matmul_rule(const NodeView& n) {
  const bool a_is_row = n.input_shapes[0].size() == 1, b_is_column = n.input_shapes[1].size() == 1;
  Tensor g = n.grad;
  Tensor a = n.inputs[0], b = n.inputs[1], grad_a, grad_b;
  // BEGIN SOLUTION 06.3
  if (b_is_column) {
    b = b.unsqueeze(1);
    g = g.unsqueeze(-1);
  }
  if (a_is_row) {
    a = a.unsqueeze(0);
    g = g.unsqueeze(-2);
  }
  if (n.needs[0]) grad_a = reduce_broadcast_grad(matmul(g, b.transpose()), a.shape());
  if (n.needs[1]) grad_b = reduce_broadcast_grad(matmul(a.transpose(), g), b.shape());
  if (a_is_row && n.needs[0]) grad_a = grad_a.squeeze(0);
  if (b_is_column && n.needs[1]) grad_b = grad_b.squeeze(1);
  // END SOLUTION
  return {grad_a, grad_b};
}

}  // namespace

void register_matmul_rule() {
  register_rule("matmul", Saves::inputs, matmul_rule);
}

}  // namespace tinytorch::detail
