// Module 06, given: the groups of rules that engine.cpp registers when the program starts.
#pragma once

namespace tinytorch::detail {

void register_arith_rules();   // rules_arith.cpp: + − × ÷, unary ops
void register_matmul_rule();   // rules_matmul.cpp
void register_shape_rules();   // rules_shape.cpp: views, indexing, joining
void register_reduce_rules();  // rules_reduce.cpp: sum, mean, max, min, var
void register_nn_rules();      // rules_nn.cpp: linear, activations, losses

/// Registers all of them and installs the recorder.
void wake_up();

}  // namespace tinytorch::detail
