// Ten training steps of the 64-32-10 network against golden/mlp.npz, which NumPy computed in
// float64 (golden/make_mlp.py; versions and date in golden/mlp.json). Nothing is shared with that
// program but the recurrence below.
#include <cstdint>
#include <string>
#include <vector>

#include "tinytorch/activations.hpp"
#include "tinytorch/autograd.hpp"
#include "tinytorch/npy.hpp"
#include "tinytorch/training.hpp"

#include "support/test.hpp"

using namespace tinytorch;

namespace {

// NumPy's own run in float32 differs from its float64 run by at most 3.3e-7 (logits), 2.0e-7
// (losses), 2.7e-8 (gradients) and 5.8e-8 (weights): see mlp.json. Sums in another order may differ
// by as much again; ten times that is far below any mistake (momentum .8 for .9: 1e-2).
constexpr Tolerance kLogits{.atol = 3.3e-6}, kLosses{.atol = 2e-6};
constexpr Tolerance kGradients{.atol = 2.7e-7}, kWeights{.atol = 5.8e-7};

constexpr int kSteps = 10;
constexpr std::int64_t B = 32;

// s ← (1103515245·s + 12345) mod 2^31 from s = 1; each draw is the top 10 of the 31 bits.
class Numbers {
 public:
  std::int64_t draw() {
    s_ = (1103515245 * s_ + 12345) % (std::int64_t{1} << 31);
    return s_ >> 21;
  }

 private:
  std::int64_t s_ = 1;
};

struct LabelledBatch {
  Tensor x = Tensor::zeros({B, 64}), y = Tensor::zeros({B});
};

// The network before its first step, and the batches. All values are exact in float32.
struct Start {
  Start() {
    for (Tensor& parameter : model.parameters()) {
      Tensor values = parameter.detach();
      for (float& w : values.mutable_data()) {
        w = static_cast<float>(numbers.draw() - 512) / 512 * 0.25f;
      }
    }
    for (LabelledBatch& batch : batches) {
      for (float& v : batch.x.mutable_data()) v = static_cast<float>(numbers.draw() / 64) / 16;
      for (float& v : batch.y.mutable_data()) v = static_cast<float>(numbers.draw() % 10);
    }
  }
  Numbers numbers{};
  Sequential model{Linear(64, 32), ReLU(), Linear(32, 10)};
  std::vector<LabelledBatch> batches = std::vector<LabelledBatch>(kSteps);
};

class Golden {
 public:
  explicit Golden(std::string optimizer)
      : arrays_(read_npz(std::string(TT_GOLDEN) + "/mlp.npz")), prefix_(optimizer + ".") {}

  const Tensor& operator[](const std::string& name) const {
    const Tensor* found = arrays_.find(prefix_ + name);
    REQUIRE_MESSAGE(found != nullptr, name);
    return *found;
  }

 private:
  Named<Tensor> arrays_;
  std::string prefix_;
};

// Runs the ten steps and compares logits before, gradients and losses of each, weights at the end.
void follow(const Golden& golden, Start& start, Optimizer& optimizer) {
  const CrossEntropyLoss loss_function;
  for (int step = 1; step <= kSteps; ++step) {
    const auto& [x, y] = start.batches[static_cast<std::size_t>(step - 1)];
    const Tensor logits = start.model(x);
    const Tensor loss = loss_function(logits, y);
    optimizer.zero_grad();
    loss.backward();
    expect_near(logits.detach(), golden["logits"][step - 1].clone(), kLogits);
    expect_near(loss.item(), golden["losses"].at({step - 1}), kLosses);
    if (step == 1 || step == kSteps) {
      const std::string gradient = "step" + std::to_string(step) + ".gradient.";
      for (const auto& [name, parameter] : start.model.named_parameters()) {
        expect_near(parameter.grad(), golden[gradient + name], kGradients);
      }
    }
    optimizer.step();
  }
  for (const auto& [name, parameter] : start.model.named_parameters()) {
    expect_near(parameter.detach(), golden["final." + name], kWeights);
  }
}

}  // namespace

TT_CASE("golden/inputs",
        "both sides begin with the same numbers",
        .what = "the first draws of the recurrence, and the ranges of weights and pictures",
        .why = "a difference here would look like one in the arithmetic",
        .learn = "s₁ = 1103527590, so the first draw is 526") {
  Numbers numbers;
  CHECK(numbers.draw() == 526);
  const Start start;
  CHECK(start.batches[0].x.max().item() == 15.0f / 16);
  CHECK(start.batches[0].x.min().item() == 0);
  CHECK(start.batches[9].y.max().item() == 9);
}

TT_CASE("golden/sgd",
        "ten steps of SGD with momentum agree with NumPy's",
        .what = "logits, losses, every gradient by name, final weights",
        .why = "errors in a gradient can hide behind a loss that falls all the same",
        .learn = "forward, backward and step, each against float64") {
  Start start;
  SGD optimizer(start.model.parameters(), {.lr = 0.1, .momentum = 0.9});
  follow(Golden("sgd"), start, optimizer);
}

TT_CASE("golden/adam",
        "ten steps of Adam agree with NumPy's",
        .what = "logits, losses, every gradient by name, final weights",
        .why = "corrections and ε matter most in the first steps",
        .learn = "m̂ and v̂ with the number of the step") {
  Start start;
  Adam optimizer(start.model.parameters(), {.lr = 0.01});
  follow(Golden("adam"), start, optimizer);
}

TT_CASE("golden/trainer",
        "the Trainer follows the same trajectory",
        .what = "ten train_batch calls: losses and final weights",
        .why = "what users call must be what was verified",
        .learn = "train_batch returns the loss before its step") {
  const Golden golden("sgd");
  Start start;
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
