// A small network in plain doubles: the independent judge of what the framework computed.
// Uses nothing of the framework: vectors, loops, and the formulas.
#pragma once

#include <cstdint>
#include <vector>

namespace tinytorch::milestone {

using Values = std::vector<double>;

enum class Activation { none, relu, tanh, sigmoid };

struct Dense {
  std::int64_t in = 0, out = 0;
  Values weight;  // (in, out), row by row
  Values bias;    // (out)
  Activation after = Activation::none;
};
using PlainNet = std::vector<Dense>;

/// Outputs of the last layer. Shapes: x (rows, in of the first layer) → (rows, out of the last).
Values forward(const PlainNet& net, const Values& x);

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

}  // namespace tinytorch::milestone
