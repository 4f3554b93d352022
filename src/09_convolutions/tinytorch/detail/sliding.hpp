// Module 09, given: the arithmetic of a window that slides over an image.
#pragma once

#include <cstdint>

#include "tinytorch/detail/kept.hpp"
#include "tinytorch/spatial.hpp"

namespace tinytorch::detail {

/// What a window meets. Every op of this module turns its arguments into one of these.
struct Sliding {
  std::int64_t batch = 0, channels = 0, height = 0, width = 0;  // of the input
  std::int64_t out_height = 0, out_width = 0;
  Pair kernel = 1, stride = 1, padding = 0;

  std::int64_t plane() const noexcept { return height * width; }
  std::int64_t out_plane() const noexcept { return out_height * out_width; }
};

/// Positions begin, begin + 1, … below end.
struct Range {
  std::int64_t begin = 0, end = 0;
};

/// Errors: TT-L0901 if x is not 4-D.
void check_image(const char* op, const Tensor& x);
/// Errors: TT-L0904 if kernel or stride < 1 or padding < 0.
void check_window(const char* op, Pair kernel, Pair stride, Pair padding);
/// Errors: TT-L0904; TT-L0906 if the padding is more than half the kernel.
void check_pool(const char* op, Pair kernel, Pair stride, Pair padding);

/// The sizes for an input x. Errors: TT-L0901, TT-L0903, TT-L0904.
Sliding sliding(const char* op, const Tensor& x, Pair kernel, Pair stride, Pair padding);

/// The outputs o below `out` whose input o·stride + offset lies in [0, in); the others would read
/// padding. Shapes: begin ≤ end. Example: `inside(4, 4, 1, -1)` is 1 to 4.
Range inside(std::int64_t in, std::int64_t out, std::int64_t stride, std::int64_t offset);

/// `3` or `(1, 8)`.
std::string pair_text(Pair pair);
/// `kernel_size=2, stride=2, padding=0`
std::string window_text(Pair kernel, Pair stride, Pair padding);

}  // namespace tinytorch::detail
