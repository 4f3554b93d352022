// Measures on this machine what fused cross-entropy saves, and how sums go wrong.
#include <chrono>
#include <cstdio>

#include "tinytorch/04_systems.hpp"
#include "tinytorch/losses.hpp"

using namespace tinytorch;

template <class F>
void measure(const char* name, F&& run) {
  run();
  const std::int64_t before = memory_stats().current_bytes;
  reset_peak_memory();
  const auto begin = std::chrono::steady_clock::now();
  const float loss = run().item();
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begin;
  const auto peak = static_cast<double>(memory_stats().peak_bytes - before);
  std::printf("%s: loss %.4f, %.1f ms, at most %.4f MB more.\n",
              name,
              static_cast<double>(loss),
              took.count(),
              peak / 1048576);
}

int main() {
  const Tensor logits = Tensor::randn({256, 8000}), target = Tensor::randint(0, 8000, {256});
  std::printf("Cross-entropy of (256, 8000) logits\n");
  measure("as separate ops", [&] {
    const Tensor shifted = logits - max(logits, -1, true);
    const Tensor lp = shifted - log(sum(exp(shifted), -1, true));
    return -mean(gather(lp, -1, target.unsqueeze(-1)));
  });
  measure("as one op", [&] { return CrossEntropyLoss()(logits, target); });
  std::printf("2^25 copies of 0.1 in one float: %.1f, in double: %.1f.\n",
              static_cast<double>(systems::m04::sum_with_one(0.1f, 1 << 25)),
              static_cast<double>(systems::m04::sum_in_double(0.1f, 1 << 25)));
}
