// Module 06, given: the checker itself. It must find wrong gradients, or it proves nothing.
#include "tinytorch/autograd.hpp"
#include "tinytorch/record.hpp"

#include "grads.hpp"

using namespace tinytorch;
using test::In;

namespace {

// y = x², recorded under a name whose rule is wrong: x instead of 2x, and only in the last element.
Tensor badly_squared(const Tensor& x) {
  return record("badly_squared", square(x.detach()), {&x});
}

std::vector<Tensor> bad_rule(const NodeView& n) {
  Tensor grad = (n.inputs[0] * 2.0f).detach();
  grad.set_({-1}, n.inputs[0].at({-1}));
  return {grad * n.grad};
}

}  // namespace

TT_CASE("06.0/gradcheck-right",
        "a right gradient passes, every element of every input compared",
        .what = "x·y of shapes (2, 3) and (3)",
        .why = "the other cases of this module rest on it",
        .learn = "4 values of f approximate one slope") {
  const auto f = [](const In& in) { return in[0] * in[1]; };
  const GradCheckResult r =
      gradcheck(f, {test::away_from_zero({2, 3}, 1), test::away_from_zero({3}, 2)});
  CHECK(r.ok);
  CHECK(r.checked == 9);
  CHECK(r.message.empty());
}

TT_CASE("06.0/gradcheck-wrong",
        "one wrong element is found and described",
        .what = "a rule that is right in (0) and (1) and wrong in (2)",
        .why = "a checker that cannot fail checks nothing",
        .learn = "the message names op, input, place and both slopes") {
  register_rule("badly_squared", Saves::inputs, bad_rule);
  const GradCheckResult r =
      gradcheck([](const In& in) { return badly_squared(in[0]); }, {tensor({1, 2, 3})});
  CHECK_FALSE(r.ok);
  CHECK(r.op == "badly_squared");
  CHECK(r.input == 0);
  CHECK(r.index == std::vector<std::int64_t>{2});
  expect_near(r.numeric / r.analytic, 2.0, {.rtol = 1e-3});
  CHECK(r.message.find("badly_squared: input 0 of shape (3) at (2): analytic") == 0);
}

TT_CASE("06.0/gradcheck-missing",
        "a gradient that does not flow counts as 0",
        .what = "x · x.detach(), whose slope in x is x to autograd and 2x to differences",
        .why = "a forgotten edge is the most common mistake",
        .learn = "detach cuts the graph, not the values") {
  const GradCheckResult r =
      gradcheck([](const In& in) { return in[0] * in[0].detach(); }, {tensor({2})});
  CHECK_FALSE(r.ok);
  expect_near(r.analytic * 2, r.numeric, {.rtol = 1e-3});
}

TT_CASE("06.0/gradcheck-inputs-kept",
        "inputs keep their values, flags and gradients",
        .what = "a transposed input before and after",
        .why = "a check must not change what it checks",
        .learn = "differences are taken on copies") {
  const Tensor x = test::turned(tensor({{1, 2, 3}, {4, 5, 6}}));
  CHECK(gradcheck([](const In& in) { return exp(in[0] * 0.1f); }, {x}).ok);
  expect_near(x, {1, 2, 3, 4, 5, 6}, kExact);
  CHECK_FALSE(x.requires_grad());
  CHECK_FALSE(x.grad().defined());
}
