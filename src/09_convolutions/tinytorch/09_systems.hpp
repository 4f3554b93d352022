// Module 09, systems tasks: what sharing weights saves, where pixels lie, and the order of seven
// loops; predicted first and measured by the tests. Needs core.
#pragma once

#include <cstdint>

namespace tinytorch::systems::m09 {

// ---- 09.S1: a colour image of 32×32, to 32 channels of the same size ----

/// Parameters of Conv2d(3, 32, 3) with bias.
std::int64_t parameters_of_conv();
/// Parameters of Linear(3·32·32, 32) with bias, which gives only one number per channel.
std::int64_t parameters_of_linear();
/// Multiply-adds of the convolution with padding 1, for one image; those that meet padding count.
std::int64_t multiply_adds_of_conv();

// ---- 09.S2: one image of 64 channels, 32×32, dense; a cache line has 64 bytes ----

/// Distances to the next channel, row and column. Units: elements.
struct Steps {
  std::int64_t channel = 0, row = 0, column = 0;
};
/// In the order channel, row, column: (64, 32, 32).
Steps steps_of_nchw();
/// In the order row, column, channel: (32, 32, 64).
Steps steps_of_nhwc();
/// How often the next element lies in another cache line than the one before, while one channel is
/// read row by row. The first element counts.
std::int64_t line_visits_of_one_channel_nchw();
std::int64_t line_visits_of_one_channel_nhwc();

// ---- 09.S3: one convolution, two orders of the loops ----

/// A convolution with stride 1 and no padding of `in` channels to `out` channels.
struct Sizes {
  std::int64_t batch = 0, in = 0, out = 0, height = 0, width = 0, kernel = 0;
};

// y += x ⋆ w. Shapes: x (batch, in, height, width), w (out, in, kernel, kernel), y (batch, out,
// height − kernel + 1, width − kernel + 1), all dense. Both add the terms of one result in the same
// order, so their results are equal bit for bit.

/// Order: image, out, row, column, in, kernel row, and innermost the kernel column.
void conv_kernel_innermost(const float* x, const float* w, float* y, const Sizes& s);
/// Order: image, out, in, kernel row, kernel column, row, and innermost the column.
void conv_column_innermost(const float* x, const float* w, float* y, const Sizes& s);

}  // namespace tinytorch::systems::m09
