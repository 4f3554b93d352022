// Module 01, part inplace: writing through a handle (01.4).
#include <algorithm>

#include "tinytorch/detail/walk.hpp"
#include "tinytorch/tensor.hpp"

namespace tinytorch {
namespace {

using detail::raw;
using detail::raw_mutable;

// Whether writing dst could change elements of src that are still to be read.
bool may_clash(const Tensor& dst, const Tensor& src) {
  const bool same_place = dst.storage_offset() == src.storage_offset() &&
                          dst.strides() == src.strides() && dst.shape() == src.shape();
  return dst.shares_storage(src) && !same_place;
}

// dst[i] = f(dst[i], src[i]); src broadcasts to dst, both may have any strides.
template <class F>
Tensor& update(const char* name, Tensor& dst, const Tensor& src, F f) {
  detail::check_in_place(name, dst, src);
  const Shape& shape = dst.shape();
  TT_CHECK(broadcast_shapes(name, shape, src.shape()) == shape,
           ErrorKind::shape,
           102,
           name,
           "the left shape would have to change",
           "destination is " + to_string(shape) + ", source is " + to_string(src.shape()),
           "use the op without the underscore, which makes a new tensor");
  const Tensor from = may_clash(dst, src) ? src.clone() : src;
  const float* x = raw(from);
  float* to = raw_mutable(dst);
  // BEGIN SOLUTION 01.4
  if (dst.is_contiguous() && from.is_contiguous() && from.shape() == shape) {
    for (std::int64_t i = 0; i < dst.numel(); ++i) to[i] = f(to[i], x[i]);
    return dst;
  }
  const Shape x_strides = broadcast_strides(from.shape(), from.strides(), shape);
  for (detail::RowWalk<2> row(shape, {&dst.strides(), &x_strides}); row.more(); row.next()) {
    float* d = to + row.offset(0);
    const float* s = x + row.offset(1);
    for (std::int64_t j = 0; j < row.cols(); ++j) {
      float& value = d[j * row.step(0)];
      value = f(value, s[j * row.step(1)]);
    }
  }
  // END SOLUTION
  return dst;
}

// The same with no source.
template <class F>
Tensor& update(const char* name, Tensor& dst, F f) {
  return update(name, dst, dst, [f](float value, float) { return f(value); });
}

}  // namespace

Tensor& Tensor::add_(const Tensor& other, float alpha) {
  return update("add_", *this, other, [alpha](float x, float y) { return x + alpha * y; });
}

Tensor& Tensor::sub_(const Tensor& other) {
  return update("sub_", *this, other, [](float x, float y) { return x - y; });
}

Tensor& Tensor::mul_(const Tensor& other) {
  return update("mul_", *this, other, [](float x, float y) { return x * y; });
}

Tensor& Tensor::div_(const Tensor& other) {
  return update("div_", *this, other, [](float x, float y) { return x / y; });
}

Tensor& Tensor::copy_(const Tensor& other) {
  return update("copy_", *this, other, [](float, float y) { return y; });
}

Tensor& Tensor::fill_(float value) {
  return update("fill_", *this, [value](float) { return value; });
}

Tensor& Tensor::zero_() {
  return fill_(0);
}

Tensor& Tensor::clamp_(float lo, float hi) {
  return update("clamp_", *this, [lo, hi](float x) { return x < lo ? lo : x > hi ? hi : x; });
}

}  // namespace tinytorch
