// Measures on this machine what views, copies and loop orders cost.
#include <algorithm>
#include <chrono>
#include <cstdio>

#include "tinytorch/01_systems.hpp"
#include "tinytorch/tensor.hpp"

using namespace tinytorch;

double best_ms(auto run) {
  double best = 1e9;
  for (int i = 0; i < 5; ++i) {
    const auto begin = std::chrono::steady_clock::now();
    run();
    const auto took = std::chrono::steady_clock::now() - begin;
    best = std::min(best, std::chrono::duration<double, std::milli>(took).count());
  }
  return best;
}

double gigaflops(auto multiply) {
  constexpr std::int64_t n = 256;
  const Tensor a = Tensor::ones({n, n});
  Tensor out = Tensor::zeros({n, n});
  float* to = out.mutable_data().data();
  const double ms = best_ms([&] { multiply(a.data().data(), a.data().data(), to, n, n, n); });
  return 2e-6 * n * n * n / ms;
}

int main() {
  using namespace systems::m01;
  const Tensor x = Tensor::ones({2048, 2048}), view = x.transpose();
  const double rows = best_ms([&] { (void)x.clone(); });
  const double columns = best_ms([&] { (void)view.clone(); });
  std::printf("Copying 16 MB row by row takes %.1f ms, column by column %.1f ms.\n", rows, columns);
  std::printf("A (256, 256) product runs at %.2f GFLOP/s in the order ijk,\n",
              gigaflops(matmul_ijk));
  std::printf("%.2f in ikj, %.2f in jki.\n", gigaflops(matmul_ikj), gigaflops(matmul_jki));
}
