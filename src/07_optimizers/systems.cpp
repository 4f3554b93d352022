// Module 07, part systems: predictions of memory held (07.S1), tensors made (07.S2) and bytes moved
// (07.S3).
#include "tinytorch/07_systems.hpp"
#include "tinytorch/error.hpp"

namespace tinytorch::systems::m07 {

// ---- 07.S1 ----

std::int64_t bytes_held_by_sgd() {
  // BEGIN SOLUTION 07.S1
  return 0;  // a step needs only x and g
  // END SOLUTION
}

std::int64_t bytes_held_by_momentum() {
  // BEGIN SOLUTION 07.S1
  return 4 * 1'000'000;  // one velocity per parameter
  // END SOLUTION
}

std::int64_t bytes_held_by_adam() {
  // BEGIN SOLUTION 07.S1
  return 2 * 4 * 1'000'000;  // m and v
  // END SOLUTION
}

// ---- 07.S2 ----

std::int64_t tensors_made_by_fused_step() {
  // BEGIN SOLUTION 07.S2
  return 0;  // it writes where x, m and v already are
  // END SOLUTION
}

std::int64_t tensors_made_by_momentum_expression() {
  // BEGIN SOLUTION 07.S2
  return 4;  // one for each of * + * -
  // END SOLUTION
}

std::int64_t tensors_made_by_adam_expression() {
  // BEGIN SOLUTION 07.S2
  return 3 + 4 + 5;  // m: * * +; v: * * * +; x: * sqrt + / -
  // END SOLUTION
}

// ---- 07.S3 ----

std::int64_t bytes_moved_by_sgd() {
  // BEGIN SOLUTION 07.S3
  return 4 * 3;  // reads x, g; writes x
  // END SOLUTION
}

std::int64_t bytes_moved_by_momentum() {
  // BEGIN SOLUTION 07.S3
  return 4 * 5;  // reads x, g, v; writes x, v
  // END SOLUTION
}

std::int64_t bytes_moved_by_adam() {
  // BEGIN SOLUTION 07.S3
  return 4 * 7;  // reads x, g, m, v; writes x, m, v
  // END SOLUTION
}

double predicted_ms(std::int64_t parameters, std::int64_t bytes_moved, double bandwidth) {
  const auto n = static_cast<double>(parameters);
  // BEGIN SOLUTION 07.S3
  return 1e3 * n * static_cast<double>(bytes_moved) / bandwidth;
  // END SOLUTION
}

}  // namespace tinytorch::systems::m07
