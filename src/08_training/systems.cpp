// Module 08, part systems: predictions of flops (08.S1) and memory (08.S2); saving in an order that
// survives a crash (08.S3).
#include "tinytorch/08_systems.hpp"
#include "tinytorch/error.hpp"

namespace tinytorch::systems::m08 {

// ---- 08.S1 ----

std::int64_t flops_of_forward() {
  // BEGIN SOLUTION 08.S1
  return 2 * 64 * 32 + 2 * 32 * 10;
  // END SOLUTION
}

std::int64_t flops_of_backward() {
  // BEGIN SOLUTION 08.S1
  return flops_of_forward() + 2 * 32 * 10;  // nobody asks for the gradient of the pictures
  // END SOLUTION
}

std::int64_t flops_of_optimizer() {
  // BEGIN SOLUTION 08.S1
  return 0;  // elementwise: it moves bytes
  // END SOLUTION
}

double backward_by_forward() {
  // BEGIN SOLUTION 08.S1
  return static_cast<double>(flops_of_backward()) / static_cast<double>(flops_of_forward());
  // END SOLUTION
}

// ---- 08.S2 ----

double ratio_of_activations() {
  // BEGIN SOLUTION 08.S2
  return 256.0 / 32.0;  // each batch of the window frees its graph before the next begins
  // END SOLUTION
}

double ratio_of_gradients() {
  // BEGIN SOLUTION 08.S2
  return 1;  // one gradient per parameter, however many samples it sums up
  // END SOLUTION
}

// ---- 08.S3 ----

std::vector<SaveStep> safe_save() {
  // BEGIN SOLUTION 08.S3
  return {SaveStep::write_beside, SaveStep::flush, SaveStep::rename_over_target};
  // END SOLUTION
}

}  // namespace tinytorch::systems::m08
