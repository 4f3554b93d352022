// Module 01, part matmul: matrix products of vectors, matrices and batches (01.5).
#include "tinytorch/detail/walk.hpp"
#include "tinytorch/kernels.hpp"
#include "tinytorch/ops.hpp"
#include "tinytorch/probe.hpp"
#include "tinytorch/record.hpp"

namespace tinytorch {
namespace detail {

// Row i of out gathers the rows of b, each weighted by one element of row i of a. All inner loops
// run along rows: a dot product down a column of b would touch a new cache line for every element.
void add_product(const float* a,
                 std::int64_t a_row,
                 std::int64_t a_col,
                 const float* b,
                 float* out,
                 std::int64_t m,
                 std::int64_t k,
                 std::int64_t n) {
  // BEGIN SOLUTION 01.5
  for (std::int64_t i = 0; i < m; ++i) {
    float* row = out + i * n;
    std::int64_t p = 0;
    for (; p + 4 <= k; p += 4) {  // four rows of b for each pass over the row of out
      const float* w = a + i * a_row + p * a_col;
      const float w0 = w[0], w1 = w[a_col], w2 = w[2 * a_col], w3 = w[3 * a_col];
      const float *b0 = b + p * n, *b1 = b0 + n, *b2 = b1 + n, *b3 = b2 + n;
      for (std::int64_t j = 0; j < n; ++j)
        row[j] = row[j] + w0 * b0[j] + w1 * b1[j] + w2 * b2[j] + w3 * b3[j];
    }
    for (; p < k; ++p) {
      const float weight = a[i * a_row + p * a_col];
      for (std::int64_t j = 0; j < n; ++j) row[j] += weight * b[p * n + j];
    }
  }
  // END SOLUTION
}

}  // namespace detail

namespace {

using detail::raw;

// b as (…, k, n) whose matrices lie row after row; a copy only where the strides say otherwise.
Tensor with_dense_rows(const Tensor& b) {
  const std::int64_t k = b.size(-2), n = b.size(-1);
  const bool dense =
      (n == 1 || b.strides().back() == 1) && (k == 1 || b.strides()[b.ndim() - 2] == n);
  return dense ? b : b.contiguous();
}

Shape batch_of(const Shape& shape) {
  return Shape(shape.begin(), shape.end() - 2);
}

// out (…, m, n) += a (…, m, k) · b (…, k, n), matrix by matrix over the broadcast leading axes.
void multiply_batches(const Tensor& a, const Tensor& b, const Shape& batch, float* out) {
  const std::int64_t m = a.size(-2), k = a.size(-1), n = b.size(-1);
  const std::int64_t a_row = a.strides()[a.ndim() - 2], a_col = a.strides().back();
  const auto kernel = kernels().matmul;
  const bool plain = kernel != nullptr && a_col == 1 && a_row == k;
  Shape a_steps = broadcast_strides(batch_of(a.shape()), a.strides(), batch);
  Shape b_steps = broadcast_strides(batch_of(b.shape()), b.strides(), batch);
  Shape matrices = batch;
  for (Shape* shape : {&matrices, &a_steps, &b_steps}) shape->push_back(1);  // one matrix a "row"
  // BEGIN SOLUTION 01.5
  for (detail::RowWalk<2> at(matrices, {&a_steps, &b_steps}); at.more(); at.next()) {
    const float* x = raw(a) + at.offset(0);
    const float* y = raw(b) + at.offset(1);
    if (plain) {
      kernel(x, y, out, m, k, n, false, false);
    } else {
      detail::add_product(x, a_row, a_col, y, out, m, k, n);
    }
    out += m * n;
  }
  // END SOLUTION
}

}  // namespace

Tensor matmul(const Tensor& a, const Tensor& b) {
  TT_CHECK(a.ndim() > 0 && b.ndim() > 0,
           ErrorKind::shape,
           104,
           "matmul",
           "a number has no rows or columns",
           "a is " + to_string(a.shape()) + ", b is " + to_string(b.shape()),
           "multiply with *, or pass vectors and matrices");
  // Vectors become a row (left) or a column (right) here; their axis leaves the result again.
  const Tensor left = a.ndim() == 1 ? a.detach().unsqueeze(0) : a;
  const Tensor right = with_dense_rows((b.ndim() == 1 ? b.unsqueeze(1) : b).detach());
  TT_CHECK(left.size(-1) == right.size(-2),
           ErrorKind::shape,
           103,
           "matmul",
           "inner sizes differ",
           "a is " + to_string(a.shape()) + ", b is " + to_string(b.shape()) + ": " +
               std::to_string(left.size(-1)) + " ≠ " + std::to_string(right.size(-2)),
           "transpose b, e.g. matmul(a, b.transpose(0, 1))");
  Shape shape = broadcast_shapes("matmul", batch_of(left.shape()), batch_of(right.shape()));
  const Shape batch = shape;
  if (a.ndim() > 1) shape.push_back(left.size(-2));
  if (b.ndim() > 1) shape.push_back(right.size(-1));
  Tensor out = Tensor::zeros(shape);
  const ProbeScope probe(
      "matmul", 2 * out.numel() * left.size(-1), 4 * (a.numel() + b.numel() + out.numel()));
  multiply_batches(left, right, batch, detail::raw_mutable(out));
  return record("matmul", out, {&a, &b});
}

}  // namespace tinytorch
