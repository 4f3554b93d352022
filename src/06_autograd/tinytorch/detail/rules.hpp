// Module 06, given: the groups of rules that engine.cpp registers when the program starts, and what
// they share.
#pragma once

#include <cstddef>
#include <vector>

#include "tinytorch/autograd.hpp"

namespace tinytorch::detail {

void register_arith_rules();   // rules_arith.cpp: + − × ÷, unary ops
void register_matmul_rule();   // rules_matmul.cpp
void register_shape_rules();   // rules_shape.cpp: views, copies, joining
void register_index_rules();   // rules_index.cpp: choosing elements and putting them back
void register_reduce_rules();  // rules_reduce.cpp: sum, mean, max, min, var
void register_nn_rules();      // rules_nn.cpp: linear and activations
void register_loss_rules();    // rules_loss.cpp

/// Registers all of them and installs the recorder.
void wake_up();

using Grads = std::vector<Tensor>;

/// The gradient of input i: made by `f` only if it is wanted, summed over the axes along which the
/// input was repeated.
template <class F>
Tensor wanted(const NodeView& n, std::size_t i, F f) {
  return n.needs[i] ? reduce_broadcast_grad(f(), n.input_shapes[i]) : Tensor();
}

}  // namespace tinytorch::detail
