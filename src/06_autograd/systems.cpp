// Module 06, part systems: bytes that a graph saves (06.S1), bytes per node (06.S2), the price of
// recording (06.S3).
#include "tinytorch/06_systems.hpp"
#include "tinytorch/detail/node.hpp"

namespace tinytorch::systems::m06 {

// ---- 06.S1 ----

std::int64_t bytes_saved_by_mlp() {
  // BEGIN SOLUTION 06.S1
  const std::int64_t first = 64 * 784 + 784 * 128 + 128, relu = 64 * 128;
  const std::int64_t second = 64 * 128 + 128 * 10 + 10, loss = 64 * 10 + 64 + 64 * 10;
  return 4 * (first + relu + second + loss);
  // END SOLUTION
}

std::int64_t bytes_saved_by_mlp_if_relu_saves_both() {
  // BEGIN SOLUTION 06.S1
  return bytes_saved_by_mlp() + 4 * 64 * 128;
  // END SOLUTION
}

// ---- 06.S2 ----

std::int64_t bytes_per_node() {
  // BEGIN SOLUTION 06.S2
  const auto in_blocks_of_16 = [](std::size_t bytes) { return (bytes + 15) / 16 * 16; };
  const std::size_t input = sizeof(detail::Ref<detail::Node>) + sizeof(Tensor) +
                            sizeof(std::uint64_t) + sizeof(Shape) + sizeof(bool);
  const std::size_t node = in_blocks_of_16(sizeof(detail::Node)) + in_blocks_of_16(2 * input);
  return static_cast<std::int64_t>(node);
  // END SOLUTION
}

// ---- 06.S3 ----

std::int64_t bytes_asked_by_recording([[maybe_unused]] std::int64_t n) {
  // BEGIN SOLUTION 06.S3
  return 0;  // saved tensors are aliases
  // END SOLUTION
}

std::int64_t bytes_kept_by_recording([[maybe_unused]] std::int64_t n) {
  // BEGIN SOLUTION 06.S3
  return 2 * n * n * 4;  // both operands
  // END SOLUTION
}

}  // namespace tinytorch::systems::m06
