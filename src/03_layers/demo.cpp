// Measures on this machine what copying a model costs, and what a batch asks of memory.
#include <algorithm>
#include <chrono>
#include <cstdio>

#include "tinytorch/03_systems.hpp"
#include "tinytorch/activations.hpp"
#include "tinytorch/layers.hpp"

using namespace tinytorch;

template <class F>
double best_ns(F&& run) {
  double best = 1e9;
  for (int i = 0; i < 50; ++i) {
    const auto begin = std::chrono::steady_clock::now();
    run();
    const std::chrono::duration<double, std::nano> took = std::chrono::steady_clock::now() - begin;
    best = std::min(best, took.count());
  }
  return best;
}

int main() {
  Sequential model(Linear(784, 128), ReLU{}, Linear(128, 10));
  const std::int64_t before = memory_stats().total_bytes;
  Sequential copy = model;
  const auto more = static_cast<int>(memory_stats().total_bytes - before);
  std::printf("%s\nA copy of this model asked for %d bytes.\n", copy.repr().c_str(), more);
  for (const std::int64_t batch : {1, 8, 64}) {
    const Tensor x = Tensor::ones({batch, 784});
    const double ns = best_ns([&] { model[0](x); });
    const auto flops = static_cast<double>(systems::m03::flops_of_forward(batch));
    const double gigaflops = flops / ns;
    const double traffic = gigaflops / systems::m03::intensity_of_forward(batch);
    std::printf("Layer 0, batch %2d: %.1f GFLOP/s, ", static_cast<int>(batch), gigaflops);
    std::printf("for which memory must deliver %.2f GB/s.\n", traffic);
  }
}
