#include "gpt_checks.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "tinytorch/autograd.hpp"

#include "common/plain_optimizer.hpp"
#include "common/values.hpp"
#include "gpt_blame.hpp"

namespace tinytorch::milestone {
namespace {

constexpr double kForward = 1e-3, kLoss = 1e-4, kUpdate = 1e-4, kMoves = 0.05, kAhead = 1e-6;
constexpr double kWhole = 0.02, kTensor = 0.05, kBias = 0.15;  // as for the smaller networks
constexpr double kShare = 0.01;     // tensors with less of ‖g‖ are too noisy to be judged alone
constexpr double kStep = 1e-2;      // ε of the difference quotient
constexpr double kTightClip = 0.1;  // so that the first gradients have to be clipped
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

bool is_bias(const std::string& name) {
  return name.ends_with(".bias") || name.ends_with(".beta");
}

// Softmax does not see a constant that all keys share: nothing is there to learn.
bool learns_nothing(const std::string& name) {
  return name.ends_with("k_proj.bias");
}

bool is_matrix(const std::string& name) {
  return name.ends_with(".weight") || name.ends_with("position_embeddings");
}

bool all_finite(const PlainGpt& net) {
  return std::ranges::all_of(net.values, [](const Values& v) { return std::isfinite(norm(v)); });
}

std::vector<Values> gradients_of(GPT& model) {
  std::vector<Values> all;
  for (const Tensor& parameter : model.parameters())
    all.push_back(parameter.grad().defined() ? values_of(parameter.grad()) : Values());
  return all;
}

double norm_of_all(const std::vector<Values>& all) {
  double squares = 0;
  for (const Values& v : all) squares += norm(v) * norm(v);
  return std::sqrt(squares);
}

struct Sample {
  std::vector<std::int64_t> tokens, targets;
  std::int64_t length = 0;

  explicit Sample(const TokenBatch& batch)
      : tokens(labels_of(batch.tokens)),
        targets(labels_of(batch.targets)),
        length(batch.tokens.size(1)) {}

  double loss(const PlainGpt& net) const {
    return next_token_loss(forward(net, tokens, length), targets, net.vocab);
  }
};

// (L(θ + εd) − L(θ − εd)) / 2ε, where d is the gradient of tensors first … last, scaled to norm 1.
double slope(const PlainGpt& net,
             const std::vector<Values>& g,
             std::size_t first,
             std::size_t last,
             double size,
             const Sample& sample) {
  double loss[2] = {0, 0};
  for (const int side : {0, 1}) {
    PlainGpt moved = net;
    for (std::size_t t = first; t <= last; ++t) {
      for (std::size_t i = 0; i < g[t].size(); ++i)
        moved.values[t][i] += (side == 0 ? kStep : -kStep) * g[t][i] / size;
    }
    loss[side] = sample.loss(moved);
  }
  return (loss[0] - loss[1]) / (2 * kStep);
}

double missing_gradients(const PlainGpt& net, const std::vector<Values>& g) {
  double missing = 0;
  for (std::size_t t = 0; t < g.size(); ++t) {
    const bool usable = !g[t].empty() && std::isfinite(norm(g[t])) && norm(g[t]) > 0;
    missing += !usable && !learns_nothing(net.names[t]);
  }
  return missing;
}

void check_gradient(
    Run& run, const std::string& when, GPT& model, const TokenBatch& batch, bool was_right) {
  const PlainGpt net = plain_gpt(model);
  const std::vector<Values> g = gradients_of(model);
  const Sample sample(batch);
  const double missing = missing_gradients(net, g), whole = norm_of_all(g);
  double off = kNan, worst = 0;  // of each tensor alone, as a share of what it is allowed
  if (missing == 0) {
    off = std::fabs(slope(net, g, 0, g.size() - 1, whole, sample) / whole - 1);
    for (std::size_t t = 0; t < g.size(); ++t) {
      const double own = norm(g[t]);
      if (own < kShare * whole || learns_nothing(net.names[t])) continue;
      const double one = std::fabs(slope(net, g, t, t, own, sample) / own - 1);
      worst = larger(worst, one / (is_bias(net.names[t]) ? kBias : kTensor));
    }
  }
  std::string blame = "06";
  if (missing > 0 || !(off <= kWhole && worst <= 1)) {
    blame = guilty_of_gradient(model, net, batch.tokens.slice(0, 0, 1));
    // Right at first, wrong later, each piece alone right: it was not cleared (zero_grad).
    if (blame == "06" && was_right) blame = "07";
  }
  run.gate("I3 parameters without grad, " + when, missing, "==", 0, blame);
  if (missing > 0) return;
  run.gate("I3 whole gradient, " + when, off, "<=", kWhole, blame);
  run.gate("I3 each tensor, " + when, worst, "<=", 1, blame);
}

double worst_update(const PlainGpt& before, const PlainGpt& after, const PlainGpt& expected) {
  double worst = 0;
  for (std::size_t t = 0; t < before.values.size(); ++t) {
    if (!is_matrix(before.names[t])) continue;
    worst = larger(worst, update_error(before.values[t], after.values[t], expected.values[t]));
  }
  return worst;
}

// All gradients by one factor, so that their common norm is at most `most`; 0: as they are.
std::vector<Values> clipped(std::vector<Values> g, double most) {
  const double all = norm_of_all(g);
  if (most == 0 || all <= most) return g;
  for (Values& v : g) {
    for (double& value : v) value *= most / all;
  }
  return g;
}

// ‖a − b‖ / ‖b‖ over all tensors.
double apart(const std::vector<Values>& a, std::vector<Values> b) {
  const double whole = norm_of_all(b);
  for (std::size_t t = 0; t < b.size(); ++t) {
    if (a[t].size() != b[t].size()) return kNan;
    for (std::size_t i = 0; i < b[t].size(); ++i) b[t][i] -= a[t][i];
  }
  return norm_of_all(b) / whole;
}

double frozen_parameters(GPT& model) {
  const std::vector<Tensor> all = model.parameters();
  return static_cast<double>(
      std::ranges::count_if(all, [](const Tensor& p) { return !p.requires_grad(); }));
}

}  // namespace

PlainGpt plain_gpt(GPT& model) {
  const GPTConfig& config = model.config();
  PlainGpt net{config.vocab_size, config.embed_dim, config.num_heads, config.num_layers, {}, {}};
  for (const NamedTensor& parameter : model.state_dict()) {
    net.names.push_back(parameter.name);
    net.values.push_back(values_of(parameter.value));
  }
  return net;
}

void check_gpt_forward(Run& run, const std::string& when, GPT& model, const Tensor& tokens) {
  const NoGradGuard no_grad;
  const PlainGpt net = plain_gpt(model);
  if (!all_finite(net))
    return;  // training blew up: descent and accuracy fail, the forward pass is not to blame
  const Values plain = forward(net, labels_of(tokens), tokens.size(1));
  const double off = largest_difference(values_of(model(tokens)), plain);
  run.gate("I1 forward, " + when,
           off,
           "<=",
           kForward,
           off <= kForward ? "13" : guilty_of_forward(model, net, tokens));
}

void check_gpt_steps(Run& run,
                     GPT& probe,
                     LearningPlan plan,
                     const std::vector<TokenBatch>& batches) {
  if (plan.clip > 0) plan.clip = kTightClip;
  run.gate("I3 frozen parameters", frozen_parameters(probe), "==", 0, "03");
  Learner learner(probe, plan);
  PlainOptimizer adam({.rule = Rule::adam, .weight_decay = plan.weight_decay});
  double worst = 0, badly_clipped = 0;
  bool was_right = false;
  for (std::size_t step = 0; step < 3; ++step) {
    const TokenBatch& batch = batches.at(step);
    const PlainGpt before = plain_gpt(probe);
    const Values logits = values_of(probe(batch.tokens));
    const double loss = learner.backward(batch);
    if (step == 0) {
      const double plain = next_token_loss(logits, labels_of(batch.targets), before.vocab);
      run.gate("I2 loss", std::fabs(loss / plain - 1), "<=", kLoss, "04");
    }
    const bool held = run.all_hold();
    if (step != 1) check_gradient(run, step == 0 ? "batch 1" : "batch 3", probe, batch, was_right);
    if (step == 0) was_right = held && run.all_hold();
    const std::vector<Values> g = clipped(gradients_of(probe), plan.clip);
    PlainGpt expected = before;
    adam.step(expected.values, g, learner.lr());
    learner.update();
    badly_clipped = larger(badly_clipped, apart(gradients_of(probe), g));
    worst = larger(worst, worst_update(before, plain_gpt(probe), expected));
  }
  run.gate("I4 clipped gradients", badly_clipped, "<=", kUpdate, "08");
  run.gate("I4 first updates", worst, "<=", kUpdate, "07");
}

void check_gpt_movement(Run& run, const PlainGpt& start, const PlainGpt& end) {
  double least = std::numeric_limits<double>::infinity(), unchanged = 0;
  for (std::size_t t = 0; t < start.values.size(); ++t) {
    unchanged += start.values[t] == end.values[t] && !learns_nothing(start.names[t]);
    if (!is_matrix(start.names[t])) continue;
    Values moved = end.values[t];
    for (std::size_t i = 0; i < moved.size(); ++i) moved[i] -= start.values[t][i];
    least = std::min(least, norm(moved) / norm(start.values[t]));
  }
  run.gate("I4 weights move", least, ">=", kMoves, "07");
  run.gate("I4 parameters that stand still", unchanged, "==", 0, "07");
}

void check_causality(Run& run, GPT& model, const Tensor& tokens) {
  const NoGradGuard no_grad;
  const std::int64_t last = tokens.size(1) - 1;
  Tensor other = tokens.clone();
  std::vector<std::int32_t> changed;
  for (std::int64_t b = 0; b < tokens.size(0); ++b) {
    const auto token = static_cast<std::int64_t>(tokens.at({b, last}));
    changed.push_back(static_cast<std::int32_t>((token + 1) % model.config().vocab_size));
  }
  other.slice(1, last, last + 1).copy_(Tensor::from_ids(changed, {tokens.size(0), 1}));
  const Values a = values_of(model(tokens).slice(1, 0, last));
  const Values b = values_of(model(other).slice(1, 0, last));
  run.gate("looks ahead by", largest_difference(b, a), "<=", kAhead, "13");
}

}  // namespace tinytorch::milestone
