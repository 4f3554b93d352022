// Module 04: losses, one number that says how wrong an answer is. Needs 01, 02.
#pragma once

#include <cstdint>

#include "tinytorch/tensor.hpp"

namespace tinytorch {

/// What becomes of the losses of the single elements: their mean, their sum, or all of them.
/// mean and sum give a 0-D tensor, accumulated in double.
enum class Reduction { mean, sum, none };

/// log(softmax(x)) along one axis, without the detour through softmax: x − m − log Σ exp(x − m),
/// where m is the largest of them. Finite as long as x is; −inf stays −inf if another is finite.
/// NaN where the axis holds NaN or +inf, or only −inf.
/// Shapes: that of x.
/// Errors: TT-L0201 if `dim` is outside [−ndim, ndim); TT-L0202 if x has no axes.
/// Cost: reads x and writes the result once; sums in double.
/// Example: `log_softmax(tensor({1, 2, 3}))` is −2.40760596, −1.40760596, −.40760596.
[[nodiscard]] Tensor log_softmax(const Tensor& x, std::int64_t dim = -1);

/// Compares a prediction with a target. Losses hold only options: they can be shared freely.
class Loss {
 public:
  virtual ~Loss();
  virtual Tensor forward(const Tensor& pred, const Tensor& target) const = 0;
  Tensor operator()(const Tensor& pred, const Tensor& target) const {
    return forward(pred, target);
  }
};

/// Mean squared error: (pred − target)².
/// Shapes: equal; nothing broadcasts.
/// Errors: TT-L0401 shapes differ; TT-L0402 nothing to compare.
class MSELoss : public Loss {
 public:
  explicit MSELoss(Reduction reduction = Reduction::mean) : reduction_(reduction) {}
  Tensor forward(const Tensor& pred, const Tensor& target) const override;

 private:
  Reduction reduction_;
};

struct CrossEntropyOptions {
  std::int64_t ignore_index = -100;  // positions with this target count for nothing
  float label_smoothing = 0;  // share of the target that is spread over all classes, in [0, 1)
  Reduction reduction = Reduction::mean;
};

/// −log of the probability that softmax gives to the right class. With smoothing ε:
/// (1 − ε)·(−lp[target]) + ε·mean(−lp), where lp = log_softmax(logits).
/// Shapes: logits (B, C) with targets (B), or logits (B, S, C) with targets (B, S). Targets are
/// class numbers. With Reduction::none the result has the shape of the targets, 0 where ignored.
/// Errors: TT-L0402 empty input; TT-L0403 other shapes; TT-L0404 a target that is no whole number;
/// TT-L0405 one outside [0, C − 1]; TT-L0407 every target ignored.
/// Cost: one pass over the logits. While recording it keeps the probabilities for the gradient.
/// Source: Szegedy et al. 2016 (label smoothing).
class CrossEntropyLoss : public Loss {
 public:
  /// Errors: TT-L0408 if label_smoothing is outside [0, 1).
  explicit CrossEntropyLoss(CrossEntropyOptions options = {});
  Tensor forward(const Tensor& logits, const Tensor& target) const override;

 private:
  CrossEntropyOptions options_;
};

/// −(t·log p + (1 − t)·log(1 − p)) for probabilities p, clipped to [1e-7, 1 − 1e-7].
/// Shapes: equal; nothing broadcasts.
/// Errors: TT-L0401 shapes differ; TT-L0402 nothing to compare; TT-L0406 a value outside [0, 1] or
/// not finite.
class BinaryCrossEntropyLoss : public Loss {
 public:
  explicit BinaryCrossEntropyLoss(Reduction reduction = Reduction::mean) : reduction_(reduction) {}
  Tensor forward(const Tensor& pred, const Tensor& target) const override;

 private:
  Reduction reduction_;
};

/// The same for logits z, p = sigmoid(z), in one formula that needs no clipping:
/// max(z, 0) − z·t + log(1 + exp(−|z|)). Finite for every finite z.
/// Shapes: equal; nothing broadcasts.
/// Errors: as BinaryCrossEntropyLoss; TT-L0406 for a target outside [0, 1] or a logit not finite.
[[nodiscard]] Tensor binary_cross_entropy_with_logits(const Tensor& logits,
                                                      const Tensor& target,
                                                      Reduction reduction = Reduction::mean);

}  // namespace tinytorch
