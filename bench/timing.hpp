// Measuring: medians of many samples, with the allocations that one call makes. Asserts nothing.
#pragma once

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

#include "tinytorch/storage.hpp"

namespace tinytorch::bench {

/// Calls of the global operator new so far; counted by allocations.cpp.
std::int64_t heap_allocations() noexcept;

struct Result {
  double median_ns = 0, mad_ns = 0;  // median, and median distance from it
  int samples = 0;
  double heap = 0, tensors = 0,
         system = 0;  // per call: operator new, storages, pool asking the system
};

inline double median(std::vector<double> values) {
  std::ranges::sort(values);
  return values[values.size() / 2];
}

/// Times `call` in its steady state: batches of about 2 ms, 41 of them after a warm-up.
template <class F>
Result measure(F&& call) {
  using Clock = std::chrono::steady_clock;
  const auto time = [&](std::int64_t calls) {
    const auto start = Clock::now();
    for (std::int64_t i = 0; i < calls; ++i) call();
    return std::chrono::duration<double, std::nano>(Clock::now() - start).count();
  };
  std::int64_t calls = 1;
  while (time(calls) < 2e6) calls *= 2;
  const std::int64_t heap = heap_allocations();
  const MemoryStats before = memory_stats();
  std::vector<double> per_call;
  per_call.reserve(41);
  for (int i = 0; i < 41; ++i) per_call.push_back(time(calls) / static_cast<double>(calls));
  const double all = 41.0 * static_cast<double>(calls);
  Result result{.median_ns = median(per_call), .samples = 41};
  result.heap = static_cast<double>(heap_allocations() - heap) / all;
  result.tensors = static_cast<double>(memory_stats().allocations - before.allocations) / all;
  result.system =
      static_cast<double>(memory_stats().system_allocations - before.system_allocations) / all;
  for (double& value : per_call) value = std::fabs(value - result.median_ns);
  result.mad_ns = median(per_call);
  return result;
}

/// One JSON line, read by `tito dev bench`.
inline void print(const std::string& name, const Result& r) {
  std::printf(
      "{\"name\":\"%s\",\"median_ns\":%.1f,\"mad_ns\":%.1f,\"samples\":%d,\"heap_allocations\":%."
      "2f,"
      "\"tensors\":%.2f,\"system_allocations\":%.4f}\n",
      name.c_str(),
      r.median_ns,
      r.mad_ns,
      r.samples,
      r.heap,
      r.tensors,
      r.system);
}

}  // namespace tinytorch::bench
