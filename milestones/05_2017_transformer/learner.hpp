// A GPT learns step by step, by its own loop: part of what is proved is that each step is right.
#pragma once

#include <cstdint>
#include <memory>

#include "tinytorch/losses.hpp"
#include "tinytorch/optimizers.hpp"
#include "tinytorch/training.hpp"
#include "tinytorch/transformers.hpp"

namespace tinytorch::milestone {

struct LearningPlan {
  double lr = 3e-3, last_lr = 1.5e-4;  // half a cosine from one to the other, step by step
  double weight_decay = 0.01;          // 0: plain Adam
  double clip = 1.0;                   // 0: gradients are never clipped
  std::int64_t steps = 1000;
};

/// Targets of −100 do not count. Shapes: both (B, S).
struct TokenBatch {
  Tensor tokens{}, targets{};
};

class Learner {
 public:
  /// The model is not owned.
  Learner(GPT& model, const LearningPlan& plan);

  /// The loss; every parameter has its gradient afterwards, not clipped yet.
  double backward(const TokenBatch& batch);
  /// Clips, sets the learning rate of this step, moves the parameters.
  void update();
  double step(const TokenBatch& batch);

  std::int64_t steps() const { return optimizer_->step_count(); }
  /// Of the next step.
  double lr() const { return schedule_.get_lr(steps()); }

 private:
  GPT& model_;
  LearningPlan plan_;
  CosineSchedule schedule_;
  std::unique_ptr<Optimizer> optimizer_;
  CrossEntropyLoss loss_{};
};

}  // namespace tinytorch::milestone
