// Module 01, given: the seam through which autograd (module 06) learns what was computed.
// While nobody listens, `record` hands its tensor back after one predictable branch.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <span>
#include <vector>

#include "tinytorch/tensor.hpp"

namespace tinytorch {

/// The name of an op together with its hash, computed by the compiler: no string is compared while
/// ops run.
class OpName {
 public:
  // NOLINTNEXTLINE(google-explicit-constructor): a literal converts on purpose
  // Made from a literal wherever an op is named.
  // NOLINTNEXTLINE(google-explicit-constructor)
  consteval OpName(const char* literal) : name_(literal), hash_(fnv1a(literal)) {}
  const char* name() const noexcept { return name_; }
  std::uint32_t hash() const noexcept { return hash_; }

 private:
  // Source: the FNV-1a hash, 32 bits.
  static consteval std::uint32_t fnv1a(const char* text) {
    std::uint32_t h = 2166136261u;
    for (; *text != '\0'; ++text) h = (h ^ static_cast<unsigned char>(*text)) * 16777619u;
    return h;
  }

  const char* name_;
  std::uint32_t hash_;
};

/// What a gradient rule must know beyond the tensors. Which fields an op fills stands at its
/// `record` line.
struct OpAttrs {
  Shape dims{}, starts{}, steps{};
  std::int64_t dim = 0, index = 0;
  bool keepdim = false;
  double value = 0, value2 = 0;
  Tensor extra{};
};

/// A backward pass that an op brings along itself (modules 09 and up).
class GradRule {
 public:
  virtual ~GradRule() = default;
  /// One gradient per input, undefined where there is none.
  virtual std::vector<Tensor> backward(const Tensor& grad_out) const = 0;
};

/// What module 06 installs.
struct Recorder {
  bool (*recording)(std::span<const Tensor* const> inputs) = nullptr;
  void (*record)(OpName op,
                 Tensor& out,
                 std::span<const Tensor* const> inputs,
                 OpAttrs&& attrs,
                 std::unique_ptr<GradRule> rule) = nullptr;
};

/// Installs a recorder that must outlive all ops; null puts recording to sleep again.
void set_recorder(const Recorder* recorder) noexcept;

namespace detail {
extern const Recorder* g_recorder;
Tensor record_awake(OpName op,
                    Tensor out,
                    std::span<const Tensor* const> inputs,
                    OpAttrs&& attrs,
                    std::unique_ptr<GradRule> rule);
}  // namespace detail

/// Whether an op on these inputs would be recorded now. False while asleep: ops then save nothing.
inline bool recording(std::initializer_list<const Tensor*> inputs) {
  return detail::g_recorder != nullptr &&
         detail::g_recorder->recording({inputs.begin(), inputs.size()});
}

/// Announces that `out` was computed from `inputs` by `op`; returns `out`. The last line of every
/// differentiable op.
inline Tensor record(OpName op, Tensor out, std::initializer_list<const Tensor*> inputs) {
  if (detail::g_recorder == nullptr) return out;
  return detail::record_awake(op, std::move(out), {inputs.begin(), inputs.size()}, {}, nullptr);
}
inline Tensor record(OpName op,
                     Tensor out,
                     std::initializer_list<const Tensor*> inputs,
                     OpAttrs attrs) {
  if (detail::g_recorder == nullptr) return out;
  return detail::record_awake(
      op, std::move(out), {inputs.begin(), inputs.size()}, std::move(attrs), nullptr);
}
Tensor record(OpName op, Tensor out, std::span<const Tensor> inputs, OpAttrs attrs = {});
inline Tensor record(OpName op,
                     Tensor out,
                     std::initializer_list<const Tensor*> inputs,
                     std::unique_ptr<GradRule> rule) {
  if (detail::g_recorder == nullptr) return out;
  return detail::record_awake(
      op, std::move(out), {inputs.begin(), inputs.size()}, {}, std::move(rule));
}

}  // namespace tinytorch
