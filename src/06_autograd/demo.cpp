// Measures on this machine what recording costs in time and memory.
#include <algorithm>
#include <chrono>
#include <cstdio>

#include "tinytorch/autograd.hpp"
#include "tinytorch/ops.hpp"

using namespace tinytorch;

double best_ns(int calls, auto run) {
  double best = 1e18;
  for (int i = 0; i < 9; ++i) {
    const auto begin = std::chrono::steady_clock::now();
    for (int call = 0; call < calls; ++call) run();
    const std::chrono::duration<double, std::nano> took = std::chrono::steady_clock::now() - begin;
    best = std::min(best, took.count() / calls);
  }
  return best;
}

int main() {
  for (const std::int64_t n : {4, 256}) {
    const Tensor a = Tensor::ones({n, n}).requires_grad_(), b = Tensor::ones({n, n});
    const int calls = n == 4 ? 20000 : 3;
    const double recorded = best_ns(calls, [&] { (void)matmul(a, b); });
    const NoGradGuard no_grad;
    const double silent = best_ns(calls, [&] { (void)matmul(a, b); });
    std::printf("A (%d, %d) product takes %.0f ns, recorded %.0f ns: %.2f times as long.\n",
                static_cast<int>(n),
                static_cast<int>(n),
                silent,
                recorded,
                recorded / silent);
  }
  const Tensor x = Tensor::ones({64, 784}).requires_grad_();
  const Tensor added = x + 1.0f, raised = exp(x), squared = square(x) * x;
  std::printf("x + 1, exp(x) and x * x * x of %d KB keep %d KB for their gradients.\n",
              static_cast<int>(x.memory_footprint() / 1024),
              static_cast<int>(saved_bytes() / 1024));
}
