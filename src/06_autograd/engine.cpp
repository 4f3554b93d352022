// Module 06, part engine: from the output back to every tensor it was computed from (06.7).
#include <atomic>
#include <string>
#include <vector>

#include "tinytorch/detail/node.hpp"
#include "tinytorch/detail/rules.hpp"
#include "tinytorch/error.hpp"

namespace tinytorch {
namespace detail {
namespace {

// Recording begins when the program starts. Whoever needs gradients links this file.
[[maybe_unused]] const bool g_awake = (wake_up(), true);

using Order = std::vector<Ref<Node>>;

// All nodes that `root` depends on, each after all of its inputs. A loop with a stack of its own:
// graphs may be millions of nodes deep.
Order inputs_first(const Ref<Node>& root) {
  static std::atomic<std::uint64_t> walks{0};
  const std::uint64_t walk = ++walks;
  Order order;
  // BEGIN SOLUTION 06.7
  struct Visit {
    Node* node;
    std::int64_t next_input;
  };
  std::vector<Visit> stack{{root.get(), 0}};
  root->walk = walk;
  while (!stack.empty()) {
    auto& [node, next_input] = stack.back();
    if (next_input == node->inputs.size()) {
      order.emplace_back(node);
      stack.pop_back();
      continue;
    }
    Node* input = node->inputs.nodes()[static_cast<std::size_t>(next_input++)].get();
    if (input == nullptr || input->walk == walk) continue;
    input->walk = walk;
    stack.push_back({input, 0});
  }
  // END SOLUTION
  return order;
}

// ---- checks before anything changes ----

void check_version(const Node& node, const Tensor& saved, std::uint64_t then) {
  const std::uint64_t now = saved.defined() ? impl(saved).storage->version() : then;
  TT_CHECK(now == then,
           ErrorKind::state,
           606,
           node.name,
           "a value saved for backward has been overwritten",
           "saved tensor is " + to_string(saved.shape()) + ", written " +
               std::to_string(now - then) + " time(s) since",
           "change the tensor after backward, or use the op without the underscore");
}

void check_ready(const Node& node, bool create_graph) {
  if (node.is_leaf()) return;
  TT_CHECK(!node.released,
           ErrorKind::state,
           605,
           "backward",
           "the graph was released by an earlier backward",
           std::string("at op ") + node.name,
           "pass retain_graph = true to the earlier call, or compute the output again");
  TT_CHECK(
      node.rule != nullptr || node.own_rule != nullptr,
      ErrorKind::state,
      609,
      "backward",
      std::string("no gradient rule for '") + node.name + "'",
      std::string("op ") + node.name + " lies between the output and a tensor that requires grad",
      "detach() its input, or register a rule");
  TT_CHECK(!create_graph || node.own_rule == nullptr,
           ErrorKind::state,
           610,
           "backward",
           "this op cannot be differentiated twice",
           std::string("op ") + node.name + " brings its own rule, which is not recorded",
           "call grad without create_graph");
  for (std::size_t i = 0; i < node.inputs.saved().size(); ++i) {
    check_version(node, node.inputs.saved()[i], node.inputs.versions()[i]);
  }
  check_version(node, node.output, node.output_version);
}

Tensor seed_for(const Tensor& output, const Tensor& gradient) {
  if (!gradient.defined()) {
    TT_CHECK(output.numel() == 1,
             ErrorKind::value,
             602,
             "backward",
             "the output is not one number",
             "output is " + to_string(output.shape()) + " and no gradient was given",
             "reduce it to a loss (sum, mean), or pass a gradient of its shape");
    return Tensor::ones(output.shape());
  }
  TT_CHECK(
      gradient.shape() == output.shape(),
      ErrorKind::shape,
      603,
      "backward",
      "the gradient has another shape than the output",
      "output is " + to_string(output.shape()) + ", gradient is " + to_string(gradient.shape()),
      "pass a gradient of the output's shape");
  return gradient;
}

// ---- running ----

// Nobody else can see these values: they may be changed or kept without a copy.
bool is_ours_alone(const Tensor& x) {
  return impl(x).use_count() == 1 && impl(x).storage->use_count() == 1 && x.is_contiguous();
}

// sum += part, where an undefined sum is zero.
void accumulate(Tensor& sum, const Tensor& part, bool create_graph) {
  // BEGIN SOLUTION 06.7
  if (!sum.defined()) {
    sum = part;
  } else if (is_ours_alone(sum) && !create_graph) {
    sum.add_(part);
  } else {
    sum = add(sum, part);
  }
  // END SOLUTION
}

// node.grad += node.incoming. A gradient that others can see too is copied: users may scale theirs
// in place.
void keep_grad(Node& node, bool create_graph) {
  if (!node.is_held()) return;
  // BEGIN SOLUTION 06.7
  if (node.grad.defined() && create_graph) {
    node.grad = add(node.grad, node.incoming);
  } else if (node.grad.defined()) {
    node.grad.add_(node.incoming);
  } else {
    const bool steal = create_graph || (node.is_leaf() && is_ours_alone(node.incoming));
    node.grad = steal ? node.incoming : node.incoming.clone();
  }
  // END SOLUTION
}

std::vector<Tensor> apply_rule(const Ref<Node>& node, bool create_graph) {
  if (node->own_rule != nullptr) return node->own_rule->backward(node->incoming);
  static const OpAttrs no_attrs;
  std::vector<Tensor> inputs;
  Tensor output = node->output;
  if (create_graph) {
    for (std::size_t i = 0; i < node->inputs.saved().size(); ++i) {
      inputs.push_back(with_history(node->inputs.saved()[i], node->inputs.nodes()[i].get()));
    }
    output = with_history(output, node.get());
  }
  return node->rule->rule({.inputs = create_graph ? inputs : node->inputs.saved(),
                           .output = output,
                           .grad = node->incoming,
                           .attrs = node->attrs != nullptr ? *node->attrs : no_attrs,
                           .input_shapes = node->inputs.shapes(),
                           .needs = node->inputs.needs()});
}

// Hands the gradient of a node on to its inputs.
void pass_on(const Ref<Node>& node, bool create_graph) {
  const std::vector<Tensor> grads = apply_rule(node, create_graph);
  // BEGIN SOLUTION 06.7
  for (std::size_t i = 0; i < node->inputs.nodes().size(); ++i) {
    Node* input = node->inputs.nodes()[i].get();
    if (input == nullptr || i >= grads.size() || !grads[i].defined()) continue;
    TT_CHECK(grads[i].shape() == node->inputs.shapes()[i],
             ErrorKind::shape,
             611,
             node->name,
             "the rule returned a gradient of a wrong shape",
             "input " + std::to_string(i) + " is " + to_string(node->inputs.shapes()[i]) +
                 ", its gradient " + to_string(grads[i].shape()),
             "sum the gradient back to the input's shape (reduce_broadcast_grad)");
    accumulate(input->incoming, grads[i], create_graph);
  }
  // END SOLUTION
}

// Whatever happens, no gradient of this walk stays behind.
struct ClearIncoming {
  const Order& order;
  ~ClearIncoming() {
    for (const Ref<Node>& node : order) node->incoming = Tensor();
  }
};

struct Options {
  bool retain_graph, create_graph;
};

// Walks from output to inputs; each node's gradient is complete when `visit(node)` sees it.
template <class Visit>
void run(const Tensor& output, const Tensor& gradient, Options options, Visit visit) {
  const Tensor seed = seed_for(output, gradient);
  const Order order = inputs_first(node_of(output));
  for (const Ref<Node>& node : order) check_ready(*node, options.create_graph);
  const ClearIncoming cleaner{order};
  order.back()->incoming = seed;
  // BEGIN SOLUTION 06.7
  for (auto at = order.rbegin(); at != order.rend(); ++at) {
    const Ref<Node>& node = *at;
    if (node->incoming.defined()) {
      visit(*node);
      if (!node->is_leaf()) pass_on(node, options.create_graph);
      node->incoming = Tensor();
    }
    if (!options.retain_graph) node->let_go();
  }
  // END SOLUTION
}

}  // namespace
}  // namespace detail

// ---- what users call ----

void Tensor::backward(const Tensor& gradient, bool retain_graph) const {
  TT_CHECK(defined(),
           ErrorKind::state,
           601,
           "backward",
           "the tensor is undefined",
           "a handle made by Tensor() has no history",
           "call backward on the result of a computation");
  if (!requires_grad()) return;
  const NoGradGuard no_grad;
  detail::run(*this,
              gradient,
              {.retain_graph = retain_graph, .create_graph = false},
              [](detail::Node& node) { detail::keep_grad(node, false); });
}

std::vector<Tensor> grad(const Tensor& output,
                         std::span<const Tensor> inputs,
                         const Tensor& grad_output,
                         bool retain_graph,
                         bool create_graph) {
  bool all_defined = output.defined();
  for (const Tensor& input : inputs) all_defined = all_defined && input.defined();
  TT_CHECK(all_defined,
           ErrorKind::state,
           601,
           "grad",
           "a tensor is undefined",
           std::string("the output is ") + (output.defined() ? "defined" : "undefined") + ", " +
               std::to_string(inputs.size()) + " input(s) were given",
           "pass tensors that hold values");
  std::vector<Tensor> found(inputs.size());
  if (!output.requires_grad()) return found;
  const auto collect = [&](const detail::Node& node) {
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      if (detail::existing_node(inputs[i]) == &node) found[i] = node.incoming;
    }
  };
  const detail::Options options{.retain_graph = retain_graph || create_graph,
                                .create_graph = create_graph};
  if (create_graph) {
    const EnableGradGuard recording;
    detail::run(output, grad_output, options, collect);
  } else {
    const NoGradGuard no_grad;
    detail::run(output, grad_output, options, collect);
  }
  return found;
}

std::vector<Tensor> grad(const Tensor& output,
                         std::initializer_list<Tensor> inputs,
                         const Tensor& grad_output,
                         bool retain_graph,
                         bool create_graph) {
  return grad(output,
              std::span<const Tensor>(inputs.begin(), inputs.size()),
              grad_output,
              retain_graph,
              create_graph);
}

}  // namespace tinytorch
