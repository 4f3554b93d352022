// Module 06, part rules_index: gradients of choosing elements (06.4). What was chosen gets its
// gradient back, everything else gets zero. Each way back is an op of its own, whose gradient is
// the choosing again: so second derivatives need nothing more.
#include "tinytorch/detail/rules.hpp"
#include "tinytorch/detail/walk.hpp"
#include "tinytorch/ops.hpp"

namespace tinytorch::detail {
namespace {

// ---- slice and select: views ----

// The part of x that `slice` with these attributes showed, given how long it was.
Tensor slice_again(const Tensor& x, const OpAttrs& attrs, std::int64_t length) {
  const std::int64_t step = attrs.steps[0];
  return x.slice(attrs.dim, attrs.index, attrs.index + (length - 1) * step + 1, step);
}

Tensor put_slice(const Tensor& g, const Shape& shape, const OpAttrs& attrs) {
  Tensor out = Tensor::zeros(shape);
  // BEGIN SOLUTION 06.4
  if (g.numel() > 0) slice_again(out, attrs, g.size(attrs.dim)).copy_(g.detach());
  // END SOLUTION
  return record("put_slice", out, {&g}, attrs);
}

Tensor put_select(const Tensor& g, const Shape& shape, const OpAttrs& attrs) {
  Tensor out = Tensor::zeros(shape);
  // BEGIN SOLUTION 06.4
  out.select(attrs.dim, attrs.index).copy_(g.detach());
  // END SOLUTION
  return record("put_select", out, {&g}, attrs);
}

Grads slice_rule(const NodeView& n) {
  return {put_slice(n.grad, n.input_shapes[0], n.attrs)};
}
Grads select_rule(const NodeView& n) {
  return {put_select(n.grad, n.input_shapes[0], n.attrs)};
}

Grads put_slice_rule(const NodeView& n) {
  return {slice_again(n.grad, n.attrs, n.input_shapes[0][n.attrs.dim])};
}
Grads put_select_rule(const NodeView& n) {
  return {n.grad.select(n.attrs.dim, n.attrs.index)};
}

// ---- index_select and gather: an element chosen twice gets both gradients ----

Tensor put_rows(const Tensor& g, const Tensor& ids, const Shape& shape, std::int64_t dim) {
  Tensor out = Tensor::zeros(shape);
  const std::vector<std::int64_t> rows = checked_ids("put_rows", ids, shape[dim]);
  const Tensor dense = g.detach().contiguous();
  const std::int64_t n = shape[dim], inner = out.strides()[dim];
  const std::int64_t outer = out.numel() == 0 ? 0 : out.numel() / (n * inner);
  const float* from = raw(dense);
  float* to = raw_mutable(out);
  // BEGIN SOLUTION 06.4
  for (std::int64_t o = 0; o < outer; ++o) {
    for (const std::int64_t row : rows) {
      for (std::int64_t i = 0; i < inner; ++i) to[(o * n + row) * inner + i] += *from++;
    }
  }
  // END SOLUTION
  return record("put_rows", out, {&g, &ids}, {.dim = dim});
}

Tensor put_gathered(const Tensor& g, const Tensor& ids, const Shape& shape, std::int64_t dim) {
  Tensor out = Tensor::zeros(shape);
  const std::vector<std::int64_t> chosen = checked_ids("put_gathered", ids, shape[dim]);
  Shape steps = out.strides();  // where the other axes lead; along dim, the id decides
  steps[dim] = 0;
  float* to = raw_mutable(out);
  // BEGIN SOLUTION 06.4
  auto id = chosen.begin();
  for (RowWalk<2> row(ids.shape(), {&steps, &g.strides()}); row.more(); row.next()) {
    for (std::int64_t j = 0; j < row.cols(); ++j) {
      to[row.offset(0) + j * row.step(0) + *id++ * out.strides()[dim]] +=
          raw(g)[row.offset(1) + j * row.step(1)];
    }
  }
  // END SOLUTION
  return record("put_gathered", out, {&g, &ids}, {.dim = dim});
}

Grads index_select_rule(const NodeView& n) {
  return {put_rows(n.grad, n.inputs[1], n.input_shapes[0], n.attrs.dim)};
}
Grads gather_rule(const NodeView& n) {
  return {put_gathered(n.grad, n.inputs[1], n.input_shapes[0], n.attrs.dim)};
}
Grads put_rows_rule(const NodeView& n) {
  const Tensor& ids = n.inputs[1];
  return {index_select(n.grad, n.attrs.dim, ids).reshape(n.input_shapes[0])};
}
Grads put_gathered_rule(const NodeView& n) {
  return {gather(n.grad, n.attrs.dim, n.inputs[1])};
}

// ---- masks ----

Tensor put_masked(const Tensor& g, const Tensor& mask, const Shape& shape) {
  Tensor out = Tensor::zeros(shape);
  const Tensor wide = mask.detach().expand(shape), flat = g.detach().contiguous();
  const float* from = raw(flat);
  float* to = raw_mutable(out);
  // BEGIN SOLUTION 06.4
  for (RowWalk<1> row(shape, {&wide.strides()}); row.more(); row.next()) {
    for (std::int64_t j = 0; j < row.cols(); ++j, ++to) {
      if (raw(wide)[row.offset(0) + j * row.step(0)] != 0) *to = *from++;
    }
  }
  // END SOLUTION
  return record("put_masked", out, {&g, &mask});
}

Grads masked_select_rule(const NodeView& n) {
  return {put_masked(n.grad, n.inputs[1], n.input_shapes[0])};
}
Grads put_masked_rule(const NodeView& n) {
  return {masked_select(n.grad, n.inputs[1])};
}

Grads masked_fill_rule(const NodeView& n) {
  const Tensor& mask = n.inputs[1];
  // BEGIN SOLUTION 06.4
  return {masked_fill(n.grad, mask, 0)};
  // END SOLUTION
}

}  // namespace

void register_index_rules() {
  register_rule("slice", Saves::nothing, slice_rule);
  register_rule("put_slice", Saves::nothing, put_slice_rule);
  register_rule("select", Saves::nothing, select_rule);
  register_rule("put_select", Saves::nothing, put_select_rule);
  register_rule("index_select", Saves::inputs, index_select_rule);
  register_rule("put_rows", Saves::inputs, put_rows_rule);
  register_rule("gather", Saves::inputs, gather_rule);
  register_rule("put_gathered", Saves::inputs, put_gathered_rule);
  register_rule("masked_fill", Saves::inputs, masked_fill_rule);
  register_rule("masked_select", Saves::inputs, masked_select_rule);
  register_rule("put_masked", Saves::inputs, put_masked_rule);
}

}  // namespace tinytorch::detail
