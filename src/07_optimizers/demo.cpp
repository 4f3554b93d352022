// Measures on this machine how fast memory is, and whether a step of an optimizer is as fast.
#include <algorithm>
#include <chrono>
#include <cstdio>

#include "tinytorch/07_systems.hpp"
#include "tinytorch/optimizers.hpp"

using namespace tinytorch;
using namespace tinytorch::systems::m07;

double best_ms(auto run) {
  double best = 1e18;
  for (int i = 0; i < 7; ++i) {
    const auto begin = std::chrono::steady_clock::now();
    run();
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begin;
    best = std::min(best, took.count());
  }
  return best;
}

void compare(
    const char* name, Optimizer& optimizer, std::int64_t n, std::int64_t bytes, double speed) {
  std::printf("%-9s moves %2d bytes a weight: predicted %5.2f ms, measured %5.2f ms.\n",
              name,
              static_cast<int>(bytes),
              predicted_ms(n, bytes, speed),
              best_ms([&] { optimizer.step(); }));
}

int main() {
  constexpr std::int64_t n = 10'000'000;
  Tensor x = Tensor::ones({n}).requires_grad_(), copy = Tensor::zeros({n});
  x.set_grad(Tensor::ones({n}));
  const Tensor values = x.detach();
  const double speed = 8.0 * n / (best_ms([&] { copy.copy_(values); }) / 1000);
  std::printf("Copying moves %.1f GB/s.\n", speed / 1e9);
  SGD sgd({x}), momentum({x}, {.momentum = 0.9});
  Adam adam({x});
  compare("SGD", sgd, n, bytes_moved_by_sgd(), speed);
  compare("momentum", momentum, n, bytes_moved_by_momentum(), speed);
  compare("Adam", adam, n, bytes_moved_by_adam(), speed);
}
