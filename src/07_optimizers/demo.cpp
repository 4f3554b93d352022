// Measures on this machine what optimizers hold, move and reach.
#include <chrono>
#include <cstdio>

#include "tinytorch/07_systems.hpp"
#include "tinytorch/autograd.hpp"
#include "tinytorch/optimizers.hpp"

using namespace tinytorch;

constexpr std::int64_t kCount = 2'000'000;

void measure(const char* name, auto make, std::int64_t bytes_moved) {
  Tensor x = Tensor::ones({kCount});
  x.requires_grad_();
  x.set_grad(Tensor::full({kCount}, 0.01f));
  auto optimizer = make(x);
  const std::int64_t before = memory_stats().current_bytes;
  optimizer.step();
  const auto begin = std::chrono::steady_clock::now();
  for (int i = 0; i < 10; ++i) optimizer.step();
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begin;
  const double ms = took.count() / 10;
  const auto held = static_cast<double>(memory_stats().current_bytes - before) / (1 << 20);
  const double speed = static_cast<double>(bytes_moved * kCount) / ms / 1e6;
  std::printf("  %s: holds %.2f MB, a step takes %.2f ms, %.1f GB/s\n", name, held, ms, speed);
}

int main() {
  using namespace systems::m07;
  std::printf("2,000,000 parameters (7.63 MB):\n");
  measure(
      "SGD     ", [](const Tensor& x) { return SGD({x}); }, bytes_moved_by_sgd());
  const auto momentum = [](const Tensor& x) { return SGD({x}, {.momentum = 0.9}); };
  measure("momentum", momentum, bytes_moved_by_momentum());
  measure(
      "Adam    ", [](const Tensor& x) { return Adam({x}); }, bytes_moved_by_adam());
}
