// Module 09: convolutions, layers that know where a pixel stands: Conv2d, pooling, BatchNorm2d.
// Images are (B, C, H, W): batch, channels, rows, columns. Needs 01, 03, 06.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tinytorch/layers.hpp"

namespace tinytorch {

/// A size for each direction; one number stands for both.
struct Pair {
  std::int64_t h, w;
  // NOLINTNEXTLINE(google-explicit-constructor): one number converts on purpose
  Pair(std::int64_t both) : h(both), w(both) {}
  Pair(std::int64_t height, std::int64_t width) : h(height), w(width) {}
};

/// How often a kernel of size k fits an axis of size `in` with p zeros at both ends, in steps of s.
/// Errors: TT-L0903 if the kernel does not fit once; TT-L0904 if k or s < 1 or p < 0.
/// Source: ⌊(in + 2p − k)/s⌋ + 1. Example: `conv_out_size(32, 3, 2, 1)` is 16.
[[nodiscard]] std::int64_t conv_out_size(std::int64_t in,
                                         std::int64_t k,
                                         std::int64_t s,
                                         std::int64_t p);

/// Slides each kernel over the image: every output is a weighted sum of one window, plus a bias.
/// The kernel is not flipped (cross-correlation).
/// Shapes: x (B, Ci, H, W), w (Co, Ci, kh, kw), b (Co) or undefined → (B, Co, Ho, Wo).
/// Errors: TT-L0901 if x is not 4-D; TT-L0902 if channels, weight and bias do not fit; TT-L0903;
/// TT-L0904. Backward: TT-L0606 if x or w has been overwritten since.
/// Cost: 2·B·Co·Ho·Wo·Ci·kh·kw flops, one new tensor; accumulates in float. Backward twice that.
[[nodiscard]] Tensor conv2d(
    const Tensor& x, const Tensor& w, const Tensor& b = {}, Pair stride = 1, Pair padding = 0);

/// A convolution with kernels of its own. Weights start normal with standard deviation
/// √(2/(in·kh·kw)), drawn in row-major order; the bias starts at 0.
/// Source: He et al. 2015 (initialisation); LeCun et al. 1989 (the layer).
/// Example: `Conv2d(3, 32, 3)` has 3·32·9 + 32 = 896 parameters.
class Conv2d : public Layer {
 public:
  /// Errors: TT-L0902 if a channel count is below 1; TT-L0904.
  Conv2d(std::int64_t in_channels,
         std::int64_t out_channels,
         Pair kernel_size,
         Pair stride = 1,
         Pair padding = 0,
         bool with_bias = true,
         Generator& generator = default_generator());

  /// Errors: as conv2d.
  Tensor forward(const Tensor& x) override;
  std::vector<NamedTensor> own_parameters() const override;
  std::string name() const override;
  std::string repr() const override;

  Tensor weight;  // (out, in, kh, kw)
  Tensor bias;    // (out), undefined without bias

 private:
  Pair stride_, padding_;
};

/// The largest value of each window; padding counts as −inf, NaN wins. The gradient goes to the
/// first largest in row order.
/// Shapes: (B, C, H, W) → (B, C, Ho, Wo). Cost: B·C·Ho·Wo·kh·kw comparisons; recording keeps one
/// position for each output.
class MaxPool2d : public Layer {
 public:
  /// The stride is the kernel size unless given.
  /// Errors: TT-L0904; TT-L0906 if the padding is more than half the kernel.
  explicit MaxPool2d(Pair kernel_size, std::optional<Pair> stride = {}, Pair padding = 0);

  /// Errors: TT-L0901, TT-L0903.
  Tensor forward(const Tensor& x) override;
  std::string name() const override;
  std::string repr() const override;

 private:
  Pair kernel_, stride_, padding_;
};

/// The mean of each window; zeros of the padding count, so the divisor is always kh·kw.
/// Shapes: (B, C, H, W) → (B, C, Ho, Wo). Cost: one pass; accumulates in double.
class AvgPool2d : public Layer {
 public:
  /// Errors: as MaxPool2d.
  explicit AvgPool2d(Pair kernel_size, std::optional<Pair> stride = {}, Pair padding = 0);

  /// Errors: TT-L0901, TT-L0903.
  Tensor forward(const Tensor& x) override;
  std::string name() const override;
  std::string repr() const override;

 private:
  Pair kernel_, stride_, padding_;
};

/// Brings each channel to mean beta and spread gamma. In training with the mean and the biased
/// variance of the batch, which also move the running ones by `momentum`; in evaluation with the
/// running ones. One value per channel gives beta; an empty batch stays empty and moves nothing.
/// Shapes: (B, C, H, W) → the same. (PyTorch's running variance is the unbiased one.)
/// Source: Ioffe and Szegedy 2015. Cost: two passes; statistics in double.
class BatchNorm2d : public Layer {
 public:
  /// Errors: TT-L0905 if num_features < 1; TT-L0907 if eps is not above 0 or momentum is outside
  /// [0, 1].
  explicit BatchNorm2d(std::int64_t num_features, float eps = 1e-5f, float momentum = 0.1f);

  /// Errors: TT-L0901; TT-L0905 if x has another number of channels. Backward: TT-L0606 if x or
  /// gamma has been overwritten since.
  Tensor forward(const Tensor& x) override;
  std::vector<NamedTensor> own_parameters() const override;
  std::vector<NamedTensor> own_buffers() const override;
  std::string name() const override;
  std::string repr() const override;

  Tensor gamma, beta;                // (C), start at 1 and 0
  Tensor running_mean, running_var;  // (C), start at 0 and 1

 private:
  float eps_, momentum_;
};

/// Joins the axes from start_dim on into one, so that a Linear can follow.
/// Errors: TT-L0107 if there is no such axis.
class Flatten : public Layer {
 public:
  explicit Flatten(std::int64_t start_dim = 1);

  Tensor forward(const Tensor& x) override;
  std::string name() const override;
  std::string repr() const override;

 private:
  std::int64_t start_dim_;
};

/// For 32×32 colour images: conv 3→16, ReLU, pool 2, conv 16→32, ReLU, pool 2, flatten,
/// Linear(2048, classes); kernels 3 with padding 1.
/// Shapes: (B, 3, 32, 32) → (B, classes). Example: `SimpleCNN()` has 25,578 parameters.
class SimpleCNN : public Layer {
 public:
  /// Errors: TT-L0301 if num_classes < 1.
  explicit SimpleCNN(std::int64_t num_classes = 10);

  Tensor forward(const Tensor& x) override;
  std::vector<NamedLayer> children() override;
  std::string name() const override;

  Conv2d conv1, conv2;
  MaxPool2d pool;
  Flatten flatten;
  Linear fc;
};

}  // namespace tinytorch
