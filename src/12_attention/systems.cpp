// Module 12, systems tasks: predictions that the tests measure.
#include "tinytorch/12_systems.hpp"

namespace tinytorch::systems::m12 {

// ---- 12.S1 ----

std::int64_t score_bytes(std::int64_t seq_len) {
  // BEGIN SOLUTION 12.S1
  return 4 * 4 * seq_len * seq_len;  // 4 heads, 4 bytes a number
  // END SOLUTION
}

std::int64_t first_length_beyond(std::int64_t cache_bytes) {
  // BEGIN SOLUTION 12.S1
  std::int64_t seq_len = 1;
  while (score_bytes(seq_len) <= cache_bytes) seq_len *= 2;
  return seq_len;
  // END SOLUTION
}

// ---- 12.S2 ----

std::int64_t flops_of_projections(std::int64_t seq_len, std::int64_t width) {
  // BEGIN SOLUTION 12.S2
  return 4 * 2 * seq_len * width * width;  // q, k, v, out
  // END SOLUTION
}

std::int64_t flops_of_scores(std::int64_t seq_len, std::int64_t width) {
  // BEGIN SOLUTION 12.S2
  return 2 * 2 * seq_len * seq_len * width;  // Q·Kᵀ and P·V, all heads together
  // END SOLUTION
}

std::int64_t crossing_length(std::int64_t width) {
  // BEGIN SOLUTION 12.S2
  return 2 * width;
  // END SOLUTION
}

// ---- 12.S3 ----

std::int64_t position_stride(std::int64_t width) {
  // BEGIN SOLUTION 12.S3
  return width;  // the numbers of the other heads lie between
  // END SOLUTION
}

int copies_in_forward() {
  // BEGIN SOLUTION 12.S3
  return 4;
  // END SOLUTION
}

}  // namespace tinytorch::systems::m12
