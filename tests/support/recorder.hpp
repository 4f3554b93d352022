// Test support: listens at the recording seam, for modules that come before autograd.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "tinytorch/record.hpp"

namespace tinytorch::test {

/// While one is alive, ops behave as with autograd awake. One at a time.
class ListeningRecorder {
 public:
  ListeningRecorder() {
    heard() = {};
    set_recorder(&table());
  }
  ~ListeningRecorder() { set_recorder(nullptr); }
  ListeningRecorder(const ListeningRecorder&) = delete;
  ListeningRecorder& operator=(const ListeningRecorder&) = delete;

  /// Name and number of inputs of each op on tensors that require grad, such as `linear/3`.
  const std::vector<std::string>& ops() const { return heard().ops; }
  /// What the last of them told its gradient rule.
  const OpAttrs& last_attrs() const { return heard().attrs; }

 private:
  struct Heard {
    std::vector<std::string> ops{};
    OpAttrs attrs{};
  };
  static Heard& heard() {
    static Heard all;
    return all;
  }
  static bool any_requires_grad(std::span<const Tensor* const> inputs) {
    for (const Tensor* x : inputs) {
      if (x->requires_grad()) return true;
    }
    return false;
  }
  static void note(OpName op,
                   Tensor&,
                   std::span<const Tensor* const> inputs,
                   OpAttrs&& attrs,
                   std::unique_ptr<GradRule>) {
    heard().ops.push_back(op.name() + ("/" + std::to_string(inputs.size())));
    heard().attrs = std::move(attrs);
  }
  static const Recorder& table() {
    static const Recorder recorder{.recording = any_requires_grad, .record = note};
    return recorder;
  }
};

}  // namespace tinytorch::test
