#include "tinytorch/autograd.hpp"
#include "tinytorch/optimizers.hpp"

#include "parameters.hpp"
#include "support/test.hpp"

using namespace tinytorch;
using namespace tinytorch::test;

TT_CASE("07.1/zero-grad",
        "zero_grad makes every gradient undefined",
        .what = "two parameters in two groups",
        .why = "backward adds to what is there",
        .learn = "undefined differs from zero: an undefined gradient is skipped by step") {
  Tensor a = worked_parameter(), b = worked_parameter();
  SGD optimizer({ParamGroup{.params = {a}}, ParamGroup{.params = {b}}});
  optimizer.zero_grad();
  CHECK(!a.grad().defined());
  CHECK(!b.grad().defined());
}

TT_CASE("07.1/constructor-touches-nothing",
        "making an optimizer changes neither flags nor gradients",
        .what = "a parameter that requires grad and one that does not",
        .why = "frozen parameters must stay frozen",
        .learn = "the optimizer only holds handles") {
  Tensor a = worked_parameter(), b = tensor({3, 4});
  SGD optimizer({a, b}, {.lr = 0.1});
  CHECK(a.requires_grad());
  CHECK(!b.requires_grad());
  expect_near(a.grad(), {0.1f, 0.2f}, kExact);
  expect_near(a, {1, 2}, kExact);
  optimizer.zero_grad();
  CHECK(!a.grad().defined());
}

TT_CASE("07.1/handles",
        "a step writes the values that every other handle sees",
        .what = "the same tensor through a second handle, after a step",
        .why = "the model must see its new weights",
        .learn = "parameters() hands out handles, not copies") {
  Tensor x = worked_parameter();
  const Tensor seen_by_model = x;
  SGD optimizer({x}, {.lr = 0.1});
  optimizer.step();
  expect_near(seen_by_model, {0.99f, 1.98f}, kArith);
  CHECK(optimizer.param_groups()[0].params[0].is_same(seen_by_model));
}

TT_CASE("07.1/skip-without-gradient",
        "a parameter without gradient stays as it is",
        .what = "one of two parameters has no gradient",
        .why = "a layer that was not used must not drift, not even by weight decay",
        .learn = "skip what has no gradient") {
  Tensor used = worked_parameter(), unused = tensor({5, 6}, true);
  SGD optimizer({used, unused}, {.lr = 0.1, .weight_decay = 0.1});
  optimizer.step();
  expect_near(unused, {5, 6}, kExact);
  expect_near(used, {0.98f, 1.96f}, kArith);
}

TT_CASE("07.1/skip-frozen",
        "a frozen parameter is skipped although it has a gradient",
        .what = "requires_grad_(false) on one of two parameters, then a step",
        .why = "fine-tuning freezes layers after they have had gradients",
        .learn = "ask requires_grad too") {
  Tensor frozen = worked_parameter(), free = worked_parameter();
  SGD optimizer({frozen, free}, {.lr = 0.1});
  frozen.requires_grad_(false);
  optimizer.step();
  expect_near(frozen, {1, 2}, kExact);
  expect_near(free, {0.99f, 1.98f}, kArith);
}

TT_CASE("07.1/gradient-unchanged",
        "a step leaves the gradient as it is",
        .what = "gradients after a step with weight decay, momentum and Adam",
        .why = "clipping and logging read gradients after the step",
        .learn = "add decay to a copy of the element, never to the gradient",
        .mistake = "W0011") {
  Tensor x = worked_parameter(), y = worked_parameter();
  SGD sgd({x}, {.lr = 0.1, .momentum = 0.9, .weight_decay = 0.1});
  Adam adam({y}, {.weight_decay = 0.1});
  sgd.step();
  adam.step();
  expect_near(x.grad(), {0.1f, 0.2f}, kExact);
  expect_near(y.grad(), {0.1f, 0.2f}, kExact);
}

TT_CASE("07.1/group-settings",
        "a group has its own lr and weight decay, or the optimizer's",
        .what = "three groups: own lr, own weight_decay, nothing",
        .why = "biases are usually not decayed",
        .learn = "what a group leaves out comes from the optimizer") {
  Tensor a = worked_parameter(), b = worked_parameter(), c = worked_parameter();
  SGD optimizer({ParamGroup{.params = {a}, .lr = 1.0},
                 ParamGroup{.params = {b}, .weight_decay = 0.1},
                 ParamGroup{.params = {c}}},
                {.lr = 0.1});
  optimizer.step();
  expect_near(a, {0.9f, 1.8f}, kArith);
  expect_near(b, {0.98f, 1.96f}, kArith);
  expect_near(c, {0.99f, 1.98f}, kArith);
}

TT_CASE("07.1/set-lr",
        "set_lr scales the groups that have their own rate",
        .what = "lr .1 → .05 with one group at 1.0 and one without",
        .why = "a schedule lowers all rates together",
        .learn = "multiply by new / old") {
  SGD optimizer({ParamGroup{.params = {worked_parameter()}, .lr = 1.0},
                 ParamGroup{.params = {worked_parameter()}}},
                {.lr = 0.1});
  optimizer.set_lr(0.05);
  CHECK(optimizer.lr() == 0.05);
  expect_near(*optimizer.param_groups()[0].lr, 0.5, kArith);
  CHECK(!optimizer.param_groups()[1].lr.has_value());
}

TT_CASE("07.1/set-lr-zero",
        "a rate of 0 does not freeze a group for ever",
        .what = "lr .1 → 0 → .2 with a group at 1.0",
        .why = "a schedule may end at 0 and training may go on",
        .learn = "0 has no ratio: remember the one before") {
  SGD optimizer({ParamGroup{.params = {worked_parameter()}, .lr = 1.0}}, {.lr = 0.1});
  optimizer.set_lr(0);
  CHECK(*optimizer.param_groups()[0].lr == 0);
  optimizer.set_lr(0.2);
  expect_near(*optimizer.param_groups()[0].lr, 2.0, kArith);
}

TT_CASE("07.1/step-count",
        "step_count counts calls of step",
        .what = "the count before and after 3 steps, one of them without gradients",
        .why = "schedules and checkpoints need it",
        .learn = "it is not the k of Adam's correction, which counts per parameter") {
  Tensor x = worked_parameter();
  SGD optimizer({x});
  CHECK(optimizer.step_count() == 0);
  optimizer.step();
  x.zero_grad();
  optimizer.step();
  optimizer.step();
  CHECK(optimizer.step_count() == 3);
}

TT_CASE("07.1/no-recording",
        "a step is not recorded and is allowed while recording is on",
        .what = "a step on a leaf that requires grad, outside of any NoGradGuard",
        .why = "updating by recorded ops would grow a graph over all of training",
        .learn = "steps work on memory; the flag of the parameter stays") {
  Tensor x = worked_parameter();
  SGD optimizer({x}, {.lr = 0.1, .momentum = 0.9});
  const std::int64_t nodes = live_nodes();
  optimizer.step();
  CHECK(live_nodes() == nodes);
  CHECK(x.is_leaf());
  CHECK(x.requires_grad());
}

TT_CASE("07.1/saved-values",
        "backward notices that a step changed a value it had saved",
        .what = "forward, step, backward",
        .why = "the gradient would be that of other weights",
        .learn = "a step counts as a write: TT-L0606") {
  Tensor x = worked_parameter();
  const Tensor loss = sum(x * x);
  SGD optimizer({x}, {.lr = 0.1});
  optimizer.step();
  expect_error(606, [&] { loss.backward(); });
}

TT_CASE("07.1/strided-parameter",
        "a parameter that is not dense is updated in its place",
        .what = "a transposed (2, 2) leaf with a transposed gradient",
        .why = "weights from PyTorch are often used through transpose()",
        .learn = "value and gradient pair up by position, not by memory") {
  const Tensor memory = tensor({{1, 2}, {3, 4}});
  Tensor x = memory.transpose();
  x.requires_grad_();
  x.set_grad(tensor({{10, 20}, {30, 40}}).transpose());
  SGD optimizer({x}, {.lr = 0.1});
  optimizer.step();
  expect_near(memory, {0, 0, 0, 0}, {.atol = 1e-6});
}

TT_CASE("07.1/scalar-and-empty",
        "0-D and empty parameters are stepped over all elements they have",
        .what = "a 0-D parameter and one of shape (0, 3)",
        .why = "temperatures are scalars, empty tensors come from slicing",
        .learn = "numel, not shape[0]") {
  Tensor scalar = parameter(3, 1), empty = Tensor::zeros({0, 3});
  empty.requires_grad_();
  empty.set_grad(Tensor::zeros({0, 3}));
  Adam optimizer({scalar, empty}, {.lr = 0.1});
  optimizer.step();
  expect_near(scalar.item(), 2.9, kMath);
  CHECK(empty.shape() == Shape{0, 3});
}

TT_CASE("07.1/odd-size",
        "every element of an odd-sized parameter moves",
        .what = "7 elements",
        .why = "fast loops work in blocks and forget the rest",
        .learn = "the tail counts") {
  Tensor x = Tensor::ones({7});
  x.requires_grad_();
  x.set_grad(Tensor::ones({7}));
  SGD optimizer({x}, {.lr = 0.5});
  optimizer.step();
  expect_near(x, {0.5f, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f}, kExact);
}

TT_CASE("07.1/changed-groups",
        "a parameter keeps its state when the groups are changed",
        .what = "a parameter put in front of one with momentum",
        .why = "new layers may join while training runs",
        .learn = "state belongs to the tensor, not to its place in the list") {
  Tensor old = worked_parameter(), added = worked_parameter();
  SGD optimizer({old}, {.lr = 0.1, .momentum = 0.9});
  optimizer.step();
  auto& params = optimizer.param_groups()[0].params;
  params.insert(params.begin(), added);
  optimizer.step();
  expect_near(old, {0.971f, 1.942f}, kArith);
  expect_near(added, {0.99f, 1.98f}, kArith);
}
