// Module 06, part rules_arith: gradients of operands that were broadcast (06.1).
#include "tinytorch/autograd.hpp"

#include "grads.hpp"

using namespace tinytorch;

TT_CASE("06.1/same-shape",
        "a gradient of the right shape comes back as the same tensor",
        .what = "(2, 3) to (2, 3)",
        .why = "most gradients need nothing, and a copy would cost memory and time",
        .learn = "hand the handle on") {
  const Tensor g = tensor({{1, 2, 3}, {4, 5, 6}});
  CHECK(reduce_broadcast_grad(g, {2, 3}).is_same(g));
  CHECK(reduce_broadcast_grad(g, {3}).shape() == Shape{3});
}

TT_CASE("06.1/bias",
        "a bias gets the column sums",
        .what = "(2, 3) to (3)",
        .why = "the bias was added to every row, so every row sends it a gradient",
        .learn = "repeated forward, summed backward") {
  const Tensor g = reduce_broadcast_grad(tensor({{1, 2, 3}, {4, 5, 6}}), {3});
  CHECK(g.shape() == Shape{3});
  expect_near(g, {5, 7, 9}, kExact);
}

TT_CASE("06.1/column",
        "an axis of size 1 is summed and stays",
        .what = "(2, 3) to (2, 1)",
        .why = "a column meets every column",
        .learn = "the operand's shape comes back, axis for axis") {
  const Tensor g = reduce_broadcast_grad(tensor({{1, 2, 3}, {4, 5, 6}}), {2, 1});
  CHECK(g.shape() == Shape{2, 1});
  expect_near(g, {6, 15}, kExact);
}

TT_CASE("06.1/number",
        "a 0-D operand gets the sum of everything",
        .what = "(2, 3) to ()",
        .why = "one number touched all six results",
        .learn = "all axes were missing, all are summed") {
  const Tensor g = reduce_broadcast_grad(tensor({{1, 2, 3}, {4, 5, 6}}), {});
  CHECK(g.shape() == Shape{});
  CHECK(g.item() == 21.0f);
}

TT_CASE("06.1/two-axes",
        "missing and repeated axes are summed together",
        .what = "(2, 3, 2) to (3, 1)",
        .why = "both kinds of repetition occur at once",
        .learn = "align right, then look at each axis") {
  const Tensor g = reduce_broadcast_grad(Tensor::arange(0, 12).view({2, 3, 2}), {3, 1});
  CHECK(g.shape() == Shape{3, 1});
  expect_near(g, {14, 22, 30}, kExact);
}

TT_CASE("06.1/leading-ones",
        "extra axes of size 1 disappear",
        .what = "(1, 1, 3) to (3)",
        .why = "shapes must agree exactly, even where no sum is needed",
        .learn = "a missing axis always goes") {
  const Tensor g = reduce_broadcast_grad(tensor({{{1, 2, 3}}}), {3});
  CHECK(g.shape() == Shape{3});
  expect_near(g, {1, 2, 3}, kExact);
}

TT_CASE("06.1/empty",
        "an operand repeated zero times gets zeros",
        .what = "(0, 3) to (3) and to (1, 3)",
        .why = "the last batch of an epoch may be empty",
        .learn = "the sum of nothing is 0") {
  expect_near(reduce_broadcast_grad(Tensor::zeros({0, 3}), {3}), {0, 0, 0}, kExact);
  const Tensor row = reduce_broadcast_grad(Tensor::zeros({0, 3}), {1, 3});
  CHECK(row.shape() == Shape{1, 3});
  expect_near(row, {0, 0, 0}, kExact);
}

TT_CASE("06.1/strided",
        "strides of the gradient do not matter",
        .what = "a transposed and an expanded gradient",
        .why = "gradients arrive as views all the time",
        .learn = "shape decides, not memory") {
  const Tensor t = tensor({{1, 4}, {2, 5}, {3, 6}}).transpose();
  expect_near(reduce_broadcast_grad(t, {3}), {5, 7, 9}, kExact);
  expect_near(reduce_broadcast_grad(tensor(1).expand({4, 2}), {2}), {4, 4}, kExact);
}

TT_CASE("06.1/double-sum",
        "long sums run in double",
        .what = "17,000,000 ones to ()",
        .why = "a float sum would stop at 16,777,216",
        .learn = "use sum, which knows") {
  const Tensor g = tensor(1).expand({17'000'000});
  CHECK(reduce_broadcast_grad(g, {}).item() == 17'000'000.0f);
}

TT_CASE("06.1/adjoint",
        "summing back is the transpose of repeating",
        .what = "(expand x) · g against x · reduce(g)",
        .why = "this identity is what makes it the right gradient",
        .learn = "backward is forward, transposed") {
  Generator random(3);
  const Tensor x = Tensor::randn({3, 1}, 1, random), g = Tensor::randn({2, 3, 4}, 1, random);
  const Tensor there = sum(x.expand({2, 3, 4}) * g);
  const Tensor back = sum(x * reduce_broadcast_grad(g, {3, 1}));
  expect_near(there, back, {.rtol = 1e-5, .atol = 1e-5});
}

TT_CASE("06.1/in-a-graph",
        "a bias added to a batch gets column sums, worked example",
        .what = "(2, 3) + (3), gradient 1 to 6",
        .why = "this is how every layer's bias learns",
        .learn = "the rule of add calls reduce_broadcast_grad") {
  Tensor x = Tensor::zeros({2, 3}), b = Tensor::zeros({3});
  x.requires_grad_();
  b.requires_grad_();
  (x + b).backward(tensor({{1, 2, 3}, {4, 5, 6}}));
  expect_near(b.grad(), {5, 7, 9}, kExact);
  expect_near(x.grad(), {1, 2, 3, 4, 5, 6}, kExact);
}
