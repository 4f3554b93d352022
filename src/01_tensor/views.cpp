// Module 01, part views: the same memory under another shape (01.6), and copies when that cannot
// be.
#include <algorithm>
#include <string>

#include "tinytorch/detail/walk.hpp"
#include "tinytorch/record.hpp"
#include "tinytorch/tensor.hpp"

namespace tinytorch {

Tensor detail::alias(const Tensor& x,
                     const Shape& shape,
                     const Shape& strides,
                     std::int64_t offset) {
  return make_tensor(impl(x).storage, shape, strides, offset);
}

namespace {

using detail::alias;
using detail::checked_dim;

// The asked-for shape with its -1, if any, replaced by what the element count leaves for it.
Shape resolved(const char* op, const Tensor& x, const Shape& shape) {
  Shape out = shape;
  std::int64_t hole = -1;
  bool possible = true;
  for (std::int64_t d = 0; d < shape.size(); ++d) {
    if (shape[d] == -1 && hole < 0) out[hole = d] = 1;
    possible = possible && out[d] >= 0;
  }
  const std::int64_t known = possible ? numel(out) : 0;
  possible = possible && (hole < 0 || (known != 0 && x.numel() % known == 0));
  TT_CHECK(possible,
           ErrorKind::shape,
           106,
           op,
           "the size for -1 cannot be found",
           "x is " + to_string(x.shape()) + " with " + std::to_string(x.numel()) +
               " elements, asked for " + to_string(shape),
           "use at most one -1, sizes of at least 0, and a product that divides the element count");
  if (hole >= 0) out[hole] = x.numel() / known;
  TT_CHECK(numel(out) == x.numel(),
           ErrorKind::shape,
           105,
           op,
           "element counts differ",
           to_string(x.shape()) + " to " + to_string(shape) + ": " + std::to_string(x.numel()) +
               " elements vs " + std::to_string(numel(out)) + " elements",
           "choose sizes whose product is " + std::to_string(x.numel()));
  return out;
}

// Strides that show x under `shape` without moving anything; empty if there are none.
// Axes of x that follow each other densely form a block; each block must be split exactly.
std::optional<Shape> view_strides(const Tensor& x, const Shape& shape) {
  Shape strides = shape;
  // BEGIN SOLUTION 01.6
  if (x.is_contiguous()) return row_major_strides(shape);
  std::int64_t to = shape.size() - 1, step = x.strides().back(), block = 1, filled = 1;
  for (std::int64_t from = x.ndim() - 1; from >= 0; --from) {
    block *= x.shape()[from];
    const bool goes_on =
        from > 0 && (x.shape()[from - 1] == 1 || x.strides()[from - 1] == block * step);
    if (goes_on) continue;
    for (; to >= 0 && (filled < block || shape[to] == 1); --to) {
      strides[to] = filled * step;
      filled *= shape[to];
    }
    if (filled != block) return std::nullopt;
    block = filled = 1;
    if (from > 0) step = x.strides()[from - 1];
  }
  // END SOLUTION
  return strides;
}

}  // namespace

Tensor Tensor::view(const Shape& shape) const {
  const Shape sizes = resolved("view", *this, shape);
  const std::optional<Shape> strides = view_strides(*this, sizes);
  TT_CHECK(strides.has_value(),
           ErrorKind::value,
           111,
           "view",
           "these elements cannot be viewed that way without a copy",
           "x is " + to_string(this->shape()) + " with strides " + to_string(this->strides()) +
               ", asked for " + to_string(sizes),
           "call reshape, which copies when it must");
  return record("view", alias(*this, sizes, *strides, storage_offset()), {this});
}

Tensor Tensor::reshape(const Shape& shape) const {
  const Shape sizes = resolved("reshape", *this, shape);
  // BEGIN SOLUTION 01.6
  return view_strides(*this, sizes) ? view(sizes) : contiguous().view(sizes);
  // END SOLUTION
}

Tensor Tensor::flatten(std::int64_t start_dim, std::int64_t end_dim) const {
  if (ndim() == 0) return reshape({1});
  const std::int64_t first = checked_dim("flatten", shape(), start_dim);
  const std::int64_t last = checked_dim("flatten", shape(), end_dim);
  TT_CHECK(first <= last,
           ErrorKind::index,
           107,
           "flatten",
           "start_dim stands after end_dim",
           "x is " + to_string(shape()) + ", start_dim " + std::to_string(first) + ", end_dim " +
               std::to_string(last),
           "pass start_dim <= end_dim");
  Shape joined(shape().begin(), shape().begin() + first);
  joined.push_back(tinytorch::numel(Shape(shape().begin() + first, shape().begin() + last + 1)));
  for (std::int64_t d = last + 1; d < ndim(); ++d) joined.push_back(shape()[d]);
  return reshape(joined);
}

Tensor Tensor::permute(const Shape& dims) const {
  Shape order = dims, sizes = dims, steps = dims;
  bool once_each = dims.size() == ndim();
  Shape seen{0, 0, 0, 0, 0, 0, 0, 0};
  for (std::int64_t i = 0; once_each && i < dims.size(); ++i) {
    order[i] = dims[i] < 0 ? dims[i] + ndim() : dims[i];
    once_each = order[i] >= 0 && order[i] < ndim() && seen[order[i]]++ == 0;
  }
  TT_CHECK(once_each,
           ErrorKind::value,
           120,
           "permute",
           "dims are no permutation",
           "x is " + to_string(shape()) + ", dims are " + to_string(dims),
           "name each axis from 0 to " + std::to_string(ndim() - 1) + " exactly once");
  // BEGIN SOLUTION 01.6
  for (std::int64_t i = 0; i < ndim(); ++i) {
    sizes[i] = shape()[order[i]];
    steps[i] = strides()[order[i]];
  }
  // END SOLUTION
  return record("permute", alias(*this, sizes, steps, storage_offset()), {this}, {.dims = order});
}

Tensor Tensor::transpose() const {
  return ndim() < 2 ? *this : transpose(-2, -1);
}

Tensor Tensor::transpose(std::int64_t dim0, std::int64_t dim1) const {
  dim0 = checked_dim("transpose", shape(), dim0);
  dim1 = checked_dim("transpose", shape(), dim1);
  Shape order = shape();
  // BEGIN SOLUTION 01.6
  for (std::int64_t d = 0; d < ndim(); ++d) order[d] = d;
  std::swap(order[dim0], order[dim1]);
  return permute(order);
  // END SOLUTION
}

Tensor Tensor::squeeze(std::int64_t dim) const {
  dim = checked_dim("squeeze", shape(), dim);
  if (shape()[dim] != 1) return *this;
  Shape sizes = shape(), steps = strides();
  // BEGIN SOLUTION 01.6
  sizes.erase(sizes.begin() + dim);
  steps.erase(steps.begin() + dim);
  // END SOLUTION
  return record("view", alias(*this, sizes, steps, storage_offset()), {this});
}

Tensor Tensor::unsqueeze(std::int64_t dim) const {
  TT_CHECK(dim >= -ndim() - 1 && dim <= ndim(),
           ErrorKind::index,
           107,
           "unsqueeze",
           "there is no place " + std::to_string(dim) + " for a new axis",
           "x is " + to_string(shape()) + ", so places run from " + std::to_string(-ndim() - 1) +
               " to " + std::to_string(ndim()),
           "pass one of these places");
  if (dim < 0) dim += ndim() + 1;
  Shape sizes = shape(), steps = strides();
  // BEGIN SOLUTION 01.6
  const std::int64_t step = dim < ndim() ? sizes[dim] * steps[dim] : 1;
  sizes.insert(sizes.begin() + dim, 1);
  steps.insert(steps.begin() + dim, step);
  // END SOLUTION
  return record("view", alias(*this, sizes, steps, storage_offset()), {this});
}

Tensor Tensor::expand(const Shape& shape) const {
  Shape sizes = shape;
  const std::int64_t missing = shape.size() - ndim();
  bool fits = missing >= 0;
  for (std::int64_t d = 0; fits && d < shape.size(); ++d) {
    if (sizes[d] == -1 && d >= missing) sizes[d] = this->shape()[d - missing];
    fits = sizes[d] >= 0;
  }
  fits = fits && broadcast_shapes("expand", this->shape(), sizes) == sizes;
  TT_CHECK(fits,
           ErrorKind::shape,
           102,
           "expand",
           "only axes of size 1 can be repeated",
           "x is " + to_string(this->shape()) + ", asked for " + to_string(shape),
           "keep the other sizes as they are");
  Shape steps = sizes;
  // BEGIN SOLUTION 01.6
  steps = broadcast_strides(this->shape(), strides(), sizes);
  // END SOLUTION
  return record("expand", alias(*this, sizes, steps, storage_offset()), {this});
}

Tensor Tensor::detach() const {
  return alias(*this, shape(), strides(), storage_offset());
}

Tensor Tensor::contiguous() const {
  if (is_contiguous()) return *this;
  Tensor out = empty(shape());
  out.copy_(detach());
  return record("contiguous", out, {this});
}

Tensor Tensor::clone() const {
  Tensor out = empty(shape());
  out.copy_(detach());
  return record("clone", out, {this});
}

}  // namespace tinytorch
