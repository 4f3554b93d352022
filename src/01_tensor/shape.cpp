// Module 01, part shape: sizes, strides and positions (01.1), and how shapes broadcast (01.3).
#include "tinytorch/shape.hpp"

#include <algorithm>
#include <limits>

#include "tinytorch/detail/walk.hpp"
#include "tinytorch/error.hpp"

namespace tinytorch {

Shape::iterator Shape::insert(const_iterator before, std::int64_t value) {
  const std::int64_t at = before - begin();
  push_back(value);
  std::rotate(begin() + at, end() - 1, end());
  return begin() + at;
}

Shape::iterator Shape::erase(const_iterator at) {
  iterator gone = begin() + (at - begin());
  std::move(gone + 1, end(), gone);
  --size_;
  return gone;
}

void Shape::too_many() {
  throw Error(ErrorKind::shape,
              118,
              "shape",
              "more than 8 axes",
              "a ninth axis was added",
              "join axes with flatten or reshape first");
}

std::string to_string(const Shape& shape) {
  std::string text = "(";
  for (std::int64_t i = 0; i < shape.size(); ++i) {
    text += (i > 0 ? ", " : "") + std::to_string(shape[i]);
  }
  return text + ")";
}

std::int64_t numel(const Shape& shape) {
  std::int64_t count = 1;
  bool fits = true;
  // BEGIN SOLUTION 01.1
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  bool none = false;
  for (const std::int64_t size : shape) {
    none = none || size == 0;
    const std::int64_t steps =
        std::max<std::int64_t>(size, 1);  // as in the strides, which must fit, too
    fits = fits && size >= 0 && count <= kMost / steps;
    count = fits ? count * steps : 0;
  }
  if (none) count = 0;
  // END SOLUTION
  TT_CHECK(fits,
           ErrorKind::shape,
           118,
           "shape",
           "sizes are negative or too large",
           "shape is " + to_string(shape),
           "use sizes of at least 0 whose product is below 2^63");
  return count;
}

Shape row_major_strides(const Shape& shape) {
  Shape strides = shape;
  // BEGIN SOLUTION 01.1
  std::int64_t step = 1;
  for (std::int64_t d = shape.size() - 1; d >= 0; --d) {
    strides[d] = step;
    step *= std::max<std::int64_t>(shape[d], 1);
  }
  // END SOLUTION
  return strides;
}

bool is_contiguous(const Shape& shape, const Shape& strides) {
  // BEGIN SOLUTION 01.1
  std::int64_t step = 1;
  bool dense = true;
  for (std::int64_t d = shape.size() - 1; d >= 0; --d) {
    if (shape[d] == 0) return true;
    dense = dense && (shape[d] == 1 || strides[d] == step);
    step *= shape[d];
  }
  return dense;
  // END SOLUTION
}

std::int64_t linear_offset(std::span<const std::int64_t> index,
                           const Shape& shape,
                           const Shape& strides) {
  TT_CHECK(std::ssize(index) == shape.size(),
           ErrorKind::index,
           108,
           "at",
           "one index per axis is needed",
           std::to_string(index.size()) + " indices for shape " + to_string(shape),
           "pass " + std::to_string(shape.size()) + " indices, or use index() for views");
  std::int64_t offset = 0;
  // BEGIN SOLUTION 01.1
  for (std::int64_t d = 0; d < shape.size(); ++d) {
    const std::int64_t at =
        detail::checked_index("at", index[static_cast<std::size_t>(d)], shape, d);
    offset += at * strides[d];
  }
  // END SOLUTION
  return offset;
}

Shape broadcast_shapes(const char* op, const Shape& a, const Shape& b) {
  Shape common = a.size() >= b.size() ? a : b;
  std::int64_t clash = 0;  // the axis that does not fit, counted from the right: -1, -2, …
  // BEGIN SOLUTION 01.3
  for (std::int64_t right = 1; right <= std::min(a.size(), b.size()); ++right) {
    const std::int64_t m = a[a.size() - right], n = b[b.size() - right];
    if (m != n && m != 1 && n != 1 && clash == 0) clash = -right;
    common[common.size() - right] = m == 1 ? n : m;
  }
  // END SOLUTION
  TT_CHECK(clash == 0,
           ErrorKind::shape,
           102,
           op,
           "shapes do not broadcast",
           "a is " + to_string(a) + ", b is " + to_string(b) + ": axis " + std::to_string(clash) +
               " has " + std::to_string(a[a.size() + clash]) + " and " +
               std::to_string(b[b.size() + clash]),
           "make these sizes equal, or one of them 1 (unsqueeze, reshape)");
  return common;
}

Shape broadcast_strides(const Shape& shape, const Shape& strides, const Shape& to) {
  Shape wide = to;
  // BEGIN SOLUTION 01.3
  const std::int64_t missing = to.size() - shape.size();
  for (std::int64_t d = 0; d < to.size(); ++d) {
    const bool repeated = d < missing || (shape[d - missing] == 1 && to[d] != 1);
    wide[d] = repeated ? 0 : strides[d - missing];
  }
  // END SOLUTION
  return wide;
}

}  // namespace tinytorch
