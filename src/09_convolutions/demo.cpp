// Measures on this machine what a training step of the digits CNN takes, and what a convolution
// reaches.
#include <algorithm>
#include <chrono>
#include <cstdio>

#include "tinytorch/activations.hpp"
#include "tinytorch/autograd.hpp"
#include "tinytorch/spatial.hpp"

using namespace tinytorch;

template <class F>
double best_ms(F&& run) {
  double best = 1e9;
  for (int i = 0; i < 10; ++i) {
    const auto begin = std::chrono::steady_clock::now();
    run();
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begin;
    best = std::min(best, took.count());
  }
  return best;
}

int main() {
  Sequential digits(Conv2d(1, 8, 3, 1, 1), ReLU{}, MaxPool2d(2), Flatten(), Linear(128, 10));
  const Tensor small = Tensor::rand({32, 1, 8, 8}), large = Tensor::rand({64, 16, 14, 14});
  const double step = best_ms([&] { sum(square(digits(small))).backward(); });
  std::printf(
      "%s\nForward and backward of 32 digits (8x8): %.2f ms.\n", digits.repr().c_str(), step);
  Conv2d conv(16, 32, 3, 1, 1);
  const double gigaflop = 2e-9 * 64 * 32 * 14 * 14 * 16 * 9;
  const double forward = best_ms([&] { conv(large); }) / 1000;
  std::printf("Conv2d(16, 32, 3) on 64 images of 14x14: %.1f GFLOP/s.\n", gigaflop / forward);
}
