// Measures on this machine what it costs to take rows out of tables of several sizes.
#include <chrono>
#include <cstdio>

#include "tinytorch/embeddings.hpp"

using namespace tinytorch;

int main() {
  constexpr std::int64_t kRows = 100'000, kWidth = 64;
  Generator generator(7);
  std::printf("%lld rows of %lld floats, at random:\n",
              static_cast<long long>(kRows),
              static_cast<long long>(kWidth));
  for (const std::int64_t vocab : {100, 5'000, 50'000, 500'000}) {
    const Tensor table = Tensor::ones({vocab, kWidth});
    const Tensor ids = Tensor::randint(0, vocab, {kRows}, generator);
    (void)embedding(ids, table);
    const auto begin = std::chrono::steady_clock::now();
    const Tensor rows = embedding(ids, table);
    const std::chrono::duration<double, std::nano> took = std::chrono::steady_clock::now() - begin;
    std::printf("  table of %7lld rows, %6.1f MB: %5.1f ns per row\n",
                static_cast<long long>(vocab),
                static_cast<double>(table.memory_footprint()) / 1048576,
                took.count() / static_cast<double>(kRows));
  }
}
