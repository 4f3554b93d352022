// Module 11, given: what its parts share.
#pragma once

#include <cstdint>
#include <initializer_list>

#include "tinytorch/tensor.hpp"

namespace tinytorch {
class Generator;
}

namespace tinytorch::detail {

/// Errors: TT-L1101 unless both sizes are at least 1.
void check_sizes(const char* op,
                 const char* first_name,
                 std::int64_t first,
                 std::int64_t embed_dim);

/// A table of draws in ±limit, row by row, that requires grad.
Tensor uniform_table(std::int64_t rows, std::int64_t columns, double limit, Generator& generator);

/// x + table[start_pos : start_pos + S]. Shapes: x (B, S, D), table (max_seq_len, D).
/// Errors: TT-L1104, TT-L1105 as PositionalEncoding::forward.
Tensor add_positions(const Tensor& x, const Tensor& table, std::int64_t start_pos);

}  // namespace tinytorch::detail
