// Optimizers in plain doubles: the independent judge of what one step of the framework's did.
#pragma once

#include <vector>

#include "common/plain_net.hpp"

namespace tinytorch::milestone {

enum class Rule { sgd, adam };

/// How parameters move. Adam with a decay is AdamW; its other constants are the usual ones.
struct Descent {
  Rule rule = Rule::sgd;
  double lr = 0.1;
  double momentum = 0;  // of SGD
  double weight_decay = 0;
};

class PlainOptimizer {
 public:
  explicit PlainOptimizer(const Descent& descent) : descent_(descent) {}

  /// What the next step, with rate `lr`, makes of the tensors x with these gradients. Tensors
  /// without a gradient stay as they are.
  void step(std::vector<Values>& x, const std::vector<Values>& g, double lr);

 private:
  void move(double& x, double& m, double& v, double g, double lr) const;

  Descent descent_;
  std::vector<Values> m_{}, v_{};
  int k_ = 0;
};

/// ‖actual − expected‖ over ‖expected change‖, with room for the rounding of float32 values.
double update_error(const Values& before, const Values& actual, const Values& expected);

/// The larger one; NaN if one of them is: std::max would forget it.
double larger(double a, double b);

}  // namespace tinytorch::milestone
