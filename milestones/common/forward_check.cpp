// I1, and which layer is to blame if it fails.
#include <algorithm>
#include <cstdint>
#include <vector>

#include "tinytorch/autograd.hpp"

#include "common/training_checks.hpp"
#include "common/values.hpp"

namespace tinytorch::milestone {
namespace {

constexpr double kForward = 1e-3;  // float against double, a few layers deep

// What the framework and the loops make of the same input, and the module that computes it.
struct Stage {
  Tensor ours;
  Values plain;
  const char* module;
};

// The product of a Linear, without its bias.
Stage product_of(const PlainLayer& layer, const Tensor& weight, const Tensor& x) {
  PlainLayer product = layer;
  product.after = Activation::none;
  std::ranges::fill(product.bias, 0);
  return {matmul(x, weight), forward(product, values_of(x)), "01"};
}

std::vector<Stage> stages_of(Sequential& model, const PlainNet& net, const Tensor& x) {
  const std::vector<NamedTensor> state = model.state_dict();
  std::vector<Stage> stages;
  Tensor here = x;
  std::size_t values = 0;
  std::int64_t at = 0;
  const auto next = [&] { return here = model[at++](here); };
  for (const PlainLayer& layer : net) {
    while (model[at].name() == "Flatten" || model[at].name() == "Dropout") next();
    const Values input = values_of(here);
    PlainLayer bare = layer;
    bare.after = Activation::none;
    if (layer.kind == Kind::dense) stages.push_back(product_of(layer, state[values].value, here));
    if (layer.learns()) values += 2;
    stages.push_back({next(), forward(bare, input), layer.kind == Kind::dense ? "03" : "09"});
    if (layer.after != Activation::none) stages.push_back({next(), forward(layer, input), "02"});
  }
  return stages;
}

}  // namespace

void check_forward(
    Run& run, const std::string& when, Sequential& model, const Recipe& recipe, const Tensor& x) {
  const NoGradGuard no_grad;
  PlainNet net = plain_net(model, recipe.layers);
  for (PlainLayer& layer : net) layer.of_batch = false;
  if (!all_finite(net))
    return;  // training blew up: descent and accuracy fail, the forward pass is not to blame
  model.eval();
  double worst = 0;
  std::string guilty = "03";
  for (const Stage& stage : stages_of(model, net, x)) {
    const double off = largest_difference(values_of(stage.ours), stage.plain);
    if (off > kForward && worst <= kForward) guilty = stage.module;
    worst = std::max(worst, off);
  }
  worst = std::max(worst, largest_difference(values_of(model(x)), forward(net, values_of(x))));
  model.train();
  run.gate("I1 forward, " + when, worst, "<=", kForward, guilty);
}

}  // namespace tinytorch::milestone
