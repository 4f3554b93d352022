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

// What reaches the loss of each row: its share of g, 0 where the target is ignored.
Tensor row_gradients(const NodeView& n) {
  const Tensor ignored = Tensor::full({}, static_cast<float>(n.attrs.index));
  const Tensor counted = ne(n.inputs[1], ignored);
  const bool mean = static_cast<Reduction>(n.attrs.dim) == Reduction::mean;
  return counted * (mean ? n.grad / sum(counted) : n.grad);
}

// (softmax − q)·g for every row, where q is what the softmax should be: 1 − smoothing at the
// target, and the smoothing spread over all classes. One pass.
Tensor cross_entropy_slope(const Tensor& softmax, const Tensor& g, const NodeView& n) {
  const Tensor target = n.inputs[1].contiguous();
  const std::int64_t C = softmax.size(-1);
  const auto ignored = static_cast<float>(n.attrs.index);
  const auto smoothing = static_cast<float>(n.attrs.value);
  Tensor out = Tensor::zeros(softmax.shape());
  const float* p = raw(softmax);
  float* to = raw_mutable(out);
  // BEGIN SOLUTION 06.6
  for (std::int64_t row = 0; row < target.numel(); ++row, p += C, to += C) {
    const float label = raw(target)[row], weight = raw(g)[row];
    if (label == ignored) continue;
    const float spread = smoothing / static_cast<float>(C);
    for (std::int64_t c = 0; c < C; ++c) to[c] = (p[c] - spread) * weight;
    to[static_cast<std::int64_t>(label)] -= (1 - smoothing) * weight;
  }
  // END SOLUTION
  return out;
}

// The same made of ops, so that it can be differentiated again.
Tensor recorded_cross_entropy_slope(const Tensor& logits, const Tensor& g, const NodeView& n) {
  const auto C = static_cast<float>(logits.size(-1));
  const auto smoothing = static_cast<float>(n.attrs.value);
  // BEGIN SOLUTION 06.6
  const Tensor hit = eq(n.inputs[1].unsqueeze(-1), Tensor::arange(0, C));
  const Tensor q = hit * (1 - smoothing) + smoothing / C;
  return (softmax(logits) - q) * g.unsqueeze(-1);
  // END SOLUTION
}

// The op kept its softmax, but without history.
Grads cross_entropy_rule(const NodeView& n) {
  if (!n.needs[0]) return {};
  const Tensor g = row_gradients(n);
  return {is_grad_enabled() ? recorded_cross_entropy_slope(n.inputs[0], g, n)
                            : cross_entropy_slope(n.attrs.extra, g, n)};
}

}  // namespace

void register_loss_rules() {
  register_rule("mse", Saves::inputs, mse_rule);
  register_rule("bce", Saves::inputs, bce_rule);
  register_rule("bce_logits", Saves::inputs, bce_logits_rule);
  register_rule("cross_entropy", Saves::inputs, cross_entropy_rule);
}

}  // namespace tinytorch::detail
