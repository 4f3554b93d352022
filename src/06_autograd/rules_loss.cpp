// Module 06, part rules_loss: gradients of losses (06.6). Letters: C classes.
#include "tinytorch/activations.hpp"
#include "tinytorch/detail/rules.hpp"
#include "tinytorch/detail/walk.hpp"
#include "tinytorch/losses.hpp"
#include "tinytorch/ops.hpp"

namespace tinytorch::detail {
namespace {

// What reaches each of n losses: g itself, or its share of the mean.
Tensor per_loss(const NodeView& n, std::int64_t count) {
  const bool mean = static_cast<Reduction>(n.attrs.dim) == Reduction::mean;
  return mean ? n.grad / static_cast<float>(count) : n.grad;
}

Grads mse_rule(const NodeView& n) {
  const Tensor &p = n.inputs[0], &t = n.inputs[1];
  const Tensor g = per_loss(n, p.numel());
  // BEGIN SOLUTION 06.6
  return {wanted(n, 0, [&] { return (p - t) * 2.0f * g; }),
          wanted(n, 1, [&] { return (t - p) * 2.0f * g; })};
  // END SOLUTION
}

// Exactly 0 where p was clipped: there the loss does not move.
Grads bce_rule(const NodeView& n) {
  constexpr float kEdge = 1e-7f;
  const Tensor &p = n.inputs[0], &t = n.inputs[1];
  const Tensor g = per_loss(n, p.numel());
  const Tensor q = clamp(p, kEdge, 1 - kEdge), clipped = ne(p, q);
  // BEGIN SOLUTION 06.6
  return {wanted(n, 0, [&] { return masked_fill((q - t) / (q * (1.0f - q)), clipped, 0) * g; }),
          wanted(n, 1, [&] { return (log(1.0f - q) - log(q)) * g; })};
  // END SOLUTION
}

Grads bce_logits_rule(const NodeView& n) {
  const Tensor &z = n.inputs[0], &t = n.inputs[1];
  const Tensor g = per_loss(n, z.numel());
  // BEGIN SOLUTION 06.6
  return {wanted(n, 0, [&] { return (sigmoid(z) - t) * g; }), wanted(n, 1, [&] { return -z * g; })};
  // END SOLUTION
}

// What the softmax should have been, (…, C), and the weight of each position, (…, 1): 0 where
// ignored.
struct Wanted {
  Tensor q, weight;
};

Wanted wanted_distribution(const Tensor& target, const Shape& logits, const OpAttrs& attrs) {
  const std::int64_t C = logits.back();
  const auto smoothing = static_cast<float>(attrs.value);
  Shape column = logits;
  column[column.size() - 1] = 1;
  Wanted out{Tensor::full(logits, smoothing / static_cast<float>(C)), Tensor::ones(column)};
  const Tensor dense = target.contiguous();
  float* q = raw_mutable(out.q);
  float* weight = raw_mutable(out.weight);
  float counted = 0;
  // BEGIN SOLUTION 06.6
  for (const float label : dense.data()) {
    const bool ignored = label == static_cast<float>(attrs.index);
    if (!ignored) q[static_cast<std::int64_t>(label)] += 1 - smoothing;
    *weight++ = ignored ? 0.0f : 1.0f;
    counted += !ignored;
    q += C;
  }
  // END SOLUTION
  if (static_cast<Reduction>(attrs.dim) == Reduction::mean)
    out.weight.mul_(Tensor::full({}, 1 / counted));
  return out;
}

// (softmax − q)·weight·g. The op kept its softmax; when this rule is itself recorded, a fresh one
// has history.
Grads cross_entropy_rule(const NodeView& n) {
  const Tensor& logits = n.inputs[0];
  const auto [q, weight] = wanted_distribution(n.inputs[1], logits.shape(), n.attrs);
  const bool each = static_cast<Reduction>(n.attrs.dim) == Reduction::none;
  const Tensor g = each ? n.grad.unsqueeze(-1) : n.grad;
  const Tensor p = is_grad_enabled() ? softmax(logits, -1) : n.attrs.extra;
  // BEGIN SOLUTION 06.6
  return {(p - q) * (weight * g)};
  // END SOLUTION
}

}  // namespace

void register_loss_rules() {
  register_rule("mse", Saves::inputs, mse_rule);
  register_rule("bce", Saves::inputs, bce_rule);
  register_rule("bce_logits", Saves::inputs, bce_logits_rule);
  register_rule("cross_entropy", Saves::inputs, cross_entropy_rule);
}

}  // namespace tinytorch::detail
