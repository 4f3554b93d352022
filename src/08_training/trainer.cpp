// Module 08, part trainer: one step, and one epoch of steps (08.3, 08.4). B samples in a batch.
#include "tinytorch/autograd.hpp"
#include "tinytorch/detail/gradients.hpp"
#include "tinytorch/detail/trainer_checks.hpp"
#include "tinytorch/training.hpp"

namespace tinytorch {

Trainer::Trainer(Layer& model,
                 Optimizer& optimizer,
                 const Loss& loss,
                 std::optional<CosineSchedule> schedule,
                 std::optional<double> grad_clip_norm)
    : model_(model),
      optimizer_(optimizer),
      loss_(loss),
      schedule_(schedule),
      grad_clip_norm_(grad_clip_norm) {
  if (grad_clip_norm_) detail::check_max_norm("Trainer", *grad_clip_norm_);
}

// Adds the gradients of one batch: of its mean loss, or weighted with B, of the sum of its losses.
double Trainer::backward(const Tensor& x, const Tensor& y, bool weighted) {
  detail::check_samples("Trainer", x);
  double value = 0;
  // BEGIN SOLUTION 08.3
  const Tensor loss = loss_(model_(x), y);
  detail::check_differentiable(loss);
  value = loss.item();
  const auto B = static_cast<float>(x.size(0));
  loss.backward(weighted ? Tensor::full(loss.shape(), B) : Tensor());
  // END SOLUTION
  return value;
}

// One step of the optimizer. `samples` is what the gradients have been weighted with.
void Trainer::update(std::int64_t samples) {
  parameters_.clear();
  for (const ParamGroup& group : optimizer_.param_groups()) {
    parameters_.insert(parameters_.end(), group.params.begin(), group.params.end());
  }
  // BEGIN SOLUTION 08.3
  if (samples > 1) detail::scale_gradients(parameters_, 1.0 / static_cast<double>(samples));
  if (grad_clip_norm_) clip_grad_norm_(parameters_, *grad_clip_norm_);
  optimizer_.step();
  ++step_;
  // END SOLUTION
}

double Trainer::train_batch(const Tensor& x, const Tensor& y) {
  if (!model_.training()) model_.train();
  double loss = 0;
  // BEGIN SOLUTION 08.3
  optimizer_.zero_grad();
  loss = backward(x, y, false);
  update(1);
  // END SOLUTION
  return loss;
}

double Trainer::train_epoch(DataLoader& data, std::int64_t accumulation_steps) {
  TT_CHECK(accumulation_steps >= 1,
           ErrorKind::value,
           803,
           "Trainer",
           "a window needs at least one batch",
           "accumulation_steps is " + std::to_string(accumulation_steps),
           "pass 1 for a step after each batch");
  detail::check_batches("Trainer", data);
  model_.train();
  if (schedule_) optimizer_.set_lr(schedule_->get_lr(epoch_));
  data.set_epoch(epoch_);
  const bool weighted = accumulation_steps > 1;
  double total = 0;
  std::int64_t samples = 0, in_window = 0, window_batches = 0;
  // BEGIN SOLUTION 08.3
  for (const Batch& batch : data) {
    const auto& [x, y] = detail::fields("Trainer", batch);
    const std::int64_t B = x.size(0);
    if (window_batches == 0) optimizer_.zero_grad();
    total += backward(x, y, weighted) * static_cast<double>(B);
    samples += B;
    in_window += B;
    if (++window_batches < accumulation_steps) continue;
    update(weighted ? in_window : 1);
    in_window = window_batches = 0;
  }
  if (window_batches > 0) update(in_window);
  // END SOLUTION
  const double mean = total / static_cast<double>(samples);
  // BEGIN SOLUTION 08.4
  history_.train_loss.push_back(mean);
  history_.learning_rates.push_back(optimizer_.lr());
  ++epoch_;
  // END SOLUTION
  return mean;
}

}  // namespace tinytorch
