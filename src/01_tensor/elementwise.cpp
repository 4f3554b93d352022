// Module 01, part elementwise: one strided loop for two operands (01.3), one for one operand,
// comparisons and where (01.4).
#include <cmath>

#include "tinytorch/detail/walk.hpp"
#include "tinytorch/kernels.hpp"
#include "tinytorch/ops.hpp"
#include "tinytorch/probe.hpp"
#include "tinytorch/record.hpp"

namespace tinytorch {
namespace {

using detail::raw;
using detail::raw_mutable;
using detail::RowWalk;

// Whether a and b can be read like two plain arrays of equal length.
bool both_dense(const Tensor& a, const Tensor& b) {
  return a.is_contiguous() && b.is_contiguous() && a.shape() == b.shape();
}

// out[i] = f(a[i], b[i]) over the common shape of out; a and b may be smaller and have any strides.
template <class F>
void map_pairs(const Tensor& a, const Tensor& b, Tensor& out, F f) {
  const float* x = raw(a);
  const float* y = raw(b);
  float* to = raw_mutable(out);
  // BEGIN SOLUTION 01.3
  if (both_dense(a, b)) {
    for (std::int64_t i = 0; i < out.numel(); ++i) to[i] = f(x[i], y[i]);
    return;
  }
  const Shape x_strides = broadcast_strides(a.shape(), a.strides(), out.shape());
  const Shape y_strides = broadcast_strides(b.shape(), b.strides(), out.shape());
  for (RowWalk<2> row(out.shape(), {&x_strides, &y_strides}); row.more(); row.next()) {
    const float* xs = x + row.offset(0);
    const float* ys = y + row.offset(1);
    const std::int64_t n = row.cols(), dx = row.step(0), dy = row.step(1);
    if (dx == 1 && dy == 1) {  // apart from the general case so that the compiler can vectorise it
      for (std::int64_t j = 0; j < n; ++j) to[j] = f(xs[j], ys[j]);
    } else {
      for (std::int64_t j = 0; j < n; ++j) to[j] = f(xs[j * dx], ys[j * dy]);
    }
    to += n;
  }
  // END SOLUTION
}

template <class F>
Tensor binary(const char* name, const Tensor& a, const Tensor& b, F f) {
  const bool same = a.shape() == b.shape();
  Tensor out = Tensor::empty(same ? a.shape() : broadcast_shapes(name, a.shape(), b.shape()));
  const ProbeScope probe(name, 0, 4 * (a.numel() + b.numel() + out.numel()));
  map_pairs(a, b, out, f);
  return out;
}

// The same for an op that has a kernel for plain arrays.
template <class Kernel, class F>
Tensor binary(const char* name, Kernel kernel, const Tensor& a, const Tensor& b, F f) {
  if (kernel == nullptr || !both_dense(a, b)) return binary(name, a, b, f);
  const ProbeScope probe(name, 0, 12 * a.numel());
  Tensor out = Tensor::empty(a.shape());
  kernel(raw(a), raw(b), raw_mutable(out), a.numel());
  return out;
}

// out[i] = f(x[i]).
template <class F>
Tensor unary(const char* name, const Tensor& x, F f) {
  const ProbeScope probe(name, 0, 8 * x.numel());
  Tensor out = Tensor::empty(x.shape());
  float* to = raw_mutable(out);
  // BEGIN SOLUTION 01.4
  if (x.is_contiguous()) {
    const float* from = raw(x);
    for (std::int64_t i = 0; i < x.numel(); ++i) to[i] = f(from[i]);
    return out;
  }
  for (RowWalk<1> row(x.shape(), {&x.strides()}); row.more(); row.next()) {
    const float* from = raw(x) + row.offset(0);
    for (std::int64_t j = 0; j < row.cols(); ++j) to[j] = f(from[j * row.step(0)]);
    to += row.cols();
  }
  // END SOLUTION
  return out;
}

}  // namespace

// ---- arithmetic ----

Tensor add(const Tensor& a, const Tensor& b) {
  return record(
      "add", binary("add", kernels().add, a, b, [](float x, float y) { return x + y; }), {&a, &b});
}

Tensor sub(const Tensor& a, const Tensor& b) {
  return record("sub", binary("sub", a, b, [](float x, float y) { return x - y; }), {&a, &b});
}

Tensor mul(const Tensor& a, const Tensor& b) {
  return record(
      "mul", binary("mul", kernels().mul, a, b, [](float x, float y) { return x * y; }), {&a, &b});
}

Tensor div(const Tensor& a, const Tensor& b) {
  return record("div", binary("div", a, b, [](float x, float y) { return x / y; }), {&a, &b});
}

Tensor maximum(const Tensor& a, const Tensor& b) {
  const auto larger = [](float x, float y) { return x > y || std::isnan(x) ? x : y; };
  return record("maximum", binary("maximum", a, b, larger), {&a, &b});
}

Tensor minimum(const Tensor& a, const Tensor& b) {
  const auto smaller = [](float x, float y) { return x < y || std::isnan(x) ? x : y; };
  return record("minimum", binary("minimum", a, b, smaller), {&a, &b});
}

Tensor add(const Tensor& x, float s) {
  Tensor out = unary("add_scalar", x, [s](float v) { return v + s; });
  return record("add_scalar", out, {&x}, {.value = s});
}

Tensor sub(const Tensor& x, float s) {
  Tensor out = unary("sub_scalar", x, [s](float v) { return v - s; });
  return record("sub_scalar", out, {&x}, {.value = s});
}

Tensor sub(float s, const Tensor& x) {
  Tensor out = unary("rsub_scalar", x, [s](float v) { return s - v; });
  return record("rsub_scalar", out, {&x}, {.value = s});
}

Tensor mul(const Tensor& x, float s) {
  Tensor out = unary("mul_scalar", x, [s](float v) { return v * s; });
  return record("mul_scalar", out, {&x}, {.value = s});
}

Tensor div(const Tensor& x, float s) {
  Tensor out = unary("div_scalar", x, [s](float v) { return v / s; });
  return record("div_scalar", out, {&x}, {.value = s});
}

Tensor div(float s, const Tensor& x) {
  Tensor out = unary("rdiv_scalar", x, [s](float v) { return s / v; });
  return record("rdiv_scalar", out, {&x}, {.value = s});
}

// ---- element by element ----

Tensor neg(const Tensor& x) {
  return record("neg", unary("neg", x, [](float v) { return -v; }), {&x});
}

Tensor exp(const Tensor& x) {
  return record("exp", unary("exp", x, [](float v) { return std::exp(v); }), {&x});
}

Tensor log(const Tensor& x) {
  return record("log", unary("log", x, [](float v) { return std::log(v); }), {&x});
}

Tensor sqrt(const Tensor& x) {
  return record("sqrt", unary("sqrt", x, [](float v) { return std::sqrt(v); }), {&x});
}

Tensor abs(const Tensor& x) {
  return record("abs", unary("abs", x, [](float v) { return std::fabs(v); }), {&x});
}

Tensor square(const Tensor& x) {
  return record("square", unary("square", x, [](float v) { return v * v; }), {&x});
}

Tensor pow(const Tensor& x, float exponent) {
  Tensor out = unary("pow", x, [exponent](float v) { return std::pow(v, exponent); });
  return record("pow", out, {&x}, {.value = exponent});
}

Tensor clamp(const Tensor& x, float lo, float hi) {
  Tensor out = unary("clamp", x, [lo, hi](float v) { return v < lo ? lo : v > hi ? hi : v; });
  return record("clamp", out, {&x}, {.value = lo, .value2 = hi});
}

// ---- comparisons ----

Tensor eq(const Tensor& a, const Tensor& b) {
  return binary("eq", a, b, [](float x, float y) { return static_cast<float>(x == y); });
}
Tensor ne(const Tensor& a, const Tensor& b) {
  return binary("ne", a, b, [](float x, float y) { return static_cast<float>(x != y); });
}
Tensor lt(const Tensor& a, const Tensor& b) {
  return binary("lt", a, b, [](float x, float y) { return static_cast<float>(x < y); });
}
Tensor le(const Tensor& a, const Tensor& b) {
  return binary("le", a, b, [](float x, float y) { return static_cast<float>(x <= y); });
}
Tensor gt(const Tensor& a, const Tensor& b) {
  return binary("gt", a, b, [](float x, float y) { return static_cast<float>(x > y); });
}
Tensor ge(const Tensor& a, const Tensor& b) {
  return binary("ge", a, b, [](float x, float y) { return static_cast<float>(x >= y); });
}

Tensor where(const Tensor& mask, const Tensor& a, const Tensor& b) {
  detail::check_mask("where", mask);
  const Shape shape =
      broadcast_shapes("where", mask.shape(), broadcast_shapes("where", a.shape(), b.shape()));
  const ProbeScope probe("where", 0, 4 * (mask.numel() + a.numel() + b.numel() + numel(shape)));
  Tensor out = Tensor::empty(shape);
  float* to = raw_mutable(out);
  // BEGIN SOLUTION 01.4
  const Shape m_strides = broadcast_strides(mask.shape(), mask.strides(), shape);
  const Shape a_strides = broadcast_strides(a.shape(), a.strides(), shape);
  const Shape b_strides = broadcast_strides(b.shape(), b.strides(), shape);
  for (RowWalk<3> row(shape, {&m_strides, &a_strides, &b_strides}); row.more(); row.next()) {
    for (std::int64_t j = 0; j < row.cols(); ++j) {
      const bool first = raw(mask)[row.offset(0) + j * row.step(0)] != 0;
      *to++ =
          first ? raw(a)[row.offset(1) + j * row.step(1)] : raw(b)[row.offset(2) + j * row.step(2)];
    }
  }
  // END SOLUTION
  return record("where", out, {&mask, &a, &b});
}

}  // namespace tinytorch
