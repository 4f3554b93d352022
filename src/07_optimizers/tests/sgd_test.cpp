#include "tinytorch/autograd.hpp"
#include "tinytorch/optimizers.hpp"

#include "parameters.hpp"
#include "support/test.hpp"

using namespace tinytorch;
using namespace tinytorch::test;

TT_CASE("07.2/plain",
        "a step goes against the gradient, lr times its size",
        .what = "x = [1, 2], g = [.1, .2], lr .1, two steps",
        .why = "the whole of gradient descent",
        .learn = "x ← x − lr·g") {
  Tensor x = worked_parameter();
  SGD optimizer({x}, {.lr = 0.1});
  optimizer.step();
  expect_near(x, {0.99f, 1.98f}, kArith);
  optimizer.step();
  expect_near(x, {0.98f, 1.96f}, kArith);
}

TT_CASE("07.2/default-lr",
        "the default rate is .01",
        .what = "one step of SGD without options",
        .why = "defaults are part of the contract",
        .learn = "SGDOptions{} is lr .01, no momentum, no decay") {
  Tensor x = worked_parameter();
  SGD optimizer({x});
  optimizer.step();
  expect_near(x, {0.999f, 1.998f}, kArith);
}

TT_CASE("07.2/weight-decay",
        "weight decay pulls towards 0",
        .what = "weight_decay .1: g = [.1, .2] + .1·[1, 2]",
        .why = "large weights are often learnt noise",
        .learn = "g ← g + wd·x") {
  Tensor x = worked_parameter();
  SGD optimizer({x}, {.lr = 0.1, .weight_decay = 0.1});
  optimizer.step();
  expect_near(x, {0.98f, 1.96f}, kArith);
}

TT_CASE("07.2/decay-alone",
        "with a zero gradient decay shrinks by the factor 1 − lr·wd",
        .what = "x = [4, −8], g = 0, lr .5, wd .5",
        .why = "a zero gradient is not a missing one",
        .learn = "x ← x·(1 − .25)") {
  Tensor x = parameter({4, -8}, {0, 0});
  SGD optimizer({x}, {.lr = 0.5, .weight_decay = 0.5});
  optimizer.step();
  expect_near(x, {3, -6}, kExact);
}

TT_CASE("07.2/linear-in-lr",
        "a step is proportional to the rate and to the gradient",
        .what = "doubled lr against doubled gradient",
        .why = "a property that no formula slip survives",
        .learn = "x − lr·g depends on the product only") {
  Tensor a = parameter({1, 2}, {0.5, -0.25}), b = parameter({1, 2}, {1, -0.5});
  SGD first({a}, {.lr = 0.5}), second({b}, {.lr = 0.25});
  first.step();
  second.step();
  expect_near(a, b, kExact);
  expect_near(a, {0.75f, 2.125f}, kExact);
}

TT_CASE("07.2/descends",
        "repeated steps find the minimum of a parabola",
        .what = "100 steps on (x − 3)² with gradients from backward",
        .why = "optimizer and autograd meet here for the first time",
        .learn = "zero_grad, backward, step") {
  Tensor x = tensor({0.0f}, true);
  SGD optimizer({x}, {.lr = 0.1});
  for (int i = 0; i < 100; ++i) {
    optimizer.zero_grad();
    sum(square(x - 3.0f)).backward();
    optimizer.step();
  }
  expect_near(x, {3}, {.atol = 1e-6});
}

TT_CASE("07.3/momentum",
        "momentum adds up what the gradients agree on",
        .what = "three steps with momentum .9",
        .why = "narrow valleys are crossed faster",
        .learn = "v ← μ·v + g, beginning at 0; x ← x − lr·v") {
  Tensor x = worked_parameter();
  SGD optimizer({x}, {.lr = 0.1, .momentum = 0.9});
  INFO("step 1: v = [.1, .2], x − .1·v");
  optimizer.step();
  expect_near(x, {0.99f, 1.98f}, kArith);
  INFO("step 2: v = .9·[.1, .2] + [.1, .2] = [.19, .38]");
  optimizer.step();
  expect_near(x, {0.971f, 1.942f}, kArith);
  INFO("step 3: v = .9·[.19, .38] + [.1, .2] = [.271, .542]");
  optimizer.step();
  expect_near(x, {0.9439f, 1.8878f}, kArith);
}

TT_CASE("07.3/nesterov",
        "nesterov looks one step ahead",
        .what = "two steps with momentum .9 and nesterov",
        .why = "it brakes earlier when the slope turns",
        .learn = "x ← x − lr·(g + μ·v) with the new v") {
  Tensor x = worked_parameter();
  SGD optimizer({x}, {.lr = 0.1, .momentum = 0.9, .nesterov = true});
  INFO("step 1: v = [.1, .2], x − .1·([.1, .2] + .9·v)");
  optimizer.step();
  expect_near(x, {0.981f, 1.962f}, kArith);
  INFO("step 2: v = [.19, .38], x − .1·([.1, .2] + .9·v)");
  optimizer.step();
  expect_near(x, {0.9539f, 1.9078f}, kArith);
}

TT_CASE("07.3/decay-enters-velocity",
        "with momentum, decay passes through the velocity",
        .what = "g = 0, x = 1, lr .5, wd 1, momentum .5, two steps",
        .why = "the order of the two lines of the formula",
        .learn = "v₁ = 1, x = .5; v₂ = .5·1 + .5 = 1, x = 0",
        .mistake = "W0701") {
  Tensor x = parameter({1}, {0});
  SGD optimizer({x}, {.lr = 0.5, .momentum = 0.5, .weight_decay = 1});
  INFO("step 1: v = 0 + 1·1 = 1, x = 1 − .5·1");
  optimizer.step();
  expect_near(x, {0.5f}, kExact);
  INFO("step 2: v = .5·1 + 1·.5 = 1, x = .5 − .5·1");
  optimizer.step();
  expect_near(x, {0}, kExact);
}

TT_CASE("07.3/velocity-is-not-the-gradient",
        "the velocity has memory of its own",
        .what = "a new gradient between two steps",
        .why = "v = g without a copy would share memory with the gradient",
        .learn = "v₂ = .5·1 + 2 = 2.5") {
  Tensor x = parameter({0}, {1});
  SGD optimizer({x}, {.lr = 1, .momentum = 0.5});
  INFO("step 1: g = 1, v = 1, x = 0 − 1");
  optimizer.step();
  x.grad().fill_(2);
  INFO("step 2: g = 2, v = .5·1 + 2 = 2.5, x = −1 − 2.5");
  optimizer.step();
  expect_near(x, {-3.5f}, kExact);
}

TT_CASE("07.3/velocity-per-parameter",
        "each parameter has its own velocity",
        .what = "two parameters with opposite gradients",
        .why = "shared state would mix them",
        .learn = "state is kept per parameter") {
  Tensor a = parameter({0}, {1}), b = parameter({0}, {-1});
  SGD optimizer({a, b}, {.lr = 1, .momentum = 0.5});
  steps(optimizer, 2);
  expect_near(a, {-2.5f}, kExact);
  expect_near(b, {2.5f}, kExact);
}

TT_CASE("07.3/skipped-keeps-velocity",
        "a parameter without gradient keeps its velocity for later",
        .what = "step, a step without gradient, step",
        .why = "a layer that rests must not lose its state",
        .learn = "skipping means: neither moved nor forgotten") {
  Tensor x = parameter({0}, {1});
  SGD optimizer({x}, {.lr = 1, .momentum = 0.5});
  INFO("step 1: v = 1, x = 0 − 1");
  optimizer.step();
  x.zero_grad();
  INFO("step 2: no gradient, so neither x nor v changes");
  optimizer.step();
  expect_near(x, {-1}, kExact);
  x.set_grad(tensor({1}));
  INFO("step 3: v = .5·1 + 1 = 1.5, x = −1 − 1.5");
  optimizer.step();
  expect_near(x, {-2.5f}, kExact);
}

TT_CASE("07.3/error-nesterov",
        "nesterov without momentum is refused",
        .what = "nesterov = true with momentum 0",
        .why = "it would silently be plain SGD",
        .learn = "TT-L0708") {
  const Tensor x = worked_parameter();
  expect_error(708, ErrorKind::value, [&] { SGD({x}, {.nesterov = true}); }, {"momentum is 0"});
  SGD({x}, {.lr = 0.1, .momentum = 0.9, .nesterov = true}).step();
  expect_near(x, {0.981f, 1.962f}, kArith);
}

TT_CASE("07.3/error-momentum",
        "a negative momentum is refused",
        .what = "momentum −.9",
        .why = "it would swing back and forth",
        .learn = "TT-L0701") {
  const Tensor x = worked_parameter();
  expect_error(701, [&] { SGD({x}, {.momentum = -0.9}); }, {"momentum is -0.9"});
  SGD({x}, {.lr = 0.1, .momentum = 0.9}).step();
  expect_near(x, {0.99f, 1.98f}, kArith);
}
