#include <cmath>
#include <limits>

#include "tinytorch/activations.hpp"
#include "tinytorch/attention.hpp"
#include "tinytorch/ops.hpp"

#include "support/test.hpp"

using namespace tinytorch;
using namespace tinytorch::test;

namespace {
constexpr float kInf = std::numeric_limits<float>::infinity();
}

TT_CASE("12.2/keep-and-block",
        "1 keeps a score, 0 makes it −∞",
        .what = "a causal mask on four scores",
        .why = "a model that sees the next word learns to copy it",
        .learn = "1 keep, 0 block") {
  const Tensor scores = tensor({{1, 2}, {3, 4}}), mask = tensor({{1, 0}, {1, 1}});
  expect_near(apply_mask(scores, mask), {1, -kInf, 3, 4}, kExact);
  expect_near(scores, {1, 2, 3, 4}, kExact);
}

TT_CASE("12.2/large-scores",
        "a blocked score gets weight exactly 0, however small the others are",
        .what = "scores of −2e9 beside a blocked 5",
        .why = "−1e9 in place of −∞ would win here",
        .learn = "−∞ loses against every number") {
  const Tensor weights = softmax(apply_mask(tensor({{-2e9f, 5, -2e9f}}), tensor({1, 0, 1})));
  expect_near(weights, {0.5f, 0, 0.5f}, kExact);
}

TT_CASE("12.2/broadcast",
        "a mask broadcasts over texts, heads and queries",
        .what = "masks of (2), (2, 2) and (2, 1, 2) on scores of (2, 2, 2)",
        .why = "one causal mask serves all texts",
        .learn = "axes are compared from the last one") {
  const Tensor scores = Tensor::zeros({2, 2, 2});
  const float i = -kInf;
  expect_near(apply_mask(scores, tensor({1, 0})), {0, i, 0, i, 0, i, 0, i}, kExact);
  expect_near(apply_mask(scores, tensor({{1, 0}, {0, 1}})), {0, i, i, 0, 0, i, i, 0}, kExact);
  expect_near(apply_mask(scores, tensor({{{1, 0}}, {{0, 1}}})), {0, i, 0, i, i, 0, i, 0}, kExact);
  expect_near(
      apply_mask(scores, tensor({{1, 0}, {1, 1}}).transpose()), {0, 0, i, 0, 0, 0, i, 0}, kExact);
}

TT_CASE("12.2/gradient",
        "no gradient passes a blocked score",
        .what = "gradient of ones through a mask",
        .why = "what was not seen must not be changed",
        .learn = "the derivative of a constant is 0") {
  Tensor scores = tensor({{1, 2}, {3, 4}});
  scores.requires_grad_();
  apply_mask(scores, tensor({{1, 0}, {1, 1}})).backward(Tensor::ones({2, 2}));
  expect_near(scores.grad(), {1, 0, 1, 1}, kExact);
}

TT_CASE("12.2/not-binary",
        "a mask of other numbers than 0 and 1 is refused",
        .what = "masks that hold 0.5, −1e9 and NaN",
        .why = "masks that are added to scores have 0 where this one has 1",
        .learn = "TT-L1202 says where, and that additive masks are not taken") {
  const Tensor scores = Tensor::zeros({2, 2});
  expect_error(1202,
               ErrorKind::value,
               [&] {
                 (void)apply_mask(scores, tensor({{1, 1}, {1, 0.5f}}));
               },
               {"row 1", "key 1", "0.5"});
  expect_error(1202, [&] { (void)apply_mask(scores, tensor({{0, -1e9f}, {0, 0}})); }, {"row 0"});
  expect_error(1202, [&] { (void)apply_mask(scores, tensor({std::nanf(""), 1})); }, {"nan"});
}

TT_CASE("12.2/blocked-row",
        "a query with every key blocked is refused",
        .what = "the second of two rows holds zeros only",
        .why = "softmax of nothing is 0/0",
        .learn = "TT-L1203 names the row") {
  const Tensor scores = Tensor::zeros({2, 2});
  expect_error(1203,
               ErrorKind::value,
               [&] {
                 (void)apply_mask(scores, tensor({{0, 1}, {0, 0}}));
               },
               {"row 1", "(2, 2)"});
}

TT_CASE("12.2/shape",
        "a mask that does not broadcast to the scores is refused",
        .what = "a (3, 2) and a (1, 2, 2) mask on (2, 2) scores",
        .why = "a mask must never enlarge what it masks",
        .learn = "TT-L1204 names both shapes") {
  const Tensor scores = Tensor::zeros({2, 2});
  expect_error(1204,
               ErrorKind::shape,
               [&] {
                 (void)apply_mask(scores, Tensor::ones({3, 2}));
               },
               {"(3, 2)", "(2, 2)"});
  expect_error(1204,
               [&] {
                 (void)apply_mask(scores, Tensor::ones({1, 2, 2}));
               },
               {"(1, 2, 2)", "(2, 2)"});
}
