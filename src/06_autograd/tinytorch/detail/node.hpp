// Module 06, given: the node that stands behind a tensor with history, and the tables around it.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "tinytorch/autograd.hpp"
#include "tinytorch/detail/pool.hpp"
#include "tinytorch/detail/ref.hpp"

namespace tinytorch::detail {

class Node;

/// What a node remembers of its n inputs: parallel arrays in one pooled block.
class NodeInputs {
 public:
  NodeInputs() noexcept = default;
  explicit NodeInputs(std::int64_t n);
  NodeInputs(NodeInputs&& other) noexcept;
  NodeInputs& operator=(NodeInputs&& other) noexcept;
  ~NodeInputs();

  std::int64_t size() const noexcept { return n_; }
  std::span<Ref<Node>> nodes() const noexcept;         // where gradients go; null: not needed
  std::span<Tensor> saved() const noexcept;            // for the rule; undefined unless it asked
  std::span<std::uint64_t> versions() const noexcept;  // of the saved storages when saved
  std::span<Shape> shapes() const noexcept;
  std::span<bool> needs() const noexcept;

 private:
  std::int64_t n_ = 0;
  std::byte* block_ = nullptr;
};

struct RuleEntry {
  std::uint32_t hash = 0;
  const char* name = nullptr;
  Saves saves = Saves::nothing;
  Rule rule = nullptr;
};
/// The rule registered under this name, or null. Cost: one look into a hash table, no string
/// compared.
const RuleEntry* find_rule(OpName op) noexcept;

struct KeptAttrs : OpAttrs, Pooled<KeptAttrs> {};

/// One tensor that takes part in a graph: a leaf (no op), or the result of a recorded op.
/// Ownership: the tensor owns its node through the slot, a node owns the nodes of its inputs.
/// Nothing points the other way (saved tensors are aliases without history), so dropping the last
/// handle frees the graph.
class Node final : public Counted, public Pooled<Node>, public AutogradSlot {
 public:
  static Ref<Node> leaf(TensorImpl& owner);
  static Ref<Node> op(OpName name, TensorImpl& owner, std::int64_t inputs);
  /// Deletes a node whose last Ref is gone; chains of any length, with a loop.
  static void dispose(Node* node) noexcept;

  bool is_leaf() const noexcept { return name == nullptr; }
  bool is_held() const noexcept { return owner != nullptr && owner->requires_grad; }
  /// Frees edges, saved tensors and attributes. The node stays as a mark that there was a graph.
  void let_go() noexcept;

  void release(const TensorImpl* holder) noexcept override;
  void before_requires_grad(bool on) const override;

  const char* name = nullptr;  // of the op
  const RuleEntry* rule = nullptr;
  std::unique_ptr<GradRule> own_rule;
  std::unique_ptr<KeptAttrs> attrs;  // null: all default
  NodeInputs inputs;
  Tensor output;  // saved for the rule
  std::uint64_t output_version = 0;
  std::int64_t bytes_saved = 0;
  TensorImpl* owner = nullptr;  // the tensor, while a handle on it exists
  Tensor grad;                  // Tensor::grad()
  Tensor incoming;              // gradient collected during a walk
  std::uint64_t walk = 0;       // number of the last walk that met this node
  bool released = false;

 private:
  Node() = default;
  ~Node() { let_go(); }

  Node* next_dead_ = nullptr;
};

/// The node of a tensor; a leaf is made if there is none.
Ref<Node> node_of(const Tensor& x);
/// The node of a tensor, or null.
Node* existing_node(const Tensor& x) noexcept;
/// An alias of x that carries this node: what was saved without history, with it again.
Tensor with_history(const Tensor& x, Node* node);

}  // namespace tinytorch::detail
