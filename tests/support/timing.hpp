// Test support: times that are printed beside a prediction and decide nothing.
#pragma once

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <vector>

#include "support/rounds.hpp"
#include "support/sanitized.hpp"

namespace tinytorch::test {

/// How often time_of() calls what it times: once to bring code and data into the caches, then seven
/// times, or three after a save of a learner; under a sanitizer, where times mean nothing, just
/// once.
inline int timed_runs() {
  if (kSanitized) return 1;
  return thorough() ? 8 : 4;
}

/// Median of the timed runs. Units: milliseconds; `noise` is the coefficient of variation, 0.1 = 10
/// %.
struct Timing {
  double ms = 0, noise = 0;
  const char* verdict() const {
    if (kSanitized) return "with a sanitizer: means nothing";
    return noise > 0.15 ? "too noisy" : "VALID";
  }
};

template <class F>
Timing time_of(F&& run) {
  if (timed_runs() > 1) run();
  std::vector<double> ms(static_cast<std::size_t>(std::max(1, timed_runs() - 1)));
  double sum = 0, squares = 0;
  for (double& one : ms) {
    const auto begin = std::chrono::steady_clock::now();
    run();
    one =
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
    sum += one;
  }
  const double mean = sum / static_cast<double>(ms.size());
  for (const double one : ms) squares += (one - mean) * (one - mean);
  std::ranges::sort(ms);
  return {ms[ms.size() / 2],
          mean > 0 ? std::sqrt(squares / static_cast<double>(ms.size())) / mean : 0};
}

inline void print_time(const char* what, const Timing& t) {
  std::printf("  %-28s %9.3f ms  %s\n", what, t.ms, t.verdict());
}

}  // namespace tinytorch::test
