#include "support/near_miss.hpp"

#include <algorithm>
#include <cmath>

#include "support/near_miss_look.hpp"
#include "support/runner.hpp"

namespace tinytorch::test {
namespace near {

constexpr double kMostWhole = 4096;  // larger factors are no sizes of a test
constexpr std::int64_t kMostValues = 1 << 20;

constexpr double kClear = 20;  // spread of the values, in units of what the tolerance allows

bool is_clear(const std::vector<double>& values, const Tolerance& tolerance) {
  if (values.empty()) return false;
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  const double largest = std::max(std::abs(*low), std::abs(*high));
  const double allowed = tolerance.atol + tolerance.rtol * largest;
  if (values.size() > 1) return *high - *low > kClear * allowed;
  return largest > kClear * allowed && std::round(*low * 64) != *low * 64;
}

namespace {

std::string zero(const Look& x) {
  if (x.count() < 2 || !x.fits([](std::int64_t) { return 0.0; })) return {};
  return "yours is 0 everywhere: is the result ever written?";
}

std::string negated(const Look& x) {
  if (!x.fits([&](std::int64_t i) { return -x.at(i); })) return {};
  return "yours = -expected: is a sign the wrong way round?";
}

std::string size_text(const Look& x, std::int64_t size) {
  const auto axis = std::find(x.shape.begin(), x.shape.end(), size);
  if (axis != x.shape.end()) return ", the size of axis " + std::to_string(axis - x.shape.begin());
  return size == x.count() ? ", the number of values" : "";
}

// A whole factor, or one over it. Two values share some factor by chance, but rarely a size.
std::string whole_factor(const Look& x, double factor) {
  const double size = std::round(std::max(factor, 1 / factor));
  const double exact = factor > 1 ? size : 1 / size;
  if (size < 2 || size > kMostWhole || std::abs(factor / exact - 1) > 1e-4) return {};
  const std::string known = size_text(x, static_cast<std::int64_t>(size));
  if (x.count() == 2 && size != 2 && known.empty()) return {};
  if (x.count() == 1 && (size == 10 || size == 100 || size == 1000)) return {};  // 0.1 for 0.01
  const std::string digits = number(size, 4);
  if (size == 2) {
    return factor > 1 ? "yours = expected × 2" + known + ": counted twice?"
                      : "yours = expected ÷ 2" + known + ": is a factor 2 missing?";
  }
  return factor > 1 ? "yours = expected × " + digits + known + ": summed instead of averaged?"
                    : "yours = expected ÷ " + digits + known +
                          ": averaged instead of summed, or divided twice?";
}

std::string scaled(const Look& x) {
  std::int64_t largest = 0;
  for (std::int64_t i = 1; i < x.count(); ++i) {
    if (std::abs(x.at(i)) > std::abs(x.at(largest))) largest = i;
  }
  const double factor = x.mine(largest) / x.at(largest);
  if (factor <= 0 || std::abs(factor - 1) < 1e-3) return {};
  if (!x.fits([&](std::int64_t i) { return factor * x.at(i); })) return {};
  const std::string whole = whole_factor(x, factor);
  if (!whole.empty() || x.count() < 3) return whole;
  return "yours = expected × " + number(factor, 5) +
         " everywhere: is a factor missing, or one too many?";
}

std::string offset(const Look& x) {
  if (x.count() < 3) return {};
  const double off = x.mine(0) - x.at(0);
  if (!x.fits([&](std::int64_t i) { return x.at(i) + off; })) return {};
  return "yours = expected " + std::string(off < 0 ? "- " : "+ ") + number(std::abs(off), 5) +
         " everywhere: is a term missing, or added twice?";
}

// Every row is another one plus a constant: then any column could pass for a bias.
bool rows_run_parallel(const Look& x, std::int64_t width) {
  for (std::int64_t i = width; i < x.count(); ++i) {
    const std::int64_t row = i - i % width;
    const double here = x.at(i) - x.at(row), first = x.at(i % width) - x.at(0);
    if (!is_near(here, first, x.tolerance)) return false;
  }
  return true;
}

std::string missing_bias(const Look& x) {
  if (x.shape.size() < 2 || x.shape.back() < 2 || x.count() < 2 * x.shape.back()) return {};
  const std::int64_t width = x.shape.back();
  const auto off = [&](std::int64_t column) { return x.mine(column) - x.at(column); };
  if (is_near(off(0), 0, x.tolerance) || rows_run_parallel(x, width)) return {};
  if (!x.fits([&](std::int64_t i) { return x.at(i) + off(i % width); })) return {};
  return "every row is off by the same numbers, the first by " + number(off(0), 5) +
         ": is a bias missing, or added twice?";
}

// Each row times a number of its own.
std::string row_factors(const Look& x) {
  if (x.shape.size() < 2 || x.shape.back() < 3 || x.count() < 2 * x.shape.back()) return {};
  const std::int64_t width = x.shape.back();
  const auto factor = [&](std::int64_t row) {
    std::int64_t largest = row * width;
    for (std::int64_t i = largest; i < (row + 1) * width; ++i) {
      if (std::abs(x.at(i)) > std::abs(x.at(largest))) largest = i;
    }
    return x.at(largest) == 0 ? 0 : x.mine(largest) / x.at(largest);
  };
  for (std::int64_t row = 0; row < x.count() / width; ++row) {
    const double by = factor(row);
    if (by == 0) return {};
    for (std::int64_t i = row * width; i < (row + 1) * width; ++i) {
      if (!x.agrees(i, by * x.at(i))) return {};
    }
  }
  return "each row is expected times a number of its own, the first " + number(factor(0), 5) +
         ": is the division by a row's sum missing or taken elsewhere?";
}

std::string signs(const Look& x) {
  if (x.count() < 3) return {};
  if (!x.fits([&](std::int64_t i) { return std::copysign(x.at(i), x.mine(i)); })) return {};
  return "sizes agree, some signs do not: is a sign lost in a square or an absolute value?";
}

bool all_finite(std::span<const float> values) {
  return std::all_of(
      values.begin(), values.end(), [](float value) { return std::isfinite(value); });
}

std::string same_values(const Look& x) {
  if (!x.fits([&](std::int64_t i) { return x.at(i); })) return {};
  return "the values are right and in order: only the shape is not";
}

}  // namespace
}  // namespace near

std::string near_miss(const Comparison& c) {
  using namespace near;
  if (c.actual.size() != c.expected.size() || c.expected.empty()) return {};
  if (std::ssize(c.expected) > kMostValues || !all_finite(c.actual) || !all_finite(c.expected))
    return {};
  const Look x{.actual = c.actual,
               .expected = c.expected,
               .shape = c.expected_shape,
               .tolerance = {.rtol = std::max(c.tolerance.rtol, kMath.rtol),
                             .atol = std::max(c.tolerance.atol, 1e-7)}};
  if (!is_clear({x.expected.begin(), x.expected.end()}, x.tolerance)) return {};
  if (c.actual_shape != c.expected_shape) {
    const std::string text = same_values(x);
    return text.empty() ? reordered(x, c.actual_shape) : text;
  }
  for (const auto explain : {zero, negated, scaled}) {
    if (std::string text = explain(x); !text.empty()) return text;
  }
  if (std::string text = reordered(x, c.actual_shape); !text.empty()) return text;
  for (const auto explain : {offset,
                             missing_bias,
                             shifted,
                             normalised_elsewhere,
                             row_factors,
                             signs,
                             differs_at_one_end}) {
    if (std::string text = explain(x); !text.empty()) return text;
  }
  return {};
}

}  // namespace tinytorch::test
