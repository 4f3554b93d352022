// Module 01: operations on tensors as free functions. Included by tensor.hpp; include either.
// Every op returns a new tensor, leaves its inputs as they are, and takes any strides.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <iosfwd>
#include <span>
#include <string>

#include "tinytorch/tensor.hpp"

namespace tinytorch {

// ---- arithmetic ----
// Shapes:
// broadcast, see broadcast_shapes. Errors: TT-L0102. Cost: one pass, one new tensor.

[[nodiscard]] Tensor add(const Tensor& a, const Tensor& b);
[[nodiscard]] Tensor sub(const Tensor& a, const Tensor& b);
[[nodiscard]] Tensor mul(const Tensor& a, const Tensor& b);
/// Division by zero gives ±inf or NaN, as IEEE 754 says; no error.
[[nodiscard]] Tensor div(const Tensor& a, const Tensor& b);
/// NaN if either is NaN.
[[nodiscard]] Tensor maximum(const Tensor& a, const Tensor& b);
[[nodiscard]] Tensor minimum(const Tensor& a, const Tensor& b);

// One operand a number: no tensor is made for it.
[[nodiscard]] Tensor add(const Tensor& x, float s);
[[nodiscard]] Tensor sub(const Tensor& x, float s);
[[nodiscard]] Tensor sub(float s, const Tensor& x);
[[nodiscard]] Tensor mul(const Tensor& x, float s);
[[nodiscard]] Tensor div(const Tensor& x, float s);
[[nodiscard]] Tensor div(float s, const Tensor& x);

// ---- element by element ----

[[nodiscard]] Tensor neg(const Tensor& x);
[[nodiscard]] Tensor exp(const Tensor& x);
[[nodiscard]] Tensor log(const Tensor& x);
[[nodiscard]] Tensor sqrt(const Tensor& x);
[[nodiscard]] Tensor abs(const Tensor& x);
[[nodiscard]] Tensor square(const Tensor& x);
[[nodiscard]] Tensor pow(const Tensor& x, float exponent);
/// Each value limited to [lo, hi]; NaN stays NaN.
[[nodiscard]] Tensor clamp(const Tensor& x, float lo, float hi);

// ---- comparisons: 1 where true, else 0; no gradient flows through them ----

[[nodiscard]] Tensor eq(const Tensor& a, const Tensor& b);
[[nodiscard]] Tensor ne(const Tensor& a, const Tensor& b);
[[nodiscard]] Tensor lt(const Tensor& a, const Tensor& b);
[[nodiscard]] Tensor le(const Tensor& a, const Tensor& b);
[[nodiscard]] Tensor gt(const Tensor& a, const Tensor& b);
[[nodiscard]] Tensor ge(const Tensor& a, const Tensor& b);

/// a where mask is 1, b where it is 0. Shapes: all three broadcast.
/// Errors: TT-L0119 if the mask holds anything else.
[[nodiscard]] Tensor where(const Tensor& mask, const Tensor& a, const Tensor& b);
/// `value` where mask is 1, else x. Shapes: the mask broadcasts to x. Errors: TT-L0102, TT-L0119.
[[nodiscard]] Tensor masked_fill(const Tensor& x, const Tensor& mask, float value);
/// The elements of x where mask is 1, in row-major order, 1-D. Errors: TT-L0102, TT-L0119.
[[nodiscard]] Tensor masked_select(const Tensor& x, const Tensor& mask);

// ---- products ----

/// Matrix product over the last two axes.
/// Shapes: (k)·(k) → (); (m,k)·(k,n) → (m,n); a 1-D side gets an axis that is removed again;
/// leading axes broadcast: (…,m,k)·(…,k,n) → (…,m,n). k = 0 gives zeros. Errors: TT-L0103 inner
/// sizes; TT-L0104 a 0-D operand; TT-L0102 leading axes. Cost: 2·batch·m·k·n flops; accumulates in
/// float; copies b once if its rows are not contiguous.
[[nodiscard]] Tensor matmul(const Tensor& a, const Tensor& b);

// ---- reductions ----
// Dims:
// none = all axes; negative ones count from the end. The reduced axes go away, or stay with size 1
// if keepdim. Errors: TT-L0107 axis out of range or given twice.

/// Sum; of nothing 0. Cost: one pass, accumulates in double.
[[nodiscard]] Tensor sum(const Tensor& x, const Dims& dims = {}, bool keepdim = false);
/// Errors: also TT-L0110 if nothing is left to average (the same for max, min, var).
[[nodiscard]] Tensor mean(const Tensor& x, const Dims& dims = {}, bool keepdim = false);
/// NaN wins over every number.
[[nodiscard]] Tensor max(const Tensor& x, const Dims& dims = {}, bool keepdim = false);
[[nodiscard]] Tensor min(const Tensor& x, const Dims& dims = {}, bool keepdim = false);
/// Mean squared distance from the mean; unbiased divides by n − 1.
[[nodiscard]] Tensor var(const Tensor& x,
                         const Dims& dims = {},
                         bool keepdim = false,
                         bool unbiased = false);
/// Position of the largest value along one axis, the first of several; NaN counts as largest.
[[nodiscard]] Tensor argmax(const Tensor& x, std::int64_t dim = -1, bool keepdim = false);

// ---- choosing and joining ----

/// Positions ids[0], ids[1], … of one axis; repeats allowed. Shapes: ids is 1-D or 0-D.
/// Errors: TT-L0107 axis; TT-L0108 id out of range; TT-L0115 id not whole.
[[nodiscard]] Tensor index_select(const Tensor& x, std::int64_t dim, const Tensor& ids);
/// out[i][j] = x[ids[i][j]][j] for dim 0, and so on. Shapes: ids has as many axes as x and is
/// nowhere larger outside `dim`; the result has the shape of ids. Errors: as index_select; TT-L0102
/// shapes.
[[nodiscard]] Tensor gather(const Tensor& x, std::int64_t dim, const Tensor& ids);
/// Keeps what is on or below (tril), on or above (triu) diagonal k of the last two axes, zeros
/// elsewhere. Errors: TT-L0104 if x has fewer than 2 axes.
[[nodiscard]] Tensor tril(const Tensor& x, std::int64_t k = 0);
[[nodiscard]] Tensor triu(const Tensor& x, std::int64_t k = 0);
/// Reverses the order along the given axes.
[[nodiscard]] Tensor flip(const Tensor& x, const Dims& dims);
/// Joins along an existing axis (cat) or a new one (stack).
/// Errors: TT-L0116 empty list or shapes that differ elsewhere; TT-L0107.
[[nodiscard]] Tensor cat(std::span<const Tensor> tensors, std::int64_t dim = 0);
[[nodiscard]] Tensor stack(std::span<const Tensor> tensors, std::int64_t dim = 0);
[[nodiscard]] inline Tensor cat(std::initializer_list<Tensor> tensors, std::int64_t dim = 0) {
  return cat(std::span<const Tensor>(tensors.begin(), tensors.size()), dim);
}
[[nodiscard]] inline Tensor stack(std::initializer_list<Tensor> tensors, std::int64_t dim = 0) {
  return stack(std::span<const Tensor>(tensors.begin(), tensors.size()), dim);
}

// ---- comparing and printing whole tensors ----

/// Same shape and same values; NaN equals nothing.
[[nodiscard]] bool equal(const Tensor& a, const Tensor& b);
/// Same shape and |a − b| ≤ atol + rtol·|b| everywhere; NaN is close to nothing, inf to itself.
[[nodiscard]] bool allclose(const Tensor& a,
                            const Tensor& b,
                            double rtol = 1e-5,
                            double atol = 1e-8);
/// `tensor([[1, 2], [3, 4]], shape=(2, 2))`; beyond 1,000 elements only 3 at each edge.
std::string to_string(const Tensor& x, int precision = 4);
std::ostream& operator<<(std::ostream& out, const Tensor& x);

// ---- operators: Tensor or float on either side ----

[[nodiscard]] inline Tensor operator+(const Tensor& a, const Tensor& b) {
  return add(a, b);
}
[[nodiscard]] inline Tensor operator+(const Tensor& a, float s) {
  return add(a, s);
}
[[nodiscard]] inline Tensor operator+(float s, const Tensor& a) {
  return add(a, s);
}
[[nodiscard]] inline Tensor operator-(const Tensor& a, const Tensor& b) {
  return sub(a, b);
}
[[nodiscard]] inline Tensor operator-(const Tensor& a, float s) {
  return sub(a, s);
}
[[nodiscard]] inline Tensor operator-(float s, const Tensor& a) {
  return sub(s, a);
}
[[nodiscard]] inline Tensor operator*(const Tensor& a, const Tensor& b) {
  return mul(a, b);
}
[[nodiscard]] inline Tensor operator*(const Tensor& a, float s) {
  return mul(a, s);
}
[[nodiscard]] inline Tensor operator*(float s, const Tensor& a) {
  return mul(a, s);
}
[[nodiscard]] inline Tensor operator/(const Tensor& a, const Tensor& b) {
  return div(a, b);
}
[[nodiscard]] inline Tensor operator/(const Tensor& a, float s) {
  return div(a, s);
}
[[nodiscard]] inline Tensor operator/(float s, const Tensor& a) {
  return div(s, a);
}
[[nodiscard]] inline Tensor operator-(const Tensor& a) {
  return neg(a);
}

// ---- members (given) ----

inline Tensor Tensor::add(const Tensor& other) const {
  return tinytorch::add(*this, other);
}
inline Tensor Tensor::sub(const Tensor& other) const {
  return tinytorch::sub(*this, other);
}
inline Tensor Tensor::mul(const Tensor& other) const {
  return tinytorch::mul(*this, other);
}
inline Tensor Tensor::div(const Tensor& other) const {
  return tinytorch::div(*this, other);
}
inline Tensor Tensor::maximum(const Tensor& other) const {
  return tinytorch::maximum(*this, other);
}
inline Tensor Tensor::minimum(const Tensor& other) const {
  return tinytorch::minimum(*this, other);
}
inline Tensor Tensor::neg() const {
  return tinytorch::neg(*this);
}
inline Tensor Tensor::exp() const {
  return tinytorch::exp(*this);
}
inline Tensor Tensor::log() const {
  return tinytorch::log(*this);
}
inline Tensor Tensor::sqrt() const {
  return tinytorch::sqrt(*this);
}
inline Tensor Tensor::abs() const {
  return tinytorch::abs(*this);
}
inline Tensor Tensor::square() const {
  return tinytorch::square(*this);
}
inline Tensor Tensor::pow(float exponent) const {
  return tinytorch::pow(*this, exponent);
}
inline Tensor Tensor::clamp(float lo, float hi) const {
  return tinytorch::clamp(*this, lo, hi);
}
inline Tensor Tensor::matmul(const Tensor& other) const {
  return tinytorch::matmul(*this, other);
}
inline Tensor Tensor::sum(const Dims& d, bool k) const {
  return tinytorch::sum(*this, d, k);
}
inline Tensor Tensor::mean(const Dims& d, bool k) const {
  return tinytorch::mean(*this, d, k);
}
inline Tensor Tensor::max(const Dims& d, bool k) const {
  return tinytorch::max(*this, d, k);
}
inline Tensor Tensor::min(const Dims& d, bool k) const {
  return tinytorch::min(*this, d, k);
}
inline Tensor Tensor::var(const Dims& d, bool k, bool unbiased) const {
  return tinytorch::var(*this, d, k, unbiased);
}
inline Tensor Tensor::argmax(std::int64_t dim, bool k) const {
  return tinytorch::argmax(*this, dim, k);
}
inline Tensor Tensor::eq(const Tensor& other) const {
  return tinytorch::eq(*this, other);
}
inline Tensor Tensor::ne(const Tensor& other) const {
  return tinytorch::ne(*this, other);
}
inline Tensor Tensor::lt(const Tensor& other) const {
  return tinytorch::lt(*this, other);
}
inline Tensor Tensor::le(const Tensor& other) const {
  return tinytorch::le(*this, other);
}
inline Tensor Tensor::gt(const Tensor& other) const {
  return tinytorch::gt(*this, other);
}
inline Tensor Tensor::ge(const Tensor& other) const {
  return tinytorch::ge(*this, other);
}
inline Tensor Tensor::masked_fill(const Tensor& mask, float value) const {
  return tinytorch::masked_fill(*this, mask, value);
}
inline Tensor Tensor::masked_select(const Tensor& mask) const {
  return tinytorch::masked_select(*this, mask);
}
inline Tensor Tensor::index_select(std::int64_t dim, const Tensor& ids) const {
  return tinytorch::index_select(*this, dim, ids);
}
inline Tensor Tensor::gather(std::int64_t dim, const Tensor& ids) const {
  return tinytorch::gather(*this, dim, ids);
}
inline Tensor Tensor::tril(std::int64_t k) const {
  return tinytorch::tril(*this, k);
}
inline Tensor Tensor::triu(std::int64_t k) const {
  return tinytorch::triu(*this, k);
}
inline Tensor Tensor::flip(const Dims& dims) const {
  return tinytorch::flip(*this, dims);
}
inline bool Tensor::equal(const Tensor& other) const {
  return tinytorch::equal(*this, other);
}
inline bool Tensor::allclose(const Tensor& other, double rtol, double atol) const {
  return tinytorch::allclose(*this, other, rtol, atol);
}

}  // namespace tinytorch
