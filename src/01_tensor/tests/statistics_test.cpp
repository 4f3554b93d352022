// Module 01, part reduce: mean, max, min, var and argmax by their values (01.8).
#include <cmath>
#include <limits>

#include "tinytorch/tensor.hpp"

#include "support/test.hpp"

using namespace tinytorch;

namespace {

constexpr float kInf = std::numeric_limits<float>::infinity();
constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

Tensor two_by_three() {
  return tensor({{1, 2, 3}, {4, 5, 6}});
}

Tensor cube() {
  return Tensor::arange(0, 24).view({2, 3, 4});
}

}  // namespace

TT_CASE("01.8/mean",
        "mean divides the sum by the number of elements reduced",
        .what = "mean of [[1,2,3],[4,5,6]] over 0, 1 and all",
        .why = "losses are averaged so that batch size does not matter",
        .learn = "over dim 0 it is [2.5, 3.5, 4.5]") {
  expect_near(mean(two_by_three(), 0), {2.5f, 3.5f, 4.5f}, kExact);
  expect_near(mean(two_by_three(), 1), {2, 5}, kExact);
  CHECK(mean(two_by_three()).item() == 3.5f);
  expect_near(mean(cube(), {0, 2}), {7.5f, 11.5f, 15.5f}, kExact);
  CHECK(mean(Tensor::zeros({2, 0}), 0).shape() == Shape{0});
}

TT_CASE("01.8/max-min",
        "max and min find the extremes along any axes",
        .what = "both of a (2, 3) tensor over 0, 1 and all, and over {0, 2} of a cube",
        .why = "softmax subtracts the row maximum",
        .learn = "values, not positions: those are argmax") {
  const Tensor x = tensor({{-1, 5, 2}, {7, -3, 0}});
  expect_near(max(x, 0), {7, 5, 2}, kExact);
  expect_near(max(x, 1), {5, 7}, kExact);
  CHECK(max(x).item() == 7.0f);
  expect_near(min(x, 0), {-1, -3, 0}, kExact);
  expect_near(min(x, 1), {-1, -3}, kExact);
  CHECK(min(x).item() == -3.0f);
  expect_near(max(cube(), {0, 2}), {15, 19, 23}, kExact);
  expect_near(min(cube(), {0, 2}), {0, 4, 8}, kExact);
}

TT_CASE("01.8/max-negative",
        "extremes of negative and infinite values",
        .what = "max of negatives, of -inf only, min of +inf only",
        .why = "a maximum that starts at 0 is wrong for negatives",
        .learn = "start from the worst value there is") {
  CHECK(max(tensor({-3, -1, -2})).item() == -1.0f);
  CHECK(min(tensor({3, 1, 2})).item() == 1.0f);
  CHECK(max(tensor({-kInf, -kInf})).item() == -kInf);
  CHECK(min(tensor({kInf, kInf})).item() == kInf);
}

TT_CASE("01.8/max-nan",
        "NaN wins max and min, wherever it stands",
        .what = "NaN first, in the middle and last",
        .why = "a loss that ignores NaN hides a broken model",
        .learn = "comparisons with NaN are false, so it needs its own test",
        .mistake = "W0105") {
  for (const Tensor& x : {tensor({kNan, 1, 2}), tensor({1, kNan, 2}), tensor({1, 2, kNan})}) {
    CHECK(std::isnan(max(x).item()));
    CHECK(std::isnan(min(x).item()));
  }
  CHECK(max(tensor({{1, kNan}, {3, 4}}), 1).at({1}) == 4.0f);
}

TT_CASE("01.8/var",
        "var is the mean squared distance from the mean",
        .what = "var of 1 2 3 4, biased and unbiased, and over axes of (2, 3)",
        .why = "normalisation divides by its root",
        .learn = "unbiased divides by n - 1") {
  CHECK(var(tensor({1, 2, 3, 4})).item() == 1.25f);
  expect_near(var(tensor({1, 2, 3, 4}), {}, false, true), tensor(1.6666667f), kArith);
  expect_near(var(two_by_three(), 0), {2.25f, 2.25f, 2.25f}, kArith);
  expect_near(var(two_by_three(), 1), {0.6666667f, 0.6666667f}, kArith);
  expect_near(var(tensor({{1, 3}, {5, 7}}).view({2, 1, 2}), {0, 2}), {5}, kArith);
}

TT_CASE("01.8/var-edges",
        "var of one value is 0, unbiased it is not defined",
        .what = "var of (1), of a constant, and unbiased of one value",
        .why = "one sample says nothing about the spread",
        .learn = "0 / 0 is NaN") {
  CHECK(var(tensor({5})).item() == 0.0f);
  CHECK(var(Tensor::full({7}, 0.1f)).item() == 0.0f);
  CHECK(std::isnan(var(tensor({5}), {}, false, true).item()));
}

TT_CASE("01.8/var-offset",
        "var is exact for values far from zero",
        .what = "var of 1,000,001 … 1,000,004, and of 4,000,000 alternating values",
        .why = "mean of squares minus square of mean loses all digits here",
        .learn = "subtract the mean before you square") {
  CHECK(var(tensor({1000001, 1000002, 1000003, 1000004})).item() == 1.25f);
  const Tensor x = tensor({{10000000, 10000002}}).expand({1000, 2});
  expect_near(var(x), tensor(1.0f), kArith);
}

TT_CASE("01.8/argmax",
        "argmax gives the position of the largest value, the first of several",
        .what = "argmax over the last axis, over axis 0, with ties and keepdim",
        .why = "the predicted class is an argmax",
        .learn = "positions are whole numbers in a float tensor") {
  const Tensor x = tensor({{1, 9, 3}, {7, 2, 7}});
  expect_near(argmax(x), {1, 0}, kExact);
  expect_near(argmax(x, 0), {1, 0, 1}, kExact);
  CHECK(argmax(x, -2).shape() == Shape{3});
  expect_near(argmax(cube(), 1), {2, 2, 2, 2, 2, 2, 2, 2}, kExact);
  CHECK(argmax(tensor({4, 4, 4})).item() == 0.0f);
}

TT_CASE("01.8/argmax-edges",
        "argmax of negatives, of -inf, of NaN and of a number",
        .what = "positions in five special vectors",
        .why = "NaN counts as largest so that it cannot hide",
        .learn = "the first NaN is the answer") {
  CHECK(argmax(tensor({-3, -1, -2})).item() == 1.0f);
  CHECK(argmax(tensor({-kInf, -kInf})).item() == 0.0f);
  CHECK(argmax(tensor({1, kNan, 5, kNan})).item() == 1.0f);
  CHECK(argmax(tensor({kNan, kInf})).item() == 0.0f);
  CHECK(argmax(tensor(3)).item() == 0.0f);
}
