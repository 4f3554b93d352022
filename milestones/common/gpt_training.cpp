#include "common/gpt_training.hpp"

namespace tinytorch::milestone {

GptTraining::GptTraining(GPT& model, const GptPlan& plan)
    : model_(model),
      plan_(plan),
      schedule_(plan.lr, plan.last_lr, plan.steps, plan.warmup),
      optimizer_(model.parameters(), {.lr = plan.lr, .weight_decay = plan.weight_decay}) {}

double GptTraining::step(const Tensor& tokens, const Tensor& targets) {
  optimizer_.set_lr(schedule_.get_lr(steps()));
  optimizer_.zero_grad();
  const Tensor loss = loss_(model_(tokens), targets);
  loss.backward();
  clip_grad_norm_(model_.parameters(), plan_.clip);
  optimizer_.step();
  return loss.item();
}

}  // namespace tinytorch::milestone
