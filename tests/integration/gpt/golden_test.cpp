// Ten training steps of a small GPT against golden/gpt.npz, which NumPy computed in float64
// (golden/make_gpt.py; versions and date in golden/gpt.json). Nothing is shared with that program
// but the recurrence below.
#include <cstdint>
#include <string>
#include <vector>

#include "tinytorch/autograd.hpp"
#include "tinytorch/npy.hpp"
#include "tinytorch/training.hpp"
#include "tinytorch/transformers.hpp"

#include "support/test.hpp"

using namespace tinytorch;

namespace {

struct Tolerances {
  Tolerance logits, losses, gradients, weights;
};

// Ten times what NumPy's own float32 run differs from its float64 run: see gpt.json. Adam divides
// by small numbers, so its differences are larger.
constexpr Tolerances kSgd{{.atol = 7.9e-6}, {.atol = 2.1e-6}, {.atol = 2.2e-6}, {.atol = 2.6e-6}};
constexpr Tolerances kAdam{{.atol = 3.5e-5}, {.atol = 2.3e-6}, {.atol = 9.2e-6}, {.atol = 2.2e-6}};
// Adding the same number to all scores of a query changes no probability: this gradient is 0, and
// what is computed is rounding alone, which Adam makes as large as any other step.
constexpr Tolerance kZero{.atol = 1e-7};

constexpr int kSteps = 10;
constexpr std::int64_t B = 3, S = 6, D = 8, V = 11;

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

// The model before its first step, and the batches. All values are exact in float32.
struct Start {
  explicit Start(bool tied)
      : model({.vocab_size = V,
               .embed_dim = D,
               .num_layers = 2,
               .num_heads = 2,
               .max_seq_len = S,
               .tie_weights = tied}) {
    for (const auto& [name, parameter] : model.named_parameters()) {
      const float middle = name.ends_with("gamma") ? 1.0f : 0.0f;
      Tensor values = parameter.detach();
      for (float& w : values.mutable_data()) {
        w = middle + static_cast<float>(numbers.draw() - 512) / 512 * 0.5f;
      }
    }
    for (Tensor& text : texts) {
      for (float& token : text.mutable_data()) token = static_cast<float>(numbers.draw() % V);
    }
  }

  // Texts of a step without their last token, and without their first.
  Tensor read(int step) const { return texts.at(static_cast<std::size_t>(step)).slice(1, 0, S); }
  Tensor said(int step) const {
    return texts.at(static_cast<std::size_t>(step)).slice(1, 1, S + 1).clone();
  }

  Numbers numbers{};
  GPT model;
  std::vector<Tensor> texts = blank();

 private:
  static std::vector<Tensor> blank() {
    std::vector<Tensor> all;
    for (int step = 0; step < kSteps; ++step) all.push_back(Tensor::zeros({B, S + 1}));
    return all;
  }
};

class Golden {
 public:
  explicit Golden(const std::string& run)
      : arrays_(read_npz(std::string(TT_GOLDEN) + "/gpt.npz")), prefix_(run + ".") {}

  const Tensor& operator[](const std::string& name) const {
    const Tensor* found = arrays_.find(prefix_ + name);
    REQUIRE_MESSAGE(found != nullptr, name);
    return *found;
  }

 private:
  Named<Tensor> arrays_;
  std::string prefix_;
};

// Runs the ten steps; compares logits, loss and every gradient of each, and all weights at the end.
void follow(const Golden& golden, Start& start, Optimizer& optimizer, const Tolerances& within) {
  const CrossEntropyLoss loss_function;
  for (int step = 0; step < kSteps; ++step) {
    const Tensor logits = start.model(start.read(step));
    const Tensor loss = loss_function(logits, start.said(step));
    optimizer.zero_grad();
    loss.backward();
    expect_near(logits.detach(), golden["logits"][step].clone(), within.logits);
    expect_near(loss.item(), golden["losses"].at({step}), within.losses);
    for (const auto& [name, parameter] : start.model.named_parameters()) {
      INFO(name << ", step " << step);
      const bool zero = name.ends_with("k_proj.bias");
      expect_near(parameter.grad(),
                  golden["gradient." + name][step].clone(),
                  zero ? kZero : within.gradients);
    }
    optimizer.step();
  }
  for (const auto& [name, parameter] : start.model.named_parameters()) {
    if (name.ends_with("k_proj.bias")) continue;  // decides nothing, see kZero
    INFO(name);
    expect_near(parameter.detach(), golden["final." + name], within.weights);
  }
}

}  // namespace

TT_CASE("golden-gpt/inputs",
        "both sides begin with the same numbers",
        .what = "first draw, ranges of values, names of all parameters in the file",
        .why = "a difference here would look like one in the arithmetic",
        .learn = "s₁ = 1103527590, so the first draw is 526: (526 - 512)/1024") {
  Start start(false);
  expect_near(start.model.embedding.token_embedding.weight.at({0, 0}), 14.0 / 1024, kExact);
  CHECK(start.model.ln_f.gamma.min().item() >= 0.5f);
  CHECK(start.texts[9].max().item() <= 10);
  const Golden golden("sgd");
  for (const auto& [name, parameter] : start.model.named_parameters()) {
    CHECK(golden["final." + name].shape() == parameter.shape());
    CHECK(golden["gradient." + name].size(0) == kSteps);
  }
}

TT_CASE("golden-gpt/sgd",
        "ten steps of SGD with momentum agree with NumPy's",
        .what = "logits, losses and every gradient by name at each step, weights at the end",
        .why = "a language model with a wrong gradient still babbles",
        .learn = "attention, normalisation, MLP and both tables, each against float64") {
  Start start(false);
  SGD optimizer(start.model.parameters(), {.lr = 0.1, .momentum = 0.9});
  follow(Golden("sgd"), start, optimizer, kSgd);
}

TT_CASE("golden-gpt/tied-adam",
        "ten steps of Adam with a tied head agree with NumPy's",
        .what = "the token table collects two gradients: as table and as head",
        .why = "one of the two can be lost without any error",
        .learn = "autograd adds what its uses send") {
  Start start(true);
  Adam optimizer(start.model.parameters(), {.lr = 0.01});
  follow(Golden("tied_adam"), start, optimizer, kAdam);
}

TT_CASE("golden-gpt/trainer",
        "the Trainer follows the same trajectory",
        .what = "the losses of ten train_batch calls",
        .why = "what users call must be what was verified",
        .learn = "logits (B, S, V) with targets (B, S)") {
  const Golden golden("sgd");
  Start start(false);
  SGD optimizer(start.model.parameters(), {.lr = 0.1, .momentum = 0.9});
  const CrossEntropyLoss loss;
  Trainer trainer(start.model, optimizer, loss);
  for (int step = 0; step < kSteps; ++step) {
    const double found = trainer.train_batch(start.read(step), start.said(step));
    expect_near(found, golden["losses"].at({step}), kSgd.losses);
  }
}
