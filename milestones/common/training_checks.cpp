#include "common/training_checks.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "tinytorch/autograd.hpp"
#include "tinytorch/training.hpp"

#include "common/gradient_blame.hpp"
#include "common/values.hpp"

namespace tinytorch::milestone {
namespace {

constexpr double kLoss = 1e-4;
constexpr double kWhole = 0.02;   // of ‖g‖
constexpr double kTensor = 0.05;  // of its own norm; biases may stand on the corner of ReLU
constexpr double kBias = 0.15;
constexpr double kShare = 0.01;  // tensors with less of ‖g‖ are too noisy to be judged alone
constexpr double kStep = 1e-2;   // ε of the difference quotient
constexpr double kUpdate = 1e-4;
constexpr double kMoves = 0.05;

// The parameters of a network as one list: weight, bias, weight, bias, …
std::vector<Values*> tensors_of(PlainNet& net) {
  std::vector<Values*> all;
  for (PlainLayer& layer : net) {
    if (!layer.learns()) continue;
    all.push_back(&layer.weight);
    all.push_back(&layer.bias);
  }
  return all;
}

std::vector<Values> gradients_of(Layer& model) {
  std::vector<Values> all;
  for (const Tensor& parameter : model.parameters()) {
    all.push_back(parameter.grad().defined() ? values_of(parameter.grad()) : Values());
  }
  return all;
}

bool usable(const Values& gradient) {
  return !gradient.empty() && std::isfinite(norm(gradient)) && norm(gradient) > 0;
}

// (L(θ + εd) − L(θ − εd)) / 2ε along `direction`, in doubles.
double slope(const PlainNet& net,
             const std::vector<Values>& direction,
             const Recipe& recipe,
             const LabelledBatch& batch) {
  const Values x = values_of(batch.x);
  double loss[2] = {0, 0};
  for (const int side : {0, 1}) {
    PlainNet moved = net;
    const std::vector<Values*> tensors = tensors_of(moved);
    for (std::size_t t = 0; t < tensors.size(); ++t) {
      for (std::size_t i = 0; i < direction[t].size(); ++i) {
        (*tensors[t])[i] += (side == 0 ? kStep : -kStep) * direction[t][i];
      }
    }
    loss[side] = recipe.plain_loss(forward(moved, x), batch);
  }
  return (loss[0] - loss[1]) / (2 * kStep);
}

std::vector<Values> scaled(const std::vector<Values>& values, double factor) {
  std::vector<Values> out = values;
  for (Values& v : out) {
    for (double& value : v) value *= factor;
  }
  return out;
}

// Of each tensor alone: how far its slope is off, as a share of what it is allowed.
double worst_tensor(const PlainNet& net,
                    const std::vector<Values>& g,
                    double whole,
                    const Recipe& recipe,
                    const LabelledBatch& batch) {
  double worst = 0;
  for (std::size_t t = 0; t < g.size(); ++t) {
    const double own = norm(g[t]);
    if (own < kShare * whole) continue;
    std::vector<Values> alone(g.size());
    alone[t] = scaled({g[t]}, 1 / own)[0];
    const double off = std::fabs(slope(net, alone, recipe, batch) / own - 1);
    worst = std::max(worst, off / (t % 2 == 0 ? kTensor : kBias));
  }
  return worst;
}

// `blame` is asked only if something is wrong.
void check_gradient(Run& run,
                    const std::string& when,
                    const std::function<std::string()>& blame,
                    Sequential& model,
                    const Recipe& recipe,
                    const LabelledBatch& batch) {
  const PlainNet net = plain_net(model, recipe.layers);
  const std::vector<Values> g = gradients_of(model);
  const std::vector<bool> matters = that_matter(net);
  double missing = 0;
  for (std::size_t t = 0; t < g.size(); ++t) missing += matters[t] && !usable(g[t]);
  if (missing > 0) {
    run.gate("I3 parameters without grad, " + when, missing, "==", 0, blame());
    return;
  }
  double squares = 0;
  for (const Values& v : g) squares += norm(v) * norm(v);
  const double whole = std::sqrt(squares);
  const double off = std::fabs(slope(net, scaled(g, 1 / whole), recipe, batch) / whole - 1);
  const double worst = worst_tensor(net, g, whole, recipe, batch);
  const bool right = off <= kWhole && worst <= 1;
  const std::string guilty = right ? "06" : blame();
  run.gate("I3 parameters without grad, " + when, 0, "==", 0, guilty);
  run.gate("I3 whole gradient, " + when, off, "<=", kWhole, guilty);
  run.gate("I3 each tensor, " + when, worst, "<=", 1, guilty);
}

// Parameters that do not ask for a gradient; the module of the first of them is to blame.
void check_frozen(Run& run, const std::vector<Tensor>& parameters, PlainNet layers) {
  std::erase_if(layers, [](const PlainLayer& layer) { return !layer.learns(); });
  double frozen = 0;
  std::string guilty = "03";
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    if (parameters[i].requires_grad()) continue;
    if (frozen++ == 0 && layers[i / 2].kind != Kind::dense) guilty = "09";
  }
  run.gate("I3 frozen parameters", frozen, "==", 0, guilty);
}

// What the formula makes of the parameters.
std::vector<Values> moved(PlainNet net,
                          const std::vector<Values>& g,
                          PlainOptimizer& optimizer,
                          double lr) {
  std::vector<Values> x;
  for (const Values* values : tensors_of(net)) x.push_back(*values);
  optimizer.step(x, g, lr);
  return x;
}

// Of the weights; NaN if one has no gradient.
double worst_weight(PlainNet before,
                    PlainNet after,
                    const std::vector<Values>& g,
                    const std::vector<Values>& expected) {
  const std::vector<Values*> old = tensors_of(before), now = tensors_of(after);
  double worst = 0;
  for (std::size_t t = 0; t < g.size(); t += 2) {
    worst = larger(worst,
                   g[t].empty() ? std::numeric_limits<double>::quiet_NaN()
                                : update_error(*old[t], *now[t], expected[t]));
  }
  return worst;
}

// Its mask is drawn anew each time: what is compared with formulas goes without it.
void stop_dropout(Sequential& model) {
  for (std::int64_t i = 0; i < model.size(); ++i) {
    if (model[i].name() == "Dropout") model[i].eval();
  }
}

void step_by_hand(Sequential& model,
                  Optimizer& optimizer,
                  const Loss& loss,
                  const LabelledBatch& batch) {
  optimizer.zero_grad();
  loss(model(batch.x), batch.y).backward();
  optimizer.step();
}

}  // namespace

std::unique_ptr<Optimizer> optimizer_for(const Descent& descent, std::vector<Tensor> parameters) {
  if (descent.rule == Rule::sgd)
    return std::make_unique<SGD>(std::move(parameters),
                                 SGDOptions{.lr = descent.lr, .momentum = descent.momentum});
  return std::make_unique<AdamW>(
      std::move(parameters), AdamWOptions{.lr = descent.lr, .weight_decay = descent.weight_decay});
}

void check_first_steps(Run& run,
                       Sequential& model,
                       const Recipe& recipe,
                       const std::vector<LabelledBatch>& batches) {
  stop_dropout(model);
  const std::vector<Tensor> parameters = model.parameters();
  check_frozen(run, parameters, recipe.layers);
  const auto optimizer = optimizer_for(recipe.descent, parameters);
  PlainOptimizer plain_optimizer(recipe.descent);
  double worst_update = 0;
  for (std::size_t step = 0; step < 3; ++step) {
    const LabelledBatch& batch = batches[step % batches.size()];
    const Tensor output = model(batch.x);
    const Tensor loss = recipe.loss(output, batch.y);
    if (step == 0) {
      const double plain = recipe.plain_loss(values_of(output), batch);
      run.gate("I2 loss", std::fabs(loss.item() / plain - 1), "<=", kLoss, "04");
    }
    optimizer->zero_grad();
    loss.backward();
    // A gradient that is right at first and wrong later was not cleared: zero_grad, module 07.
    const bool was_right = run.all_hold();
    const auto wrong = [&] {
      return module_of_wrong_gradient(model, plain_net(model, recipe.layers), batch.x);
    };
    const auto uncleared = [&] { return was_right ? "07" : wrong(); };
    const PlainNet before = plain_net(model, recipe.layers);
    const std::vector<Values> g = gradients_of(model);
    if (step == 0) check_gradient(run, "batch 1", wrong, model, recipe, batch);
    if (step == 2) check_gradient(run, "batch 3", uncleared, model, recipe, batch);

    optimizer->step();
    const std::vector<Values> expected = moved(before, g, plain_optimizer, recipe.descent.lr);
    const PlainNet after = plain_net(model, recipe.layers);
    worst_update = larger(worst_update, worst_weight(before, after, g, expected));
  }
  run.gate("I4 first updates", worst_update, "<=", kUpdate, "07");
}

void check_trainer_steps(Run& run,
                         Sequential& by_hand,
                         Sequential& by_trainer,
                         const Recipe& recipe,
                         const std::vector<LabelledBatch>& batches) {
  const auto first = optimizer_for(recipe.descent, by_hand.parameters());
  const auto second = optimizer_for(recipe.descent, by_trainer.parameters());
  Trainer trainer(by_trainer, *second, recipe.loss);
  double worst = 0;
  for (std::size_t step = 0; step < 3; ++step) {
    const LabelledBatch& batch = batches[step % batches.size()];
    manual_seed(step);  // both draw the same
    step_by_hand(by_hand, *first, recipe.loss, batch);
    manual_seed(step);
    trainer.train_batch(batch.x, batch.y);
  }
  PlainNet a = plain_net(by_trainer, recipe.layers), b = plain_net(by_hand, recipe.layers);
  const std::vector<Values*> ours = tensors_of(a), theirs = tensors_of(b);
  for (std::size_t t = 0; t < ours.size(); ++t) {
    worst = std::max(worst, largest_difference(*ours[t], *theirs[t]));
  }
  run.gate("I4 trainer steps", worst, "<=", 1e-5, "08");
}

void check_movement(Run& run, const PlainNet& start, const PlainNet& end) {
  double least = std::numeric_limits<double>::infinity();
  const std::vector<bool> matters = that_matter(start);
  std::size_t at = 0;
  double unchanged = 0;
  for (std::size_t l = 0; l < start.size(); ++l) {
    if (!start[l].learns()) continue;
    if (start[l].kind == Kind::batch_norm)
      unchanged += start[l].weight == end[l].weight;
    else
      least = std::min(least, movement(start[l].weight, end[l].weight));
    unchanged += matters[at + 1] && start[l].bias == end[l].bias;
    at += 2;
  }
  run.gate("I4 weights move", least, ">=", kMoves, "07");
  run.gate("I4 biases that stand still", unchanged, "==", 0, "07");
}

void check_descent(Run& run, const std::vector<double>& losses) {
  const auto tenth = std::max<std::ptrdiff_t>(1, std::ssize(losses) / 10);
  const double first = std::accumulate(losses.begin(), losses.begin() + tenth, 0.0);
  const double last = std::accumulate(losses.end() - tenth, losses.end(), 0.0);
  run.gate("descent", last / first, "08");
}

}  // namespace tinytorch::milestone
