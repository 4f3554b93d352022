// Module 01: shapes, and the arithmetic of where elements stand in memory. Needs core.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <span>
#include <string>
#include <vector>

namespace tinytorch {

/// Sizes of the axes of a tensor, outermost first. Also used for strides and lists of axes.
/// Reads like a std::vector<std::int64_t>, holds up to 8 values, never touches the heap. (Given.)
/// Errors: TT-L0118 if a ninth value is added.
class Shape {
 public:
  static constexpr std::int64_t kMaxDims = 8;
  using value_type = std::int64_t;
  using iterator = std::int64_t*;
  using const_iterator = const std::int64_t*;

  constexpr Shape() noexcept = default;
  Shape(std::initializer_list<std::int64_t> values) : Shape(values.begin(), values.end()) {}
  explicit Shape(std::span<const std::int64_t> values) : Shape(values.begin(), values.end()) {}
  template <std::input_iterator It>
  Shape(It first, It last) {
    for (; first != last; ++first) push_back(static_cast<std::int64_t>(*first));
  }

  std::int64_t size() const noexcept { return size_; }
  bool empty() const noexcept { return size_ == 0; }
  std::int64_t& operator[](std::int64_t i) noexcept { return values_[static_cast<std::size_t>(i)]; }
  std::int64_t operator[](std::int64_t i) const noexcept {
    return values_[static_cast<std::size_t>(i)];
  }
  std::int64_t back() const noexcept { return (*this)[size_ - 1]; }
  iterator begin() noexcept { return values_.data(); }
  iterator end() noexcept { return values_.data() + size_; }
  const_iterator begin() const noexcept { return values_.data(); }
  const_iterator end() const noexcept { return values_.data() + size_; }

  void push_back(std::int64_t value) {
    if (size_ == kMaxDims) too_many();
    values_[static_cast<std::size_t>(size_++)] = value;
  }
  iterator insert(const_iterator before, std::int64_t value);
  iterator erase(const_iterator at);

  friend bool operator==(const Shape& a, const Shape& b) noexcept {
    if (a.size_ != b.size_) return false;
    for (std::int64_t i = 0; i < a.size_; ++i) {
      if (a[i] != b[i]) return false;
    }
    return true;
  }

 private:
  [[noreturn]] static void too_many();

  std::int64_t size_ = 0;
  std::array<std::int64_t, kMaxDims> values_{};
};

/// `(2, 3)`, `(4)`, `()`.
std::string to_string(const Shape& shape);

/// Number of elements: the product of the sizes, 1 for a 0-D shape.
/// Errors: TT-L0118 if a size is negative or the product does not fit 63 bits.
[[nodiscard]] std::int64_t numel(const Shape& shape);

/// Strides of a dense row-major array: the last axis moves by 1, each other by what stands right of
/// it. Units: elements. Sizes of 0 count as 1. Example: `row_major_strides({2, 3, 4})` is (12, 4,
/// 1).
[[nodiscard]] Shape row_major_strides(const Shape& shape);

/// Whether elements that follow each other in row-major order also do so in memory.
/// Axes of size 1 may have any stride; an array without elements is contiguous.
[[nodiscard]] bool is_contiguous(const Shape& shape, const Shape& strides);

/// Position of element `index` relative to the first one: the sum of index times stride.
/// Negative indices count from the end.
/// Errors: TT-L0108 if the count of indices is not the number of axes or one is out of range.
[[nodiscard]] std::int64_t linear_offset(std::span<const std::int64_t> index,
                                         const Shape& shape,
                                         const Shape& strides);

/// The common shape of two operands: aligned right, sizes equal or 1, a missing axis is 1.
/// Errors: TT-L0102 naming the first axis (from the right) that does not fit; `op` begins the
/// message. Example: (2, 1, 3) and (4, 1) give (2, 4, 3).
[[nodiscard]] Shape broadcast_shapes(const char* op, const Shape& a, const Shape& b);

/// Strides that read an array of `shape` as if it had the larger shape `to`: repeated axes get
/// stride 0. Shapes: `shape` must broadcast to `to` (checked by the caller).
[[nodiscard]] Shape broadcast_strides(const Shape& shape, const Shape& strides, const Shape& to);

}  // namespace tinytorch
