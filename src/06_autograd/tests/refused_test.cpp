// Module 06, part engine: what backward refuses, and ops with rules from elsewhere (06.7).
#include <memory>

#include "tinytorch/autograd.hpp"
#include "tinytorch/record.hpp"

#include "grads.hpp"

using namespace tinytorch;

namespace {

// The identity, with a rule that returns what a test wants.
Tensor g_answer;

Tensor answered(const Tensor& x) {
  register_rule("test_answered", Saves::nothing, [](const NodeView&) {
    return std::vector<Tensor>{g_answer};
  });
  return record("test_answered", x.detach().clone(), {&x});
}

// An op of a later module: it brings its own rule.
class Tripled final : public GradRule {
 public:
  std::vector<Tensor> backward(const Tensor& g) const override { return {g * 3.0f}; }
};

Tensor tripled(const Tensor& x) {
  return record("test_tripled", x.detach() * 3.0f, {&x}, std::make_unique<Tripled>());
}

}  // namespace

TT_CASE("06.7/released",
        "without retain_graph a second backward is refused",
        .what = "605, naming the op, and nothing changes",
        .why = "saved values are gone; a silent zero would be worse",
        .learn = "retain it, or compute the output again") {
  const Tensor x = tensor(3, true), y = square(x);
  y.backward();
  expect_error(605, ErrorKind::state, [&] { y.backward(); }, {"square"});
  CHECK(x.grad().item() == 6.0f);
}

TT_CASE("06.7/released-part",
        "a released node further down is found before anything changes",
        .what = "two outputs share h; the first one's backward releases it",
        .why = "half of a gradient is a wrong gradient",
        .learn = "check the whole way first, then walk") {
  const Tensor x = tensor(2, true), w = tensor(5, true), h = square(x);
  const Tensor first = h * 2.0f, second = h * w;
  first.backward();
  expect_error(605, [&] { second.backward(); }, {"square"});
  CHECK_FALSE(w.grad().defined());
  CHECK(x.grad().item() == 8.0f);
}

TT_CASE("06.7/not-one-number",
        "backward of several numbers needs a gradient",
        .what = "602 with the shape; one element in any shape is enough",
        .why = "which of them should fall is not said",
        .learn = "reduce to a loss first") {
  const Tensor x = tensor({{1, 2, 3}}, true);
  expect_error(602, ErrorKind::value, [&] { (x * 2.0f).backward(); }, {"(1, 3)"});
  CHECK_FALSE(x.grad().defined());
  const Tensor one = tensor({{5}}, true);
  (one * 2.0f).backward();
  CHECK(one.grad().shape() == Shape{1, 1});
}

TT_CASE("06.7/gradient-shape",
        "a gradient of another shape is refused",
        .what = "603 with both shapes, even if it would broadcast",
        .why = "broadcasting would hide a mistake",
        .learn = "exactly the output's shape") {
  const Tensor x = tensor({1, 2}, true);
  const Tensor y = x * 2.0f;
  expect_error(603, ErrorKind::shape, [&] { y.backward(tensor({{1, 2}})); }, {"(2)", "(1, 2)"});
  expect_error(603, [&] { y.backward(tensor(1)); }, {"(2)", "()"});
  CHECK_FALSE(x.grad().defined());
  y.backward(tensor({1, 2}));
  expect_near(x.grad(), {2, 4}, kExact);
}

TT_CASE("06.7/undefined",
        "an undefined tensor has no history",
        .what = "601 from backward, and from grad for output and inputs",
        .why = "a forgotten initialisation should say so",
        .learn = "Tensor() holds nothing") {
  const Tensor x = tensor(1, true), nothing;
  expect_error(601, ErrorKind::state, [&] { nothing.backward(); }, {"Tensor()"});
  expect_error(601, [&] { (void)grad(nothing, {x}); }, {"undefined"});
  expect_error(601, [&] { (void)grad(x * 2.0f, {x, nothing}); }, {"2 input"});
  CHECK(grad(x * 2.0f, {x})[0].item() == 2.0f);
}

TT_CASE("06.7/no-rule",
        "an op without a rule stops the walk before it begins",
        .what = "609 naming the op; a detached input is fine",
        .why = "a missing gradient must not look like zero",
        .learn = "detach() what should not be trained") {
  const Tensor x = tensor(2, true), w = tensor(3, true);
  const Tensor y = record("test_nameless", x.detach() * 2.0f, {&x}) * w;
  expect_error(609, ErrorKind::state, [&] { y.backward(); }, {"test_nameless"});
  CHECK_FALSE(w.grad().defined());
  const Tensor d = x.detach();
  (record("test_nameless", d * 2.0f, {&d}) * w).backward();
  CHECK(w.grad().item() == 4.0f);
}

TT_CASE("06.7/own-rule",
        "an op may bring its own rule",
        .what = "3x with a GradRule, first derivative",
        .why = "modules 09 and up keep op and gradient together",
        .learn = "a virtual call per node, only where needed") {
  const Tensor x = tensor({1, 2}, true);
  sum(square(tripled(x))).backward();
  expect_near(x.grad(), {18, 36}, kExact);
}

TT_CASE("06.7/own-rule-twice",
        "such an op cannot be differentiated twice",
        .what = "610 naming the op, nothing changed",
        .why = "its rule is plain code that nobody records",
        .learn = "call grad without create_graph") {
  const Tensor x = tensor(2, true), y = square(tripled(x));
  expect_error(
      610, ErrorKind::state, [&] { (void)grad(y, {x}, {}, true, true); }, {"test_tripled"});
  CHECK(grad(y, {x})[0].item() == 36.0f);
}

TT_CASE("06.7/wrong-rule",
        "a rule that returns another shape is caught",
        .what = "611 naming input and shapes",
        .why = "the mistake would show up far away, or never",
        .learn = "sum broadcast gradients back") {
  const Tensor x = tensor({1, 2}, true);
  g_answer = tensor({{1, 2}});
  expect_error(
      611, ErrorKind::shape, [&] { sum(answered(x)).backward(); }, {"input 0 is (2)", "(1, 2)"});
  g_answer = Tensor();
}

TT_CASE("06.7/undefined-gradient",
        "a rule may say that nothing flows",
        .what = "an undefined gradient ends the way; other ways go on",
        .why = "masks and ids get none",
        .learn = "undefined is not zero: it costs nothing") {
  const Tensor x = tensor(2, true), z = tensor(3, true);
  (answered(x) + z).backward();
  CHECK_FALSE(x.grad().defined());
  CHECK(z.grad().item() == 1.0f);
}

TT_CASE("06.7/failed-walk-leaves-nothing",
        "after an error in a rule the next walk starts clean",
        .what = "611 in the middle, then a right answer on the same graph",
        .why = "a half-collected gradient must not be added to the next",
        .learn = "clean up on every way out") {
  const Tensor x = tensor(2, true);
  const Tensor y = answered(x) + x;
  g_answer = tensor({1, 2});
  expect_error(611, [&] { y.backward({}, true); });
  g_answer = tensor(10);
  y.backward();
  CHECK(x.grad().item() == 11.0f);
  g_answer = Tensor();
}

TT_CASE("06.7/overwritten",
        "a saved value that was overwritten is noticed",
        .what = "606 with the shape, for a saved input and a saved output",
        .why = "the gradient would be computed from the new values",
        .learn = "change it after backward") {
  Tensor x = tensor({1, 2}, true), y = exp(x);
  const Tensor z = sum(square(x)), out = sum(y);
  {
    const NoGradGuard no_grad;
    x.mul_(tensor(2));
    y.zero_();
  }
  expect_error(606, ErrorKind::state, [&] { z.backward(); }, {"(2)", "1 time"});
  expect_error(606, [&] { out.backward(); }, {"(2)"});
  CHECK_FALSE(x.grad().defined());
}

TT_CASE("06.7/overwritten-through-a-view",
        "the version belongs to the memory, not to the handle",
        .what = "606 after a write through a slice of a saved tensor",
        .why = "a view changes its base",
        .learn = "storage counts its writes") {
  const Tensor x = tensor({1, 2, 3}, true), c = tensor({4, 5, 6}), y = sum(x * c);
  c.slice(0, 0, 1).fill_(7);
  expect_error(606, [&] { y.backward(); }, {"(3)"});
}

TT_CASE("06.7/overwritten-harmless",
        "values that no rule needs may be overwritten",
        .what = "the operands of an addition",
        .why = "a write between forward and backward is wrong only where the value was saved",
        .learn = "add saves nothing") {
  Tensor x = tensor({1, 2}, true);
  const Tensor y = sum(x + 1.0f);
  {
    const NoGradGuard no_grad;
    x.zero_();
  }
  y.backward();
  expect_near(x.grad(), {1, 1}, kExact);
}
