// Module 04, part losses: squared error (04.2) and the cross-entropy of yes or no (04.4).
#include "tinytorch/losses.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "tinytorch/detail/loss_checks.hpp"
#include "tinytorch/error.hpp"
#include "tinytorch/probe.hpp"
#include "tinytorch/record.hpp"

namespace tinytorch {
namespace detail {

void check_not_empty(const char* op, const Tensor& pred, const Tensor& target) {
  TT_CHECK(pred.numel() > 0,
           ErrorKind::value,
           402,
           op,
           "there is nothing to compare",
           "prediction is " + to_string(pred.shape()) + ", target is " + to_string(target.shape()),
           "skip empty batches");
}

}  // namespace detail

namespace {

void check_same_shape(const char* op, const Tensor& pred, const Tensor& target) {
  TT_CHECK(pred.shape() == target.shape(),
           ErrorKind::shape,
           401,
           op,
           "prediction and target have different shapes",
           "prediction is " + to_string(pred.shape()) + ", target is " + to_string(target.shape()),
           "reshape one of them: a loss never broadcasts");
  detail::check_not_empty(op, pred, target);
}

void check_probabilities(const char* op, const Tensor& dense) {
  for (const float p : dense.data()) {
    TT_CHECK(p >= 0 && p <= 1,  // false for NaN too
             ErrorKind::value,
             406,
             op,
             "this is no probability",
             "a prediction or target is " + number_text(p) + "; from 0 to 1 is allowed",
             "pass probabilities; for raw scores use binary_cross_entropy_with_logits");
  }
}

void check_logits(const char* op, const Tensor& dense) {
  for (const float z : dense.data()) {
    TT_CHECK(std::isfinite(z),
             ErrorKind::value,
             406,
             op,
             "a logit is not finite",
             "a logit is " + number_text(z),
             "look where the numbers began to grow: often the learning rate is too large");
  }
}

// What losses have in common: element i of two dense arrays gives loss(pred, target), and of these
// remains their mean, their sum, or all of them.
template <class F>
Tensor compare(const char* name, const Tensor& pred, const Tensor& target, Reduction kind, F loss) {
  const bool all = kind == Reduction::none;
  Tensor out = Tensor::empty(all ? pred.shape() : Shape{});
  const ProbeScope probe(name, 0, 4 * (pred.numel() + target.numel() + out.numel()));
  const float* p = detail::raw(pred);
  const float* t = detail::raw(target);
  float* to = detail::raw_mutable(out);
  const std::int64_t n = pred.numel();
  // BEGIN SOLUTION 04.2
  if (all) {
    for (std::int64_t i = 0; i < n; ++i) to[i] = static_cast<float>(loss(p[i], t[i]));
    return out;
  }
  double sum = 0;  // in float, small terms vanish once the sum is large
  for (std::int64_t i = 0; i < n; ++i) sum += loss(p[i], t[i]);
  *to = static_cast<float>(kind == Reduction::mean ? sum / static_cast<double>(n) : sum);
  // END SOLUTION
  return out;
}

double squared_error(double p, double t) {
  // BEGIN SOLUTION 04.2
  return (p - t) * (p - t);
  // END SOLUTION
}

// −log of the probability given to what happened. Without clipping, a sure and wrong answer would
// cost infinitely much.
double cross_entropy_of(float p, double t) {
  constexpr float kEdge = 1e-7f;
  // BEGIN SOLUTION 04.4
  const double q = std::clamp(p, kEdge, 1 - kEdge);
  return -(t * std::log(q) + (1 - t) * std::log(1 - q));
  // END SOLUTION
}

// The same for p = sigmoid(z). The exponent is never positive, so nothing overflows.
double logit_cross_entropy_of(double z, double t) {
  // BEGIN SOLUTION 04.4
  return std::max(z, 0.0) - z * t + std::log1p(std::exp(-std::fabs(z)));
  // END SOLUTION
}

}  // namespace

Loss::~Loss() = default;

Tensor MSELoss::forward(const Tensor& pred, const Tensor& target) const {
  check_same_shape("MSELoss", pred, target);
  const Tensor out =
      compare("mse", pred.contiguous(), target.contiguous(), reduction_, squared_error);
  return record("mse", out, {&pred, &target}, {.dim = static_cast<std::int64_t>(reduction_)});
}

Tensor BinaryCrossEntropyLoss::forward(const Tensor& pred, const Tensor& target) const {
  check_same_shape("BinaryCrossEntropyLoss", pred, target);
  const Tensor p = pred.contiguous(), t = target.contiguous();
  check_probabilities("BinaryCrossEntropyLoss", p);
  check_probabilities("BinaryCrossEntropyLoss", t);
  const Tensor out = compare("bce", p, t, reduction_, cross_entropy_of);
  return record("bce", out, {&pred, &target}, {.dim = static_cast<std::int64_t>(reduction_)});
}

Tensor binary_cross_entropy_with_logits(const Tensor& logits,
                                        const Tensor& target,
                                        Reduction reduction) {
  constexpr const char* kOp = "binary_cross_entropy_with_logits";
  check_same_shape(kOp, logits, target);
  const Tensor z = logits.contiguous(), t = target.contiguous();
  check_logits(kOp, z);
  check_probabilities(kOp, t);
  const Tensor out = compare("bce_logits", z, t, reduction, logit_cross_entropy_of);
  return record(
      "bce_logits", out, {&logits, &target}, {.dim = static_cast<std::int64_t>(reduction)});
}

}  // namespace tinytorch
