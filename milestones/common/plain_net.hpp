// A small network in plain doubles: the independent judge of what the framework computed.
// Uses nothing of the framework: vectors, loops, and the formulas.
#pragma once

#include <cstdint>
#include <vector>

namespace tinytorch::milestone {

using Values = std::vector<double>;

enum class Activation { none, relu, tanh, sigmoid };
enum class Kind { dense, conv, max_pool, batch_norm };

/// A layer and what stands after it. Images are square; convolutions have stride 1, pooling windows
/// do not overlap.
struct PlainLayer {
  Kind kind = Kind::dense;
  Activation after = Activation::none;
  std::int64_t side = 1;         // height and width of the images that come in
  std::int64_t size = 1;         // height and width of the kernel or window
  std::int64_t padding = 0;      // of the convolution, on every edge
  std::int64_t in = 0, out = 0;  // features or channels
  Values weight{};               // dense (in, out), convolution (out, in, size, size)
  Values bias{};                 // (out)
  bool of_batch = true;          // batch_norm: statistics of the batch, else the running ones
  Values mean{}, variance{};     // the running ones

  bool learns() const { return kind != Kind::max_pool; }
  std::int64_t out_side() const { return side + 2 * padding - size + 1; }  // of a convolution
};
using PlainNet = std::vector<PlainLayer>;

/// Layers whose values are still to be read from a model.
PlainLayer dense(Activation after = Activation::none);
PlainLayer conv(std::int64_t side, std::int64_t padding, Activation after);
PlainLayer max_pool(std::int64_t side, std::int64_t size);
PlainLayer batch_norm(std::int64_t side, Activation after);

/// For weight, bias, weight, bias, … of a network: whether the loss depends on them at all. A
/// convolution's bias directly before batch_norm is taken away again by the mean.
std::vector<bool> that_matter(const PlainNet& net);

/// Outputs of one layer; of a whole network.
/// Shapes: x (rows, in) or (rows, in, side, side), row by row → (rows, out) or (rows, out, …).
Values forward(const PlainLayer& layer, const Values& x);
Values forward(const PlainNet& net, const Values& x);

/// Multiplications and additions of the layers that learn, for one sample.
std::int64_t flops(const PlainNet& net);

/// Mean of −log softmax(logits)[label]. Shapes: logits (rows, classes).
double cross_entropy(const Values& logits,
                     const std::vector<std::int64_t>& labels,
                     std::int64_t classes);

/// Mean of −(t·log p + (1−t)·log(1−p)), p kept within [1e-7, 1−1e-7].
double binary_cross_entropy(const Values& p, const Values& target);

/// Largest |a − b| / max(1, |b|); infinity if sizes differ or a value is not finite.
double largest_difference(const Values& a, const Values& b);

/// √Σ v².
double norm(const Values& v);

/// ‖end − start‖ / ‖start‖.
double movement(const Values& start, const Values& end);

/// Whether no parameter is infinite or NaN.
bool all_finite(const PlainNet& net);

}  // namespace tinytorch::milestone
