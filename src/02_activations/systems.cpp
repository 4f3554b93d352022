// Module 02, part systems: passes over memory (02.S1), temporaries (02.S2), branches (02.S3).
#include <algorithm>

#include "tinytorch/02_systems.hpp"
#include "tinytorch/error.hpp"

namespace tinytorch::systems::m02 {

// ---- 02.S1 ----

std::int64_t passes_of_composed_softmax() {
  // BEGIN SOLUTION 02.S1
  const std::int64_t max = 1, sub = 2, exp = 2, sum = 1, div = 2;
  return max + sub + exp + sum + div;
  // END SOLUTION
}

std::int64_t passes_of_softmax() {
  // BEGIN SOLUTION 02.S1
  return 2;  // x is read, the result written
  // END SOLUTION
}

// ---- 02.S2 ----

std::int64_t tensors_of_composed_gelu() {
  // BEGIN SOLUTION 02.S2
  return 3;  // x * 1.702, its sigmoid, the product
  // END SOLUTION
}

std::int64_t tensors_of_gelu() {
  // BEGIN SOLUTION 02.S2
  return 1;  // the result
  // END SOLUTION
}

// ---- 02.S3 ----

void relu_with_if(const float* x, float* out, std::int64_t n) {
  // BEGIN SOLUTION 02.S3
  for (std::int64_t i = 0; i < n; ++i) {
    if (x[i] > 0) out[i] = x[i];
  }
  // END SOLUTION
}

void relu_with_max(const float* x, float* out, std::int64_t n) {
  // BEGIN SOLUTION 02.S3
  for (std::int64_t i = 0; i < n; ++i) out[i] = std::max(0.0f, x[i]);
  // END SOLUTION
}

std::int64_t wrong_guesses(const float* x, std::int64_t n) {
  std::int64_t wrong = 0;
  // BEGIN SOLUTION 02.S3
  bool guess = false;
  for (std::int64_t i = 0; i < n; ++i) {
    const bool positive = x[i] > 0;
    wrong += guess != positive;
    guess = positive;
  }
  // END SOLUTION
  return wrong;
}

std::int64_t wrong_guesses_when_sorted() {
  // BEGIN SOLUTION 02.S3
  return 1;  // at the first positive number
  // END SOLUTION
}

}  // namespace tinytorch::systems::m02
