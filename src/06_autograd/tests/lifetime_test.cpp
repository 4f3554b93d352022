// Module 06, parts graph and engine: when nodes, saved values and gradients go away (06.7).
#include <cmath>
#include <vector>

#include "tinytorch/activations.hpp"
#include "tinytorch/autograd.hpp"

#include "grads.hpp"

using namespace tinytorch;

namespace {

std::int64_t bytes_now() {
  return memory_stats().current_bytes;
}

}  // namespace

TT_CASE("06.0/drop-frees",
        "dropping the last handle frees the graph at once",
        .what = "nodes, saved bytes and tensor memory before and after",
        .why = "an evaluation loop without backward must not grow",
        .learn = "ownership runs from results to inputs, never back") {
  const Tensor x = Tensor::ones({100}).requires_grad_();
  const std::int64_t nodes = live_nodes(), saved = saved_bytes(), bytes = bytes_now();
  {
    const Tensor y = sum(exp(x) * x);
    CHECK(live_nodes() == nodes + 3);
    CHECK(saved_bytes() == saved + 3 * 400);  // exp: its output; mul: both inputs
    CHECK(bytes_now() >= bytes + 400);
  }
  CHECK(live_nodes() == nodes);
  CHECK(saved_bytes() == saved);
  CHECK(bytes_now() == bytes);
}

TT_CASE("06.7/backward-frees",
        "backward releases nodes and saved values, even while the output is held",
        .what = "live_nodes and saved_bytes right after backward",
        .why = "a loss that is kept for a log must not keep its graph",
        .learn = "released on the way, step by step") {
  const Tensor x = Tensor::ones({100}).requires_grad_();
  const Tensor h = exp(x), y = sum(h * x);
  y.backward();
  CHECK(live_nodes() == 0);
  CHECK(saved_bytes() == 0);
  CHECK(y.item() > 0.0f);
  expect_near(x.grad().at({0}), 2 * std::exp(1.0), kMath);
}

TT_CASE("06.7/retained-lives",
        "a retained graph lives until its output goes",
        .what = "live_nodes after backward with retain_graph, then after the handle is gone",
        .why = "retaining is a promise, not a leak",
        .learn = "two ways to end: walk without retaining, or drop") {
  const Tensor x = tensor({1, 2}, true);
  {
    const Tensor y = sum(square(x));
    y.backward({}, true);
    CHECK(live_nodes() == 2);
    CHECK(saved_bytes() == 8);
  }
  CHECK(live_nodes() == 0);
  CHECK(saved_bytes() == 0);
}

TT_CASE("06.7/output-keeps-inputs",
        "a result keeps alive what it was computed from",
        .what = "all handles but the output are dropped before backward",
        .why = "functions return a loss and forget the rest",
        .learn = "a node holds the nodes of its inputs") {
  const Tensor x = tensor({1, 2}, true);
  const auto loss = [&] {
    const Tensor h = exp(x * 2.0f), k = h + 1.0f;
    return sum(k * h);
  };
  const Tensor y = loss();
  CHECK(live_nodes() == 5);
  y.backward();
  expect_near(x.grad().at({0}), 4 * std::exp(4.0) + 2 * std::exp(2.0), kMath);
}

TT_CASE("06.7/leaf-may-go",
        "a leaf whose handle is gone takes no gradient",
        .what = "backward after dropping one of two parameters; memory afterwards",
        .why = "nobody could read it",
        .learn = "the graph does not own the tensors it came from") {
  const Tensor x = tensor({1, 2}, true);
  const std::int64_t before = bytes_now();
  {
    Tensor gone = tensor({3, 4}, true);
    const Tensor y = sum(x + gone);
    gone = Tensor();
    y.backward();
  }
  CHECK(bytes_now() == before + x.grad().storage_bytes());
}

TT_CASE("06.7/branch-not-taken",
        "a side branch that backward does not reach is freed with its handle",
        .what = "two results of one input, backward through one of them",
        .why = "the walk releases what it visited, nothing else",
        .learn = "the other branch still works") {
  const Tensor x = tensor({1, 2}, true);
  const Tensor y = sum(square(x)), z = sum(exp(x));
  y.backward();
  CHECK(live_nodes() == 2);
  z.backward();
  CHECK(live_nodes() == 0);
}

TT_CASE("06.7/gradient-outlives-graph",
        "gradients stay when the graph is gone",
        .what = "x.grad() after everything else was dropped",
        .why = "the optimizer comes last",
        .learn = "the gradient belongs to the leaf") {
  const Tensor x = tensor({1, 2}, true);
  sum(square(x)).backward();
  expect_near(x.grad(), {2, 4}, kExact);
  CHECK(live_nodes() == 0);
}

TT_CASE("06.7/create-graph-frees",
        "gradients with history do not keep each other alive in a circle",
        .what = "a gradient of a gradient, then everything dropped",
        .why = "a cycle of counted pointers is never freed",
        .learn = "no tensor owns what was computed from it") {
  const std::int64_t bytes = bytes_now();
  {
    const Tensor x = tensor({1, 2}, true);
    const Tensor y = sum(exp(x) * x);
    const Tensor g = grad(y, {x}, {}, true, true)[0];
    sum(g * g).backward({}, true);
    CHECK(live_nodes() > 3);
  }
  CHECK(live_nodes() == 0);
  CHECK(saved_bytes() == 0);
  CHECK(bytes_now() == bytes);
}

TT_CASE("06.7/steady-state",
        "training steps ask the system for nothing new",
        .what = "blocks obtained from the system in 100 steps after 10 warm-up steps",
        .why = "allocation would dominate small models",
        .learn = "freed blocks are used again",
        .mistake = "W0013") {
  Tensor w = Tensor::ones({16, 8}).requires_grad_();
  const Tensor x = Tensor::ones({4, 16});
  const auto steps = [&](int n) {
    for (int i = 0; i < n; ++i) {
      w.zero_grad();
      mean(square(relu(matmul(x, w)))).backward();
    }
  };
  steps(10);
  const std::int64_t before = memory_stats().system_allocations;
  steps(100);
  CHECK(memory_stats().system_allocations == before);
}

TT_CASE("06.7/long-chain",
        "a chain of 100,000 ops goes forward, back and away",
        .what = "x + 1 so many times, backward, destruction",
        .why = "recursion would need a stack frame per op: more than 8 MB",
        .learn = "loops with a stack of their own") {
  const int length = 100'000;
  const Tensor x = tensor(0, true);
  Tensor y = x;
  for (int i = 0; i < length; ++i) y = y + 1.0f;
  CHECK(live_nodes() == length);
  y.backward();
  CHECK(x.grad().item() == 1.0f);
  CHECK(live_nodes() == 0);
}

TT_CASE("06.0/long-chain-dropped",
        "a chain of 100,000 ops may be dropped without backward",
        .what = "the last handle goes while all nodes are linked",
        .why = "deleting a node deletes its input's node: recursion again",
        .learn = "put them on a list, delete in a loop") {
  const int length = 100'000;
  const Tensor x = tensor(0, true), one = tensor(1);
  Tensor y = x;
  for (int i = 0; i < length; ++i) y = y * one;
  CHECK(live_nodes() == length);
  y = Tensor();
  CHECK(live_nodes() == 0);
  CHECK(saved_bytes() == 0);
}

TT_CASE("06.7/wide",
        "thousands of tensors into one op",
        .what = "cat of 5,000 parameters",
        .why = "a node may have any number of inputs",
        .learn = "arrays, not fixed slots") {
  std::vector<Tensor> parts;
  for (int i = 0; i < 5000; ++i) parts.push_back(tensor({i}, true));
  sum(square(cat(parts))).backward();
  CHECK(parts[4999].grad().item() == 9998.0f);
  CHECK(parts[0].grad().item() == 0.0f);
  CHECK(live_nodes() == 0);
}
