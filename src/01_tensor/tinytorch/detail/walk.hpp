// Module 01, given: visiting the rows of strided arrays, and checks that several parts share.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "tinytorch/shape.hpp"
#include "tinytorch/tensor.hpp"

namespace tinytorch::detail {

/// Steps through N arrays of one shape row by row (a row is the last axis) in row-major order, and
/// knows for each array where the present row begins and how far apart its elements are. Example:
/// `for (RowWalk<1> w(shape, {&strides}); w.more(); w.next()) use(p + w.offset(0), w.step(0));`
template <int N>
class RowWalk {
 public:
  RowWalk(const Shape& shape, const std::array<const Shape*, N>& strides)
      : shape_(shape), strides_(strides) {
    cols_ = shape.empty() ? 1 : shape.back();
    rows_left_ = 1;
    for (std::int64_t d = 0; d + 1 < shape.size(); ++d) rows_left_ *= shape[d];
    if (cols_ == 0) rows_left_ = 0;
  }

  bool more() const noexcept { return rows_left_ > 0; }
  std::int64_t cols() const noexcept { return cols_; }
  std::int64_t offset(int k) const noexcept { return offsets_[static_cast<std::size_t>(k)]; }
  std::int64_t step(int k) const noexcept {
    return shape_.empty() ? 1 : strides_[static_cast<std::size_t>(k)]->back();
  }

  void next() noexcept {
    --rows_left_;
    for (std::int64_t d = shape_.size() - 2; d >= 0; --d) {
      const bool carry = ++at_[d] == shape_[d];
      const std::int64_t move = carry ? 1 - shape_[d] : 1;
      for (std::size_t k = 0; k < N; ++k) offsets_[k] += move * (*strides_[k])[d];
      if (!carry) return;
      at_[d] = 0;
    }
  }

 private:
  const Shape& shape_;
  std::array<const Shape*, N> strides_;
  std::array<std::int64_t, N> offsets_{};
  Shape at_{0, 0, 0, 0, 0, 0, 0, 0};
  std::int64_t cols_ = 1, rows_left_ = 1;
};

/// Another view of the memory of x, without history.
Tensor alias(const Tensor& x, const Shape& shape, const Shape& strides, std::int64_t offset);

/// A non-negative axis number. Errors: TT-L0107 if `dim` is outside [-ndim, ndim).
std::int64_t checked_dim(const char* op, const Shape& shape, std::int64_t dim);

/// The named axes, or all if none is named, non-negative and ascending.
/// Errors: TT-L0107 if one is outside [-ndim, ndim) or given twice.
Shape checked_dims(const char* op, const Shape& shape, const Dims& dims);

/// A non-negative position on axis `dim`. Errors: TT-L0108 if `index` is outside [-size, size).
std::int64_t checked_index(const char* op,
                           std::int64_t index,
                           const Shape& shape,
                           std::int64_t dim);

/// Errors: TT-L0119 if the mask holds anything but 0 and 1.
void check_mask(const char* op, const Tensor& mask);

/// Errors: TT-L0604 while recording, TT-L0114 if `dst` shows one element at several places.
void check_in_place(const char* op, const Tensor& dst, const Tensor& src);

/// Whole numbers below `limit`, negative ones counted from the end.
/// Errors: TT-L0115 not whole; TT-L0108 out of range.
std::vector<std::int64_t> checked_ids(const char* op, const Tensor& ids, std::int64_t limit);

/// out += a·b over dense rows of b and out; a may have any strides.
/// Shapes: a is (m, k) with steps a_row, a_col; b is (k, n); out is (m, n). Units: elements.
/// Cost: 2·m·k·n flops, walking b and out row by row.
void add_product(const float* a,
                 std::int64_t a_row,
                 std::int64_t a_col,
                 const float* b,
                 float* out,
                 std::int64_t m,
                 std::int64_t k,
                 std::int64_t n);

}  // namespace tinytorch::detail
