// Module 06, given: the switches of recording, and the gradient that a tensor carries.
#include <stdexcept>
#include <thread>

#include "tinytorch/autograd.hpp"

#include "grads.hpp"

using namespace tinytorch;

TT_CASE("06.0/no-grad",
        "nothing is recorded under a NoGradGuard",
        .what = "flag, leaf and graph of a result with and without the guard",
        .why = "evaluation needs no graph and no memory for it",
        .learn = "the guard's scope is the switch") {
  const Tensor x = tensor({1, 2}, true);
  CHECK((x * 2.0f).requires_grad());
  const std::int64_t nodes = live_nodes();
  const NoGradGuard no_grad;
  const Tensor y = x * 2.0f;
  CHECK_FALSE(y.requires_grad());
  CHECK(y.is_leaf());
  CHECK(live_nodes() == nodes);
}

TT_CASE("06.0/guards-nest",
        "guards nest and give back what they found",
        .what = "no grad twice; no grad, grad, no grad, and back out",
        .why = "a library function may use guards of its own",
        .learn = "restore the mode before, do not switch to a fixed one") {
  CHECK(is_grad_enabled());
  {
    const NoGradGuard outer;
    CHECK_FALSE(is_grad_enabled());
    { const NoGradGuard again; }
    CHECK_FALSE(is_grad_enabled());
    {
      const EnableGradGuard enabled;
      CHECK(is_grad_enabled());
      const NoGradGuard inner;
      CHECK_FALSE(is_grad_enabled());
    }
    CHECK_FALSE(is_grad_enabled());
  }
  CHECK(is_grad_enabled());
}

TT_CASE("06.0/guard-throw",
        "an exception restores the mode",
        .what = "a throw under a NoGradGuard, and an error inside backward",
        .why = "else one failed evaluation would stop all training",
        .learn = "destructors run on every way out") {
  const auto fail = [] {
    const NoGradGuard no_grad;
    throw std::runtime_error("failed");
  };
  CHECK_THROWS_AS(fail(), std::runtime_error);
  CHECK(is_grad_enabled());
  const Tensor x = tensor({1, 2}, true);
  expect_error(602, [&] { (x * 2.0f).backward(); });
  expect_error(603, [&] { (void)grad(x * 2.0f, {x}, tensor(1), true, true); });
  CHECK(is_grad_enabled());
}

TT_CASE("06.0/mode-per-thread",
        "each thread has its own mode and begins with recording on",
        .what = "a thread started under a NoGradGuard",
        .why = "an evaluating thread must not stop a training one",
        .learn = "thread_local") {
  const NoGradGuard no_grad;
  bool there = false;
  std::thread([&] { there = is_grad_enabled(); }).join();
  CHECK(there);
  CHECK_FALSE(is_grad_enabled());
}

TT_CASE("06.0/backward-does-not-record",
        "rules run without being recorded",
        .what = "live nodes and the flag of a gradient after backward",
        .why = "a gradient with history would keep the graph alive",
        .learn = "create_graph is the exception") {
  const Tensor x = tensor({1, 2}, true);
  sum(exp(x) * x).backward();
  CHECK(live_nodes() == 0);
  CHECK_FALSE(x.grad().requires_grad());
}

TT_CASE("06.0/requires-grad-spreads",
        "a result requires grad if one of its inputs does",
        .what = "constants, one parameter, comparisons, argmax, detach",
        .why = "only what leads to a parameter is worth remembering",
        .learn = "comparisons have no slope, detach cuts") {
  const Tensor c = tensor({1, 2}), x = tensor({3, 4}, true);
  CHECK_FALSE((c + c).requires_grad());
  CHECK((c + x).requires_grad());
  CHECK_FALSE((c + x).is_leaf());
  CHECK(x.is_leaf());
  CHECK_FALSE(gt(x, c).requires_grad());
  CHECK_FALSE(argmax(x).requires_grad());
  CHECK_FALSE(x.detach().requires_grad());
  CHECK(x.detach().shares_storage(x));
}

TT_CASE("06.0/requires-grad-off",
        "a leaf can stop requiring grad, a result cannot",
        .what = "607 names the op",
        .why = "a result's history cannot be undone",
        .learn = "detach() gives a tensor without history") {
  Tensor x = tensor({1, 2}, true), y = exp(x);
  expect_error(607, ErrorKind::state, [&] { y.requires_grad_(false); }, {"exp"});
  CHECK(y.requires_grad());
  y.requires_grad_();
  x.requires_grad_(false);
  CHECK_FALSE((x * 2.0f).requires_grad());
}

TT_CASE("06.0/in-place-refused",
        "in-place ops are refused while recording",
        .what = "604 for a destination and for a source that requires grad; all in-place ops",
        .why = "they are never recorded, so the gradient would be wrong",
        .learn = "use the op without the underscore") {
  Tensor x = tensor({1, 2}, true), c = tensor({3, 4});
  expect_error(604, ErrorKind::state, [&] { x.add_(c); }, {"(2)", "destination"});
  expect_error(604, [&] { c.mul_(x); }, {"source"});
  expect_error(604, [&] { x.slice(0, 0, 1).copy_(c.slice(0, 0, 1)); }, {"(1)"});
  expect_error(604, [&] { x.zero_(); });
  expect_error(604, [&] { x.clamp_(0, 1); });
  expect_near(x, {1, 2}, kExact);
  expect_near(c, {3, 4}, kExact);
}

TT_CASE("06.0/in-place-allowed",
        "in-place ops work on constants and under a NoGradGuard",
        .what = "a constant, a parameter under the guard, a detached parameter",
        .why = "optimizers write weights in place",
        .learn = "detach() shares the memory") {
  Tensor x = tensor({1, 2}, true), c = tensor({3, 4});
  c.add_(c);
  {
    const NoGradGuard no_grad;
    x.add_(c);
  }
  x.detach().mul_(tensor(10));
  expect_near(x, {70, 100}, kExact);
  CHECK(x.requires_grad());
}

TT_CASE("06.0/set-grad",
        "a gradient can be set, read and cleared",
        .what = "608 for another shape; an undefined tensor clears it",
        .why = "clipping and tests set gradients by hand",
        .learn = "the gradient belongs to the tensor, all handles see it") {
  Tensor x = tensor({1, 2}, true);
  const Tensor same = x;
  x.set_grad(tensor({5, 6}));
  expect_near(same.grad(), {5, 6}, kExact);
  expect_error(608, ErrorKind::shape, [&] { x.set_grad(tensor({{5, 6}})); }, {"(2)", "(1, 2)"});
  expect_near(x.grad(), {5, 6}, kExact);
  x.set_grad({});
  CHECK_FALSE(x.grad().defined());
}

TT_CASE("06.0/clone-detach",
        "clone keeps the history, detach keeps the memory",
        .what = "gradients through x.clone() and past x.detach()",
        .why = "the two are often mixed up",
        .learn = "clone: new values, same graph; detach: same values, no graph") {
  const Tensor x = tensor(3, true);
  (x.clone() * x.detach()).backward();
  CHECK(x.grad().item() == 3.0f);
}
