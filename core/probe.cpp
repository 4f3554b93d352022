#include "tinytorch/probe.hpp"

#include <chrono>
#include <utility>

namespace tinytorch {

namespace detail {

constinit ProbeSink* g_probe = nullptr;

std::int64_t probe_now_ns() noexcept {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::nanoseconds>(now).count();
}

}  // namespace detail

ProbeSink* set_probe(ProbeSink* sink) noexcept {
  return std::exchange(detail::g_probe, sink);
}

void ProbeScope::report() noexcept {
  if (detail::g_probe == nullptr) return;
  event_.ns = detail::probe_now_ns() - event_.start_ns;
  detail::g_probe->on_event(event_);
}

}  // namespace tinytorch
