// Module 01, part systems: predictions of memory and cache behaviour (01.S1, 01.S2), loop orders
// (01.S3).
#include "tinytorch/01_systems.hpp"
#include "tinytorch/error.hpp"

namespace tinytorch::systems::m01 {

// ---- 01.S1 ----

std::int64_t elements_to_next_row() {
  // BEGIN SOLUTION 01.S1
  return 512;
  // END SOLUTION
}

std::int64_t elements_to_next_column() {
  // BEGIN SOLUTION 01.S1
  return 1;
  // END SOLUTION
}

std::int64_t line_visits_of_row_walk() {
  // BEGIN SOLUTION 01.S1
  return std::int64_t{512} * 512 * 4 / 64;  // neighbours share a line
  // END SOLUTION
}

std::int64_t line_visits_of_column_walk() {
  // BEGIN SOLUTION 01.S1
  return std::int64_t{512} * 512;  // each step is 2,048 bytes: another line every time
  // END SOLUTION
}

// ---- 01.S2 ----

std::int64_t bytes_of_transpose() {
  // BEGIN SOLUTION 01.S2
  return 0;  // a view
  // END SOLUTION
}

std::int64_t bytes_of_contiguous() {
  // BEGIN SOLUTION 01.S2
  return 0;  // x is dense already
  // END SOLUTION
}

std::int64_t bytes_of_transpose_contiguous() {
  // BEGIN SOLUTION 01.S2
  return std::int64_t{256} * 256 * 4;
  // END SOLUTION
}

std::int64_t bytes_of_reshape() {
  // BEGIN SOLUTION 01.S2
  return 0;  // a dense tensor can be viewed
  // END SOLUTION
}

std::int64_t bytes_of_sum() {
  // BEGIN SOLUTION 01.S2
  return std::int64_t{256} * 256 * 4;
  // END SOLUTION
}

std::int64_t bytes_of_move() {
  // BEGIN SOLUTION 01.S2
  return 0;  // the handle moves, the memory stays
  // END SOLUTION
}

// ---- 01.S3 ----

void matmul_ijk(
    const float* a, const float* b, float* out, std::int64_t m, std::int64_t k, std::int64_t n) {
  // BEGIN SOLUTION 01.S3
  for (std::int64_t i = 0; i < m; ++i) {
    for (std::int64_t j = 0; j < n; ++j) {
      for (std::int64_t p = 0; p < k; ++p) out[i * n + j] += a[i * k + p] * b[p * n + j];
    }
  }
  // END SOLUTION
}

void matmul_ikj(
    const float* a, const float* b, float* out, std::int64_t m, std::int64_t k, std::int64_t n) {
  // BEGIN SOLUTION 01.S3
  for (std::int64_t i = 0; i < m; ++i) {
    for (std::int64_t p = 0; p < k; ++p) {
      for (std::int64_t j = 0; j < n; ++j) out[i * n + j] += a[i * k + p] * b[p * n + j];
    }
  }
  // END SOLUTION
}

void matmul_jki(
    const float* a, const float* b, float* out, std::int64_t m, std::int64_t k, std::int64_t n) {
  // BEGIN SOLUTION 01.S3
  for (std::int64_t j = 0; j < n; ++j) {
    for (std::int64_t p = 0; p < k; ++p) {
      for (std::int64_t i = 0; i < m; ++i) out[i * n + j] += a[i * k + p] * b[p * n + j];
    }
  }
  // END SOLUTION
}

}  // namespace tinytorch::systems::m01
