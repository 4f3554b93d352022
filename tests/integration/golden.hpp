// Both golden trajectories: where their numbers come from, and the walk along one.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tinytorch/autograd.hpp"
#include "tinytorch/npy.hpp"
#include "tinytorch/training.hpp"

#include "support/test.hpp"

namespace golden {

using namespace tinytorch;

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
  Tensor x, y;
};

// The network before its first step, and the batches. All values are exact in float32.
struct Start {
  Start(Sequential network, const Shape& picture) : model(std::move(network)) {
    for (Tensor& parameter : model.parameters()) {
      Tensor values = parameter.detach();
      for (float& w : values.mutable_data()) {
        w = static_cast<float>(numbers.draw() - 512) / 512 * 0.25f;
      }
    }
    for (int i = 0; i < kSteps; ++i) {
      LabelledBatch batch{Tensor::zeros(picture), Tensor::zeros({B})};
      for (float& v : batch.x.mutable_data()) v = static_cast<float>(numbers.draw() / 64) / 16;
      for (float& v : batch.y.mutable_data()) v = static_cast<float>(numbers.draw() % 10);
      batches.push_back(batch);
    }
  }
  Numbers numbers{};
  Sequential model;
  std::vector<LabelledBatch> batches{};
};

class Golden {
 public:
  Golden(const std::string& file, const std::string& optimizer)
      : arrays_(read_npz(std::string(TT_GOLDEN) + "/" + file)), prefix_(optimizer + ".") {}

  const Tensor& operator[](const std::string& name) const {
    const Tensor* found = arrays_.find(prefix_ + name);
    REQUIRE_MESSAGE(found != nullptr, name);
    return *found;
  }

 private:
  Named<Tensor> arrays_;
  std::string prefix_;
};

// How far float32 may be from float64; see the .json beside each trajectory.
struct Tolerances {
  Tolerance logits, losses, gradients, weights;
  bool every_gradient = false;  // else those of the first and the last step
};

// Runs the ten steps and compares logits before, gradients and losses of each, weights at the end.
inline void follow(const Golden& golden,
                   Start& start,
                   Optimizer& optimizer,
                   const Tolerances& near) {
  const CrossEntropyLoss loss_function;
  for (int step = 1; step <= kSteps; ++step) {
    const auto& [x, y] = start.batches[static_cast<std::size_t>(step - 1)];
    const Tensor logits = start.model(x);
    const Tensor loss = loss_function(logits, y);
    optimizer.zero_grad();
    loss.backward();
    expect_near(logits.detach(), golden["logits"][step - 1].clone(), near.logits);
    expect_near(loss.item(), golden["losses"].at({step - 1}), near.losses);
    const std::string gradient = "step" + std::to_string(step) + ".gradient.";
    for (const auto& [name, parameter] : start.model.named_parameters()) {
      if (!near.every_gradient && step != 1 && step != kSteps) continue;
      expect_near(parameter.grad(), golden[gradient + name], near.gradients);
    }
    optimizer.step();
  }
  for (const auto& [name, parameter] : start.model.named_parameters()) {
    expect_near(parameter.detach(), golden["final." + name], near.weights);
  }
}

}  // namespace golden
