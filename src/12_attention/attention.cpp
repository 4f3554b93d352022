// Module 12, part attention: scaled dot-product attention as one op, and its gradient (12.3).
// Letters: S queries, T keys, d width of queries and keys, e width of values.
#include "tinytorch/attention.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <vector>

#include "tinytorch/autograd.hpp"
#include "tinytorch/detail/attention_checks.hpp"
#include "tinytorch/detail/kept.hpp"
#include "tinytorch/detail/walk.hpp"
#include "tinytorch/kernels.hpp"
#include "tinytorch/probe.hpp"
#include "tinytorch/record.hpp"

namespace tinytorch {
namespace {

using detail::raw;
using detail::raw_mutable;

constexpr const char* kOp = "scaled_dot_product_attention";

struct Sizes {
  std::int64_t s = 0, t = 0, d = 0, e = 0;
  float scale = 1;  // 1/√d
};

// Given. out (m, n) += a (m, k) · b (k, n), dense; with ta a is stored (k, m), with tb b is (n, k).
void add_product(const float* a,
                 const float* b,
                 float* out,
                 std::int64_t m,
                 std::int64_t k,
                 std::int64_t n,
                 bool ta = false,
                 bool tb = false) {
  if (kernels().matmul != nullptr) return kernels().matmul(a, b, out, m, k, n, ta, tb);
  thread_local std::vector<float> turned;  // b with its rows where its columns were
  if (tb) {
    turned.resize(static_cast<std::size_t>(k * n));
    for (std::int64_t j = 0; j < n; ++j) {
      for (std::int64_t p = 0; p < k; ++p)
        turned[static_cast<std::size_t>(p * n + j)] = b[j * k + p];
    }
    b = turned.data();
  }
  detail::add_product(a, ta ? 1 : k, ta ? m : 1, b, out, m, k, n);
}

// A row of scores becomes weights: scaled, −∞ where `keep` is 0 (null keeps all), softmax.
void weights_of_row(float* row, const float* keep, std::int64_t keep_step, const Sizes& z) {
  // BEGIN SOLUTION 12.3
  float largest = -std::numeric_limits<float>::infinity();
  for (std::int64_t j = 0; j < z.t; ++j) {
    const bool kept = keep == nullptr || keep[j * keep_step] != 0;
    row[j] = kept ? row[j] * z.scale : -std::numeric_limits<float>::infinity();
    largest = std::max(largest, row[j]);
  }
  double sum = 0;
  for (std::int64_t j = 0; j < z.t; ++j) sum += row[j] = std::exp(row[j] - largest);
  const float share = static_cast<float>(1 / sum);
  for (std::int64_t j = 0; j < z.t; ++j) row[j] *= share;
  // END SOLUTION
}

// One matrix: q (S, d), k (T, d), v (T, e) → weights p (S, T), out (S, e); both are zeros before.
// Row i of the mask begins at keep + i·keep_row.
void attend(const float* q,
            const float* k,
            const float* v,
            const float* keep,
            std::int64_t keep_row,
            std::int64_t keep_step,
            float* p,
            float* out,
            const Sizes& z) {
  // BEGIN SOLUTION 12.3
  add_product(q, k, p, z.s, z.d, z.t, false, true);  // Q·Kᵀ
  for (std::int64_t i = 0; i < z.s; ++i)
    weights_of_row(p + i * z.t, keep == nullptr ? nullptr : keep + i * keep_row, keep_step, z);
  add_product(p, v, out, z.s, z.t, z.e);  // P·V
  // END SOLUTION
}

struct MatrixGrads {
  float *dq, *dk, *dv;  // zeros before
};

// The way back for one matrix. `ds` is scratch for (S, T), zeros before.
void attend_backward(const float* q,
                     const float* k,
                     const float* v,
                     const float* p,
                     const float* g,
                     std::vector<float>& ds,
                     const MatrixGrads& to,
                     const Sizes& z) {
  // BEGIN SOLUTION 12.3
  add_product(p, g, to.dv, z.t, z.s, z.e, true);             // dV = Pᵀ·g
  add_product(g, v, ds.data(), z.s, z.e, z.t, false, true);  // dP = g·Vᵀ
  for (std::int64_t i = 0; i < z.s; ++i) {  // dS = P∘(dP − Σ dP∘P), and 1/√d
    float* row = ds.data() + i * z.t;
    const float* share = p + i * z.t;
    double sum = 0;
    for (std::int64_t j = 0; j < z.t; ++j) sum += static_cast<double>(row[j]) * share[j];
    for (std::int64_t j = 0; j < z.t; ++j)
      row[j] = share[j] * (row[j] - static_cast<float>(sum)) * z.scale;
  }
  add_product(ds.data(), k, to.dq, z.s, z.t, z.d);        // dQ = dS·K
  add_product(ds.data(), q, to.dk, z.t, z.s, z.d, true);  // dK = dSᵀ·Q
  // END SOLUTION
}

// ---- given: from tensors with leading axes to single matrices and back ----

Shape leading(const Tensor& x) {
  return Shape(x.shape().begin(), x.shape().end() - 2);
}

Shape joined(Shape batch, std::int64_t rows, std::int64_t cols) {
  batch.push_back(rows);
  batch.push_back(cols);
  return batch;
}

// x with these leading axes, dense.
Tensor spread(const Tensor& x, const Shape& batch) {
  return x.detach().expand(joined(batch, x.size(-2), x.size(-1))).contiguous();
}

struct Inputs {
  Tensor q, k, v;
  Shape batch;
  std::int64_t matrices = 1;
  Sizes sizes;
};

Inputs inputs_of(const Tensor& Q, const Tensor& K, const Tensor& V) {
  const Shape batch =
      broadcast_shapes(kOp, broadcast_shapes(kOp, leading(Q), leading(K)), leading(V));
  Inputs in{spread(Q, batch), spread(K, batch), spread(V, batch), batch, 1, {}};
  for (const std::int64_t size : batch) in.matrices *= size;
  in.sizes = {Q.size(-2), K.size(-2), Q.size(-1), V.size(-1), 1};
  in.sizes.scale =
      static_cast<float>(1 / std::sqrt(static_cast<double>(std::max<std::int64_t>(1, Q.size(-1)))));
  return in;
}

class AttentionRule final : public GradRule {
 public:
  AttentionRule(const Tensor& Q, const Tensor& K, const Tensor& V, const Tensor& weights)
      : q_(Q), k_(K), v_(V), weights_(weights) {}

  std::vector<Tensor> backward(const Tensor& grad_out) const override {
    const Tensor &Q = q_.get(kOp), &K = k_.get(kOp), &V = v_.get(kOp), &P = weights_.get(kOp);
    const Inputs in = inputs_of(Q, K, V);
    const Sizes& z = in.sizes;
    const Tensor g = grad_out.contiguous();
    Tensor dq = Tensor::zeros(in.q.shape()), dk = Tensor::zeros(in.k.shape()),
           dv = Tensor::zeros(in.v.shape());
    std::vector<float> ds(static_cast<std::size_t>(z.s * z.t));
    for (std::int64_t b = 0; b < in.matrices; ++b) {
      std::fill(ds.begin(), ds.end(), 0.0f);
      const std::int64_t at_q = b * z.s * z.d, at_k = b * z.t * z.d, at_v = b * z.t * z.e;
      attend_backward(raw(in.q) + at_q,
                      raw(in.k) + at_k,
                      raw(in.v) + at_v,
                      raw(P) + b * z.s * z.t,
                      raw(g) + b * z.s * z.e,
                      ds,
                      {raw_mutable(dq) + at_q, raw_mutable(dk) + at_k, raw_mutable(dv) + at_v},
                      z);
    }
    return {reduce_broadcast_grad(dq, Q.shape()),
            reduce_broadcast_grad(dk, K.shape()),
            reduce_broadcast_grad(dv, V.shape())};
  }

 private:
  detail::Kept q_, k_, v_, weights_;
};

void attend_all(const Inputs& in, const Tensor& mask, Tensor& weights, Tensor& out) {
  const Sizes& z = in.sizes;
  const Tensor keep = mask.defined() ? mask.detach().expand(weights.shape()) : Tensor();
  Shape matrices = in.batch, steps;  // how far the mask moves along each leading axis
  for (std::int64_t d = 0; d < matrices.size(); ++d)
    steps.push_back(keep.defined() ? keep.strides()[d] : 0);
  matrices.push_back(1);
  steps.push_back(1);
  std::int64_t b = 0;
  for (detail::RowWalk<1> at(matrices, {&steps}); at.more(); at.next(), ++b) {
    attend(raw(in.q) + b * z.s * z.d,
           raw(in.k) + b * z.t * z.d,
           raw(in.v) + b * z.t * z.e,
           keep.defined() ? raw(keep) + at.offset(0) : nullptr,
           keep.defined() ? keep.strides()[keep.ndim() - 2] : 0,
           keep.defined() ? keep.strides().back() : 0,
           raw_mutable(weights) + b * z.s * z.t,
           raw_mutable(out) + b * z.s * z.e,
           z);
  }
}

}  // namespace

AttentionResult scaled_dot_product_attention(const Tensor& Q,
                                             const Tensor& K,
                                             const Tensor& V,
                                             const Tensor& mask) {
  detail::check_query_and_key(kOp, Q, K);
  detail::check_value(kOp, K, V);
  const Inputs in = inputs_of(Q, K, V);
  const Sizes& z = in.sizes;
  Tensor weights = Tensor::zeros(joined(in.batch, z.s, z.t)),
         out = Tensor::zeros(joined(in.batch, z.s, z.e));
  if (mask.defined()) {
    detail::check_mask_shape(kOp, mask, weights.shape());
    detail::check_mask_values(kOp, mask);
  }
  const ProbeScope probe(
      kOp,
      2 * weights.numel() * (z.d + z.e),
      4 * (in.q.numel() + in.k.numel() + in.v.numel() + 2 * weights.numel() + out.numel()));
  attend_all(in, mask, weights, out);
  if (!recording({&Q, &K, &V})) return {out, weights};
  return {record(kOp, out, {&Q, &K, &V}, std::make_unique<AttentionRule>(Q, K, V, weights)),
          weights};
}

}  // namespace tinytorch
