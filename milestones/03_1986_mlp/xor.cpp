// Milestone 03 part 1, 1986: a hidden layer and backpropagation solve XOR.
#include <algorithm>
#include <cmath>
#include <cstdio>

#include "tinytorch/activations.hpp"
#include "tinytorch/autograd.hpp"
#include "tinytorch/datasets.hpp"
#include "tinytorch/optimizers.hpp"
#include "tinytorch/training.hpp"

#include "common/run.hpp"
#include "common/training_checks.hpp"
#include "common/values.hpp"

using namespace tinytorch;
using namespace tinytorch::milestone;

namespace {

constexpr Part kPart{
    .id = "03",
    .n = 1,
    .name = "xor-solved",
    .title = "The MLP revival",
    .year = 1986,
    .story =
        "Rumelhart, Hinton and Williams train hidden layers by sending errors backwards.\n"
        "What one layer could not draw, two layers learn by themselves.",
    .folder = "03_1986_mlp",
    .seed = 1986,
    .seeds = 5};

constexpr int kEpochs = 500;
constexpr double kLr = 0.5, kMomentum = 0.9;

Sequential two_layers() {
  return Sequential(Linear(2, 8), Tanh(), Linear(8, 1), Sigmoid());
}

Tensor corners() {
  return tensor({{0, 0}, {0, 1}, {1, 0}, {1, 1}});
}

struct Corners {
  int right = 0;
  double margin =
      0.5;  // smallest distance of a right answer from one half; negative if one is wrong
};

Corners judge(Layer& model) {
  const NoGradGuard no_grad;
  const Values p = values_of(model(corners()));
  Corners result;
  for (std::size_t i = 0; i < 4; ++i) {
    const double margin = (i == 1 || i == 2) ? p[i] - 0.5 : 0.5 - p[i];
    result.right += margin > 0;
    result.margin = std::min(result.margin, margin);
  }
  return result;
}

double share_right(Layer& model, const LabelledBatch& all) {
  const NoGradGuard no_grad;
  const Values p = values_of(model(all.x)), t = values_of(all.y);
  double right = 0;
  for (std::size_t i = 0; i < p.size(); ++i) right += (p[i] > 0.5) == (t[i] > 0.5);
  return right / static_cast<double>(p.size());
}

// Full-batch training; the loss of every epoch.
std::vector<double> train(Layer& model, const LabelledBatch& all) {
  SGD optimizer(model.parameters(), {.lr = kLr, .momentum = kMomentum});
  const BinaryCrossEntropyLoss loss;
  Trainer trainer(model, optimizer, loss);
  std::vector<double> losses;
  for (int epoch = 0; epoch < kEpochs; ++epoch) losses.push_back(trainer.train_batch(all.x, all.y));
  return losses;
}

LabelledBatch points(std::uint64_t seed) {
  const ImageSet set = make_xor(seed);
  return {set.images, set.labels.reshape({-1, 1})};
}

// How often other networks find the solution: printed, decides nothing.
void honest_experiment(Run& run) {
  const struct {
    const char* name;
    Sequential (*make)();
  } networks[] = {
      {"2-4-1 ReLU", [] { return Sequential(Linear(2, 4), ReLU(), Linear(4, 1), Sigmoid()); }},
      {"2-4-1 tanh", [] { return Sequential(Linear(2, 4), Tanh(), Linear(4, 1), Sigmoid()); }},
      {"2-8-1 tanh", two_layers},
  };
  for (const auto& network : networks) {
    int solved = 0;
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
      manual_seed(seed);
      Sequential model = network.make();
      train(model, points(seed));
      solved += judge(model).right == 4;
    }
    run.say(std::string("  ") + network.name + ": " + std::to_string(solved) +
            " of 200 seeds solve it");
    run.metric(std::string("solved of 200, ") + network.name, solved);
  }
}

void show(const Run& run, Sequential& model) {
  const NoGradGuard no_grad;
  const Values p = values_of(model(corners())), h = values_of(model[1](model[0](corners())));
  run.say("corner   p(1)     hidden units");
  for (std::size_t i = 0; i < 4; ++i) {
    char line[160];
    int n = std::snprintf(line, sizeof line, " %zu %zu    %.3f  ", i / 2, i % 2, p[i]);
    for (std::size_t u = 0; u < 8; ++u) {
      n += std::snprintf(
          line + n, sizeof line - static_cast<std::size_t>(n), " %5.2f", h[8 * i + u]);
    }
    run.say(line);
  }
}

void xor_solved(Run& run) {
  const LabelledBatch all = points(run.seed());
  const BinaryCrossEntropyLoss loss;
  const Recipe recipe{.layers = {dense(Activation::tanh), dense(Activation::sigmoid)},
                      .descent = {.lr = kLr, .momentum = kMomentum},
                      .loss = loss,
                      .plain_loss = [](const Values& p, const LabelledBatch& b) {
                        return binary_cross_entropy(p, values_of(b.y));
                      }};
  const auto fresh = [&] {
    manual_seed(run.seed());
    return two_layers();
  };
  Sequential model = fresh();
  run.model("2-8-1 tanh", model.num_parameters());
  run.data("xor", "", 100, 4);
  run.hyper("optimizer", "sgd");
  run.hyper("lr", kLr);
  run.hyper("momentum", kMomentum);
  run.hyper("epochs", kEpochs);
  run.begin(kEpochs);

  check_forward(run, "start", model, recipe, all.x.slice(0, 0, 8));
  Sequential probe = fresh(), twin = fresh(), other = fresh();
  check_first_steps(run, probe, recipe, {all});
  check_trainer_steps(run, twin, other, recipe, {all});

  const PlainNet start = plain_net(model, recipe.layers);
  const std::vector<double> losses = train(model, all);
  for (const std::size_t epoch : {0u, 9u, 24u, 49u, 99u, 249u, 499u}) {
    run.say("epoch " + std::to_string(epoch + 1) + "  loss " + number(losses[epoch]));
  }
  check_forward(run, "end", model, recipe, all.x.slice(0, 0, 8));
  check_movement(run, start, plain_net(model, recipe.layers));
  check_descent(run, losses);

  const Corners result = judge(model);
  run.gate("corners right", result.right, "08");
  run.gate("corner margin", result.margin, "08");
  run.gate("train accuracy", share_right(model, all), "08");
  manual_seed(run.seed());
  Sequential control(Linear(2, 1), Sigmoid());
  train(control, all);
  run.gate("control: one layer, corners", judge(control).right, "04");
  run.metric("accuracy", share_right(model, all));
  run.metric("train_loss", finite_or_null(losses.back()));
  show(run, model);
  if (run.talks() && !run.options().quick && run.all_hold()) honest_experiment(run);
  run.say(
      "A hidden layer bends the plane until one line is enough; backpropagation found how.\n"
      "Next: real handwriting. tito milestone run 03 --part 2 --reference");
}

}  // namespace

int main(int argc, char** argv) {
  return run_part(kPart, argc, argv, xor_solved);
}
