// Module 11, systems tasks: what a table of vectors costs; predicted first and measured by the
// tests. Needs 01.
#pragma once

#include <cstdint>
#include <vector>

#include "tinytorch/tensor.hpp"

namespace tinytorch::systems::m11 {

// ---- 11.S1: 256 ids, V = 5,000, D = 64: one-hot rows times the table, or rows taken out of it
// ----

/// The (256, 5000) tensor with a single 1 in each row. Units: bytes.
std::int64_t one_hot_bytes();
/// Units: floating-point operations; a multiply-add counts as 2.
std::int64_t one_hot_flops();
std::int64_t gather_flops();
/// Bytes of all numbers that `embedding` reads (ids, chosen rows) or writes, each once.
std::int64_t gather_bytes();

// ---- 11.S2: tables and caches ----

/// Units: bytes.
std::int64_t table_bytes(std::int64_t vocab_size, std::int64_t embed_dim);
/// Cache lines of 64 bytes that one row occupies; the table begins at a line, D is a multiple
/// of 16.
std::int64_t cache_lines_of_row(std::int64_t embed_dim);

// ---- 11.S3: the gradient of a table ----

/// What `backward` allocates for the gradient of a (V, D) table. Units: bytes.
std::int64_t dense_gradient_bytes(std::int64_t vocab_size, std::int64_t embed_dim);

/// The rows of a gradient that are not zero by construction.
struct RowGradient {
  std::vector<std::int64_t> rows{};  // used ids, ascending, each once
  Tensor values{};                   // (rows.size(), D)
};
/// The gradient of the used rows alone: the same sums as in the dense gradient.
/// Shapes: ids (n), grad (n, D). Cost: memory for the used rows only.
RowGradient gradient_of_used_rows(const Tensor& ids, const Tensor& grad);

}  // namespace tinytorch::systems::m11
