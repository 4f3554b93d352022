// Module 01, systems tasks: what tensors cost, predicted first and measured by the tests. Needs
// core.
#pragma once

#include <cstdint>

namespace tinytorch::systems::m01 {

// ---- 01.S1: walking a dense (512, 512) tensor of float32; a cache line has 64 bytes ----

/// Distance in memory from x[i][j] to x[i + 1][j]. Units: elements.
std::int64_t elements_to_next_row();
/// Distance in memory from x[i][j] to x[i][j + 1]. Units: elements.
std::int64_t elements_to_next_column();
/// How often the next element lies in another cache line than the one before, row after row.
/// The first element counts.
std::int64_t line_visits_of_row_walk();
/// The same, column after column.
std::int64_t line_visits_of_column_walk();

// ---- 01.S2: bytes of tensor memory that an expression asks for; x and y are dense (256, 256) ----

/// `x.transpose()`
std::int64_t bytes_of_transpose();
/// `x.contiguous()`
std::int64_t bytes_of_contiguous();
/// `x.transpose().contiguous()`
std::int64_t bytes_of_transpose_contiguous();
/// `x.reshape({-1})`
std::int64_t bytes_of_reshape();
/// `x + y`
std::int64_t bytes_of_sum();
/// `Tensor z = std::move(x)`
std::int64_t bytes_of_move();

// ---- 01.S3: one product, three orders of the loops ----

// out += a·b. Shapes: a (m, k), b (k, n), out (m, n), all dense. All three add the terms of one
// result in the same order, so their results are equal bit for bit. Cost: 2·m·k·n flops.

/// Outermost i, then j, innermost k: a dot product down a column of b.
void matmul_ijk(
    const float* a, const float* b, float* out, std::int64_t m, std::int64_t k, std::int64_t n);
/// Outermost i, then k, innermost j: along rows of b and out.
void matmul_ikj(
    const float* a, const float* b, float* out, std::int64_t m, std::int64_t k, std::int64_t n);
/// Outermost j, then k, innermost i: down columns of a and out.
void matmul_jki(
    const float* a, const float* b, float* out, std::int64_t m, std::int64_t k, std::int64_t n);

}  // namespace tinytorch::systems::m01
