// Test support: comparing tensors. Reads memory through the given accessors only, never through
// ops.
#pragma once

#include <initializer_list>
#include <ostream>
#include <vector>

#include "tinytorch/tensor.hpp"

#include "support/test.hpp"

namespace tinytorch {

/// The elements in row-major order must be these, and as many; the shape is for CHECK.
/// Nothing to compare (an empty list) is a failure too.
void expect_near(const Tensor& actual,
                 std::initializer_list<float> expected,
                 const Tolerance& tolerance,
                 const char* file = __builtin_FILE(),
                 int line = __builtin_LINE());
void expect_near(const Tensor& actual,
                 const std::vector<float>& expected,
                 const Tolerance& tolerance,
                 const char* file = __builtin_FILE(),
                 int line = __builtin_LINE());

/// Shapes must be equal too.
void expect_near(const Tensor& actual,
                 const Tensor& expected,
                 const Tolerance& tolerance,
                 const char* file = __builtin_FILE(),
                 int line = __builtin_LINE());

namespace test {

/// `(2, 3)`; not the function that the learner writes.
std::string shape_text(const Shape& shape);

/// The elements in row-major order. Throws std::runtime_error with the facts if the tensor is
/// undefined or its shape and strides reach beyond its memory.
std::vector<float> elements(const Tensor& x);

}  // namespace test

}  // namespace tinytorch

/// What CHECK prints.
template <>
struct doctest::StringMaker<tinytorch::Shape> {
  static doctest::String convert(const tinytorch::Shape& shape) {
    return tinytorch::test::shape_text(shape).c_str();
  }
};
