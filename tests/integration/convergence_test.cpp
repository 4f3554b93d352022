// Training that must reach a goal. Seeds are fixed; goals leave a wide margin to what was measured.
#include <memory>
#include <vector>

#include "tinytorch/activations.hpp"
#include "tinytorch/autograd.hpp"
#include "tinytorch/datasets.hpp"
#include "tinytorch/training.hpp"

#include "digits.hpp"
#include "support/test.hpp"

using namespace tinytorch;
using namespace tinytorch::test;

namespace {

double xor_accuracy(Layer& model, const ImageSet& points) {
  const NoGradGuard no_grad;
  return accuracy(model(points.images), points.labels.reshape({-1, 1}));
}

}  // namespace

TT_CASE("convergence/regression",
        "a plane through noise-free points is found exactly",
        .what = "y = 3a − 2b + .5 from 64 points, SGD with momentum, 300 steps",
        .why = "the loss has one minimum, so there is no excuse",
        .learn = "weights to 1e-3") {
  manual_seed(1);
  const Tensor x = Tensor::randn({64, 2});
  const Tensor y = matmul(x, tensor({{3}, {-2}})) + 0.5f;
  Linear model(2, 1);
  SGD optimizer(model.parameters(), {.lr = 0.05, .momentum = 0.9});
  const MSELoss loss;
  Trainer trainer(model, optimizer, loss);
  for (int i = 0; i < 300; ++i) trainer.train_batch(x, y);
  expect_near(model.weight.detach(), {3, -2}, {.atol = 1e-3});
  expect_near(model.bias.detach(), {0.5f}, {.atol = 1e-3});
}

TT_CASE("convergence/xor",
        "a hidden layer solves XOR, a linear model cannot",
        .what = "100 points, 2-8-1 with tanh and Adam, 300 steps; against Linear(2, 1)",
        .why = "the problem that ended the first wave of neural networks",
        .learn = "a straight line gets at most three corners right") {
  manual_seed(7);
  const ImageSet points = make_xor(7);
  const Tensor y = points.labels.reshape({-1, 1});
  Sequential deep(Linear(2, 8), Tanh(), Linear(8, 1), Sigmoid());
  Sequential flat(Linear(2, 1), Sigmoid());
  const BinaryCrossEntropyLoss loss;
  for (Sequential* model : {&deep, &flat}) {
    Adam optimizer(model->parameters(), {.lr = 0.05});
    Trainer trainer(*model, optimizer, loss);
    for (int i = 0; i < 300; ++i) trainer.train_batch(points.images, y);
  }
  CHECK(xor_accuracy(deep, points) == 1);
  CHECK(xor_accuracy(flat, points) < 0.8);
}

TT_CASE("convergence/digits",
        "five epochs on TinyDigits read most of the held-out digits",
        .what = "64-32-10, SGD .1 with momentum .9, batches of 32, seed 7",
        .why = "the whole stack on real data",
        .learn = "measured .93; above .85 is demanded") {
  Digits digits(7);
  digits.trainer.fit(digits.train, &digits.test, 5);
  const History& history = digits.trainer.history();
  CHECK(history.eval_accuracy.back() > 0.85);
  CHECK(history.train_loss.back() < history.train_loss.front() / 3);
}

TT_CASE("convergence/same-seed",
        "the same seed gives the same bits, another seed others",
        .what = "two epochs, three times",
        .why = "what cannot be repeated cannot be examined",
        .learn = "one generator, fixed orders of summation") {
  const auto run = [](std::uint64_t seed) {
    Digits digits(seed);
    digits.trainer.fit(digits.train, nullptr, 2);
    return digits.values();
  };
  const std::vector<float> first = run(7);
  CHECK(run(7) == first);
  CHECK(run(8) != first);
}

TT_CASE("convergence/workers",
        "workers of the loader do not change the training",
        .what = "two epochs with 0 and with 2 workers",
        .why = "speed must not cost repeatability",
        .learn = "batches arrive in order, whoever made them") {
  const auto run = [](int workers) {
    Digits digits(7, workers);
    digits.trainer.fit(digits.train, nullptr, 2);
    return digits.values();
  };
  CHECK(run(2) == run(0));
}
