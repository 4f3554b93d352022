// Ten training steps of the 64-32-10 network against golden/mlp.npz, which NumPy computed in
// float64 (golden/make_mlp.py; versions and date in golden/mlp.json). Nothing is shared with that
// program but the recurrence in golden.hpp.
#include "golden.hpp"

#include "tinytorch/activations.hpp"

using namespace golden;

namespace {

// NumPy's own run in float32 differs from its float64 run by at most 3.3e-7 (logits), 2.0e-7
// (losses), 2.7e-8 (gradients) and 5.8e-8 (weights): see mlp.json. Sums in another order may differ
// by as much again; ten times that is far below any mistake (momentum .8 for .9: 1e-2).
constexpr Tolerance kLosses{.atol = 2e-6}, kWeights{.atol = 5.8e-7};
constexpr Tolerances kNear{.logits = {.atol = 3.3e-6},
                           .losses = kLosses,
                           .gradients = {.atol = 2.7e-7},
                           .weights = kWeights};

Start start_of_mlp() {
  return Start(Sequential(Linear(64, 32), ReLU(), Linear(32, 10)), {B, 64});
}

}  // namespace

TT_CASE("golden/inputs",
        "both sides begin with the same numbers",
        .what = "the first draws of the recurrence, and the ranges of weights and pictures",
        .why = "a difference here would look like one in the arithmetic",
        .learn = "s₁ = 1103527590, so the first draw is 526") {
  Numbers numbers;
  CHECK(numbers.draw() == 526);
  const Start start = start_of_mlp();
  CHECK(start.batches[0].x.max().item() == 15.0f / 16);
  CHECK(start.batches[0].x.min().item() == 0);
  CHECK(start.batches[9].y.max().item() == 9);
}

TT_CASE("golden/sgd",
        "ten steps of SGD with momentum agree with NumPy's",
        .what = "logits, losses, every gradient by name, final weights",
        .why = "errors in a gradient can hide behind a loss that falls all the same",
        .learn = "forward, backward and step, each against float64") {
  Start start = start_of_mlp();
  SGD optimizer(start.model.parameters(), {.lr = 0.1, .momentum = 0.9});
  follow(Golden("mlp.npz", "sgd"), start, optimizer, kNear);
}

TT_CASE("golden/adam",
        "ten steps of Adam agree with NumPy's",
        .what = "logits, losses, every gradient by name, final weights",
        .why = "corrections and ε matter most in the first steps",
        .learn = "m̂ and v̂ with the number of the step") {
  Start start = start_of_mlp();
  Adam optimizer(start.model.parameters(), {.lr = 0.01});
  follow(Golden("mlp.npz", "adam"), start, optimizer, kNear);
}

TT_CASE("golden/trainer",
        "the Trainer follows the same trajectory",
        .what = "ten train_batch calls: losses and final weights",
        .why = "what users call must be what was verified",
        .learn = "train_batch returns the loss before its step") {
  const Golden golden("mlp.npz", "sgd");
  Start start = start_of_mlp();
  SGD optimizer(start.model.parameters(), {.lr = 0.1, .momentum = 0.9});
  const CrossEntropyLoss loss;
  Trainer trainer(start.model, optimizer, loss);
  for (std::int64_t i = 0; i < kSteps; ++i) {
    const auto& [x, y] = start.batches[static_cast<std::size_t>(i)];
    expect_near(trainer.train_batch(x, y), golden["losses"].at({i}), kLosses);
  }
  for (const auto& [name, parameter] : start.model.named_parameters()) {
    expect_near(parameter.detach(), golden["final." + name], kWeights);
  }
}
