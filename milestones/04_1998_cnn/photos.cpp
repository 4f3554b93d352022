#include "photos.hpp"

#include <cmath>
#include <cstdlib>

#include "tinytorch/activations.hpp"
#include "tinytorch/autograd.hpp"
#include "tinytorch/spatial.hpp"

#include "common/values.hpp"

namespace tinytorch::milestone {
namespace {

constexpr std::int64_t kDraws = 10'000;
constexpr double kFarOff = 0.03;     // six standard deviations of the share of 10,000 draws
constexpr std::int64_t kJudged = 8;  // doubles in plain loops are slow

Sequential network(std::uint64_t seed) {
  manual_seed(seed);
  return Sequential(Conv2d(3, 32, 3, 1, 1),
                    BatchNorm2d(32),
                    ReLU(),
                    MaxPool2d(2),
                    Conv2d(32, 64, 3, 1, 1),
                    BatchNorm2d(64),
                    ReLU(),
                    MaxPool2d(2),
                    Flatten(),
                    Linear(4096, 256),
                    ReLU(),
                    Dropout(0.5f),
                    Linear(256, 10));
}

// mean and variance of every batch_norm, one after the other.
Values running(const PlainNet& net) {
  Values all;
  for (const PlainLayer& layer : net) {
    all.insert(all.end(), layer.mean.begin(), layer.mean.end());
    all.insert(all.end(), layer.variance.begin(), layer.variance.end());
  }
  return all;
}

}  // namespace

ImageModel photo_cnn() {
  return {.summary =
              "conv 3-32, norm, relu, pool 2, conv 32-64, norm, relu, pool 2, linear "
              "4096-256, relu, dropout, linear 256-10",
          .make = network,
          .layers = {conv(32, 1, Activation::none),
                     batch_norm(32, Activation::relu),
                     max_pool(32, 2),
                     conv(16, 1, Activation::none),
                     batch_norm(16, Activation::relu),
                     max_pool(16, 2),
                     dense(Activation::relu),
                     dense()}};
}

ImagePlan photo_plan(bool full) {
  if (!full) {
    return {.descent = {.rule = Rule::adam, .lr = 1e-3},
            .batch_size = 50,
            .epochs = 4,
            .recalls = false,
            .judged = kJudged};
  }
  return {.descent = {.rule = Rule::adam, .lr = 1e-3, .weight_decay = 5e-4},
          .last_lr = 1e-5,
          .batch_size = 64,
          .epochs = 20,
          .recalls = false,
          .judged = kJudged};
}

void check_dropout(Run& run, std::uint64_t seed) {
  manual_seed(seed);
  Dropout dropout(0.5f);
  const Tensor x = Tensor::full({kDraws}, 3.0f).requires_grad_(true);
  const Tensor y = dropout(x);
  y.backward(Tensor::full({kDraws}, 1.0f));
  const Values kept = values_of(y);
  const Values gradient = x.grad().defined() ? values_of(x.grad()) : Values(kept.size(), -1);
  double zeros = 0, strange = 0;
  for (std::size_t i = 0; i < kept.size(); ++i) {
    zeros += kept[i] == 0;
    strange += kept[i] != 0 && kept[i] != 6;
    strange += gradient[i] != kept[i] / 3;
  }
  run.gate("I1 dropout, share off one half",
           std::fabs(zeros / static_cast<double>(kDraws) - 0.5),
           "<=",
           kFarOff,
           "03");
  run.gate("I1 dropout, strange values", strange, "==", 0, "03");
}

void check_running_statistics(Run& run, Learned& learned, const Tensor& x) {
  const PlainNet layers = photo_cnn().layers;
  const Values before = running(learned.start), after = running(plain_net(learned.model, layers));
  double still = 0, not_finite = 0;
  for (std::size_t i = 0; i < after.size(); ++i) {
    still += after[i] == before[i];
    not_finite += !std::isfinite(after[i]);
  }
  run.gate("I4 running statistics that stand still", still, "==", 0, "09");
  run.gate("I4 running statistics not finite", not_finite, "==", 0, "09");
  {
    const NoGradGuard no_grad;
    learned.model.eval();
    (void)learned.model(x);
  }
  const bool moved = running(plain_net(learned.model, layers)) != after;
  run.gate("I4 running statistics moved by a look", moved, "==", 0, "09");
}

}  // namespace tinytorch::milestone
