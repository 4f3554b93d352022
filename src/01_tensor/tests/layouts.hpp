// Tensors for the tests of module 01, made of given code only: a task can then be tested before the
// next one is written.
#pragma once

#include <cstdint>

#include "tinytorch/tensor.hpp"

namespace tinytorch::test {

/// The memory of x under another shape, strides and offset.
inline Tensor seen_as(const Tensor& x,
                      const Shape& shape,
                      const Shape& strides,
                      std::int64_t offset = 0) {
  return detail::make_tensor(detail::impl(x).storage, shape, strides, x.storage_offset() + offset);
}

/// A dense matrix with its axes swapped.
inline Tensor transposed(const Tensor& x) {
  return seen_as(x, {x.shape()[1], x.shape()[0]}, {1, x.shape()[1]});
}

/// 0, 1, 2, … as a dense tensor.
inline Tensor counting(const Shape& shape) {
  Tensor out = Tensor::empty(shape);
  float next = 0;
  for (float& value : out.mutable_data()) value = next++;
  return out;
}

}  // namespace tinytorch::test
