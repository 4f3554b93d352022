// core: seam 3. Ops announce what they do; module 14 listens. While nobody does, a scope costs one
// branch.
#pragma once

#include <cstdint>

namespace tinytorch {

/// One finished op. Units: `flops` counts a multiply-add as 2; `bytes` is 4 × (elements read +
/// written); times are nanoseconds of a clock that only runs forward.
struct ProbeEvent {
  const char* op = "";
  std::int64_t flops = 0, bytes = 0, start_ns = 0, ns = 0;
};

class ProbeSink {
 public:
  virtual ~ProbeSink() = default;
  virtual void on_event(const ProbeEvent& event) = 0;
};

/// Installs a sink (null: nobody listens) and returns the one before.
/// Ownership: the caller's; the sink must outlive its installation. Thread-safety: events come from
/// the threads that run the ops; install while no op runs.
ProbeSink* set_probe(ProbeSink* sink) noexcept;

namespace detail {
extern constinit ProbeSink* g_probe;
std::int64_t probe_now_ns() noexcept;
}  // namespace detail

/// Stands at the top of every op and reports it when the scope ends.
class ProbeScope {
 public:
  ProbeScope(const char* op, std::int64_t flops, std::int64_t bytes) noexcept {
    if (detail::g_probe != nullptr) [[unlikely]] {
      event_ = {
          .op = op, .flops = flops, .bytes = bytes, .start_ns = detail::probe_now_ns(), .ns = 0};
      listening_ = true;
    }
  }
  ~ProbeScope() {
    if (listening_) [[unlikely]] {
      report();
    }
  }
  ProbeScope(const ProbeScope&) = delete;
  ProbeScope& operator=(const ProbeScope&) = delete;

 private:
  void report() noexcept;

  bool listening_ = false;
  ProbeEvent event_;
};

}  // namespace tinytorch
