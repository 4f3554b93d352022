#include "support/tensor_checks.hpp"

#include <algorithm>
#include <cmath>
#include <span>
#include <stdexcept>

#include "tinytorch/detail/tensor_impl.hpp"

#include "support/near_miss.hpp"
#include "support/runner.hpp"

namespace tinytorch {
namespace test {

std::string shape_text(const Shape& shape) {
  std::string text = "(";
  for (std::int64_t i = 0; i < shape.size(); ++i)
    text += (i == 0 ? "" : ", ") + std::to_string(shape[i]);
  return text + ")";
}

namespace {

constexpr std::int64_t kMostElements = std::int64_t{1} << 31;

// Own arithmetic: what module 01 says about itself is what is being tested.
std::int64_t count_elements(const Shape& shape) {
  std::int64_t count = 1;
  for (const std::int64_t size : shape) {
    if (size < 0 || (size > 0 && count > kMostElements / size)) {
      throw std::runtime_error("the shape " + shape_text(shape) + " is not possible");
    }
    count *= size;
  }
  return count;
}

// Lowest and highest element that the strides reach must lie in the memory that the tensor holds.
void check_reach(const Tensor& x) {
  const Shape& shape = x.shape();
  const Shape& strides = x.strides();
  const std::int64_t held = x.storage_bytes() / static_cast<std::int64_t>(sizeof(float));
  bool inside = strides.size() == shape.size();
  std::int64_t low = x.storage_offset(), high = low;
  for (std::int64_t d = 0; inside && d < shape.size(); ++d) {
    const std::int64_t steps = shape[d] - 1;
    inside = steps == 0 || std::abs(strides[d]) <= kMostElements / steps;
    if (inside) (strides[d] < 0 ? low : high) += strides[d] * steps;
  }
  if (inside && low >= 0 && high < held) return;
  throw std::runtime_error("shape " + shape_text(shape) + " with strides " + shape_text(strides) +
                           " and offset " + std::to_string(x.storage_offset()) +
                           " does not fit the memory of " + std::to_string(held) + " elements");
}

// Moves `index` to the next element in row-major order.
void advance(Shape& index, const Shape& shape) {
  for (std::int64_t d = shape.size() - 1; d >= 0; --d) {
    if (++index[d] < shape[d]) return;
    index[d] = 0;
  }
}

std::string index_text(std::int64_t position, const Shape& shape) {
  Shape index(shape);
  for (std::int64_t d = shape.size() - 1; d >= 0; --d) {
    index[d] = position % shape[d];
    position /= shape[d];
  }
  std::string text = shape_text(index);
  text.front() = '[';
  text.back() = ']';
  return text;
}

struct Differences {
  std::int64_t count = 0, first = -1, largest = -1;
  double most = -1;
};

Differences compare(std::span<const float> actual,
                    std::span<const float> expected,
                    const Tolerance& tolerance) {
  Differences found;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    if (is_near(actual[i], expected[i], tolerance)) continue;
    const double off = std::abs(static_cast<double>(actual[i]) - static_cast<double>(expected[i]));
    const auto at = static_cast<std::int64_t>(i);
    if (found.count++ == 0) found.first = at;
    if (found.largest < 0 || off > found.most || std::isnan(off)) {
      found.most = std::isnan(off) ? HUGE_VAL : off;
      found.largest = at;
    }
  }
  return found;
}

std::string pair_text(float actual, float expected) {
  return "actual " + number(actual) + ", expected " + number(expected);
}

std::string difference_text(const Shape& shape,
                            std::span<const float> actual,
                            std::span<const float> expected,
                            const Tolerance& tolerance) {
  const Differences found = compare(actual, expected, tolerance);
  if (found.count == 0) return {};
  const auto a = static_cast<std::size_t>(found.first), b = static_cast<std::size_t>(found.largest);
  const double allowed =
      tolerance.atol + tolerance.rtol * std::abs(static_cast<double>(expected[a]));
  return std::to_string(found.count) + " of " + std::to_string(expected.size()) +
         " values differ in " + shape_text(shape) + "\nfirst at " + index_text(found.first, shape) +
         ": " + pair_text(actual[a], expected[a]) + ", allowed difference " + number(allowed) +
         "\nlargest at " + index_text(found.largest, shape) + ": " +
         pair_text(actual[b], expected[b]) + ", difference " +
         number(std::abs(static_cast<double>(actual[b]) - static_cast<double>(expected[b])));
}

const char* code_of(std::span<const float> actual, std::span<const float> expected) {
  for (std::size_t i = 0; i < expected.size(); ++i) {
    if (std::isfinite(expected[i]) && !std::isfinite(actual[i])) return "W0008";
  }
  return "W0006";
}

std::vector<std::int64_t> sizes_of(const Shape& shape) {
  return {shape.begin(), shape.end()};
}

struct Fault {
  std::string facts{};
  const char* code = "W0007";
  std::string near_miss{};
};

Fault fault_of(const Tensor& actual,
               std::span<const float> expected,
               const Shape* shape,
               const Tolerance& tolerance) {
  const std::vector<float> values = elements(actual);
  const auto hint = [&](const Shape& due) {
    return near_miss({.actual = values,
                      .expected = expected,
                      .actual_shape = sizes_of(actual.shape()),
                      .expected_shape = sizes_of(due),
                      .tolerance = tolerance});
  };
  if (shape != nullptr && !std::ranges::equal(actual.shape(), *shape)) {
    return {
        .facts = "the shape is " + shape_text(actual.shape()) + ", expected " + shape_text(*shape),
        .near_miss = hint(*shape)};
  }
  if (values.size() != expected.size()) {
    return {.facts = "the shape is " + shape_text(actual.shape()) + " with " +
                     std::to_string(values.size()) + " values, expected " +
                     std::to_string(expected.size())};
  }
  if (expected.empty()) return {.facts = "there is nothing to compare; CHECK the shape instead"};
  const std::string facts = difference_text(actual.shape(), values, expected, tolerance);
  if (facts.empty()) return {};
  return {.facts = facts, .code = code_of(values, expected), .near_miss = hint(actual.shape())};
}

void expect(const Tensor& actual,
            std::span<const float> expected,
            const Shape* shape,
            const Tolerance& tolerance,
            const char* file,
            int line) {
  compared();
  Fault fault;
  try {
    fault = fault_of(actual, expected, shape, tolerance);
  } catch (const std::runtime_error& unreadable) {
    fault.facts = unreadable.what();
  }
  if (!fault.facts.empty()) report(file, line, fault.facts, fault.code, fault.near_miss);
}

}  // namespace

std::vector<float> elements(const Tensor& x) {
  if (!x.defined()) throw std::runtime_error("the tensor is undefined");
  const Shape& shape = x.shape();
  std::vector<float> values(static_cast<std::size_t>(count_elements(shape)));
  if (values.empty()) return values;
  check_reach(x);
  const float* first = detail::raw(x);
  Shape index(shape);
  std::fill(index.begin(), index.end(), 0);
  for (float& value : values) {
    std::int64_t offset = 0;
    for (std::int64_t d = 0; d < shape.size(); ++d) offset += index[d] * x.strides()[d];
    value = first[offset];
    advance(index, shape);
  }
  return values;
}

}  // namespace test

void expect_near(const Tensor& actual,
                 std::initializer_list<float> expected,
                 const Tolerance& tolerance,
                 const char* file,
                 int line) {
  test::expect(actual, {expected.begin(), expected.size()}, nullptr, tolerance, file, line);
}

void expect_near(const Tensor& actual,
                 const std::vector<float>& expected,
                 const Tolerance& tolerance,
                 const char* file,
                 int line) {
  test::expect(actual, expected, nullptr, tolerance, file, line);
}

void expect_near(const Tensor& actual,
                 const Tensor& expected,
                 const Tolerance& tolerance,
                 const char* file,
                 int line) {
  test::compared();
  try {
    test::expect(actual, test::elements(expected), &expected.shape(), tolerance, file, line);
  } catch (const std::runtime_error& unreadable) {
    test::report(file, line, std::string("of the expected tensor: ") + unreadable.what());
  }
}

}  // namespace tinytorch
