// Module 12, systems tasks: what attention costs in memory and work; predicted first and measured
// by the tests. Needs 12.
#pragma once

#include <cstdint>

#include "tinytorch/attention.hpp"

namespace tinytorch::systems::m12 {

// ---- 12.S1: the matrix of scores ----

/// Bytes of the weights of one text with 4 heads and S positions. Units: bytes.
std::int64_t score_bytes(std::int64_t seq_len);
/// The smallest power of two S whose weights are larger than a cache of so many bytes.
std::int64_t first_length_beyond(std::int64_t cache_bytes);

// ---- 12.S2: projections against scores ----

/// Flops of the four projections, and of scores and weighted sums together; one text, width D.
std::int64_t flops_of_projections(std::int64_t seq_len, std::int64_t width);
std::int64_t flops_of_scores(std::int64_t seq_len, std::int64_t width);
/// The S at which both are equal.
std::int64_t crossing_length(std::int64_t width);

// ---- 12.S3: strides ----

/// Elements from one position of a head to the next, after split_heads of (B, S, D).
std::int64_t position_stride(std::int64_t width);
/// Tensors that are made only to put heads' numbers side by side, in one forward of
/// MultiHeadAttention: queries, keys, values, and the result.
int copies_in_forward();

}  // namespace tinytorch::systems::m12
