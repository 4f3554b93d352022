// Module 06, given: the groups of rules that engine.cpp registers when the program starts.
#pragma once

namespace tinytorch::detail {

void register_arith_rules();   // rules_arith.cpp: + − × ÷, unary ops, matmul
void register_shape_rules();   // rules_shape.cpp: views, indexing, joining
void register_reduce_rules();  // rules_reduce.cpp: sum, mean, max, min, var
void register_nn_rules();      // rules_nn.cpp: linear, activations, losses

}  // namespace tinytorch::detail
