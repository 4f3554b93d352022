// A GPT learns step by step: AdamW, warm-up and half a cosine, clipped gradients.
#pragma once

#include <cstdint>

#include "tinytorch/losses.hpp"
#include "tinytorch/optimizers.hpp"
#include "tinytorch/training.hpp"
#include "tinytorch/transformers.hpp"

namespace tinytorch::milestone {

struct GptPlan {
  double lr = 3e-3, last_lr = 1.5e-4, weight_decay = 0.01, clip = 1.0;
  std::int64_t warmup = 0, steps = 1000;
};

class GptTraining {
 public:
  /// The model is not owned.
  GptTraining(GPT& model, const GptPlan& plan);

  /// One step on this batch; the loss is that before the step. Positions whose target is -100 do
  /// not count. Shapes: tokens (B, S), targets (B, S).
  double step(const Tensor& tokens, const Tensor& targets);

  std::int64_t steps() const { return optimizer_.step_count(); }

 private:
  GPT& model_;
  GptPlan plan_;
  CosineSchedule schedule_;
  AdamW optimizer_;
  CrossEntropyLoss loss_;
};

}  // namespace tinytorch::milestone
