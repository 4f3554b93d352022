// Measures on this machine where a training step goes, and what accumulation saves.
#include <chrono>
#include <cstdio>

#include "tinytorch/activations.hpp"
#include "tinytorch/autograd.hpp"
#include "tinytorch/training.hpp"

using namespace tinytorch;

double mean_us(auto run) {
  const auto begin = std::chrono::steady_clock::now();
  for (int i = 0; i < 1'000; ++i) run();
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begin;
  return took.count();
}

int main() {
  Sequential model(Linear(64, 32), ReLU(), Linear(32, 10));
  SGD optimizer(model.parameters(), {.lr = 0.01, .momentum = 0.9});
  const CrossEntropyLoss loss;
  const Tensor x = Tensor::rand({256, 64}), y = Tensor::randint(0, 10, {256});
  const Tensor few_x = x.slice(0, 0, 32), few_y = y.slice(0, 0, 32);
  const double forward = mean_us([&] { (void)loss(model(few_x), few_y); });
  const double both = mean_us([&] { loss(model(few_x), few_y).backward(); });
  const double step = mean_us([&] { optimizer.step(); });
  std::printf("64-32-10 with 32 samples: forward %.0f us, backward %.0f us, step %.1f us.\n",
              forward,
              both - forward,
              step);
  for (const int rows : {256, 32}) {
    optimizer.zero_grad();
    const auto held = memory_stats().current_bytes;
    reset_peak_memory();
    for (int at = 0; at < 256; at += rows)
      loss(model(x.slice(0, at, at + rows)), y.slice(0, at, at + rows)).backward();
    const auto peak = static_cast<double>(memory_stats().peak_bytes - held) / 1024;
    std::printf("256 samples in batches of %3d need %4.0f KB at most.\n", rows, peak);
  }
}
