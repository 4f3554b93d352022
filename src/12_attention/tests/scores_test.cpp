#include <cmath>

#include "tinytorch/attention.hpp"
#include "tinytorch/gradcheck.hpp"

#include "support/test.hpp"

using namespace tinytorch;
using namespace tinytorch::test;

TT_CASE("12.1/by-hand",
        "a score is the product of a query with a key",
        .what = "two queries and three keys of width 2",
        .why = "the score decides how much a position takes from another",
        .learn = "row i belongs to query i, column j to key j") {
  const Tensor Q = tensor({{1, 2}, {3, 4}}), K = tensor({{1, 0}, {0, 1}, {1, 1}});
  const Tensor scores = attention_scores(Q, K);
  CHECK(scores.shape() == Shape{2, 3});
  expect_near(scores, {1, 2, 3, 3, 4, 7}, kExact);
}

TT_CASE("12.1/ones",
        "rows of ones of width d fit each other with d",
        .what = "Q and K of ones with d = 4, scaled by 1/√4",
        .why = "scores grow with the width, and softmax would harden",
        .learn = "4 becomes 2: divide by the root, not by d") {
  const Tensor scores = attention_scores(Tensor::ones({2, 4}), Tensor::ones({2, 4}));
  expect_near(scores, {4, 4, 4, 4}, kExact);
  expect_near(scale_scores(scores, 4), {2, 2, 2, 2}, kExact);
}

TT_CASE("12.1/leading-axes",
        "leading axes are kept, and broadcast",
        .what = "Q of (2, 3, 5, 4), K of (3, 7, 4); no queries at all",
        .why = "texts and heads stand in front",
        .learn = "only the last two axes take part in the product") {
  const Tensor Q = Tensor::ones({2, 3, 5, 4}), K = Tensor::ones({3, 7, 4});
  CHECK(attention_scores(Q, K).shape() == Shape{2, 3, 5, 7});
  CHECK(attention_scores(Tensor::ones({0, 4}), Tensor::ones({2, 4})).shape() == Shape{0, 2});
}

TT_CASE("12.1/layouts",
        "strided queries and keys are read by their strides, and left as they were",
        .what = "Q and K that are transposed views",
        .why = "heads are transposed views",
        .learn = "memory order is not the order of the axes") {
  const Tensor Q = tensor({{1, 3}, {2, 4}}).transpose();        // rows 1 2, 3 4
  const Tensor K = tensor({{1, 0, 1}, {0, 1, 1}}).transpose();  // rows 1 0, 0 1, 1 1
  expect_near(attention_scores(Q, K), {1, 2, 3, 3, 4, 7}, kExact);
  expect_near(Q, {1, 2, 3, 4}, kExact);
}

TT_CASE("12.1/gradient",
        "scores and scale are recorded",
        .what = "differences of values against gradients",
        .why = "attention learns through its scores",
        .learn = "ops made of recorded ops need no rule of their own") {
  Generator generator(3);
  const auto f = [](const std::vector<Tensor>& in) {
    return scale_scores(attention_scores(in[0], in[1]), 3);
  };
  const auto result = gradcheck(
      f, {Tensor::randn({2, 4, 3}, 1, generator), Tensor::randn({2, 5, 3}, 1, generator)});
  CHECK_MESSAGE(result.ok, result.message);
}

TT_CASE("12.0/sizes",
        "queries and keys of different sizes are refused",
        .what = "last sizes 3 and 4; a vector; a width of 0",
        .why = "a product of other sizes has no meaning",
        .learn = "TT-L1201 names both shapes") {
  expect_error(1201,
               ErrorKind::shape,
               [] {
                 (void)attention_scores(Tensor::ones({2, 3}), Tensor::ones({2, 4}));
               },
               {"(2, 3)", "(2, 4)", "3 ≠ 4"});
  expect_error(1201,
               [] {
                 (void)attention_scores(Tensor::ones({3}), Tensor::ones({2, 3}));
               },
               {"(3)"});
  expect_error(1201, [] { (void)scale_scores(Tensor::ones({2, 2}), 0); }, {"0"});
}
