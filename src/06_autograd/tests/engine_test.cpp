// Module 06, part engine: order, accumulation, results (06.7).
#include <cmath>
#include <future>

#include "tinytorch/autograd.hpp"
#include "tinytorch/record.hpp"

#include "grads.hpp"

using namespace tinytorch;

namespace {

// x + x as one op whose rule counts its calls.
std::int64_t g_calls = 0;

std::vector<Tensor> counting_rule(const NodeView& n) {
  ++g_calls;
  return {n.grad, n.grad};
}

Tensor doubled(const Tensor& x) {
  return record("test_doubled", x.detach() + x.detach(), {&x, &x});
}

}  // namespace

TT_CASE("06.7/chain",
        "the chain rule through three ops",
        .what = "exp(2x) + 1 at x = 0",
        .why = "each node multiplies its own slope into what arrives",
        .learn = "from the output back to the input") {
  Tensor x = tensor(0, true);
  (exp(x * 2.0f) + 1.0f).backward();
  CHECK(x.grad().item() == 2.0f);
}

TT_CASE("06.7/diamond",
        "2^20 paths need 20 rule calls",
        .what = "x doubled 20 times as x + x",
        .why = "running a node once for every path would take for ever",
        .learn = "collect all contributions, then run the rule once") {
  register_rule("test_doubled", Saves::nothing, counting_rule);
  const Tensor x = tensor(1, true);
  Tensor y = x;
  for (int i = 0; i < 20; ++i) y = doubled(y);
  g_calls = 0;
  y.backward();
  CHECK(g_calls == 20);
  CHECK(x.grad().item() == 1048576.0f);
}

TT_CASE("06.7/late-contribution",
        "a node waits for a contribution that comes the long way round",
        .what = "h is used at once and through ten more ops",
        .why = "breadth-first order would run h too early",
        .learn = "after all that use it: topological order") {
  const Tensor x = tensor(1, true);
  const Tensor h = x * 2.0f;
  Tensor far = h;
  for (int i = 0; i < 10; ++i) far = far + 1.0f;
  (far * h + h).backward();
  CHECK(x.grad().item() == 30.0f);  // (2h + 10 + 1)·2 at h = 2
}

TT_CASE("06.7/accumulates",
        "a second computation adds to the gradient",
        .what = "3x and 4x, each with its own backward; then zero_grad",
        .why = "small batches are added up to large ones",
        .learn = "backward adds, zero_grad makes undefined",
        .mistake = "W0601") {
  Tensor x = tensor(1, true);
  CHECK_FALSE(x.grad().defined());
  (x * 3.0f).backward();
  (x * 4.0f).backward();
  CHECK(x.grad().item() == 7.0f);
  x.zero_grad();
  CHECK_FALSE(x.grad().defined());
}

TT_CASE("06.7/retain",
        "with retain_graph a second backward doubles the gradient",
        .what = "y = x² at 3, twice",
        .why = "sometimes one graph is walked several times",
        .learn = "6, then 12") {
  const Tensor x = tensor(3, true), y = square(x);
  y.backward({}, true);
  CHECK(x.grad().item() == 6.0f);
  y.backward();
  CHECK(x.grad().item() == 12.0f);
}

TT_CASE("06.7/given-gradient",
        "a gradient of the output's shape weighs its elements",
        .what = "y = 2x with gradient [1, 10]",
        .why = "the rest of the computation may lie elsewhere",
        .learn = "the default is 1 for a single number") {
  const Tensor x = tensor({1, 2}, true);
  (x * 2.0f).backward(tensor({1, 10}));
  expect_near(x.grad(), {2, 20}, kExact);
}

TT_CASE("06.7/given-gradient-stays",
        "the caller's gradient is neither kept nor written",
        .what = "y = x + 0 hands the gradient through; x.grad is then scaled in place",
        .why = "clipping changes gradients in place",
        .learn = "copy what somebody else can see",
        .mistake = "W0011") {
  const Tensor a = tensor({1, 2}, true), b = tensor({3, 4}, true), g = tensor({1, 10});
  (a + b).backward(g);
  a.grad().mul_(tensor(100));
  expect_near(g, {1, 10}, kExact);
  expect_near(b.grad(), {1, 10}, kExact);
  (a + b).backward(g);
  expect_near(g, {1, 10}, kExact);
  expect_near(a.grad(), {101, 1010}, kExact);
}

TT_CASE("06.7/no-history",
        "backward of a tensor that does not require grad does nothing",
        .what = "a constant, and a result of constants, of any shape",
        .why = "the Trainer reports it with more to say",
        .learn = "silent, no gradient appears") {
  const Tensor x = tensor({1, 2});
  x.backward();
  (x * 2.0f).backward();
  CHECK_FALSE(x.grad().defined());
  const Tensor w = tensor(1, true);
  (w * 2.0f).backward();
  CHECK(w.grad().item() == 2.0f);
}

TT_CASE("06.7/leaf-itself",
        "backward of a leaf gives it its own gradient",
        .what = "x.backward() of a number, twice",
        .why = "a graph of no ops is a graph, too",
        .learn = "dx/dx = 1") {
  const Tensor x = tensor(4, true);
  x.backward();
  x.backward();
  CHECK(x.grad().item() == 2.0f);
}

TT_CASE("06.7/held-results",
        "intermediate results get a gradient only if the caller kept them",
        .what = "h is held, h + 1 is only saved by square; memory after a retained backward",
        .why = "keeping every gradient would double the memory",
        .learn = "a handle says: I want to see it") {
  const Tensor x = tensor(2, true);
  const Tensor h = x * 3.0f, y = square(h + 1.0f);
  const std::int64_t before = memory_stats().current_bytes;
  y.backward({}, true);
  CHECK(h.grad().item() == 14.0f);
  CHECK(x.grad().item() == 42.0f);
  CHECK(y.grad().item() == 1.0f);
  CHECK(memory_stats().current_bytes - before == 3 * x.grad().storage_bytes());
}

TT_CASE("06.7/grad-function",
        "grad returns gradients and leaves .grad alone",
        .what = "y = w·x + h·h for a leaf, a result, and a tensor that y does not depend on",
        .why = "sometimes gradients are values to compute with",
        .learn = "undefined where nothing flows") {
  const Tensor w = tensor(2, true), x = tensor(5, true), other = tensor(1, true), h = x * 2.0f;
  const Tensor y = w * x + h * h;
  const std::vector<Tensor> g = grad(y, {w, h, x, other, y});
  CHECK(g[0].item() == 5.0f);
  CHECK(g[1].item() == 20.0f);
  CHECK(g[2].item() == 42.0f);
  CHECK_FALSE(g[3].defined());
  CHECK(g[4].item() == 1.0f);
  for (const Tensor& t : {w, x, h, y}) CHECK_FALSE(t.grad().defined());
}

TT_CASE("06.7/grad-retains-on-request",
        "grad releases the graph unless told otherwise",
        .what = "twice with retain_graph, then once without, then 605",
        .why = "the same rules as backward",
        .learn = "grad(y, {x}, {}, true)") {
  const Tensor x = tensor(3, true), y = square(x);
  CHECK(grad(y, {x}, {}, true)[0].item() == 6.0f);
  CHECK(grad(y, {x})[0].item() == 6.0f);
  expect_error(605, [&] { (void)grad(y, {x}); }, {"square"});
}

TT_CASE("06.7/threads",
        "two threads with a graph each do not meet",
        .what = "1,000 graphs of ten ops per thread, checked one by one",
        .why = "data loading and evaluation run beside training",
        .learn = "modes and walks belong to a thread, counters are atomic") {
  const std::int64_t before = live_nodes();
  std::int64_t wrong[2] = {0, 0};
  const auto work = [&wrong](int id) {
    for (int i = 0; i < 1000; ++i) {
      const Tensor x = tensor(id + 1, true);
      Tensor y = x;
      for (int k = 0; k < 10; ++k) y = y * 1.5f + x;
      y.backward();
      wrong[id] += std::abs(x.grad().item() - 170.995117f) > 1e-3f;
    }
  };
  auto first = std::async(std::launch::async, work, 0);
  auto second = std::async(std::launch::async, work, 1);
  first.get();
  second.get();
  CHECK(wrong[0] + wrong[1] == 0);
  CHECK(live_nodes() == before);
}
