// Module 01: Tensor, the one array type: a cheap handle on shared float32 memory, seen through
// shape, strides and offset. Needs core.
#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <iosfwd>
#include <optional>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include "tinytorch/detail/tensor_impl.hpp"
#include "tinytorch/error.hpp"
#include "tinytorch/random.hpp"
#include "tinytorch/shape.hpp"
#include "tinytorch/storage.hpp"

namespace tinytorch {

// NOLINTBEGIN(google-explicit-constructor): Nested, Index and Dims convert on purpose

// Nested, Index and Dims exist to be written as plain numbers and braces: they convert on purpose.
// NOLINTBEGIN(google-explicit-constructor)

/// A number, or a braced list of Nested: what `tensor({{1, 2}, {3, 4}})` takes.
class Nested {
 public:
  Nested() = default;  // the empty list
  template <class N>
  requires std::is_arithmetic_v<N> Nested(N value)
      : value_(static_cast<float>(value)), is_number_(true) {}
  Nested(std::initializer_list<Nested> items) : items_(items) {}

  bool is_number() const noexcept { return is_number_; }
  float value() const noexcept { return value_; }
  const std::vector<Nested>& items() const noexcept { return items_; }

 private:
  float value_ = 0;
  bool is_number_ = false;
  std::vector<Nested> items_;
};

/// Every `step`-th position from `start` up to, but not including, `stop`. Negative positions count
/// from the end, positions beyond the ends are clipped, absent means the end of the axis.
struct Slice {
  std::optional<std::int64_t> start{}, stop{};
  std::int64_t step = 1;
};
struct Ellipsis {};  // as many whole axes as are left
struct NewAxis {};   // a new axis of size 1

/// One entry of `Tensor::index`.
class Index {
 public:
  enum class Kind { integer, slice, ellipsis, new_axis };
  template <std::integral I>
  requires(!std::same_as<I, bool>) Index(I i)
      : kind_(Kind::integer), at_(static_cast<std::int64_t>(i)) {}
  Index(Slice s) : kind_(Kind::slice), slice_(s) {}
  Index(Ellipsis) : kind_(Kind::ellipsis) {}
  Index(NewAxis) : kind_(Kind::new_axis) {}

  Kind kind() const noexcept { return kind_; }
  std::int64_t at() const noexcept { return at_; }
  const Slice& slice() const noexcept { return slice_; }

 private:
  Kind kind_;
  std::int64_t at_ = 0;
  Slice slice_{};
};

/// Which axes to reduce: nothing (all of them), one integer, a braced list, or a Shape.
class Dims {
 public:
  Dims() = default;
  template <std::integral I>
  requires(!std::same_as<I, bool>) Dims(I dim) : dims_{static_cast<std::int64_t>(dim)} {}
  Dims(std::initializer_list<std::int64_t> dims) : dims_(dims) {}
  Dims(const Shape& dims) : dims_(dims) {}

  bool all() const noexcept { return dims_.empty(); }
  const Shape& list() const noexcept { return dims_; }

 private:
  Shape dims_{};
};

// NOLINTEND(google-explicit-constructor)

// NOLINTEND(google-explicit-constructor)

/// A handle on an n-dimensional array of float32 values.
/// Copying a Tensor copies the handle: values, gradient and the requires_grad flag are shared;
/// `clone()` copies values. Operations return new tensors; only names ending in `_` and
/// `mutable_data()` write, and what they write is seen through every handle and view of the same
/// memory, const ones too. Thread-safety: reading from several threads is safe; writing needs the
/// caller's own order. Errors: every member but the default constructor, defined() and assignment
/// throws TT-L0003 on an undefined tensor.
class Tensor {
 public:
  Tensor() = default;  // undefined: defined() == false
  Tensor(const Tensor&) = default;
  Tensor(Tensor&&) noexcept = default;
  Tensor& operator=(const Tensor&) & = default;
  Tensor& operator=(Tensor&&) & noexcept = default;
  ~Tensor() = default;

  // ---- what it is ----
  bool defined() const noexcept { return static_cast<bool>(impl_); }
  const Shape& shape() const { return impl().shape; }
  /// Size of one axis; negative axes count from the end. Errors: TT-L0107.
  std::int64_t size(std::int64_t dim) const;
  std::int64_t ndim() const { return impl().shape.size(); }
  std::int64_t numel() const { return impl().numel; }
  /// Units: elements.
  const Shape& strides() const { return impl().strides; }
  std::int64_t storage_offset() const { return impl().offset; }
  bool is_contiguous() const { return impl().contiguous; }
  /// Bytes that the values need: 4 · numel. `storage_bytes` is what is really held for them.
  std::int64_t memory_footprint() const { return 4 * impl().numel; }
  std::int64_t storage_bytes() const { return impl().storage->bytes(); }
  /// Whether both handles name one tensor (not merely equal values).
  bool is_same(const Tensor& other) const noexcept { return impl_ == other.impl_; }
  /// Whether both look at the same memory.
  bool shares_storage(const Tensor& other) const { return impl().storage == other.impl().storage; }

  // ---- values ----
  /// The only value. Errors: TT-L0109 if there is not exactly one.
  float item() const;
  /// One value by position; negative positions count from the end. Errors: TT-L0108.
  float at(std::initializer_list<std::int64_t> index) const;
  void set_(std::initializer_list<std::int64_t> index, float value);
  /// All values in memory order. Errors: TT-L0112 if the tensor is not contiguous.
  std::span<const float> data() const;
  /// The same for writing; tells autograd that values may have changed.
  std::span<float> mutable_data();
  /// A copy of all values in row-major order, whatever the strides.
  std::vector<float> to_vector() const;
  /// The values as whole numbers. Errors: TT-L0115 if one is not finite, not whole, or beyond
  /// ±2^24.
  std::vector<std::int32_t> to_ids() const;

  // ---- views: share memory, copy nothing ----
  /// The same elements under another shape. One size may be -1.
  /// Errors: TT-L0105 counts differ; TT-L0106 bad -1; TT-L0111 if the strides would need a copy.
  Tensor view(const Shape& shape) const;
  /// Swaps the last two axes; a 0-D or 1-D tensor comes back unchanged.
  Tensor transpose() const;
  /// Swaps two axes. Errors: TT-L0107.
  Tensor transpose(std::int64_t dim0, std::int64_t dim1) const;
  /// Reorders all axes: result axis i is axis dims[i]. Errors: TT-L0120 if `dims` is no
  /// permutation.
  Tensor permute(const Shape& dims) const;
  /// Drops an axis of size 1; an axis of another size stays. Errors: TT-L0107.
  Tensor squeeze(std::int64_t dim) const;
  /// Adds an axis of size 1 before `dim`, -1 … at the end. Errors: TT-L0107.
  Tensor unsqueeze(std::int64_t dim) const;
  /// Repeats axes of size 1 (stride 0) and adds axes at the front; -1 keeps a size. Errors:
  /// TT-L0102.
  Tensor expand(const Shape& shape) const;
  /// Positions start, start + step, … below end of one axis, clipped like Python's.
  /// Errors: TT-L0107 axis; TT-L0117 if step < 1.
  Tensor slice(std::int64_t dim, std::int64_t start, std::int64_t end, std::int64_t step = 1) const;
  /// One position of one axis; the axis goes away. Errors: TT-L0107, TT-L0108.
  Tensor select(std::int64_t dim, std::int64_t index) const;
  /// Integers drop an axis, slices keep it, at most one Ellipsis, NewAxis adds one.
  /// Errors: TT-L0107 too many entries or two Ellipsis; TT-L0108; TT-L0117.
  /// Example: `x.index({0, Ellipsis{}, Slice{1, 3}})`
  Tensor index(std::initializer_list<Index> entries) const;
  Tensor operator[](std::int64_t i) const { return select(0, i); }
  /// The same values without history: no gradient flows through it.
  Tensor detach() const;

  // ---- copies ----
  /// Like view where the strides allow, else a copy. Errors: TT-L0105, TT-L0106.
  Tensor reshape(const Shape& shape) const;
  /// Joins axes start_dim … end_dim into one. A 0-D tensor becomes 1-D. Errors: TT-L0107.
  Tensor flatten(std::int64_t start_dim = 0, std::int64_t end_dim = -1) const;
  /// This handle if already contiguous, else a dense copy.
  Tensor contiguous() const;
  /// Always a dense copy.
  Tensor clone() const;

  // ---- in place: write through this handle, return it ----
  // The right side broadcasts, the left shape
  // never changes; overlapping memory gives the result as if the right side had been copied first.
  // Errors: TT-L0102 shapes; TT-L0114 if this tensor repeats elements (expanded); TT-L0604 while
  // recording.
  Tensor& add_(const Tensor& other, float alpha = 1);  // += alpha · other
  Tensor& sub_(const Tensor& other);
  Tensor& mul_(const Tensor& other);
  Tensor& div_(const Tensor& other);
  Tensor& copy_(const Tensor& other);
  Tensor& fill_(float value);
  Tensor& zero_();
  Tensor& clamp_(float lo, float hi);

  // ---- factories ----
  // Errors:
  // TT-L0118 for a negative size or one too large; TT-L0004 without memory.
  static Tensor empty(const Shape& shape);  // values are whatever the memory held
  static Tensor zeros(const Shape& shape);
  static Tensor ones(const Shape& shape);
  static Tensor full(const Shape& shape, float value);
  static Tensor zeros_like(const Tensor& x) { return zeros(x.shape()); }
  static Tensor ones_like(const Tensor& x) { return ones(x.shape()); }
  /// The identity matrix, (n, n).
  static Tensor eye(std::int64_t n);
  /// start, start + step, … before end. Errors: TT-L0117 if step is 0, not finite, or leads away
  /// from end.
  static Tensor arange(float start, float end, float step = 1);
  /// `steps` values from start to end, both included. Errors: TT-L0118 if steps < 0.
  static Tensor linspace(float start, float end, std::int64_t steps);
  /// Errors: TT-L0113 if the number of values is not that of the shape.
  static Tensor from_vector(std::span<const float> values, const Shape& shape);
  static Tensor from_ids(std::span<const std::int32_t> ids, const Shape& shape);
  /// Uniform in [0, 1), in row-major order.
  static Tensor rand(const Shape& shape, Generator& generator = default_generator());
  /// Normal with mean 0 and standard deviation `std`.
  static Tensor randn(const Shape& shape,
                      double std = 1,
                      Generator& generator = default_generator());
  /// Whole numbers in [low, high). Errors: TT-L0007 if the range is empty.
  static Tensor randint(std::int64_t low,
                        std::int64_t high,
                        const Shape& shape,
                        Generator& generator = default_generator());

  // ---- autograd: the flag lives here, the rest is defined by module 06 ----
  bool requires_grad() const { return impl().requires_grad; }
  /// Errors: TT-L0607 if history says otherwise.
  Tensor& requires_grad_(bool on = true);
  /// Whether the tensor was made by the user and not by a recorded op.
  bool is_leaf() const;
  /// The accumulated gradient; undefined before the first backward.
  Tensor grad() const;
  /// Errors: TT-L0608 if the shape is not this tensor's. An undefined tensor clears it.
  void set_grad(const Tensor& gradient);
  /// Makes grad() undefined.
  void zero_grad();
  /// Gradients of this tensor for every tensor it was computed from; see autograd.hpp.
  void backward(const Tensor& gradient = {}, bool retain_graph = false) const;

  // ---- ops as members: the free functions of ops.hpp with this tensor first ----
  Tensor add(const Tensor& other) const;
  Tensor sub(const Tensor& other) const;
  Tensor mul(const Tensor& other) const;
  Tensor div(const Tensor& other) const;
  Tensor maximum(const Tensor& other) const;
  Tensor minimum(const Tensor& other) const;
  Tensor neg() const;
  Tensor exp() const;
  Tensor log() const;
  Tensor sqrt() const;
  Tensor abs() const;
  Tensor square() const;
  Tensor pow(float exponent) const;
  Tensor clamp(float lo, float hi) const;
  Tensor matmul(const Tensor& other) const;
  Tensor sum(const Dims& dims = {}, bool keepdim = false) const;
  Tensor mean(const Dims& dims = {}, bool keepdim = false) const;
  Tensor max(const Dims& dims = {}, bool keepdim = false) const;
  Tensor min(const Dims& dims = {}, bool keepdim = false) const;
  Tensor var(const Dims& dims = {}, bool keepdim = false, bool unbiased = false) const;
  Tensor argmax(std::int64_t dim = -1, bool keepdim = false) const;
  Tensor eq(const Tensor& other) const;
  Tensor ne(const Tensor& other) const;
  Tensor lt(const Tensor& other) const;
  Tensor le(const Tensor& other) const;
  Tensor gt(const Tensor& other) const;
  Tensor ge(const Tensor& other) const;
  Tensor masked_fill(const Tensor& mask, float value) const;
  Tensor masked_select(const Tensor& mask) const;
  Tensor index_select(std::int64_t dim, const Tensor& ids) const;
  Tensor gather(std::int64_t dim, const Tensor& ids) const;
  Tensor tril(std::int64_t k = 0) const;
  Tensor triu(std::int64_t k = 0) const;
  Tensor flip(const Dims& dims) const;
  bool equal(const Tensor& other) const;
  bool allclose(const Tensor& other, double rtol = 1e-5, double atol = 1e-8) const;

 private:
  friend detail::TensorImpl& detail::impl(const Tensor& x);
  friend Tensor detail::make_tensor(detail::Ref<Storage>, const Shape&, const Shape&, std::int64_t);

  explicit Tensor(detail::TensorImpl* impl) noexcept : impl_(impl) {}
  detail::TensorImpl& impl() const {
    if (!impl_) undefined();
    return *impl_;
  }
  [[noreturn]] static void undefined();

  detail::Ref<detail::TensorImpl> impl_;
};

/// The one way to make a tensor from values: `tensor(7)` is 0-D, `tensor({1, 2})` has shape (2),
/// `tensor({{1, 2}, {3, 4}})` has shape (2, 2), `tensor({})` has shape (0).
/// Errors: TT-L0101 if rows differ in length or depth.
Tensor tensor(const Nested& values, bool requires_grad = false);

namespace detail {
inline TensorImpl& impl(const Tensor& x) {
  return x.impl();
}
inline const float* raw(const Tensor& x) {
  return impl(x).first();
}
inline float* raw_mutable(Tensor& x) {
  impl(x).storage->bump_version();
  return impl(x).first();
}
}  // namespace detail

}  // namespace tinytorch

#include "tinytorch/ops.hpp"
