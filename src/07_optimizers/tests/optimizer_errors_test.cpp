#include <limits>

#include "tinytorch/detail/node.hpp"
#include "tinytorch/optimizers.hpp"

#include "parameters.hpp"
#include "support/test.hpp"

using namespace tinytorch;
using namespace tinytorch::test;

TT_CASE("07.1/error-settings",
        "rates that are negative or not finite are refused",
        .what = "lr −.1 and NaN, weight_decay −1, a group's lr of infinity, set_lr(−1)",
        .why = "a negative rate climbs the loss",
        .learn = "TT-L0701") {
  const double infinity = std::numeric_limits<double>::infinity();
  const Tensor x = worked_parameter();
  expect_error(701, ErrorKind::value, [&] { SGD({x}, {.lr = -0.1}); }, {"lr is -0.1"});
  expect_error(701, [&] { SGD({x}, {.lr = std::numeric_limits<double>::quiet_NaN()}); }, {"nan"});
  expect_error(701, [&] { SGD({x}, {.weight_decay = -1}); }, {"weight_decay is -1"});
  expect_error(
      701, [&] { SGD({ParamGroup{.params = {x}, .lr = infinity}}); }, {"lr of a group is inf"});
  SGD optimizer({x}, {.lr = 0.25});
  expect_error(701, [&] { optimizer.set_lr(-1); }, {"-1"});
  CHECK(optimizer.lr() == 0.25);
  optimizer.set_lr(0.5);
  CHECK(optimizer.lr() == 0.5);
}

TT_CASE("07.1/error-twice",
        "the same tensor twice is refused, equal values are not",
        .what = "[a, b, a] in one group, then over two groups; [a, copy of a]",
        .why = "it would be updated twice in each step",
        .learn = "TT-L0703 names both positions") {
  const Tensor a = worked_parameter(), b = worked_parameter();
  expect_error(703, ErrorKind::value, [&] { SGD({a, b, a}); }, {"0 and 2", "(2)"});
  expect_error(703,
               [&] {
                 SGD({ParamGroup{.params = {a}}, ParamGroup{.params = {a}}});
               },
               {"0 and 1"});
  SGD fine({a, a.clone()});
  fine.step();
  CHECK(fine.step_count() == 1);
}

TT_CASE("07.1/error-undefined",
        "an undefined parameter is refused",
        .what = "a list whose second entry is Tensor()",
        .why = "a bias that is switched off has no values",
        .learn = "TT-L0704 names the position") {
  const Tensor a = worked_parameter();
  expect_error(704, ErrorKind::value, [&] { Adam({a, Tensor()}); }, {"position 1"});
  Adam({a}).zero_grad();
  CHECK(!a.grad().defined());
}

TT_CASE("07.1/error-empty",
        "an empty list is refused, an empty group is not",
        .what = "no parameters; no groups; one full and one empty group",
        .why = "an optimizer without parameters is nearly always a slip",
        .learn = "TT-L0705") {
  expect_error(705, ErrorKind::value, [] { SGD(std::vector<Tensor>{}); }, {"0 parameters"});
  expect_error(705, [] { Adam(std::vector<ParamGroup>{}); }, {"0 groups"});
  SGD optimizer({ParamGroup{.params = {worked_parameter()}}, ParamGroup{}});
  optimizer.step();
  CHECK(optimizer.step_count() == 1);
}

TT_CASE("07.1/error-gradient-shape",
        "a gradient of another shape stops the step before anything moved",
        .what = "a good parameter, then one whose gradient is (3) instead of (2)",
        .why = "half a step cannot be taken back",
        .learn = "TT-L0709; check all, then change") {
  Tensor good = worked_parameter(), bad = worked_parameter();
  detail::node_of(bad)->grad = tensor({1, 2, 3});
  SGD optimizer({good, bad}, {.lr = 0.1});
  expect_error(709, ErrorKind::shape, [&] { optimizer.step(); }, {"(2)", "(3)"});
  expect_near(good, {1, 2}, kExact);
  CHECK(optimizer.step_count() == 0);
  bad.set_grad(tensor({1, 2}));
  optimizer.step();
  CHECK(optimizer.step_count() == 1);
}

TT_CASE("07.1/error-changed-groups",
        "what is put into the groups later is checked at the next step",
        .what = "the same tensor again, then an undefined one, then a negative lr",
        .why = "param_groups() can be changed freely",
        .learn = "the step refuses and changes nothing") {
  Tensor x = worked_parameter();
  SGD optimizer({x}, {.lr = 0.1});
  ParamGroup& group = optimizer.param_groups()[0];
  group.params.push_back(x);
  expect_error(703, [&] { optimizer.step(); });
  group.params[1] = Tensor();
  expect_error(704, [&] { optimizer.step(); });
  group.params.pop_back();
  group.lr = -1.0;
  expect_error(701, [&] { optimizer.step(); }, {"-1"});
  expect_near(x, {1, 2}, kExact);
  group.lr = 0.1;
  optimizer.step();
  CHECK(optimizer.step_count() == 1);
}
