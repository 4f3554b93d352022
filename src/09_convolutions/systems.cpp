// Module 09, part systems: weight sharing (09.S1), memory layout (09.S2), loop order (09.S3).
#include "tinytorch/09_systems.hpp"
#include "tinytorch/error.hpp"

namespace tinytorch::systems::m09 {

// ---- 09.S1 ----

std::int64_t parameters_of_conv() {
  // BEGIN SOLUTION 09.S1
  return 32 * 3 * 3 * 3 + 32;
  // END SOLUTION
}

std::int64_t parameters_of_linear() {
  // BEGIN SOLUTION 09.S1
  return 3 * 32 * 32 * 32 + 32;
  // END SOLUTION
}

std::int64_t multiply_adds_of_conv() {
  // BEGIN SOLUTION 09.S1
  return 32 * 32 * 32 * (3 * 3 * 3);  // one window of 27 for each output
  // END SOLUTION
}

// ---- 09.S2 ----

Steps steps_of_nchw() {
  // BEGIN SOLUTION 09.S2
  return {.channel = 32 * 32, .row = 32, .column = 1};
  // END SOLUTION
}

Steps steps_of_nhwc() {
  // BEGIN SOLUTION 09.S2
  return {.channel = 1, .row = 32 * 64, .column = 64};
  // END SOLUTION
}

std::int64_t line_visits_of_one_channel_nchw() {
  // BEGIN SOLUTION 09.S2
  return 32 * 32 / 16;  // sixteen neighbours share a line
  // END SOLUTION
}

std::int64_t line_visits_of_one_channel_nhwc() {
  // BEGIN SOLUTION 09.S2
  return 32 * 32;  // neighbours are 256 bytes apart
  // END SOLUTION
}

// ---- 09.S3 ----
// NOLINTBEGIN(readability-braces-around-statements): seven loops, as in the formula

void conv_kernel_innermost(const float* x, const float* w, float* y, const Sizes& s) {
  const std::int64_t k = s.kernel, rows = s.height - k + 1, cols = s.width - k + 1;
  // BEGIN SOLUTION 09.S3
  for (std::int64_t b = 0; b < s.batch; ++b)
    for (std::int64_t o = 0; o < s.out; ++o)
      for (std::int64_t r = 0; r < rows; ++r)
        for (std::int64_t c = 0; c < cols; ++c) {
          float& to = y[((b * s.out + o) * rows + r) * cols + c];
          for (std::int64_t i = 0; i < s.in; ++i)
            for (std::int64_t u = 0; u < k; ++u) {
              const float* from = x + ((b * s.in + i) * s.height + r + u) * s.width + c;
              const float* weight = w + ((o * s.in + i) * k + u) * k;
              for (std::int64_t v = 0; v < k; ++v) to += weight[v] * from[v];
            }
        }
  // END SOLUTION
}

void conv_column_innermost(const float* x, const float* w, float* y, const Sizes& s) {
  const std::int64_t k = s.kernel, rows = s.height - k + 1, cols = s.width - k + 1;
  // BEGIN SOLUTION 09.S3
  for (std::int64_t b = 0; b < s.batch; ++b)
    for (std::int64_t o = 0; o < s.out; ++o)
      for (std::int64_t i = 0; i < s.in; ++i)
        for (std::int64_t u = 0; u < k; ++u)
          for (std::int64_t v = 0; v < k; ++v) {
            const float weight = w[((o * s.in + i) * k + u) * k + v];
            for (std::int64_t r = 0; r < rows; ++r) {
              const float* from = x + ((b * s.in + i) * s.height + r + u) * s.width + v;
              float* to = y + ((b * s.out + o) * rows + r) * cols;
              for (std::int64_t c = 0; c < cols; ++c) to[c] += weight * from[c];
            }
          }
  // END SOLUTION
}
// NOLINTEND(readability-braces-around-statements)

}  // namespace tinytorch::systems::m09
