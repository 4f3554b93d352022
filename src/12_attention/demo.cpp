// Measures on this machine how the cost of attention grows with the length of the text.
#include <algorithm>
#include <chrono>
#include <cstdio>

#include "tinytorch/12_systems.hpp"

using namespace tinytorch;

int main() {
  constexpr std::int64_t kWidth = 64, kHeads = 4;
  Generator generator(7);
  MultiHeadAttention attention(kWidth, kHeads, 0, generator);
  attention.requires_grad_(false);
  std::printf("one text, width %lld, %lld heads:\n",
              static_cast<long long>(kWidth),
              static_cast<long long>(kHeads));
  for (const std::int64_t length : {64, 128, 256, 512, 1024}) {
    const Tensor x = Tensor::randn({1, length, kWidth}, 1, generator);
    (void)attention(x);
    double best = 1e9;  // the fastest of several: other programs run, too
    for (int repeat = 0; repeat < 7; ++repeat) {
      const auto begin = std::chrono::steady_clock::now();
      const Tensor y = attention(x);
      const std::chrono::duration<double, std::milli> took =
          std::chrono::steady_clock::now() - begin;
      best = std::min(best, took.count());
    }
    const std::int64_t scores = systems::m12::score_bytes(length);
    std::printf("  %5lld positions  %8.2f ms  weights %7.2f MB  %5.1f %% of the flops in scores\n",
                static_cast<long long>(length),
                best,
                static_cast<double>(scores) / 1048576,
                100.0 * static_cast<double>(systems::m12::flops_of_scores(length, kWidth)) /
                    static_cast<double>(systems::m12::flops_of_scores(length, kWidth) +
                                        systems::m12::flops_of_projections(length, kWidth)));
  }
}
