// Measures on this machine what workers bring, and what they cost in memory.
#include <chrono>
#include <cstdio>
#include <memory>
#include <thread>

#include "tinytorch/data.hpp"

using namespace tinytorch;

// 100 images of 16 KB, each 2 ms away: a disk, a network, a decoder.
struct FarAway : Dataset {
  std::int64_t size() const override { return 100; }
  Sample get(std::int64_t i) const override {
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
    return {Tensor::full({64, 64}, static_cast<float>(i))};
  }
};

int main() {
  std::printf("100 images that take 2 ms each, in batches of 10 (160 KB):\n");
  for (const int workers : {0, 1, 2, 4}) {
    DataLoader loader(std::make_shared<FarAway>(), {.batch_size = 10, .num_workers = workers});
    const auto held = memory_stats().current_bytes;
    reset_peak_memory();
    const auto begin = std::chrono::steady_clock::now();
    float last = 0;
    for (const Batch& batch : loader) last = batch[0].at({-1, 0, 0});
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begin;
    const double peak_kb = static_cast<double>(memory_stats().peak_bytes - held) / 1024;
    std::printf("  %d workers: %3.0f ms, %4.0f KB of tensors, last image %.0f\n",
                workers,
                took.count(),
                peak_kb,
                last);
  }
}
