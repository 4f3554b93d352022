// Module 09, part conv2d: convolution and its gradients (09.2, 09.3). Letters: B batch, C channels.
// Seven loops: image, output channel, input channel, kernel row and column, output row and column.
// The last is innermost, so that all three arrays are walked along memory.
#include <algorithm>
#include <cmath>
#include <memory>
#include <string>

#include "tinytorch/detail/border.hpp"
#include "tinytorch/detail/sliding.hpp"
#include "tinytorch/detail/walk.hpp"
#include "tinytorch/error.hpp"
#include "tinytorch/probe.hpp"
#include "tinytorch/record.hpp"

namespace tinytorch {
namespace {

using detail::bordered;
using detail::each_row;
using detail::raw;
using detail::raw_mutable;
using detail::Sliding;

// One kernel over one plane: out += x ⋆ w. x (H, W), w (kh, kw), out (Ho, Wo).
void add_plane(const float* x, const float* w, float* out, const Sliding& s) {
  const std::int64_t step = s.stride.w;
  // BEGIN SOLUTION 09.2
  for (std::int64_t i = 0; i < s.kernel.h; ++i) {
    for (std::int64_t j = 0; j < s.kernel.w; ++j) {
      const float weight = *w++;
      each_row(s, i, j, [&](std::int64_t output, std::int64_t input, std::int64_t n) {
        const float* from = x + input;
        float* to = out + output;
        for (std::int64_t o = 0; o < n; ++o) to[o] += weight * from[o * step];
      });
    }
  }
  // END SOLUTION
}

// x (B, Ci, H, W), w (Co, Ci, kh, kw), b (Co) or null → out (B, Co, Ho, Wo).
void convolve(const float* x,
              const float* w,
              const float* b,
              float* out,
              std::int64_t out_channels,
              const Sliding& s) {
  const std::int64_t kernel = s.kernel.h * s.kernel.w;
  // BEGIN SOLUTION 09.2
  for (std::int64_t image = 0; image < s.batch; ++image) {
    for (std::int64_t co = 0; co < out_channels; ++co) {
      std::fill_n(out, s.out_plane(), b == nullptr ? 0.0f : b[co]);
      for (std::int64_t ci = 0; ci < s.channels; ++ci) {
        add_plane(x + ci * s.plane(), w + (co * s.channels + ci) * kernel, out, s);
      }
      out += s.out_plane();
    }
    x += s.channels * s.plane();
  }
  // END SOLUTION
}

// The way back: each output hands its gradient, times the weight, to the inputs of its window.
void add_plane_back(const float* g, const float* w, float* dx, const Sliding& s) {
  const std::int64_t step = s.stride.w;
  // BEGIN SOLUTION 09.3
  for (std::int64_t i = 0; i < s.kernel.h; ++i) {
    for (std::int64_t j = 0; j < s.kernel.w; ++j) {
      const float weight = *w++;
      each_row(s, i, j, [&](std::int64_t output, std::int64_t input, std::int64_t n) {
        const float* from = g + output;
        float* to = dx + input;
        for (std::int64_t o = 0; o < n; ++o) to[o * step] += weight * from[o];
      });
    }
  }
  // END SOLUTION
}

// The gradient of one weight: all outputs it took part in, each times the input it met there.
// One sum per column keeps the innermost loop free of a chain of additions.
float weight_gradient(const float* x,
                      const float* g,
                      std::int64_t out_channels,
                      std::int64_t i,
                      std::int64_t j,
                      const Sliding& s,
                      std::vector<float>& columns) {
  const std::int64_t step = s.stride.w;
  // BEGIN SOLUTION 09.3
  std::ranges::fill(columns, 0.0f);
  float* sums = columns.data();
  for (std::int64_t image = 0; image < s.batch; ++image) {
    each_row(s, i, j, [&](std::int64_t output, std::int64_t input, std::int64_t n) {
      const float *from = x + input, *grad = g + output;
      for (std::int64_t o = 0; o < n; ++o) sums[o] += grad[o] * from[o * step];
    });
    x += s.channels * s.plane();
    g += out_channels * s.out_plane();
  }
  double total = 0;
  for (const float sum : columns) total += sum;
  return static_cast<float>(total);
  // END SOLUTION
}

class ConvRule final : public GradRule {
 public:
  ConvRule(const Tensor& x, const Tensor& w, bool with_bias, const Sliding& s)
      : x_(x),
        w_(w),
        needs_x_(x.requires_grad()),
        with_bias_(with_bias),
        image_(s),
        s_(bordered(s)) {}

  std::vector<Tensor> backward(const Tensor& grad_out) const override {
    const Tensor w = w_.get("conv2d").contiguous();
    const detail::Laid x = detail::with_border(x_.get("conv2d"), image_);
    const detail::Laid g = detail::spread(grad_out, image_);
    std::vector<Tensor> grads(with_bias_ ? 3 : 2);
    // BEGIN SOLUTION 09.3
    if (needs_x_) grads[0] = input_gradient(w, g.data());
    grads[1] = weight_gradients(x.data(), w.shape(), g.data());
    if (with_bias_) grads[2] = bias_gradient(g.data(), w.size(0));
    // END SOLUTION
    return grads;
  }

 private:
  Tensor input_gradient(const Tensor& w, const float* g) const {
    const std::int64_t out_channels = w.size(0), kernel = s_.kernel.h * s_.kernel.w;
    Tensor dx = Tensor::zeros({s_.batch, s_.channels, s_.height, s_.width});
    float* to = raw_mutable(dx);
    // BEGIN SOLUTION 09.3
    for (std::int64_t image = 0; image < s_.batch; ++image) {
      const float* from = g + image * out_channels * s_.out_plane();
      for (std::int64_t ci = 0; ci < s_.channels; ++ci, to += s_.plane()) {
        for (std::int64_t co = 0; co < out_channels; ++co) {
          const float* weights = raw(w) + (co * s_.channels + ci) * kernel;
          add_plane_back(from + co * s_.out_plane(), weights, to, s_);
        }
      }
    }
    // END SOLUTION
    return detail::without_border(dx, image_);
  }

  Tensor weight_gradients(const float* x, const Shape& shape, const float* g) const {
    const std::int64_t out_channels = shape[0];
    Tensor dw = Tensor::empty(shape);
    float* to = raw_mutable(dw);
    std::vector<float> columns(static_cast<std::size_t>(s_.out_plane()));
    // BEGIN SOLUTION 09.3
    for (std::int64_t co = 0; co < out_channels; ++co) {
      for (std::int64_t ci = 0; ci < s_.channels; ++ci) {
        const float *from = x + ci * s_.plane(), *grad = g + co * s_.out_plane();
        for (std::int64_t i = 0; i < s_.kernel.h; ++i) {
          for (std::int64_t j = 0; j < s_.kernel.w; ++j) {
            *to++ = weight_gradient(from, grad, out_channels, i, j, s_, columns);
          }
        }
      }
    }
    // END SOLUTION
    return dw;
  }

  // One sum per output channel, over all images and places.
  Tensor bias_gradient(const float* g, std::int64_t out_channels) const {
    Tensor db = Tensor::empty({out_channels});
    float* to = raw_mutable(db);
    // BEGIN SOLUTION 09.3
    for (std::int64_t co = 0; co < out_channels; ++co) {
      double total = 0;
      for (std::int64_t image = 0; image < s_.batch; ++image) {
        const float* plane = g + (image * out_channels + co) * s_.out_plane();
        for (std::int64_t i = 0; i < s_.out_plane(); ++i) total += plane[i];
      }
      to[co] = static_cast<float>(total);
    }
    // END SOLUTION
    return db;
  }

  detail::Kept x_, w_;
  bool needs_x_, with_bias_;
  Sliding image_, s_;  // as the image is, and with its border
};

// Lays x out with its border, convolves, and keeps of the rows what is meant.
void run(const Tensor& x, const Tensor& w, const float* b, Tensor& out, const Sliding& s) {
  const Sliding t = bordered(s);
  const detail::Laid image = detail::with_border(x, s);
  const std::int64_t out_channels = out.size(1), planes = s.batch * out_channels;
  if (t.out_width == s.out_width) {
    return convolve(image.data(), raw(w), b, raw_mutable(out), out_channels, t);
  }
  std::vector<float> wide(static_cast<std::size_t>(planes * t.out_plane()));
  convolve(image.data(), raw(w), b, wide.data(), out_channels, t);
  const Pair from{t.out_height, t.out_width}, to{s.out_height, s.out_width};
  detail::copy_corners(wide.data(), from, raw_mutable(out), to, planes);
}

void check_channels(const Tensor& x, const Tensor& w, const Tensor& b) {
  const bool fits = w.ndim() == 4 && x.size(1) == w.size(1) && w.size(0) >= 1 &&
                    (!b.defined() || b.shape() == Shape{w.size(0)});
  TT_CHECK(fits,
           ErrorKind::shape,
           902,
           "conv2d",
           "channels, weight and bias do not fit",
           "x is " + to_string(x.shape()) + ", weight is " + to_string(w.shape()) + ", bias is " +
               (b.defined() ? to_string(b.shape()) : "absent"),
           "give x (B, in, H, W), weight (out, in, kh, kw), bias (out)");
}

}  // namespace

Tensor conv2d(const Tensor& x, const Tensor& w, const Tensor& b, Pair stride, Pair padding) {
  detail::check_image("conv2d", x);
  check_channels(x, w, b);
  const Sliding s = detail::sliding("conv2d", x, {w.size(2), w.size(3)}, stride, padding);
  const std::int64_t out_channels = w.size(0);
  Tensor out = Tensor::empty({s.batch, out_channels, s.out_height, s.out_width});
  const std::int64_t bias_numel = b.defined() ? out_channels : 0;
  const ProbeScope probe("conv2d",
                         2 * out.numel() * s.channels * s.kernel.h * s.kernel.w,
                         4 * (x.numel() + w.numel() + bias_numel + out.numel()));
  const Tensor b_dense = b.defined() ? b.contiguous() : b;
  run(x, w.contiguous(), b.defined() ? raw(b_dense) : nullptr, out, s);
  const auto rule = [&] { return std::make_unique<ConvRule>(x, w, b.defined(), s); };
  if (b.defined())
    return recording({&x, &w, &b}) ? record("conv2d", out, {&x, &w, &b}, rule()) : out;
  return recording({&x, &w}) ? record("conv2d", out, {&x, &w}, rule()) : out;
}

Conv2d::Conv2d(std::int64_t in_channels,
               std::int64_t out_channels,
               Pair kernel_size,
               Pair stride,
               Pair padding,
               bool with_bias,
               Generator& generator)
    : stride_(stride), padding_(padding) {
  detail::check_window("Conv2d", kernel_size, stride, padding);
  TT_CHECK(in_channels >= 1 && out_channels >= 1,
           ErrorKind::shape,
           902,
           "Conv2d",
           "a convolution needs at least one channel in and out",
           "in_channels is " + std::to_string(in_channels) + ", out_channels is " +
               std::to_string(out_channels),
           "pass channel counts of at least 1");
  const Shape shape{out_channels, in_channels, kernel_size.h, kernel_size.w};
  // BEGIN SOLUTION 09.2
  const double inputs = static_cast<double>(in_channels * kernel_size.h * kernel_size.w);
  weight = Tensor::randn(shape, std::sqrt(2.0 / inputs), generator).requires_grad_(true);
  if (with_bias) bias = Tensor::zeros({out_channels}).requires_grad_(true);
  // END SOLUTION
}

Tensor Conv2d::forward(const Tensor& x) {
  // BEGIN SOLUTION 09.2
  return conv2d(x, weight, bias, stride_, padding_);
  // END SOLUTION
}

std::vector<NamedTensor> Conv2d::own_parameters() const {
  return {{"weight", weight}, {"bias", bias}};
}

std::string Conv2d::name() const {
  return "Conv2d";
}

std::string Conv2d::repr() const {
  return "Conv2d(in_channels=" + std::to_string(weight.size(1)) +
         ", out_channels=" + std::to_string(weight.size(0)) + ", " +
         detail::window_text({weight.size(2), weight.size(3)}, stride_, padding_) +
         ", bias=" + (bias.defined() ? "true" : "false") + ")";
}

}  // namespace tinytorch
