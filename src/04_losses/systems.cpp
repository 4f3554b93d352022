// Module 04, part systems: the edge of the naive formula (04.S1), sums (04.S2), memory (04.S3).
#include <cmath>

#include "tinytorch/04_systems.hpp"
#include "tinytorch/activations.hpp"
#include "tinytorch/error.hpp"

namespace tinytorch::systems::m04 {

// ---- 04.S1 ----

float gap_where_naive_breaks() {
  // BEGIN SOLUTION 04.S1
  float fine = 0, broken = 200;
  while (std::nextafter(fine, broken) < broken) {
    const float middle = fine + (broken - fine) / 2;
    const float naive = log(softmax(tensor({middle, 0}))).at({1});
    (std::isinf(naive) ? broken : fine) = middle;
  }
  return broken;
  // END SOLUTION
}

// ---- 04.S2 ----

float sum_with_one(float value, std::int64_t n) {
  float sum = 0;
  // BEGIN SOLUTION 04.S2
  for (std::int64_t i = 0; i < n; ++i) sum += value;
  // END SOLUTION
  return sum;
}

float sum_with_four(float value, std::int64_t n) {
  float sums[4] = {};
  // BEGIN SOLUTION 04.S2
  for (std::int64_t i = 0; i < n; ++i) sums[i % 4] += value;
  // END SOLUTION
  return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

float sum_pairwise(float value, std::int64_t n) {
  // BEGIN SOLUTION 04.S2
  if (n == 0) return 0;
  if (n == 1) return value;
  return sum_pairwise(value, n / 2) + sum_pairwise(value, n - n / 2);
  // END SOLUTION
}

float sum_in_double(float value, std::int64_t n) {
  double sum = 0;
  // BEGIN SOLUTION 04.S2
  for (std::int64_t i = 0; i < n; ++i) sum += value;
  // END SOLUTION
  return static_cast<float>(sum);
}

// ---- 04.S3 ----

std::int64_t peak_bytes_of_composed(std::int64_t rows, std::int64_t classes) {
  // BEGIN SOLUTION 04.S3
  return 3 * (4 * rows * classes);  // shifted, exp(shifted) and lp, while lp is written
  // END SOLUTION
}

std::int64_t peak_bytes_of_fused(std::int64_t rows, [[maybe_unused]] std::int64_t classes) {
  // BEGIN SOLUTION 04.S3
  return 8 * rows;
  // END SOLUTION
}

}  // namespace tinytorch::systems::m04
