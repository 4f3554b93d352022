// Module 08, part evaluate: how good the model is on data it does not learn from (08.5).
#include "tinytorch/autograd.hpp"
#include "tinytorch/detail/trainer_checks.hpp"
#include "tinytorch/training.hpp"

namespace tinytorch {
namespace {

// Shapes: logits (…, C), classes (…).
double share_of_largest(const Tensor& logits, const Tensor& classes) {
  const Tensor counted = ge(classes, tensor(0));  // negative: not counted
  const double n = sum(counted).item();
  double right = 0;
  // BEGIN SOLUTION 08.5
  right = sum(eq(argmax(logits, -1), classes)).item();
  // END SOLUTION
  return n > 0 ? right / n : 0;
}

bool all_zero_or_one(const std::vector<float>& values) {
  for (const float value : values) {
    if (value != 0 && value != 1) return false;
  }
  return true;
}

double share_beyond_half(const std::vector<float>& p, const std::vector<float>& t) {
  if (p.empty() || p.size() != t.size() || !all_zero_or_one(t)) return 0;
  double right = 0;
  // BEGIN SOLUTION 08.5
  for (std::size_t i = 0; i < p.size(); ++i) right += (p[i] >= 0.5f) == (t[i] == 1) ? 1 : 0;
  // END SOLUTION
  return right / static_cast<double>(p.size());
}

}  // namespace

double accuracy(const Tensor& logits, const Tensor& targets) {
  const NoGradGuard no_grad;
  const Shape& shape = logits.shape();
  const bool has_classes = shape.size() >= 2 && shape.back() >= 2;
  if (!has_classes) return share_beyond_half(logits.to_vector(), targets.to_vector());
  if (logits.numel() == 0) return 0;
  if (targets.shape() == shape) return share_of_largest(logits, argmax(targets, -1));
  if (targets.shape() != Shape(shape.begin(), shape.end() - 1)) return 0;
  return share_of_largest(logits, targets);
}

EvalResult Trainer::evaluate(DataLoader& data) {
  detail::check_batches("evaluate", data);
  EvalResult result;
  const detail::EvalMode eval_mode(model_);
  const NoGradGuard no_grad;
  // BEGIN SOLUTION 08.5
  for (const Batch& batch : data) {
    const auto& [x, y] = detail::fields("evaluate", batch);
    detail::check_samples("evaluate", x);
    const Tensor output = model_(x);
    const auto B = static_cast<double>(x.size(0));
    result.loss += B * loss_(output, y).item();
    result.accuracy += B * accuracy(output, y);
    result.samples += x.size(0);
  }
  const auto n = static_cast<double>(result.samples);
  result.loss /= n;
  result.accuracy /= n;
  // END SOLUTION
  return result;
}

}  // namespace tinytorch
