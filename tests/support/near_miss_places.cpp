#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

#include "support/near_miss_look.hpp"

namespace tinytorch::test::near {
namespace {

// A shape seen from one axis: element (o, k, i) lies at (o * n + k) * inner + i.
struct Along {
  std::int64_t outer = 1, n = 1, inner = 1;
};

Along along(const Sizes& shape, std::size_t axis) {
  Along a;
  for (std::size_t d = 0; d < shape.size(); ++d)
    (d < axis ? a.outer : d == axis ? a.n : a.inner) *= shape[d];
  return a;
}

std::string axis_text(std::size_t axis) {
  return "axis " + std::to_string(axis);
}

// Places tell something only where values differ from each other.
bool is_varied(const std::vector<double>& values, const Tolerance& tolerance) {
  return is_clear(values, tolerance) && std::set<double>(values.begin(), values.end()).size() >= 3;
}

// The expected values with axes in the order of `axes`, read row by row.
std::vector<float> permuted(const Look& x, const Sizes& axes) {
  Sizes strides(x.shape.size(), 1);
  for (std::size_t d = x.shape.size(); d-- > 1;) strides[d - 1] = strides[d] * x.shape[d];
  std::vector<float> values;
  values.reserve(x.expected.size());
  for (std::int64_t position = 0; position < x.count(); ++position) {
    std::int64_t rest = position, from = 0;
    for (std::size_t d = axes.size(); d-- > 0;) {
      const auto axis = static_cast<std::size_t>(axes[d]);
      from += rest % x.shape[axis] * strides[axis];
      rest /= x.shape[axis];
    }
    values.push_back(x.expected[static_cast<std::size_t>(from)]);
  }
  return values;
}

bool is_shifted(const Look& x, const Along& a, std::int64_t by) {
  std::vector<double> seen;
  for (std::int64_t i = 0; i < x.count(); ++i) {
    const std::int64_t k = i / a.inner % a.n + by;
    if (k < 0 || k >= a.n) continue;
    seen.push_back(x.at(i + by * a.inner));
    if (!x.agrees(i, seen.back())) return false;
  }
  return is_varied(seen, x.tolerance);
}

// Whether the values sum to 1 along the axis, everywhere.
bool sums_to_one(std::span<const float> values, const Along& a) {
  if (a.n < 2) return false;
  std::vector<double> sums(static_cast<std::size_t>(a.outer * a.inner));
  for (std::int64_t i = 0; i < std::ssize(values); ++i) {
    const std::int64_t o = i / (a.n * a.inner);
    sums[static_cast<std::size_t>(o * a.inner + i % a.inner)] +=
        values[static_cast<std::size_t>(i)];
  }
  return std::all_of(sums.begin(), sums.end(), [](double sum) { return std::abs(sum - 1) < 1e-4; });
}

// All values agree except at one end of an axis.
bool only_differs_at(const Look& x, const Along& a, std::int64_t end) {
  std::vector<double> agreeing;
  for (std::int64_t i = 0; i < x.count(); ++i) {
    if (i / a.inner % a.n == end) continue;
    if (!x.agrees(i, x.at(i))) return false;
    agreeing.push_back(x.at(i));
  }
  return is_varied(agreeing, x.tolerance);
}

}  // namespace

std::string reordered(const Look& x, const Sizes& shape) {
  if (x.shape.size() < 2 || x.shape.size() > 4) return {};
  if (!is_varied({x.expected.begin(), x.expected.end()}, x.tolerance)) return {};
  Sizes axes(x.shape.size());
  std::iota(axes.begin(), axes.end(), 0);
  while (std::next_permutation(axes.begin(), axes.end())) {
    const std::vector<float> turned = permuted(x, axes);
    if (!x.fits([&](std::int64_t i) { return turned[static_cast<std::size_t>(i)]; })) continue;
    Sizes sizes;
    for (const std::int64_t axis : axes) sizes.push_back(x.shape[static_cast<std::size_t>(axis)]);
    if (sizes != shape)
      return "yours holds the values of the transpose, read row by row: reshape where a transpose "
             "is due, or the reverse?";
    if (axes.size() == 2)
      return "yours is the transpose of expected: are rows and columns swapped?";
    std::string order;
    for (const std::int64_t axis : axes)
      order += (order.empty() ? "" : ", ") + std::to_string(axis);
    return "yours is expected with its axes in the order (" + order + "): permuted once too often?";
  }
  return {};
}

std::string shifted(const Look& x) {
  for (std::size_t axis = 0; axis < x.shape.size(); ++axis) {
    const Along a = along(x.shape, axis);
    if (is_shifted(x, a, 1) || is_shifted(x, a, -1))
      return "yours is expected, shifted by one along " + axis_text(axis) +
             ": is an index off by one?";
  }
  return {};
}

std::string normalised_elsewhere(const Look& x) {
  if (!is_varied({x.expected.begin(), x.expected.end()}, x.tolerance)) return {};
  for (std::size_t due = 0; due < x.shape.size(); ++due) {
    if (!sums_to_one(x.expected, along(x.shape, due))) continue;
    for (std::size_t axis = 0; axis < x.shape.size(); ++axis) {
      const Along a = along(x.shape, axis);
      if (axis != due && sums_to_one(x.actual, a) && !sums_to_one(x.expected, a))
        return "yours sums to 1 along " + axis_text(axis) + ", expected along " + axis_text(due) +
               ": normalised along the other axis?";
    }
  }
  return {};
}

std::string differs_at_one_end(const Look& x) {
  for (std::size_t axis = 0; axis < x.shape.size(); ++axis) {
    const Along a = along(x.shape, axis);
    if (a.n < 3) continue;
    for (const std::int64_t end : {a.n - 1, std::int64_t{0}}) {
      if (only_differs_at(x, a, end))
        return std::string("only the ") + (end == 0 ? "first" : "last") + " position of " +
               axis_text(axis) + " differs: does a loop " +
               (end == 0 ? "begin one too late?" : "end one too early?");
    }
  }
  return {};
}

}  // namespace tinytorch::test::near
