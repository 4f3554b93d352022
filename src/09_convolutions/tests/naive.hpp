// For the tests of module 09: a convolution in plain double loops, and gradients compared with
// differences.
#pragma once

#include <vector>

#include "tinytorch/gradcheck.hpp"
#include "tinytorch/spatial.hpp"

#include "support/test.hpp"

namespace tinytorch::test {

/// What the functions under test take.
using In = std::vector<Tensor>;

/// The element of x, 0 outside the image.
inline double padded(
    const Tensor& x, std::int64_t b, std::int64_t c, std::int64_t r, std::int64_t q) {
  const bool inside = r >= 0 && r < x.size(2) && q >= 0 && q < x.size(3);
  return inside ? x.at({b, c, r, q}) : 0.0;
}

/// One output of a convolution, straight from the definition.
inline double naive_conv(const Tensor& x,
                         const Tensor& w,
                         const std::vector<std::int64_t>& at,
                         Pair stride,
                         Pair padding) {
  double total = 0;
  for (std::int64_t c = 0; c < w.size(1); ++c) {
    for (std::int64_t i = 0; i < w.size(2); ++i) {
      for (std::int64_t j = 0; j < w.size(3); ++j) {
        total +=
            w.at({at[1], c, i, j}) *
            padded(x, at[0], c, at[2] * stride.h + i - padding.h, at[3] * stride.w + j - padding.w);
      }
    }
  }
  return total;
}

/// Every output must be what the definition says.
inline void expect_conv(
    const Tensor& x, const Tensor& w, const Tensor& b, Pair stride, Pair padding) {
  const Tensor y = conv2d(x, w, b, stride, padding);
  std::vector<float> expected;
  for (std::int64_t n = 0; n < y.size(0); ++n) {
    for (std::int64_t o = 0; o < y.size(1); ++o) {
      for (std::int64_t r = 0; r < y.size(2); ++r) {
        for (std::int64_t q = 0; q < y.size(3); ++q) {
          const double bias = b.defined() ? b.at({o}) : 0.0;
          expected.push_back(
              static_cast<float>(bias + naive_conv(x, w, {n, o, r, q}, stride, padding)));
        }
      }
    }
  }
  expect_near(y, expected, matmul_tol(w.size(1) * w.size(2) * w.size(3) + 1, 4, 4));
}

/// The gradients of f must agree with differences in every element of every input.
template <class F>
void expect_gradients(F&& f,
                      const In& inputs,
                      const char* file = __builtin_FILE(),
                      int line = __builtin_LINE()) {
  compared();
  const GradCheckResult result = gradcheck(f, inputs);
  if (!result.ok) report(file, line, result.message, "W0009");
  if (result.checked == 0) report(file, line, "no element was checked", "W0009");
}

/// 1 … h·w as one image of one channel.
inline Tensor counted(std::int64_t h, std::int64_t w) {
  return Tensor::arange(1, static_cast<float>(h * w + 1)).view({1, 1, h, w});
}

/// Random values of this shape.
inline Tensor noise(const Shape& shape, std::uint64_t seed) {
  Generator g(seed);
  return Tensor::randn(shape, 1, g);
}

/// The same values as x, but rows and columns change places in memory.
inline Tensor turned(const Tensor& x) {
  return x.transpose().contiguous().transpose();
}

}  // namespace tinytorch::test
