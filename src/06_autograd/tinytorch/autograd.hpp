// Module 06: autograd, the recorder behind `record` and the engine that walks what it recorded.
// Needs 01 to 04.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>
#include <vector>

#include "tinytorch/record.hpp"
#include "tinytorch/tensor.hpp"

namespace tinytorch {

// ---- modes ----

/// Whether ops of this thread are recorded if an input requires grad. Starts true in every thread.
bool is_grad_enabled() noexcept;

/// Switches recording off (on) for this thread until the end of the scope, exceptions included.
/// Nests.
class NoGradGuard {
 public:
  NoGradGuard() noexcept;
  ~NoGradGuard();
  NoGradGuard(const NoGradGuard&) = delete;
  NoGradGuard& operator=(const NoGradGuard&) = delete;

 private:
  bool before_;
};
class EnableGradGuard {
 public:
  EnableGradGuard() noexcept;
  ~EnableGradGuard();
  EnableGradGuard(const EnableGradGuard&) = delete;
  EnableGradGuard& operator=(const EnableGradGuard&) = delete;

 private:
  bool before_;
};

// ---- rules ----

/// What a rule sees of the op whose gradient it computes. What `Saves` left out is undefined.
struct NodeView {
  std::span<const Tensor> inputs;
  const Tensor& output;
  const Tensor& grad;  // of the output; same shape as the output
  const OpAttrs& attrs;
  std::span<const Shape> input_shapes;
  std::span<const bool>
      needs;  // which inputs want a gradient; a rule may leave the others undefined
};

/// Which tensors an op keeps alive for its rule.
enum class Saves { nothing, inputs, output, both };

/// Returns one gradient per input, each of the input's shape; undefined where none flows.
using Rule = std::vector<Tensor> (*)(const NodeView&);

/// Tells the engine how to differentiate the op of that name. Thread-safety: at start-up only.
void register_rule(OpName op, Saves saves, Rule rule);

/// Sums a gradient over the axes along which its operand was repeated.
/// Shapes: grad has the broadcast shape, the result `original_shape`.
/// Example: a (3) bias added to (2, 3) gets the column sums of the (2, 3) gradient.
[[nodiscard]] Tensor reduce_broadcast_grad(const Tensor& grad, const Shape& original_shape);

// ---- gradients ----
// Tensor::backward(gradient, retain_graph) walks from the output to every tensor it depends on and
// adds the gradient to `.grad()` of each that requires grad and is still held by a handle. A tensor
// that does not require grad is left alone, silently. The graph is released on the way unless it is
// to be retained. Errors: TT-L0602 no gradient given and the output is not one number; TT-L0603 its
// shape is not the output's; TT-L0605 the graph was released before; TT-L0606 a saved value has
// been overwritten since; TT-L0609 an op on the way has no rule; TT-L0611 a rule returned a
// gradient of the wrong shape. Nothing is changed by a call that fails with 602, 603, 605 or 606.
// Cost: each op's rule runs once; the walk and the teardown use a loop, never recursion.

/// The gradients of `output` for `inputs`, without touching any `.grad()`; undefined where none
/// flows. With create_graph the rules themselves are recorded, so that the results can be
/// differentiated again. Errors: as backward; TT-L0601 an undefined tensor; TT-L0610 create_graph
/// through an op that brings its own rule (modules 09 and up). Example: `grad(grad(x * x * x, {x},
/// {}, true, true)[0], {x})` holds 6x.
std::vector<Tensor> grad(const Tensor& output,
                         std::span<const Tensor> inputs,
                         const Tensor& grad_output = {},
                         bool retain_graph = false,
                         bool create_graph = false);
std::vector<Tensor> grad(const Tensor& output,
                         std::initializer_list<Tensor> inputs,
                         const Tensor& grad_output = {},
                         bool retain_graph = false,
                         bool create_graph = false);

// ---- looking inside ----

/// Recorded ops that are still held by a tensor or another op. Leaves do not count.
std::int64_t live_nodes() noexcept;
/// What the live graph keeps for its rules. Units: bytes; a tensor saved by two ops counts twice.
/// Cost: counted while recording.
std::int64_t saved_bytes() noexcept;

}  // namespace tinytorch
