#include "tinytorch/autograd.hpp"
#include "tinytorch/optimizers.hpp"

#include "parameters.hpp"
#include "support/test.hpp"

using namespace tinytorch;
using namespace tinytorch::test;

namespace {

// Three values whose gradients come from a generator of their own.
struct Run {
  Tensor x = tensor({1, -2, 3}, true);
  Generator draws{11};

  void steps(Optimizer& optimizer, int n) {
    for (int i = 0; i < n; ++i) {
      x.set_grad(Tensor::randn({3}, 1, draws));
      optimizer.step();
    }
  }
};

// Another tensor in the state of `run`, with the gradients that come next.
Run copy_of(const Run& run) {
  Run copy{.x = run.x.detach().clone(), .draws = run.draws};
  copy.x.requires_grad_();
  return copy;
}

}  // namespace

TT_CASE("07.6/contents",
        "a state names type, settings, counts and tensors",
        .what = "the state of SGD with momentum after 2 steps",
        .why = "this is what a checkpoint stores",
        .learn = "options, step count, and per parameter its updates and tensors") {
  Tensor x = worked_parameter(), idle = tensor({5}, true);
  SGD optimizer({x, idle}, {.lr = 0.1, .momentum = 0.9});
  steps(optimizer, 2);
  const OptimizerState state = optimizer.state_dict();
  CHECK(state.type == "SGD");
  CHECK((*state.options.find("lr") == 0.1 && *state.options.find("momentum") == 0.9));
  CHECK(state.step_count == 2);
  CHECK((state.parameters[0].updates == 2 && state.parameters[1].updates == 0));
  expect_near(*state.parameters[0].tensors.find("momentum"), {0.19f, 0.38f}, kArith);
  CHECK(state.parameters[1].tensors.empty());
}

TT_CASE("07.6/snapshot",
        "a state is a copy: later steps do not change it",
        .what = "m before and after another step",
        .why = "the best epoch's state must survive the next epoch",
        .learn = "clone, do not share",
        .mistake = "W0705") {
  Tensor x = worked_parameter();
  Adam optimizer({x}, {.lr = 0.1});
  optimizer.step();
  const OptimizerState state = optimizer.state_dict();
  optimizer.step();
  expect_near(*state.parameters[0].tensors.find("m"), {0.01f, 0.02f}, kMath);
}

TT_CASE("07.6/resume-sgd",
        "3 steps, save, load, 3 more are 6 straight steps, bit for bit",
        .what = "SGD with nesterov momentum and decay",
        .why = "long training is interrupted",
        .learn = "the velocity is part of the state") {
  const SGDOptions options{.lr = 0.05, .momentum = 0.9, .weight_decay = 0.01, .nesterov = true};
  Run straight;
  SGD first({straight.x}, options);
  straight.steps(first, 3);
  Run resumed = copy_of(straight);
  SGD second({resumed.x});
  second.load_state_dict(first.state_dict());
  straight.steps(first, 3);
  resumed.steps(second, 3);
  expect_near(resumed.x, straight.x, kExact);
  CHECK(second.step_count() == 6);
}

TT_CASE("07.6/resume-adam",
        "the same for Adam with amsgrad",
        .what = "3 + 3 steps against 6",
        .why = "the update count steers the correction",
        .learn = "m, v, vmax and the count belong together") {
  Run straight;
  Adam first({straight.x}, {.lr = 0.05, .betas = {0.8, 0.9}, .amsgrad = true});
  straight.steps(first, 3);
  Run resumed = copy_of(straight);
  Adam second({resumed.x});
  second.load_state_dict(first.state_dict());
  straight.steps(first, 3);
  resumed.steps(second, 3);
  expect_near(resumed.x, straight.x, kExact);
}

TT_CASE("07.6/resume-adamw",
        "the same for AdamW with groups, after set_lr",
        .what = "a group with its own rate and decay, a changed lr",
        .why = "settings that changed on the way must come back",
        .learn = "a load takes over settings, of groups too") {
  Run straight;
  AdamW first({ParamGroup{.params = {straight.x}, .lr = 0.5, .weight_decay = 0.3}}, {.lr = 0.1});
  first.set_lr(0.05);
  straight.steps(first, 3);
  Run resumed = copy_of(straight);
  AdamW second({ParamGroup{.params = {resumed.x}}});
  second.load_state_dict(first.state_dict());
  straight.steps(first, 3);
  resumed.steps(second, 3);
  expect_near(resumed.x, straight.x, kExact);
  CHECK(second.lr() == 0.05);
  CHECK(second.param_groups()[0].lr == first.param_groups()[0].lr);
}

TT_CASE("07.6/load-twice",
        "one state can be loaded again and again",
        .what = "load, 2 steps, load, 2 steps",
        .why = "a load that shares memory would let the first run spoil the state",
        .learn = "clone on the way in, too") {
  Run origin;
  SGD first({origin.x}, {.lr = 0.1, .momentum = 0.9});
  origin.steps(first, 2);
  const OptimizerState state = first.state_dict();
  Run a = copy_of(origin), b = copy_of(origin);
  SGD optimizer_a({a.x}), optimizer_b({b.x});
  optimizer_a.load_state_dict(state);
  a.steps(optimizer_a, 2);
  optimizer_b.load_state_dict(state);
  b.steps(optimizer_b, 2);
  expect_near(a.x, b.x, kExact);
}

TT_CASE("07.6/fresh-state",
        "the state of an optimizer that never stepped brings one back to its start",
        .what = "an empty state loaded into one with velocity",
        .why = "loading replaces, it does not merge",
        .learn = "the velocity is 0 again") {
  Tensor x = worked_parameter();
  SGD optimizer({x}, {.lr = 0.1, .momentum = 0.9});
  const OptimizerState fresh = optimizer.state_dict();
  optimizer.step();
  optimizer.load_state_dict(fresh);
  optimizer.step();
  expect_near(x, {0.98f, 1.96f}, kArith);
  CHECK(optimizer.step_count() == 1);
}

TT_CASE("07.6/error-type",
        "the state of another optimizer type is refused",
        .what = "Adam's state into SGD, and into AdamW",
        .why = "the same names would mean other things",
        .learn = "TT-L0706 names both") {
  const OptimizerState state = Adam({worked_parameter()}).state_dict();
  SGD sgd({worked_parameter()});
  AdamW adamw({worked_parameter()});
  expect_error(706, ErrorKind::value, [&] { sgd.load_state_dict(state); }, {"Adam", "SGD"});
  expect_error(706, [&] { adamw.load_state_dict(state); }, {"Adam,", "AdamW"});
}

TT_CASE("07.6/error-counts",
        "other numbers of groups or parameters are refused",
        .what = "states of 2 parameters, of 2 groups, and one that contradicts itself",
        .why = "values would land on the wrong parameters",
        .learn = "TT-L0707") {
  SGD one({worked_parameter()});
  const OptimizerState two = SGD({worked_parameter(), worked_parameter()}).state_dict();
  expect_error(707, ErrorKind::shape, [&] { one.load_state_dict(two); }, {"has 1", "state 2"});
  const OptimizerState groups =
      SGD({ParamGroup{.params = {worked_parameter()}}, ParamGroup{}}).state_dict();
  expect_error(707, [&] { one.load_state_dict(groups); }, {"has 1", "state 2"});
  OptimizerState broken = one.state_dict();
  broken.parameters.clear();
  expect_error(707, [&] { one.load_state_dict(broken); }, {"has 1", "state 0"});
}

TT_CASE("07.6/error-shape",
        "a stored tensor of another shape is refused, and nothing was changed",
        .what = "the second of two parameters has another shape; then 2 more steps",
        .why = "half a load is worse than none",
        .learn = "TT-L0707 names parameter and shapes; check all, then swap") {
  Tensor a = worked_parameter(), b = parameter({1, 2, 3}, {1, 1, 1});
  SGD other({worked_parameter(), worked_parameter()}, {.lr = 9, .momentum = 0.5});
  for (int i = 0; i < 2; ++i) other.step();
  SGD optimizer({a, b}, {.lr = 0.1, .momentum = 0.9});
  optimizer.step();
  expect_error(707,
               [&] { optimizer.load_state_dict(other.state_dict()); },
               {"parameter 1", "(3)", "momentum", "(2)"});
  CHECK((optimizer.lr() == 0.1 && optimizer.step_count() == 1));
  CHECK(optimizer.state_dict().parameters[0].updates == 1);
  optimizer.step();
  expect_near(a, {0.971f, 1.942f}, kArith);
}

TT_CASE("07.6/error-incomplete",
        "a state with missing tensors, wrong names or missing settings is refused",
        .what = "v taken away, v renamed, beta2 taken away, a negative count",
        .why = "files can be damaged or made by other programs",
        .learn = "TT-L0707 says what is missing") {
  Adam optimizer({worked_parameter()});
  optimizer.step();
  const OptimizerState good = optimizer.state_dict();
  const Tensor m = *good.parameters[0].tensors.find("m");
  OptimizerState bad = good;
  bad.parameters[0].tensors = {{"m", m}};
  expect_error(707, [&] { optimizer.load_state_dict(bad); }, {"parameter 0", "1 tensors", "m, v"});
  bad.parameters[0].tensors = {{"m", m}, {"velocity", m}};
  expect_error(707, [&] { optimizer.load_state_dict(bad); }, {"no tensor named v"});
  bad = good;
  bad.options = {{"lr", 0.1}, {"weight_decay", 0}, {"beta1", 0.9}};
  expect_error(707, [&] { optimizer.load_state_dict(bad); }, {"beta2"});
  bad = good;
  bad.parameters[0].updates = -1;
  expect_error(707, [&] { optimizer.load_state_dict(bad); }, {"-1 updates"});
}

TT_CASE("07.6/error-settings",
        "settings in a state are checked like those of a constructor",
        .what = "lr −1, beta1 1, nesterov without momentum",
        .why = "a damaged file must not reach the formula",
        .learn = "TT-L0701, TT-L0702, TT-L0708") {
  SGD sgd({worked_parameter()}, {.lr = 0.1});
  OptimizerState state = sgd.state_dict();
  state.options.set("nesterov", 1);
  expect_error(708, [&] { sgd.load_state_dict(state); });
  state.options.set("momentum", 0.9);
  state.options.set("lr", -1);
  expect_error(701, [&] { sgd.load_state_dict(state); }, {"lr is -1"});
  Adam adam({worked_parameter()});
  state = adam.state_dict();
  state.options.set("beta1", 1);
  expect_error(702, [&] { adam.load_state_dict(state); }, {"1.0"});
}
