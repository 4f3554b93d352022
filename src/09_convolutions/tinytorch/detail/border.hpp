// Module 09, given: images that carry their padding, so that a convolution meets no border, and
// with stride 1 a whole plane is one long row.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "tinytorch/detail/sliding.hpp"
#include "tinytorch/detail/walk.hpp"

namespace tinytorch::detail {

/// The same convolution with the padding inside the images. With stride 1 rows of outputs lie as
/// far apart as rows of inputs. The few outputs between two rows mean nothing: they are not handed
/// out, and their gradient is zero.
inline Sliding bordered(const Sliding& s) {
  Sliding t = s;
  t.height += 2 * s.padding.h;
  t.width += 2 * s.padding.w;
  t.padding = 0;
  if (s.stride.h == 1 && s.stride.w == 1) t.out_width = t.width;
  return t;
}

/// Calls row(output, input, n) for each row of outputs that element (i, j) of the kernel touches:
/// n outputs from position `output` of their plane meet inputs from position `input` of theirs,
/// which lie stride.w apart. `s` is bordered.
template <class Row>
void each_row(const Sliding& s, std::int64_t i, std::int64_t j, const Row& row) {
  const std::int64_t first = i * s.width + j;
  if (s.stride.h == 1 && s.stride.w == 1) return row(0, first, s.out_plane() - s.kernel.w + 1);
  for (std::int64_t r = 0; r < s.out_height; ++r) {
    row(r * s.out_width, r * s.stride.h * s.width + first, s.out_width);
  }
}

/// Numbers in the order a loop wants them: a copy, or a tensor that has it already.
struct Laid {
  Tensor dense{};
  std::vector<float> copy{};
  const float* data() const { return copy.empty() ? raw(dense) : copy.data(); }
};

/// Copies the corner that planes of two sizes have in common.
inline void copy_corners(
    const float* from, Pair from_size, float* to, Pair to_size, std::int64_t planes) {
  const std::int64_t rows = std::min(from_size.h, to_size.h);
  const std::int64_t cols = std::min(from_size.w, to_size.w);
  for (std::int64_t plane = 0; plane < planes; ++plane) {
    for (std::int64_t r = 0; r < rows; ++r) {
      std::copy_n(from + r * from_size.w, cols, to + r * to_size.w);
    }
    from += from_size.h * from_size.w;
    to += to_size.h * to_size.w;
  }
}

/// x with zeros around each plane. Shapes: (B, C, H, W) → (B, C, H + 2p, W + 2p).
inline Laid with_border(const Tensor& x, const Sliding& s) {
  const Sliding t = bordered(s);
  Laid laid{.dense = x.contiguous()};
  if (t.plane() == s.plane()) return laid;
  laid.copy.resize(static_cast<std::size_t>(s.batch * s.channels * t.plane()));
  const Range rows = inside(s.height, t.height, 1, -s.padding.h);
  const Range cols = inside(s.width, t.width, 1, -s.padding.w);
  const float* from = raw(laid.dense);
  for (std::int64_t plane = 0; plane < s.batch * s.channels; ++plane) {
    float* to = laid.copy.data() + plane * t.plane() + cols.begin;
    for (std::int64_t r = rows.begin; r < rows.end; ++r, from += s.width) {
      std::copy_n(from, cols.end - cols.begin, to + r * t.width);
    }
  }
  return laid;
}

/// Without the border. Shapes: planes of bordered(s) → (B, C, H, W).
inline Tensor without_border(const Tensor& x, const Sliding& s) {
  const Sliding t = bordered(s);
  if (t.plane() == s.plane()) return x;
  Tensor out = Tensor::empty({s.batch, s.channels, s.height, s.width});
  const float* from = raw(x) + s.padding.h * t.width + s.padding.w;
  const std::int64_t planes = s.batch * s.channels;
  copy_corners(from, {t.height, t.width}, raw_mutable(out), {s.height, s.width}, planes);
  return out;
}

/// Outputs with their rows as far apart as bordered(s) has them, zero between them.
inline Laid spread(const Tensor& y, const Sliding& s) {
  const Sliding t = bordered(s);
  Laid laid{.dense = y.contiguous()};
  if (t.out_width == s.out_width) return laid;
  const std::int64_t planes = s.batch * y.size(1);
  laid.copy.resize(static_cast<std::size_t>(planes * t.out_plane()));
  const Pair narrow{s.out_height, s.out_width}, wide{t.out_height, t.out_width};
  copy_corners(raw(laid.dense), narrow, laid.copy.data(), wide, planes);
  return laid;
}

}  // namespace tinytorch::detail
