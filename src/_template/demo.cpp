// Measures on this machine how many bytes a second leaky_relu moves.
#include <algorithm>
#include <chrono>
#include <cstdio>

#include "tinytorch/99_systems.hpp"
#include "tinytorch/leaky_relu.hpp"

using namespace tinytorch;

int main() {
  constexpr std::int64_t n = 4'000'000;
  const Tensor x = Tensor::randn({n});
  double best = 1e9;
  for (int i = 0; i < 9; ++i) {
    const auto begin = std::chrono::steady_clock::now();
    (void)leaky_relu(x);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    best = std::min(best, took.count());
  }
  const double bytes = static_cast<double>(n * systems::m99::bytes_per_element());
  std::printf("leaky_relu of 4 million numbers: %.1f ms, %.1f GB a second.\n",
              1e3 * best,
              1e-9 * bytes / best);
}
