// Module 03, part systems: bytes of moves and copies (03.S1), work of a layer (03.S2), virtual
// calls (03.S3).
#include "tinytorch/03_systems.hpp"
#include "tinytorch/error.hpp"

namespace tinytorch::systems::m03 {

// ---- 03.S1 ----

std::int64_t bytes_of_add_by_move() {
  // BEGIN SOLUTION 03.S1
  return 0;  // handles move
  // END SOLUTION
}

std::int64_t bytes_of_add_by_copy() {
  // BEGIN SOLUTION 03.S1
  return 0;  // handles are copied, the weights are shared
  // END SOLUTION
}

std::int64_t bytes_of_return() {
  // BEGIN SOLUTION 03.S1
  return 0;
  // END SOLUTION
}

std::int64_t bytes_of_second_layer() {
  // BEGIN SOLUTION 03.S1
  constexpr std::int64_t in = 256, out = 128;
  return 4 * (in * out + out);
  // END SOLUTION
}

// ---- 03.S2 ----

std::int64_t flops_of_forward(std::int64_t batch) {
  // BEGIN SOLUTION 03.S2
  return 2 * batch * 784 * 128;
  // END SOLUTION
}

std::int64_t bytes_of_forward(std::int64_t batch) {
  // BEGIN SOLUTION 03.S2
  constexpr std::int64_t in = 784, out = 128;
  return 4 * (batch * in + in * out + out + batch * out);
  // END SOLUTION
}

double intensity_of_forward(std::int64_t batch) {
  // BEGIN SOLUTION 03.S2
  return static_cast<double>(flops_of_forward(batch)) /
         static_cast<double>(bytes_of_forward(batch));
  // END SOLUTION
}

// ---- 03.S3 ----

std::int64_t virtual_calls_of_forward() {
  // BEGIN SOLUTION 03.S3
  return 6;  // two containers, three Linear, one Dropout
  // END SOLUTION
}

}  // namespace tinytorch::systems::m03
