#include "learner.hpp"

namespace tinytorch::milestone {
namespace {

std::unique_ptr<Optimizer> optimizer_of(GPT& model, const LearningPlan& plan) {
  if (plan.weight_decay == 0)
    return std::make_unique<Adam>(model.parameters(), AdamOptions{.lr = plan.lr});
  return std::make_unique<AdamW>(model.parameters(),
                                 AdamWOptions{.lr = plan.lr, .weight_decay = plan.weight_decay});
}

}  // namespace

Learner::Learner(GPT& model, const LearningPlan& plan)
    : model_(model),
      plan_(plan),
      schedule_(plan.lr, plan.last_lr, plan.steps),
      optimizer_(optimizer_of(model, plan)) {}

double Learner::backward(const TokenBatch& batch) {
  optimizer_->zero_grad();
  const Tensor loss = loss_(model_(batch.tokens), batch.targets);
  loss.backward();
  return loss.item();
}

void Learner::update() {
  if (plan_.clip > 0) clip_grad_norm_(model_.parameters(), plan_.clip);
  optimizer_->set_lr(lr());
  optimizer_->step();
}

double Learner::step(const TokenBatch& batch) {
  const double loss = backward(batch);
  update();
  return loss;
}

}  // namespace tinytorch::milestone
