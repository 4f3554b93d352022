// Module 04, part cross_entropy: how surprising is the right class (04.3). Letters: C classes.
#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "tinytorch/detail/loss_checks.hpp"
#include "tinytorch/error.hpp"
#include "tinytorch/kernels.hpp"
#include "tinytorch/losses.hpp"
#include "tinytorch/probe.hpp"
#include "tinytorch/record.hpp"

namespace tinytorch {
namespace {

constexpr const char* kOp = "CrossEntropyLoss";

void check_shapes(const Tensor& logits, const Tensor& target) {
  const bool axes = logits.ndim() == 2 || logits.ndim() == 3;
  TT_CHECK(axes && Shape(logits.shape().begin(), logits.shape().end() - 1) == target.shape(),
           ErrorKind::shape,
           403,
           kOp,
           "logits and targets do not fit",
           "logits are " + to_string(logits.shape()) + ", targets are " + to_string(target.shape()),
           "pass logits (B, C) with class numbers (B), or logits (B, S, C) with (B, S)");
  detail::check_not_empty(kOp, logits, target);
}

void check_class(float value, std::int64_t classes) {
  constexpr float kLargestWhole = 16777216;  // 2^24: beyond it float skips whole numbers
  TT_CHECK(std::floor(value) == value && std::fabs(value) <= kLargestWhole,  // false for NaN too
           ErrorKind::value,
           404,
           kOp,
           "a target is no whole number",
           "the targets hold " + number_text(value),
           "pass class numbers such as 0, 1, 2");
  TT_CHECK(value >= 0 && value < static_cast<float>(classes),
           ErrorKind::value,
           405,
           kOp,
           "a target names no class",
           "the targets hold " + number_text(value) + ", classes run from 0 to " +
               std::to_string(classes - 1),
           "use numbers in this range; to skip positions, pass their number as ignore_index");
}

struct Targets {
  detail::Ref<Storage> classes;  // as int32, -1 where ignored
  std::int64_t counted = 0;
};

Targets checked_targets(const Tensor& dense, std::int64_t classes, std::int64_t ignore_index) {
  Targets targets{.classes = Storage::allocate(4 * dense.numel())};
  std::int32_t* to = targets.classes->as<std::int32_t>();
  for (const float value : dense.data()) {
    const bool ignored = value == static_cast<float>(ignore_index);
    if (!ignored) check_class(value, classes);
    *to++ = ignored ? -1 : static_cast<std::int32_t>(value);
    targets.counted += !ignored;
  }
  TT_CHECK(targets.counted > 0,
           ErrorKind::value,
           407,
           kOp,
           "every target is ignored",
           "all " + std::to_string(dense.numel()) + " targets are " + std::to_string(ignore_index),
           "skip this batch, or choose another ignore_index");
  return targets;
}

// (1 − ε)·(−lp[target]) + ε·mean(−lp) of C logits, where lp = log_softmax(x) and ε = smoothing.
// The exponentials serve the loss and, unless prob is null, the probabilities.
double row_loss(
    const float* x, std::int32_t target, float* prob, std::int64_t C, double smoothing) {
  // BEGIN SOLUTION 04.3
  float largest = x[0];
  for (std::int64_t c = 1; c < C; ++c) largest = std::max(largest, x[c]);
  double sum = 0;
  for (std::int64_t c = 0; c < C; ++c) {
    const float e = std::exp(x[c] - largest);
    if (prob != nullptr) prob[c] = e;
    sum += e;
  }
  const float total = static_cast<float>(sum);
  for (std::int64_t c = 0; prob != nullptr && c < C; ++c) prob[c] /= total;
  const double log_sum = std::log(sum);
  const double loss = log_sum - (x[target] - largest);
  if (smoothing == 0) return loss;  // else −inf logits would give 0 · inf
  double mean = 0;
  for (std::int64_t c = 0; c < C; ++c) {
    mean += (log_sum - (x[c] - largest)) / static_cast<double>(C);
  }
  return (1 - smoothing) * loss + smoothing * mean;
  // END SOLUTION
}

// Losses of all rows, and their probabilities unless prob is null; both 0 where ignored.
void all_losses(const float* x,
                const std::int32_t* target,
                float* loss,
                float* prob,
                std::int64_t rows,
                std::int64_t C,
                double smoothing) {
  const auto fast = kernels().cross_entropy_rows;
  if (fast != nullptr && smoothing == 0) return fast(x, target, loss, prob, rows, C);
  for (std::int64_t r = 0; r < rows; ++r) {
    float* row_prob = prob == nullptr ? nullptr : prob + r * C;
    const bool ignored = target[r] < 0;
    if (ignored && row_prob != nullptr) std::fill_n(row_prob, C, 0.0f);
    loss[r] =
        ignored ? 0.0f : static_cast<float>(row_loss(x + r * C, target[r], row_prob, C, smoothing));
  }
}

// Sum of the losses, or their mean over the positions that count.
Tensor reduced(const Tensor& losses, Reduction reduction, std::int64_t counted) {
  double sum = 0;  // in float, small terms vanish once the sum is large
  // BEGIN SOLUTION 04.3
  for (const float loss : losses.data()) sum += loss;
  if (reduction == Reduction::mean) sum /= static_cast<double>(counted);
  // END SOLUTION
  return Tensor::full({}, static_cast<float>(sum));
}

}  // namespace

CrossEntropyLoss::CrossEntropyLoss(CrossEntropyOptions options) : options_(options) {
  const float smoothing = options.label_smoothing;
  TT_CHECK(smoothing >= 0 && smoothing < 1,  // false for NaN too
           ErrorKind::value,
           408,
           kOp,
           "label_smoothing is not possible",
           "label_smoothing is " + number_text(smoothing),
           "pass a share from 0 to below 1, such as 0.1");
}

Tensor CrossEntropyLoss::forward(const Tensor& logits, const Tensor& target) const {
  check_shapes(logits, target);
  const std::int64_t C = logits.size(-1), rows = target.numel();
  const auto [classes, counted] = checked_targets(target.contiguous(), C, options_.ignore_index);
  const Tensor dense = logits.contiguous();  // logits itself, unless it is a strided view
  Tensor losses = Tensor::empty(target.shape());
  Tensor prob = recording({&logits}) ? Tensor::empty(logits.shape()) : Tensor();
  const std::int64_t prob_numel = prob.defined() ? prob.numel() : 0;
  const ProbeScope probe("cross_entropy", 0, 4 * (logits.numel() + prob_numel + 2 * rows));
  all_losses(detail::raw(dense),
             classes->as<std::int32_t>(),
             detail::raw_mutable(losses),
             prob.defined() ? detail::raw_mutable(prob) : nullptr,
             rows,
             C,
             options_.label_smoothing);
  const Reduction kind = options_.reduction;
  const Tensor out = kind == Reduction::none ? losses : reduced(losses, kind, counted);
  return record("cross_entropy",
                out,
                {&logits, &target},
                {.dim = static_cast<std::int64_t>(kind),
                 .index = options_.ignore_index,
                 .value = options_.label_smoothing,
                 .extra = prob});  // softmax of the logits: what the gradient is made of
}

}  // namespace tinytorch
