#include <vector>

#include "tinytorch/autograd.hpp"
#include "tinytorch/kernels.hpp"
#include "tinytorch/optimizers.hpp"

#include "parameters.hpp"
#include "support/test.hpp"

using namespace tinytorch;
using namespace tinytorch::test;

TT_CASE("07.4/two-steps",
        "the first steps of Adam have the size of the rate",
        .what = "x = [1, 2], g = [.1, .2], lr .1, two steps",
        .why = "the bias of young averages must be corrected",
        .learn = "m̂ = g and v̂ = g² as long as g does not change") {
  Tensor x = worked_parameter();
  Adam optimizer({x}, {.lr = 0.1});
  INFO("step 1: m̂ = g and v̂ = g², so x moves by lr");
  optimizer.step();
  expect_near(x, {0.9f, 1.9f}, kAdam);
  INFO("step 2: g is the same, so x moves by lr again");
  optimizer.step();
  expect_near(x, {0.8f, 1.8f}, kAdam);
}

TT_CASE("07.4/moments",
        "m and v are running averages of g and g²",
        .what = "the state after one and after two steps with g = [.1, .2]",
        .why = "everything else in Adam is built on them",
        .learn = "m = .1·g, v = .001·g²; then m = .19·g, v = .001999·g²") {
  Tensor x = worked_parameter();
  Adam optimizer({x}, {.lr = 0.1});
  optimizer.step();
  expect_near(memory(optimizer.state_dict(), 0, "m"), {0.01f, 0.02f}, kMath);
  expect_near(memory(optimizer.state_dict(), 0, "v"), {1e-5f, 4e-5f}, {.rtol = 1e-5});
  optimizer.step();
  expect_near(memory(optimizer.state_dict(), 0, "m"), {0.019f, 0.038f}, kMath);
  expect_near(memory(optimizer.state_dict(), 0, "v"), {1.999e-5f, 7.996e-5f}, {.rtol = 1e-5});
}

TT_CASE("07.4/changing-gradient",
        "a gradient that turns is damped by the average",
        .what = "g = 1, then g = −1, with betas .5 and .5",
        .why = "computed by hand: m = .5, −.25; v = .5, .75; corrections .5, .75",
        .learn = "x = −1·lr, then + lr·(1/3)/1") {
  Tensor x = parameter({0}, {1});
  Adam optimizer({x}, {.lr = 0.3, .betas = {0.5, 0.5}});
  INFO("step 1: g = 1, m̂ = .5/.5, v̂ = .5/.5, x = 0 − .3");
  optimizer.step();
  expect_near(x, {-0.3f}, kAdam);
  x.grad().fill_(-1);
  INFO("step 2: g = −1, m̂ = −.25/.75, v̂ = .75/.75, x = −.3 + .1");
  optimizer.step();
  expect_near(x, {-0.2f}, kAdam);
}

TT_CASE("07.4/eps-outside-root",
        "ε is added to the root, not under it",
        .what = "g = 1 with ε = 1: the step is lr·1/(1 + 1)",
        .why = "under the root it would be lr/√2",
        .learn = "√v̂ + ε",
        .mistake = "W0703") {
  Tensor x = parameter({0}, {1});
  Adam optimizer({x}, {.lr = 0.1, .eps = 1});
  optimizer.step();
  expect_near(x, {-0.05f}, kAdam);
}

TT_CASE("07.4/tiny-gradients",
        "tiny gradients still give steps of the rate",
        .what = "g = ±1e-5, lr .1: √v̂ is far larger than ε",
        .why = "Adam is blind to the scale of the loss",
        .learn = "m̂/√v̂ is ±1") {
  Tensor x = parameter({0, 0}, {1e-5, -1e-5});
  Adam optimizer({x}, {.lr = 0.1});
  optimizer.step();
  expect_near(x, {-0.0999f, 0.0999f}, {.rtol = 1e-5});
}

TT_CASE("07.4/zero-gradient",
        "a zero gradient moves nothing and divides by nothing",
        .what = "g = 0 in two steps",
        .why = "0/(0 + ε) is 0, 0/0 would be NaN",
        .learn = "that is what ε is for") {
  Tensor x = parameter({1, 2}, {0, 0});
  Adam optimizer({x}, {.lr = 0.1});
  steps(optimizer, 2);
  expect_near(x, {1, 2}, kExact);
}

TT_CASE("07.4/weight-decay",
        "Adam's decay joins the gradient and so the averages",
        .what = "wd .1: g = [.1, .2] + .1·[1, 2] = [.2, .4], so m = [.02, .04]",
        .why = "this is the difference from AdamW",
        .learn = "the size of the decay is divided away again") {
  Tensor x = worked_parameter();
  Adam optimizer({x}, {.lr = 0.1, .weight_decay = 0.1});
  optimizer.step();
  expect_near(memory(optimizer.state_dict(), 0, "m"), {0.02f, 0.04f}, kMath);
  expect_near(x, {0.9f, 1.9f}, kAdam);
}

TT_CASE("07.4/own-count",
        "the correction counts the updates of each parameter",
        .what = "a parameter whose first gradient comes in step 5",
        .why = "with the global count its first step would be far too small",
        .learn = "k is this parameter's own: it moves by lr",
        .mistake = "W0702") {
  Tensor busy = worked_parameter(), late = tensor({1, 2}, true);
  Adam optimizer({busy, late}, {.lr = 0.1});
  steps(optimizer, 4);
  expect_near(late, {1, 2}, kExact);
  late.set_grad(tensor({0.1, -0.2}));
  optimizer.step();
  expect_near(late, {0.9f, 2.1f}, kAdam);
  CHECK(optimizer.state_dict().parameters[1].updates == 1);
}

TT_CASE("07.4/zero-grad-skips",
        "after zero_grad a parameter that gets no gradient is not moved by its old average",
        .what = "step, zero_grad, step",
        .why = "a zeroed gradient instead of none would let m push on",
        .learn = "undefined means skip") {
  Tensor x = worked_parameter();
  Adam optimizer({x}, {.lr = 0.1});
  optimizer.step();
  optimizer.zero_grad();
  optimizer.step();
  expect_near(x, {0.9f, 1.9f}, kAdam);
  CHECK(optimizer.state_dict().parameters[0].updates == 1);
}

TT_CASE("07.4/amsgrad",
        "amsgrad never forgets the largest v",
        .what = "g = 1, then g = 0, with betas 0 and .5",
        .why = "v falls when gradients get small, and steps would grow again",
        .learn = "vmax stays .5 while v halves to .25") {
  Tensor x = parameter({0}, {1});
  Adam optimizer({x}, {.lr = 0.1, .betas = {0, 0.5}, .amsgrad = true});
  optimizer.step();
  expect_near(x, {-0.1f}, kAdam);
  x.grad().fill_(0);
  optimizer.step();
  expect_near(memory(optimizer.state_dict(), 0, "vmax"), {0.5f}, kExact);
  expect_near(memory(optimizer.state_dict(), 0, "v"), {0.25f}, kExact);
}

TT_CASE("07.4/amsgrad-divides-by-vmax",
        "amsgrad's step is divided by the root of vmax, corrected with the present k",
        .what = "g = 2, then g = 1, with betas 0 and .5: vmax 2, then v = 1.5",
        .why = "computed by hand: the second step is lr·1/√(2/.75)",
        .learn = "√(max v)/√(1 − β₂ᵏ)") {
  Tensor x = parameter({0}, {2});
  Adam optimizer({x}, {.lr = 1, .betas = {0, 0.5}, .amsgrad = true});
  optimizer.step();
  expect_near(x, {-1}, kAdam);
  x.grad().fill_(1);
  optimizer.step();
  expect_near(x, {-1.6123724f}, kAdam);
}

TT_CASE("07.4/descends",
        "Adam finds the minimum of a badly scaled bowl",
        .what = "400 steps on 1000·(x − 1)² + .001·(y + 1)²",
        .why = "SGD would need a rate for each axis",
        .learn = "each parameter gets its own step size") {
  Tensor x = tensor({0.0f, 0.0f}, true);
  Adam optimizer({x}, {.lr = 0.05});
  for (int i = 0; i < 400; ++i) {
    optimizer.zero_grad();
    sum(tensor({1000, 0.001}) * square(x - tensor({1, -1}))).backward();
    optimizer.step();
  }
  expect_near(x, {1, -1}, {.atol = 1e-2});
}

TT_CASE("07.4/kernel",
        "a kernel takes the place of the loop and gets the numbers of this update",
        .what = "an override of the entry adam that records its arguments",
        .why = "module 17 fills this entry",
        .learn = "corrections are 1 − βᵏ, the decay is Adam's own") {
  static AdamScalars seen;
  Kernels table;
  table.adam = [](float* x, const float*, float*, float*, std::int64_t n, const AdamScalars& c) {
    seen = c;
    for (std::int64_t i = 0; i < n; ++i) x[i] = 42;
  };
  Tensor x = worked_parameter();
  Adam optimizer({x}, {.lr = 0.1, .betas = {0.5, 0.75}, .weight_decay = 0.25});
  const KernelScope scope(table);
  steps(optimizer, 2);
  expect_near(x, {42, 42}, kExact);
  CHECK(seen.correction1 == 0.75);
  CHECK(seen.correction2 == 0.4375);
  CHECK((seen.lr == 0.1 && seen.weight_decay == 0.25 && !seen.decoupled_decay));
}

TT_CASE("07.4/error-beta",
        "betas outside [0, 1) are refused",
        .what = "β₁ = 1 and β₂ = −.1",
        .why = "with β = 1 the average never moves and the correction divides by 0",
        .learn = "TT-L0702 shows both") {
  const Tensor x = worked_parameter();
  expect_error(702,
               ErrorKind::value,
               [&] {
                 Adam({x}, {.betas = {1.0, 0.999}});
               },
               {"1.0", "0.999"});
  expect_error(702, [&] { AdamW({x}, {.betas = {0.9, -0.1}}); }, {"0.9", "-0.1"});
  Adam({x}, {.lr = 0.1, .betas = {0, 0}}).step();
  expect_near(x, {0.9f, 1.9f}, kAdam);
}

TT_CASE("07.4/error-eps",
        "a negative ε is refused",
        .what = "eps −1",
        .why = "the divisor could become 0",
        .learn = "TT-L0701") {
  const Tensor x = worked_parameter();
  expect_error(701, [&] { Adam({x}, {.eps = -1}); }, {"eps is -1"});
  Adam({x}, {.lr = 0.1, .eps = 0}).step();
  expect_near(x, {0.9f, 1.9f}, kAdam);
}
