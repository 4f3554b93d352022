// Module 01, part join: putting tensors together, triangles, reversed axes (01.7).
#include <vector>

#include "tinytorch/detail/walk.hpp"
#include "tinytorch/ops.hpp"
#include "tinytorch/probe.hpp"
#include "tinytorch/record.hpp"

namespace tinytorch {
namespace {

void check_joinable(const char* op, std::span<const Tensor> tensors) {
  TT_CHECK(!tensors.empty(),
           ErrorKind::shape,
           116,
           op,
           "nothing to join",
           "the list holds 0 tensors",
           "pass at least one tensor");
}

// A copy of the matrices of x that keeps element (i, j) where keep(j - i) and has zeros elsewhere.
template <class F>
Tensor triangle(const char* op, const Tensor& x, F keep) {
  TT_CHECK(x.ndim() >= 2,
           ErrorKind::shape,
           104,
           op,
           "a triangle needs a matrix",
           "x is " + to_string(x.shape()),
           "pass a tensor with at least 2 axes");
  const ProbeScope probe(op, 0, 8 * x.numel());
  Tensor out = Tensor::zeros(x.shape());
  float* to = detail::raw_mutable(out);
  std::int64_t line = 0;
  // BEGIN SOLUTION 01.7
  for (detail::RowWalk<1> row(x.shape(), {&x.strides()}); row.more(); row.next()) {
    const std::int64_t i = line++ % x.size(-2);
    for (std::int64_t j = 0; j < row.cols(); ++j, ++to) {
      if (keep(j - i)) *to = detail::raw(x)[row.offset(0) + j * row.step(0)];
    }
  }
  // END SOLUTION
  return out;
}

}  // namespace

Tensor cat(std::span<const Tensor> tensors, std::int64_t dim) {
  check_joinable("cat", tensors);
  Shape shape = tensors.front().shape();
  dim = detail::checked_dim("cat", shape, dim);
  shape[dim] = 0;
  for (const Tensor& x : tensors) {
    Shape rest = x.shape();
    const bool fits = rest.size() == shape.size() && (rest[dim] = shape[dim], rest == shape);
    TT_CHECK(fits,
             ErrorKind::shape,
             116,
             "cat",
             "shapes differ outside the joined axis",
             "first is " + to_string(tensors.front().shape()) + ", another is " +
                 to_string(x.shape()) + ", dim " + std::to_string(dim),
             "make all other sizes equal, or use stack for a new axis");
    shape[dim] += x.shape()[dim];
  }
  const ProbeScope probe("cat", 0, 8 * numel(shape));
  Tensor out = Tensor::empty(shape);
  std::int64_t at = 0;
  // BEGIN SOLUTION 01.7
  for (const Tensor& x : tensors) {
    out.slice(dim, at, at + x.shape()[dim]).copy_(x.detach());
    at += x.shape()[dim];
  }
  // END SOLUTION
  return record("cat", out, tensors, {.dim = dim});
}

Tensor stack(std::span<const Tensor> tensors, std::int64_t dim) {
  check_joinable("stack", tensors);
  for (const Tensor& x : tensors) {
    TT_CHECK(
        x.shape() == tensors.front().shape(),
        ErrorKind::shape,
        116,
        "stack",
        "shapes differ",
        "first is " + to_string(tensors.front().shape()) + ", another is " + to_string(x.shape()),
        "give all tensors the same shape");
  }
  std::vector<Tensor> rows;
  rows.reserve(tensors.size());
  // BEGIN SOLUTION 01.7
  for (const Tensor& x : tensors) rows.push_back(x.unsqueeze(dim));
  // END SOLUTION
  return cat(rows, dim);
}

Tensor tril(const Tensor& x, std::int64_t k) {
  const Tensor out = triangle("tril", x, [k](std::int64_t diagonal) { return diagonal <= k; });
  return record("tril", out, {&x}, {.index = k});
}

Tensor triu(const Tensor& x, std::int64_t k) {
  const Tensor out = triangle("triu", x, [k](std::int64_t diagonal) { return diagonal >= k; });
  return record("triu", out, {&x}, {.index = k});
}

// Reading backwards is a walk with negative strides that begins at the last element.
Tensor flip(const Tensor& x, const Dims& dims) {
  const Shape axes = detail::checked_dims("flip", x.shape(), dims);
  Shape steps = x.strides();
  const ProbeScope probe("flip", 0, 8 * x.numel());
  Tensor out = Tensor::empty(x.shape());
  float* to = detail::raw_mutable(out);
  const float* from = detail::raw(x);
  // BEGIN SOLUTION 01.7
  for (const std::int64_t d : axes) {
    from += (x.shape()[d] - 1) * x.strides()[d];
    steps[d] = -x.strides()[d];
  }
  for (detail::RowWalk<1> row(x.shape(), {&steps}); row.more(); row.next()) {
    for (std::int64_t j = 0; j < row.cols(); ++j) *to++ = from[row.offset(0) + j * row.step(0)];
  }
  // END SOLUTION
  return record("flip", out, {&x}, {.dims = axes});
}

}  // namespace tinytorch
