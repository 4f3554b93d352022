// Module 12, given: checks with their messages.
#pragma once

#include <cstdint>

#include "tinytorch/attention_cache.hpp"
#include "tinytorch/tensor.hpp"

namespace tinytorch::detail {

/// Errors: TT-L1201.
void check_query_and_key(const char* op, const Tensor& Q, const Tensor& K);
/// Errors: TT-L1201.
void check_value(const char* op, const Tensor& K, const Tensor& V);
/// Errors: TT-L1204 if the mask does not broadcast to these scores.
void check_mask_shape(const char* op, const Tensor& mask, const Shape& scores);
/// Errors: TT-L1202, TT-L1203. Cost: one pass over the mask.
void check_mask_values(const char* op, const Tensor& mask);
/// Errors: TT-L1205.
std::int64_t checked_width(std::int64_t embed_dim, std::int64_t num_heads);
/// Errors: TT-L1206.
void check_sequence(const char* name, const Tensor& x, std::int64_t embed_dim);
/// Errors: TT-L1207 if `positions` more do not fit; TT-L1208 if the pass is recorded.
void check_cache(const AttentionCache& cache, std::int64_t positions, bool recorded);

}  // namespace tinytorch::detail
