// Measures on this machine what fusing softmax saves, and what guessing branches costs.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <vector>

#include "tinytorch/02_systems.hpp"
#include "tinytorch/activations.hpp"

using namespace tinytorch;

template <class F>
double best_ms(F&& run) {
  double best = 1e9;
  for (int i = 0; i < 9; ++i) {
    const auto begin = std::chrono::steady_clock::now();
    run();
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begin;
    best = std::min(best, took.count());
  }
  return best;
}

int main() {
  const Tensor x = Tensor::randn({512, 2048});
  const double composed = best_ms([&] {
    const Tensor e = exp(x - max(x, -1, true));
    (void)(e / sum(e, -1, true));
  });
  const double fused = best_ms([&] { (void)softmax(x); });
  std::printf("softmax, (512, 2048): %.1f ms as five ops, %.1f ms as one.\n", composed, fused);
  std::vector<float> in = x.to_vector(), out(in.size());
  const auto relu_ms = [&] {
    return best_ms([&] { systems::m02::relu_with_if(in.data(), out.data(), std::ssize(in)); });
  };
  const double random = relu_ms();
  std::ranges::sort(in);
  std::printf("relu by if: %.1f ms, the same numbers sorted: %.1f ms.\n", random, relu_ms());
}
