// Module 01, part tensor: making tensors and reading single values (01.2).
#include "tinytorch/tensor.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "tinytorch/detail/walk.hpp"
#include "tinytorch/record.hpp"

namespace tinytorch {

namespace detail {

Tensor make_tensor(Ref<Storage> storage,
                   const Shape& shape,
                   const Shape& strides,
                   std::int64_t offset) {
  return Tensor(new TensorImpl(std::move(storage), shape, strides, offset));
}

}  // namespace detail

namespace {

// Sizes of a nested list, read down its first elements.
Shape nested_shape(const Nested& values) {
  Shape shape;
  for (const Nested* level = &values; !level->is_number(); level = &level->items().front()) {
    shape.push_back(std::ssize(level->items()));
    if (level->items().empty()) break;
  }
  return shape;
}

// Writes the numbers of `level` to `to` in row-major order and returns the place after them.
float* copy_nested(const Nested& level, const Shape& shape, std::int64_t depth, float* to) {
  const bool fits = level.is_number()
                        ? depth == shape.size()
                        : depth < shape.size() && std::ssize(level.items()) == shape[depth];
  TT_CHECK(fits,
           ErrorKind::shape,
           101,
           "tensor",
           "nested lists of different lengths or depths",
           "the first elements suggest shape " + to_string(shape) + ", but at depth " +
               std::to_string(depth) +
               (level.is_number() ? std::string(" stands a number")
                                  : " stands a list of " + std::to_string(level.items().size())),
           "give every row the same number of elements");
  // BEGIN SOLUTION 01.2
  if (level.is_number()) {
    *to = level.value();
    return to + 1;
  }
  for (const Nested& item : level.items()) to = copy_nested(item, shape, depth + 1, to);
  return to;
  // END SOLUTION
}

// A dense tensor whose elements are next(), next(), … in row-major order.
template <class F>
Tensor generate(const Shape& shape, F next) {
  Tensor out = Tensor::empty(shape);
  for (float& value : out.mutable_data()) value = static_cast<float>(next());
  return out;
}

std::string range_facts(float start, float end, float step) {
  return "start " + number_text(start) + ", end " + number_text(end) + ", step " +
         number_text(step);
}

}  // namespace

// ---- factories ----

Tensor tensor(const Nested& values, bool requires_grad) {
  const Shape shape = nested_shape(values);
  Tensor out = Tensor::empty(shape);
  copy_nested(values, shape, 0, detail::raw_mutable(out));
  out.requires_grad_(requires_grad);
  return out;
}

Tensor Tensor::empty(const Shape& shape) {
  const std::int64_t count = tinytorch::numel(shape);
  TT_CHECK(count <= std::numeric_limits<std::int64_t>::max() / 4,
           ErrorKind::shape,
           118,
           "empty",
           "too many elements",
           "shape is " + to_string(shape) + ": " + std::to_string(count) + " elements",
           "use smaller sizes");
  return Tensor(new detail::TensorImpl(Storage::allocate(4 * count), shape, count));
}

Tensor Tensor::zeros(const Shape& shape) {
  return full(shape, 0);
}

Tensor Tensor::ones(const Shape& shape) {
  return full(shape, 1);
}

Tensor Tensor::full(const Shape& shape, float value) {
  Tensor out = empty(shape);
  // BEGIN SOLUTION 01.2
  std::ranges::fill(out.mutable_data(), value);
  // END SOLUTION
  return out;
}

Tensor Tensor::eye(std::int64_t n) {
  Tensor out = zeros({n, n});
  // BEGIN SOLUTION 01.2
  for (std::int64_t i = 0; i < n; ++i) out.set_({i, i}, 1);
  // END SOLUTION
  return out;
}

Tensor Tensor::arange(float start, float end, float step) {
  const double count = std::ceil((static_cast<double>(end) - start) / step);
  TT_CHECK(
      std::isfinite(start) && std::isfinite(end) && std::isfinite(step) && step != 0 && count >= 0,
      ErrorKind::value,
      117,
      "arange",
      "step does not lead from start to end",
      range_facts(start, end, step),
      "use a step whose sign leads towards end");
  TT_CHECK(count < 0x1p60,
           ErrorKind::shape,
           118,
           "arange",
           "too many values",
           range_facts(start, end, step),
           "use a larger step");
  std::int64_t i = 0;
  // BEGIN SOLUTION 01.2
  return generate({static_cast<std::int64_t>(count)},
                  [&] { return start + static_cast<double>(step) * static_cast<double>(i++); });
  // END SOLUTION
}

Tensor Tensor::linspace(float start, float end, std::int64_t steps) {
  std::int64_t i = 0;
  // BEGIN SOLUTION 01.2
  const double step =
      steps > 1 ? (static_cast<double>(end) - start) / static_cast<double>(steps - 1) : 0;
  return generate({steps}, [&] { return start + step * static_cast<double>(i++); });
  // END SOLUTION
}

Tensor Tensor::from_vector(std::span<const float> values, const Shape& shape) {
  TT_CHECK(std::ssize(values) == tinytorch::numel(shape),
           ErrorKind::shape,
           113,
           "from_vector",
           "count of values is not that of the shape",
           std::to_string(values.size()) + " values for shape " + to_string(shape) +
               ", which holds " + std::to_string(tinytorch::numel(shape)),
           "pass one value per element");
  Tensor out = empty(shape);
  // BEGIN SOLUTION 01.2
  std::ranges::copy(values, out.mutable_data().begin());
  // END SOLUTION
  return out;
}

Tensor Tensor::from_ids(std::span<const std::int32_t> ids, const Shape& shape) {
  return from_vector(std::vector<float>(ids.begin(), ids.end()), shape);
}

Tensor Tensor::rand(const Shape& shape, Generator& generator) {
  return generate(shape, [&] { return generator.uniform(); });
}

Tensor Tensor::randn(const Shape& shape, double std, Generator& generator) {
  return generate(shape, [&] { return generator.normal() * std; });
}

Tensor Tensor::randint(std::int64_t low,
                       std::int64_t high,
                       const Shape& shape,
                       Generator& generator) {
  TT_CHECK(low < high,
           ErrorKind::value,
           7,
           "randint",
           "the range is empty",
           "low is " + std::to_string(low) + ", high is " + std::to_string(high),
           "pass low < high");
  return generate(shape, [&] { return low + generator.below(high - low); });
}

// ---- single values ----

float Tensor::item() const {
  TT_CHECK(numel() == 1,
           ErrorKind::value,
           109,
           "item",
           "item() needs exactly one value",
           "x is " + to_string(shape()) + " with " + std::to_string(numel()) + " values",
           "reduce it first (sum, mean), or pick one with at()");
  return *impl().first();
}

float Tensor::at(std::initializer_list<std::int64_t> index) const {
  // BEGIN SOLUTION 01.2
  return impl().first()[linear_offset({index.begin(), index.size()}, shape(), strides())];
  // END SOLUTION
}

void Tensor::set_(std::initializer_list<std::int64_t> index, float value) {
  detail::check_in_place("set_", *this, *this);
  // BEGIN SOLUTION 01.2
  const std::int64_t offset = linear_offset({index.begin(), index.size()}, shape(), strides());
  detail::raw_mutable(*this)[offset] = value;
  // END SOLUTION
}

// ---- all values ----

namespace {

void check_dense(const Tensor& x) {
  TT_CHECK(x.is_contiguous(),
           ErrorKind::value,
           112,
           "data",
           "the values do not lie in row-major order",
           "x is " + to_string(x.shape()) + " with strides " + to_string(x.strides()),
           "call contiguous() first, or to_vector() for a copy");
}

}  // namespace

std::span<const float> Tensor::data() const {
  check_dense(*this);
  return {impl().first(), static_cast<std::size_t>(numel())};
}

std::span<float> Tensor::mutable_data() {
  check_dense(*this);
  return {detail::raw_mutable(*this), static_cast<std::size_t>(numel())};
}

std::vector<float> Tensor::to_vector() const {
  std::vector<float> out;
  out.reserve(static_cast<std::size_t>(numel()));
  // BEGIN SOLUTION 01.2
  for (detail::RowWalk<1> row(shape(), {&strides()}); row.more(); row.next()) {
    const float* x = impl().first() + row.offset(0);
    for (std::int64_t j = 0; j < row.cols(); ++j) out.push_back(x[j * row.step(0)]);
  }
  // END SOLUTION
  return out;
}

std::vector<std::int32_t> Tensor::to_ids() const {
  constexpr float kMost = 1 << 24;  // above it, float32 skips whole numbers
  std::vector<std::int32_t> ids;
  ids.reserve(static_cast<std::size_t>(numel()));
  for (const float value : to_vector()) {
    TT_CHECK(std::isfinite(value) && value == std::floor(value) && std::abs(value) <= kMost,
             ErrorKind::value,
             115,
             "to_ids",
             "a value is no whole number",
             "value " + number_text(value) + " at position " + std::to_string(ids.size()) + " of " +
                 to_string(shape()),
             "pass whole numbers from -16777216 to 16777216");
    ids.push_back(static_cast<std::int32_t>(value));
  }
  return ids;
}

std::int64_t Tensor::size(std::int64_t dim) const {
  return shape()[detail::checked_dim("size", shape(), dim)];
}

Tensor& Tensor::requires_grad_(bool on) {
  if (impl().slot != nullptr) impl().slot->before_requires_grad(on);
  impl().requires_grad = on;
  return *this;
}

}  // namespace tinytorch
