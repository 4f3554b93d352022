// Module 06, given: what is remembered while ops run, and how it goes away again.
#include <array>
#include <atomic>
#include <cstring>
#include <new>
#include <string>

#include "tinytorch/detail/node.hpp"
#include "tinytorch/detail/rules.hpp"
#include "tinytorch/detail/walk.hpp"
#include "tinytorch/error.hpp"

namespace tinytorch {
namespace {

constinit std::atomic<std::int64_t> g_live_nodes{0};
constinit std::atomic<std::int64_t> g_saved_bytes{0};

}  // namespace

std::int64_t live_nodes() noexcept {
  return g_live_nodes.load(std::memory_order_relaxed);
}
std::int64_t saved_bytes() noexcept {
  return g_saved_bytes.load(std::memory_order_relaxed);
}

namespace detail {
namespace {

// ---- rules by name ----

constexpr std::size_t kRuleSlots = 512;  // a power of two, several times the number of ops

std::array<RuleEntry, kRuleSlots>& rule_table() {
  static std::array<RuleEntry, kRuleSlots> table;
  return table;
}

// The entry of this hash, or the free one where it belongs.
RuleEntry& rule_slot(std::uint32_t hash) noexcept {
  std::size_t at = hash % kRuleSlots;
  while (rule_table()[at].name != nullptr && rule_table()[at].hash != hash)
    at = (at + 1) % kRuleSlots;
  return rule_table()[at];
}

}  // namespace

const RuleEntry* find_rule(OpName op) noexcept {
  const RuleEntry& entry = rule_slot(op.hash());
  return entry.name == nullptr ? nullptr : &entry;
}

// ---- inputs ----

namespace {

constexpr std::int64_t kInputBytes =
    sizeof(Ref<Node>) + sizeof(Tensor) + sizeof(std::uint64_t) + sizeof(Shape) + sizeof(bool);

template <class T>
std::span<T> array_at(std::byte* block, std::int64_t before, std::int64_t n) noexcept {
  return {reinterpret_cast<T*>(block + before * n), static_cast<std::size_t>(n)};
}

}  // namespace

std::span<Ref<Node>> NodeInputs::nodes() const noexcept {
  return array_at<Ref<Node>>(block_, 0, n_);
}
std::span<Tensor> NodeInputs::saved() const noexcept {
  return array_at<Tensor>(block_, 8, n_);
}
std::span<std::uint64_t> NodeInputs::versions() const noexcept {
  return array_at<std::uint64_t>(block_, 16, n_);
}
std::span<Shape> NodeInputs::shapes() const noexcept {
  return array_at<Shape>(block_, 24, n_);
}
std::span<bool> NodeInputs::needs() const noexcept {
  return array_at<bool>(block_, 24 + static_cast<std::int64_t>(sizeof(Shape)), n_);
}

static_assert(sizeof(Ref<Node>) == 8 && sizeof(Tensor) == 8,
              "array_at counts on pointers of 8 bytes");

NodeInputs::NodeInputs(std::int64_t n) : n_(n) {
  if (n == 0) return;
  block_ = static_cast<std::byte*>(pool_allocate(n * kInputBytes));
  for (Ref<Node>& node : nodes()) ::new (&node) Ref<Node>();
  for (Tensor& tensor : saved()) ::new (&tensor) Tensor();
  for (std::uint64_t& version : versions()) ::new (&version) std::uint64_t{0};
  for (Shape& shape : shapes()) ::new (&shape) Shape();
  for (bool& need : needs()) ::new (&need) bool{false};
}

NodeInputs::NodeInputs(NodeInputs&& other) noexcept
    : n_(std::exchange(other.n_, 0)), block_(std::exchange(other.block_, nullptr)) {}

NodeInputs& NodeInputs::operator=(NodeInputs&& other) noexcept {
  std::swap(n_, other.n_);
  std::swap(block_, other.block_);
  return *this;
}

NodeInputs::~NodeInputs() {
  if (block_ == nullptr) return;
  for (Ref<Node>& node : nodes()) node.~Ref<Node>();
  for (Tensor& tensor : saved()) tensor.~Tensor();
  pool_release(block_, n_ * kInputBytes);
}

// ---- nodes ----

namespace {

// The tensor keeps the node alive through its slot.
Ref<Node> attach(Node* node, TensorImpl& owner) {
  Ref<Node> held(node);
  node->owner = &owner;
  node->add_ref();
  owner.slot = node;
  return held;
}

}  // namespace

Ref<Node> Node::leaf(TensorImpl& owner) {
  return attach(new Node, owner);
}

Ref<Node> Node::op(OpName name, TensorImpl& owner, std::int64_t inputs) {
  Node* node = new Node;
  Ref<Node> held = attach(node, owner);
  node->name = name.name();
  node->rule = find_rule(name);
  node->inputs = NodeInputs(inputs);
  bump<std::int64_t>(g_live_nodes, 1);
  return held;
}

void Node::let_go() noexcept {
  if (is_leaf() || released) return;
  released = true;
  NodeInputs gone;
  gone = std::move(inputs);
  output = Tensor();
  attrs.reset();
  own_rule.reset();
  bump<std::int64_t>(g_saved_bytes, -bytes_saved);
  bump<std::int64_t>(g_live_nodes, -1);
}

// Deleting a node drops its inputs' nodes, which would come back here: they wait in a list instead.
void Node::dispose(Node* node) noexcept {
  static constinit thread_local Node* dead = nullptr;
  static constinit thread_local bool busy = false;
  node->next_dead_ = dead;
  dead = node;
  if (busy) return;
  busy = true;
  while (dead != nullptr) {
    Node* first = dead;
    dead = first->next_dead_;
    delete first;
  }
  busy = false;
}

void Node::release(const TensorImpl* holder) noexcept {
  if (holder == owner) owner = nullptr;
  if (drop_ref()) dispose(this);
}

void Node::before_requires_grad(bool on) const {
  TT_CHECK(on || is_leaf(),
           ErrorKind::state,
           607,
           "requires_grad_",
           "only leaves can stop requiring grad",
           std::string("this tensor was computed by ") + (is_leaf() ? "" : name),
           "call detach() for a tensor without history");
}

Node* existing_node(const Tensor& x) noexcept {
  return x.defined() ? static_cast<Node*>(impl(x).slot) : nullptr;
}

Ref<Node> node_of(const Tensor& x) {
  Node* node = existing_node(x);
  return node != nullptr ? Ref<Node>(node) : Node::leaf(impl(x));
}

Tensor with_history(const Tensor& x, Node* node) {
  if (!x.defined() || node == nullptr) return x;
  Tensor out = x.detach();
  node->add_ref();
  impl(out).slot = node;
  impl(out).requires_grad = true;
  return out;
}

// ---- recording ----

namespace {

bool is_default(const OpAttrs& a) noexcept {
  return a.dims.empty() && a.starts.empty() && a.steps.empty() && a.dim == 0 && a.index == 0 &&
         !a.keepdim && a.value == 0 && a.value2 == 0 && !a.extra.defined();
}

// A tensor as it is now, without history. One that has none anyway needs no second handle.
Tensor save(const Tensor& x, std::uint64_t& version, std::int64_t& bytes) {
  version = impl(x).storage->version();
  bytes += x.memory_footprint();
  return impl(x).slot == nullptr && !x.requires_grad() ? x : x.detach();
}

bool any_requires_grad(std::span<const Tensor* const> inputs) {
  if (!is_grad_enabled()) return false;
  for (const Tensor* input : inputs) {
    if (input->defined() && input->requires_grad()) return true;
  }
  return false;
}

void record_op(OpName op,
               Tensor& out,
               std::span<const Tensor* const> inputs,
               OpAttrs&& attrs,
               std::unique_ptr<GradRule> rule) {
  const Ref<Node> node = Node::op(op, impl(out), std::ssize(inputs));
  const Saves saves = node->rule != nullptr ? node->rule->saves : Saves::nothing;
  const NodeInputs& kept = node->inputs;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const Tensor& input = *inputs[i];
    if (!input.defined()) continue;
    kept.shapes()[i] = input.shape();
    if (input.requires_grad()) {
      kept.nodes()[i] = node_of(input);
      kept.needs()[i] = true;
    }
    if (saves == Saves::inputs || saves == Saves::both) {
      kept.saved()[i] = save(input, kept.versions()[i], node->bytes_saved);
    }
  }
  if (saves == Saves::output || saves == Saves::both) {
    node->output = alias(out, out.shape(), out.strides(), out.storage_offset());
    node->output_version = impl(out).storage->version();
    node->bytes_saved += out.memory_footprint();
  }
  if (!is_default(attrs)) {
    if (attrs.extra.defined()) node->bytes_saved += attrs.extra.memory_footprint();
    node->attrs = std::make_unique<KeptAttrs>();
    static_cast<OpAttrs&>(*node->attrs) = std::move(attrs);
  }
  node->own_rule = std::move(rule);
  bump<std::int64_t>(g_saved_bytes, node->bytes_saved);
  impl(out).requires_grad = true;
}

constinit const Recorder kRecorder{.recording = any_requires_grad, .record = record_op};

}  // namespace

void wake_up() {
  register_arith_rules();
  register_matmul_rule();
  register_shape_rules();
  register_index_rules();
  register_reduce_rules();
  register_nn_rules();
  register_loss_rules();
  set_recorder(&kRecorder);
}

}  // namespace detail

void register_rule(OpName op, Saves saves, Rule rule) {
  detail::RuleEntry& entry = detail::rule_slot(op.hash());
  TT_CHECK(entry.name == nullptr || std::strcmp(entry.name, op.name()) == 0,
           ErrorKind::internal,
           2,
           "register_rule",
           "two op names have one hash",
           std::string(op.name()) + " and " + (entry.name != nullptr ? entry.name : ""),
           "rename one of the ops");
  entry = {.hash = op.hash(), .name = op.name(), .saves = saves, .rule = rule};
}

}  // namespace tinytorch
