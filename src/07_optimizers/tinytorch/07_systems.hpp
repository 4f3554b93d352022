// Module 07, systems tasks: what optimizers hold, make and move, predicted first and measured by
// the tests. Needs nothing.
#pragma once

#include <cstdint>

namespace tinytorch::systems::m07 {

// ---- 07.S1: tensor memory that an optimizer holds between steps, for 1,000,000 parameters.
// ---- Units: bytes.

/// SGD without momentum.
std::int64_t bytes_held_by_sgd();
/// SGD with momentum.
std::int64_t bytes_held_by_momentum();
/// Adam without amsgrad.
std::int64_t bytes_held_by_adam();

// ---- 07.S2: tensors that are made (allocations of `memory_stats`)

/// In the second step of Adam, as this module writes it.
std::int64_t tensors_made_by_fused_step();
/// In one step of momentum, written with operators: `v = v * mu + g; x = x - v * lr;`
/// mu and lr are floats, v, g and x tensors.
std::int64_t tensors_made_by_momentum_expression();
/// In one step of Adam, written with operators (a, b, c, d and eps are floats):
/// `m = m * a + g * b; v = v * c + g * g * d; x = x - m * lr / (sqrt(v) + eps);`
std::int64_t tensors_made_by_adam_expression();

// ---- 07.S3: what a step reads and writes, for each parameter

/// SGD without momentum: 4 bytes for each float that is read or written. Units: bytes.
std::int64_t bytes_moved_by_sgd();
/// SGD with momentum.
std::int64_t bytes_moved_by_momentum();
/// Adam without amsgrad.
std::int64_t bytes_moved_by_adam();
/// How long a step should take if memory decides. Units: milliseconds; `bandwidth` is in bytes per
/// second.
double predicted_ms(std::int64_t parameters, std::int64_t bytes_moved, double bandwidth);

}  // namespace tinytorch::systems::m07
