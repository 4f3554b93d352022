// Module 06, systems tasks: what remembering costs; predicted first and measured by the tests.
// Needs core.
#pragma once

#include <cstdint>

namespace tinytorch::systems::m06 {

// ---- 06.S1: bytes that the graph keeps for its rules (saved_bytes) after the forward pass of
// (64, 784) → Linear(784, 128) → ReLU → Linear(128, 10) → cross-entropy with 64 targets. A tensor
// saved by two ops counts twice ----

/// linear saves its three inputs, ReLU its output, cross-entropy its two inputs and the softmax.
std::int64_t bytes_saved_by_mlp();
/// The same if ReLU saved its input and its output.
std::int64_t bytes_saved_by_mlp_if_relu_saves_both();

// ---- 06.S2: a chain of a million additions of two tensors ----

/// Heap memory of one node of that chain: `detail::Node` and what it remembers of its two inputs.
/// It must not exceed 512. Units: bytes, within 5 %.
std::int64_t bytes_per_node();

// ---- 06.S3: matmul of two (n, n) parameters, with and without recording ----

/// Tensor memory that recording asks for beyond the result. Units: bytes.
std::int64_t bytes_asked_by_recording(std::int64_t n);
/// Tensor memory that recording keeps alive for the rule. Units: bytes, as saved_bytes counts.
std::int64_t bytes_kept_by_recording(std::int64_t n);

}  // namespace tinytorch::systems::m06
