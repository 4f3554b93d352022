// Module 06, part rules_matmul: the gradient of a matrix product (06.3).
#include "tinytorch/detail/rules.hpp"
#include "tinytorch/ops.hpp"

namespace tinytorch::detail {
namespace {

// a as (…, m, k), b as (…, k, n), g as (…, m, n).
struct Matrices {
  Tensor a, b, g;
};

// A vector is one row (left) or one column (right), and g gets back the axis that the product
// dropped for it. If many matrices meet one b, they are joined to one tall matrix.
Matrices as_matrices(const NodeView& n) {
  Matrices x{.a = n.inputs[0], .b = n.inputs[1], .g = n.grad};
  // BEGIN SOLUTION 06.3
  if (x.b.ndim() == 1) {
    x.g = x.g.unsqueeze(-1);
    x.b = x.b.unsqueeze(1);
  }
  if (x.a.ndim() == 1) {
    x.g = x.g.unsqueeze(-2);
    x.a = x.a.unsqueeze(0);
  }
  if (x.b.ndim() == 2 && x.a.ndim() > 2) {
    x.g = x.g.flatten(0, -2);
    x.a = x.a.flatten(0, -2);
  }
  // END SOLUTION
  return x;
}

// C = A·B: dA = g·Bᵀ, dB = Aᵀ·g on the last two axes; batches that were repeated are summed.
Grads matmul_rule(const NodeView& n) {
  const auto [a, b, g] = as_matrices(n);
  Grads grads(2);
  // BEGIN SOLUTION 06.3
  if (n.needs[0]) grads[0] = reduce_broadcast_grad(matmul(g, b.transpose()), a.shape());
  if (n.needs[1]) grads[1] = reduce_broadcast_grad(matmul(a.transpose(), g), b.shape());
  // END SOLUTION
  for (std::size_t i = 0; i < 2; ++i) {
    if (n.needs[i]) grads[i] = grads[i].reshape(n.input_shapes[i]);
  }
  return grads;
}

}  // namespace

void register_matmul_rule() {
  register_rule("matmul", Saves::inputs, matmul_rule);
}

}  // namespace tinytorch::detail
