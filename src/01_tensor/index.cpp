// Module 01, part index: choosing elements, by views where a stride can say it (01.7).
#include <algorithm>
#include <vector>

#include "tinytorch/detail/walk.hpp"
#include "tinytorch/ops.hpp"
#include "tinytorch/probe.hpp"
#include "tinytorch/record.hpp"

namespace tinytorch {
namespace {

using detail::alias;
using detail::checked_dim;
using detail::raw;
using detail::raw_mutable;

// A position as Python's slices read it: negative ones count from the end, all are clipped to [0,
// size].
std::int64_t clipped(std::int64_t at, std::int64_t size) {
  return std::clamp<std::int64_t>(at < 0 ? at + size : at, 0, size);
}

// The mask seen under the shape of x.
Tensor spread_mask(const char* op, const Tensor& mask, const Shape& shape) {
  detail::check_mask(op, mask);
  TT_CHECK(broadcast_shapes(op, shape, mask.shape()) == shape,
           ErrorKind::shape,
           102,
           op,
           "the mask is larger than x",
           "x is " + to_string(shape) + ", the mask is " + to_string(mask.shape()),
           "make a mask that broadcasts to x");
  return mask.detach().expand(shape);
}

}  // namespace

// ---- views ----

Tensor Tensor::slice(std::int64_t dim,
                     std::int64_t start,
                     std::int64_t end,
                     std::int64_t step) const {
  dim = checked_dim("slice", shape(), dim);
  TT_CHECK(step >= 1,
           ErrorKind::value,
           117,
           "slice",
           "step must be at least 1",
           "step is " + std::to_string(step) + " on axis " + std::to_string(dim) + " of " +
               to_string(shape()),
           "use flip to walk backwards");
  Shape sizes = shape(), steps = strides();
  std::int64_t offset = storage_offset();
  step = std::min(step, std::max<std::int64_t>(shape()[dim], 1));  // longer ones say the same
  start = clipped(start, shape()[dim]);
  end = clipped(end, shape()[dim]);
  // BEGIN SOLUTION 01.7
  sizes[dim] = std::max<std::int64_t>(0, (end - start + step - 1) / step);
  steps[dim] *= step;
  if (sizes[dim] > 0) offset += start * strides()[dim];
  // END SOLUTION
  return record("slice",
                alias(*this, sizes, steps, offset),
                {this},
                {.steps = {step}, .dim = dim, .index = start});
}

Tensor Tensor::select(std::int64_t dim, std::int64_t index) const {
  dim = checked_dim("select", shape(), dim);
  index = detail::checked_index("select", index, shape(), dim);
  Shape sizes = shape(), steps = strides();
  std::int64_t offset = storage_offset();
  // BEGIN SOLUTION 01.7
  offset += index * steps[dim];
  sizes.erase(sizes.begin() + dim);
  steps.erase(steps.begin() + dim);
  // END SOLUTION
  return record("select", alias(*this, sizes, steps, offset), {this}, {.dim = dim, .index = index});
}

Tensor Tensor::index(std::initializer_list<Index> entries) const {
  std::int64_t used = 0,
               ellipses = 0;  // axes of x that entries name, and how many Ellipsis there are
  for (const Index& entry : entries) {
    used += entry.kind() == Index::Kind::integer || entry.kind() == Index::Kind::slice;
    ellipses += entry.kind() == Index::Kind::ellipsis;
  }
  TT_CHECK(used <= ndim() && ellipses <= 1,
           ErrorKind::index,
           107,
           "index",
           "too many entries",
           std::to_string(used) + " integers and slices and " + std::to_string(ellipses) +
               " Ellipsis for x " + to_string(shape()),
           "pass at most one entry per axis and one Ellipsis");
  Tensor out = *this;
  std::int64_t at = 0;  // the axis of `out` that the next entry speaks of
  // BEGIN SOLUTION 01.7
  for (const Index& entry : entries) {
    switch (entry.kind()) {
      case Index::Kind::integer:
        out = out.select(at, entry.at());
        break;
      case Index::Kind::ellipsis:
        at += ndim() - used;
        break;
      case Index::Kind::new_axis:
        out = out.unsqueeze(at++);
        break;
      case Index::Kind::slice:
        const Slice& s = entry.slice();
        out = out.slice(at, s.start.value_or(0), s.stop.value_or(out.shape()[at]), s.step);
        ++at;
        break;
    }
  }
  // END SOLUTION
  return out;
}

// ---- copies ----

Tensor masked_fill(const Tensor& x, const Tensor& mask, float value) {
  const Tensor wide = spread_mask("masked_fill", mask, x.shape());
  const ProbeScope probe("masked_fill", 0, 4 * (2 * x.numel() + mask.numel()));
  Tensor out = Tensor::empty(x.shape());
  float* to = raw_mutable(out);
  // BEGIN SOLUTION 01.7
  for (detail::RowWalk<2> row(x.shape(), {&x.strides(), &wide.strides()}); row.more(); row.next()) {
    const float* from = raw(x) + row.offset(0);
    const float* hide = raw(wide) + row.offset(1);
    for (std::int64_t j = 0; j < row.cols(); ++j) {
      *to++ = hide[j * row.step(1)] != 0 ? value : from[j * row.step(0)];
    }
  }
  // END SOLUTION
  return record("masked_fill", out, {&x, &mask}, {.value = value});
}

Tensor masked_select(const Tensor& x, const Tensor& mask) {
  const Tensor wide = spread_mask("masked_select", mask, x.shape());
  const ProbeScope probe("masked_select", 0, 4 * (2 * x.numel() + mask.numel()));
  std::vector<float> chosen;
  // BEGIN SOLUTION 01.7
  for (detail::RowWalk<2> row(x.shape(), {&x.strides(), &wide.strides()}); row.more(); row.next()) {
    const float* from = raw(x) + row.offset(0);
    const float* keep = raw(wide) + row.offset(1);
    for (std::int64_t j = 0; j < row.cols(); ++j) {
      if (keep[j * row.step(1)] != 0) chosen.push_back(from[j * row.step(0)]);
    }
  }
  // END SOLUTION
  return record("masked_select", Tensor::from_vector(chosen, {std::ssize(chosen)}), {&x, &mask});
}

// x is seen as (outer, n, inner); the result is (outer, count of ids, inner).
Tensor index_select(const Tensor& x, std::int64_t dim, const Tensor& ids) {
  dim = checked_dim("index_select", x.shape(), dim);
  TT_CHECK(ids.ndim() <= 1,
           ErrorKind::shape,
           102,
           "index_select",
           "ids must be a list",
           "ids is " + to_string(ids.shape()) + ", x is " + to_string(x.shape()),
           "flatten ids, or use gather");
  const std::vector<std::int64_t> rows = detail::checked_ids("index_select", ids, x.shape()[dim]);
  Shape shape = x.shape();
  shape[dim] = std::ssize(rows);
  const ProbeScope probe("index_select", 0, 4 * (2 * numel(shape) + ids.numel()));
  Tensor out = Tensor::empty(shape);
  const Tensor dense = x.detach().contiguous();
  const std::int64_t inner = row_major_strides(x.shape())[dim], n = x.shape()[dim];
  const std::int64_t outer = n == 0 || inner == 0 ? 0 : x.numel() / (n * inner);
  float* to = raw_mutable(out);
  // BEGIN SOLUTION 01.7
  for (std::int64_t o = 0; o < outer; ++o) {
    for (const std::int64_t row : rows) {
      to = std::copy_n(raw(dense) + (o * n + row) * inner, inner, to);
    }
  }
  // END SOLUTION
  return record("index_select", out, {&x, &ids}, {.dim = dim});
}

Tensor gather(const Tensor& x, std::int64_t dim, const Tensor& ids) {
  dim = checked_dim("gather", x.shape(), dim);
  bool fits = ids.ndim() == x.ndim();
  for (std::int64_t d = 0; fits && d < x.ndim(); ++d)
    fits = d == dim || ids.shape()[d] <= x.shape()[d];
  TT_CHECK(fits,
           ErrorKind::shape,
           102,
           "gather",
           "ids do not lie within x",
           "x is " + to_string(x.shape()) + ", ids is " + to_string(ids.shape()) + ", dim " +
               std::to_string(dim),
           "give ids as many axes as x and no larger size outside dim");
  const std::vector<std::int64_t> chosen = detail::checked_ids("gather", ids, x.shape()[dim]);
  const ProbeScope probe("gather", 0, 12 * ids.numel());
  Tensor out = Tensor::empty(ids.shape());
  float* to = raw_mutable(out);
  Shape steps = x.strides();  // where the other axes lead; along dim, the id decides
  steps[dim] = 0;
  // BEGIN SOLUTION 01.7
  auto id = chosen.begin();
  for (detail::RowWalk<1> row(ids.shape(), {&steps}); row.more(); row.next()) {
    for (std::int64_t j = 0; j < row.cols(); ++j) {
      *to++ = raw(x)[row.offset(0) + j * row.step(0) + *id++ * x.strides()[dim]];
    }
  }
  // END SOLUTION
  return record("gather", out, {&x, &ids}, {.dim = dim});
}

}  // namespace tinytorch
