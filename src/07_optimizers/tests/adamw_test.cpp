#include "tinytorch/autograd.hpp"
#include "tinytorch/kernels.hpp"
#include "tinytorch/optimizers.hpp"

#include "parameters.hpp"
#include "support/test.hpp"

using namespace tinytorch;
using namespace tinytorch::test;

TT_CASE("07.5/two-steps",
        "AdamW shrinks the weight first, then takes Adam's step",
        .what = "x = [1, 2], g = [.1, .2], lr .1, wd .1, two steps",
        .why = "all weights decay at the same rate, whatever their gradients",
        .learn = "x ← x·(1 − lr·wd), then x ← x − lr·m̂/(√v̂ + ε)",
        .mistake = "W0704") {
  Tensor x = worked_parameter();
  AdamW optimizer({x}, {.lr = 0.1, .weight_decay = 0.1});
  INFO("step 1: x·(1 − .1·.1), then − .1");
  optimizer.step();
  expect_near(x, {0.89f, 1.88f}, kAdam);
  INFO("step 2: the same once more");
  optimizer.step();
  expect_near(x, {0.7811f, 1.7612f}, kAdam);
}

TT_CASE("07.5/pure-moments",
        "the averages of AdamW see the gradient without decay",
        .what = "m after one step with wd .1",
        .why = "this is what decoupled means",
        .learn = "m = .1·g = [.01, .02], as without decay",
        .mistake = "W0704") {
  Tensor x = worked_parameter();
  AdamW optimizer({x}, {.lr = 0.1, .weight_decay = 0.1});
  optimizer.step();
  expect_near(memory(optimizer.state_dict(), 0, "m"), {0.01f, 0.02f}, kMath);
}

TT_CASE("07.5/default-decay",
        "AdamW decays by .01 unless told otherwise",
        .what = "a zero gradient, lr .5",
        .why = "the default differs from Adam's 0",
        .learn = "x·(1 − .5·.01)") {
  Tensor x = parameter({1, 2}, {0, 0});
  AdamW optimizer({x}, {.lr = 0.5});
  optimizer.step();
  expect_near(x, {0.995f, 1.99f}, kArith);
}

TT_CASE("07.5/group-decay",
        "a group without decay is left alone by it",
        .what = "two groups, one with weight_decay 0",
        .why = "biases and norms are usually not decayed",
        .learn = "the group's own setting wins") {
  Tensor weight = parameter({1}, {0}), bias = parameter({1}, {0});
  AdamW optimizer(
      {ParamGroup{.params = {weight}}, ParamGroup{.params = {bias}, .weight_decay = 0.0}},
      {.lr = 0.1, .weight_decay = 0.1});
  optimizer.step();
  expect_near(weight, {0.99f}, kArith);
  expect_near(bias, {1}, kExact);
}

TT_CASE("07.5/equals-adam",
        "AdamW without decay is Adam, bit for bit",
        .what = "20 steps of both with the same random gradients",
        .why = "they share one formula",
        .learn = "x·(1 − 0) and g + 0·x change no bit") {
  Generator draws(3);
  Tensor a = Tensor::randn({33}, 1, draws), b = a.clone();
  a.requires_grad_();
  b.requires_grad_();
  Adam adam({a}, {.lr = 0.02});
  AdamW adamw({b}, {.lr = 0.02, .weight_decay = 0});
  for (int step = 1; step <= 20; ++step) {
    CAPTURE(step);
    const Tensor g = Tensor::randn({33}, 1, draws);
    a.set_grad(g);
    b.set_grad(g);
    adam.step();
    adamw.step();
    expect_near(a, b, kExact);
  }
}

TT_CASE("07.5/kernel",
        "the kernel is told that the decay is decoupled",
        .what = "an override of the entry adam under AdamW",
        .why = "one entry serves both optimizers",
        .learn = "decoupled_decay = true") {
  static bool decoupled = false;
  Kernels table;
  table.adam = [](float*, const float*, float*, float*, std::int64_t, const AdamScalars& c) {
    decoupled = c.decoupled_decay;
  };
  AdamW optimizer({worked_parameter()});
  {
    const KernelScope scope(table);
    optimizer.step();
  }
  CHECK(decoupled);
  optimizer.step();  // without the kernel
  CHECK(optimizer.step_count() == 2);
}
