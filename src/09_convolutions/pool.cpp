// Module 09, part pool: the largest (09.4) and the mean (09.5) of each window. A plane is one
// channel of one image; planes do not meet, so batch and channels are one axis here.
#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <string>

#include "tinytorch/detail/sliding.hpp"
#include "tinytorch/detail/walk.hpp"
#include "tinytorch/probe.hpp"
#include "tinytorch/record.hpp"

namespace tinytorch {
namespace {

using detail::Range;
using detail::raw;
using detail::raw_mutable;
using detail::Sliding;

Shape in_shape(const Sliding& s) {
  return {s.batch, s.channels, s.height, s.width};
}

Shape out_shape(const Sliding& s) {
  return {s.batch, s.channels, s.out_height, s.out_width};
}

// The part of window `at` of an axis that lies in the image.
Range window(std::int64_t at, std::int64_t in, std::int64_t k, std::int64_t s, std::int64_t p) {
  const std::int64_t begin = at * s - p;
  return {std::max<std::int64_t>(begin, 0), std::min(begin + k, in)};
}

// Calls visit(rows, columns) for each output of a plane, in row-major order.
template <class Visit>
void each_window(const Sliding& s, const Visit& visit) {
  for (std::int64_t r = 0; r < s.out_height; ++r) {
    const Range rows = window(r, s.height, s.kernel.h, s.stride.h, s.padding.h);
    for (std::int64_t c = 0; c < s.out_width; ++c) {
      visit(rows, window(c, s.width, s.kernel.w, s.stride.w, s.padding.w));
    }
  }
}

// Position in the plane of the first largest value of a window.
std::int64_t largest(const float* x, std::int64_t width, Range rows, Range cols) {
  std::int64_t best = rows.begin * width + cols.begin;
  // BEGIN SOLUTION 09.4
  for (std::int64_t r = rows.begin; r < rows.end; ++r) {
    for (std::int64_t at = r * width + cols.begin; at < r * width + cols.end; ++at) {
      const bool first_nan = std::isnan(x[at]) && !std::isnan(x[best]);
      if (x[at] > x[best] || first_nan) best = at;
    }
  }
  // END SOLUTION
  return best;
}

class MaxPoolRule final : public GradRule {
 public:
  MaxPoolRule(std::vector<std::int64_t> chosen, const Sliding& s)
      : chosen_(std::move(chosen)), s_(s) {}

  std::vector<Tensor> backward(const Tensor& grad_out) const override {
    const Tensor g = grad_out.contiguous();
    Tensor dx = Tensor::zeros(in_shape(s_));
    const float* from = raw(g);
    float* to = raw_mutable(dx);
    // BEGIN SOLUTION 09.4
    for (const std::int64_t at : chosen_) to[at] += *from++;
    // END SOLUTION
    return {dx};
  }

 private:
  std::vector<std::int64_t> chosen_;  // for each output, where in x its value stood
  Sliding s_;
};

// out gets the largest of each window; chosen, unless null, where in x they stand.
void max_pool(const Tensor& x, const Sliding& s, float* out, std::int64_t* chosen) {
  const Tensor dense = x.contiguous();
  // BEGIN SOLUTION 09.4
  for (std::int64_t plane = 0; plane < s.batch * s.channels; ++plane) {
    const float* from = raw(dense) + plane * s.plane();
    each_window(s, [&](Range rows, Range cols) {
      const std::int64_t at = largest(from, s.width, rows, cols);
      *out++ = from[at];
      if (chosen != nullptr) *chosen++ = plane * s.plane() + at;
    });
  }
  // END SOLUTION
}

class AvgPoolRule final : public GradRule {
 public:
  explicit AvgPoolRule(const Sliding& s) : s_(s) {}

  std::vector<Tensor> backward(const Tensor& grad_out) const override {
    const Tensor g = grad_out.contiguous();
    Tensor dx = Tensor::zeros(in_shape(s_));
    const float* from = raw(g);
    float* to = raw_mutable(dx);
    const auto size = static_cast<float>(s_.kernel.h * s_.kernel.w);
    // BEGIN SOLUTION 09.5
    for (std::int64_t plane = 0; plane < s_.batch * s_.channels; ++plane, to += s_.plane()) {
      each_window(s_, [&](Range rows, Range cols) {
        const float share = *from++ / size;
        for (std::int64_t r = rows.begin; r < rows.end; ++r) {
          for (std::int64_t c = cols.begin; c < cols.end; ++c) to[r * s_.width + c] += share;
        }
      });
    }
    // END SOLUTION
    return {dx};
  }

 private:
  Sliding s_;
};

// out gets the sum of each window over kh·kw.
void avg_pool(const Tensor& x, const Sliding& s, float* out) {
  const Tensor dense = x.contiguous();
  const auto size = static_cast<double>(s.kernel.h * s.kernel.w);
  // BEGIN SOLUTION 09.5
  for (std::int64_t plane = 0; plane < s.batch * s.channels; ++plane) {
    const float* from = raw(dense) + plane * s.plane();
    each_window(s, [&](Range rows, Range cols) {
      double total = 0;
      for (std::int64_t r = rows.begin; r < rows.end; ++r) {
        for (std::int64_t c = cols.begin; c < cols.end; ++c) total += from[r * s.width + c];
      }
      *out++ = static_cast<float>(total / size);
    });
  }
  // END SOLUTION
}

}  // namespace

MaxPool2d::MaxPool2d(Pair kernel_size, std::optional<Pair> stride, Pair padding)
    : kernel_(kernel_size), stride_(stride.value_or(kernel_size)), padding_(padding) {
  detail::check_pool("MaxPool2d", kernel_, stride_, padding_);
}

Tensor MaxPool2d::forward(const Tensor& x) {
  const Sliding s = detail::sliding("MaxPool2d", x, kernel_, stride_, padding_);
  Tensor out = Tensor::empty(out_shape(s));
  const ProbeScope probe("max_pool2d", 0, 4 * (x.numel() + out.numel()));
  const bool keep = recording({&x});
  std::vector<std::int64_t> chosen(static_cast<std::size_t>(keep ? out.numel() : 0));
  max_pool(x, s, raw_mutable(out), keep ? chosen.data() : nullptr);
  if (!keep) return out;
  return record("max_pool2d", out, {&x}, std::make_unique<MaxPoolRule>(std::move(chosen), s));
}

std::string MaxPool2d::name() const {
  return "MaxPool2d";
}

std::string MaxPool2d::repr() const {
  return "MaxPool2d(" + detail::window_text(kernel_, stride_, padding_) + ")";
}

AvgPool2d::AvgPool2d(Pair kernel_size, std::optional<Pair> stride, Pair padding)
    : kernel_(kernel_size), stride_(stride.value_or(kernel_size)), padding_(padding) {
  detail::check_pool("AvgPool2d", kernel_, stride_, padding_);
}

Tensor AvgPool2d::forward(const Tensor& x) {
  const Sliding s = detail::sliding("AvgPool2d", x, kernel_, stride_, padding_);
  Tensor out = Tensor::empty(out_shape(s));
  const ProbeScope probe("avg_pool2d", 0, 4 * (x.numel() + out.numel()));
  avg_pool(x, s, raw_mutable(out));
  return recording({&x}) ? record("avg_pool2d", out, {&x}, std::make_unique<AvgPoolRule>(s)) : out;
}

std::string AvgPool2d::name() const {
  return "AvgPool2d";
}

std::string AvgPool2d::repr() const {
  return "AvgPool2d(" + detail::window_text(kernel_, stride_, padding_) + ")";
}

}  // namespace tinytorch
