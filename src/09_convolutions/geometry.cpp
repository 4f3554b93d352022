// Module 09, part geometry: how often a window fits, and where it meets padding (09.1).
#include <algorithm>
#include <string>

#include "tinytorch/detail/sliding.hpp"
#include "tinytorch/error.hpp"

namespace tinytorch {
namespace {

void check_fits(std::int64_t in, std::int64_t k, std::int64_t p) {
  TT_CHECK(in >= 1 && in + 2 * p >= k,
           ErrorKind::shape,
           903,
           "conv_out_size",
           "the kernel is larger than the padded input",
           "kernel " + std::to_string(k) + " on an axis of " + std::to_string(in) + " + 2·" +
               std::to_string(p) + " = " + std::to_string(in + 2 * p),
           "use a smaller kernel, more padding, or fewer pools before this layer");
}

}  // namespace

std::int64_t conv_out_size(std::int64_t in, std::int64_t k, std::int64_t s, std::int64_t p) {
  detail::check_window("conv_out_size", k, s, p);
  check_fits(in, k, p);
  // BEGIN SOLUTION 09.1
  return (in + 2 * p - k) / s + 1;
  // END SOLUTION
}

namespace detail {

void check_image(const char* op, const Tensor& x) {
  const std::int64_t axes = x.ndim();
  TT_CHECK(axes == 4,
           ErrorKind::shape,
           901,
           op,
           "images are 4-D: (batch, channels, height, width)",
           "x is " + to_string(x.shape()) + ", " + std::to_string(axes) + "-D",
           axes == 3   ? "add the batch axis: x.unsqueeze(0)"
           : axes == 2 ? "add batch and channel axes: x.unsqueeze(0).unsqueeze(0)"
                       : "pass x of shape (batch, channels, height, width)");
}

void check_window(const char* op, Pair kernel, Pair stride, Pair padding) {
  TT_CHECK(kernel.h >= 1 && kernel.w >= 1 && stride.h >= 1 && stride.w >= 1 && padding.h >= 0 &&
               padding.w >= 0,
           ErrorKind::value,
           904,
           op,
           "this window cannot slide",
           window_text(kernel, stride, padding),
           "pass kernel and stride of at least 1 and padding of at least 0");
}

void check_pool(const char* op, Pair kernel, Pair stride, Pair padding) {
  check_window(op, kernel, stride, padding);
  TT_CHECK(2 * padding.h <= kernel.h && 2 * padding.w <= kernel.w,
           ErrorKind::value,
           906,
           op,
           "the padding is more than half the kernel",
           window_text(kernel, stride, padding),
           "pass a padding of at most kernel/2, so that every window meets the image");
}

Sliding sliding(const char* op, const Tensor& x, Pair kernel, Pair stride, Pair padding) {
  check_image(op, x);
  Sliding s{.kernel = kernel, .stride = stride, .padding = padding};
  // BEGIN SOLUTION 09.1
  s.batch = x.size(0);
  s.channels = x.size(1);
  s.height = x.size(2);
  s.width = x.size(3);
  s.out_height = conv_out_size(s.height, kernel.h, stride.h, padding.h);
  s.out_width = conv_out_size(s.width, kernel.w, stride.w, padding.w);
  // END SOLUTION
  return s;
}

Range inside(std::int64_t in, std::int64_t out, std::int64_t stride, std::int64_t offset) {
  // BEGIN SOLUTION 09.1
  const auto steps_to = [stride](std::int64_t n) { return n <= 0 ? 0 : (n - 1) / stride + 1; };
  const std::int64_t end = std::min(out, steps_to(in - offset));
  return {std::min(steps_to(-offset), end), end};
  // END SOLUTION
}

std::string pair_text(Pair pair) {
  const std::string h = std::to_string(pair.h);
  return pair.h == pair.w ? h : "(" + h + ", " + std::to_string(pair.w) + ")";
}

std::string window_text(Pair kernel, Pair stride, Pair padding) {
  return "kernel_size=" + pair_text(kernel) + ", stride=" + pair_text(stride) +
         ", padding=" + pair_text(padding);
}

}  // namespace detail
}  // namespace tinytorch
