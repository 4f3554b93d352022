// Module 02, part softmax: shares along any axis (02.5).
#include <cmath>
#include <limits>

#include "tinytorch/activations.hpp"
#include "tinytorch/kernels.hpp"

#include "support/test.hpp"

using namespace tinytorch;

namespace {
constexpr float kInf = std::numeric_limits<float>::infinity();
constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
}  // namespace

TT_CASE("02.5/worked",
        "softmax of 1, 2, 3 computed by hand",
        .what = "three scores",
        .why = "a classifier's scores become probabilities",
        .learn = "e to each, divided by their sum") {
  const Tensor y = softmax(tensor({1, 2, 3}));
  CHECK(y.shape() == Shape{3});
  expect_near(y, {.09003057f, .24472847f, .66524096f}, kMath);
}

TT_CASE("02.5/large",
        "large scores give the same shares",
        .what = "1000, 1001, 1002",
        .why = "e^1000 is inf, and inf / inf is NaN",
        .learn = "only differences matter: subtract the largest first",
        .mistake = "W0201") {
  expect_near(softmax(tensor({1000, 1001, 1002})), {.09003057f, .24472847f, .66524096f}, kMath);
  expect_near(softmax(tensor({-1000, -999, -998})), {.09003057f, .24472847f, .66524096f}, kMath);
}

TT_CASE("02.5/shift",
        "adding a number to all scores changes nothing",
        .what = "softmax(x) and softmax(x + 5) of random rows",
        .why = "the invariance that makes the trick possible",
        .learn = "e^(x + c) = e^x · e^c, and e^c cancels") {
  Generator g(4);
  const Tensor x = Tensor::randn({6, 9}, 1, g);
  expect_near(softmax(x + 5.0f), softmax(x), {.rtol = 1e-5, .atol = 1e-6});
}

TT_CASE("02.5/sums-to-one",
        "every row adds up to 1 and lies in [0, 1]",
        .what = "a (50, 33) tensor of wide random scores",
        .why = "shares that do not add up are no probabilities",
        .learn = "each row is divided by its own sum") {
  Generator g(5);
  const Tensor y = softmax(Tensor::randn({50, 33}, 10, g));
  expect_near(sum(y, -1), Tensor::ones({50}), {.rtol = 1e-5});
  CHECK(y.min().item() >= 0.0f);
  CHECK(y.max().item() <= 1.0f);
}

TT_CASE("02.5/rows",
        "each row of a matrix is its own softmax",
        .what = "two rows with different sums",
        .why = "one row per example: examples must not mix",
        .learn = "maximum and sum belong to the row") {
  expect_near(softmax(tensor({{1, 2, 3}, {0, 0, 0}})),
              {.09003057f, .24472847f, .66524096f, 1.f / 3, 1.f / 3, 1.f / 3},
              kMath);
}

TT_CASE("02.5/first-axis",
        "softmax along axis 0 normalises columns",
        .what = "a (2, 2) tensor, dim 0 and dim -2",
        .why = "the axis of the classes is not always the last",
        .learn = "neighbours along axis 0 stand a whole row apart",
        .mistake = "W0202") {
  const Tensor x = tensor({{0, 100}, {0, 0}});
  expect_near(softmax(x, 0), {.5f, 1, .5f, 0}, kMath);
  expect_near(softmax(x, -2), {.5f, 1, .5f, 0}, kMath);
  expect_near(softmax(x, 1), {0, 1, .5f, .5f}, kMath);
}

TT_CASE("02.5/middle-axis",
        "softmax along the middle of three axes",
        .what = "(2, 3, 4) along axis 1 against the moved axis",
        .why = "outer, axis, inner: the general case",
        .learn = "moving the axis to the end and back is the same thing") {
  Generator g(6);
  const Tensor x = Tensor::randn({2, 3, 4}, 1, g);
  const Tensor y = softmax(x, 1);
  CHECK(y.shape() == Shape{2, 3, 4});
  expect_near(sum(y, 1), Tensor::ones({2, 4}), kMath);
  expect_near(y, softmax(x.transpose(1, 2).contiguous(), 2).transpose(1, 2), kMath);
}

TT_CASE("02.5/order",
        "the order of scores stays the order of shares",
        .what = "argmax before and after",
        .why = "softmax never changes which class wins",
        .learn = "e^x grows with x") {
  Generator g(7);
  const Tensor x = Tensor::randn({20, 7}, 2, g);
  expect_near(argmax(softmax(x)), argmax(x), kExact);
  CHECK(softmax(x).max().item() > 1.0f / 7);
}

TT_CASE("02.5/minus-infinity",
        "a score of -inf has no share",
        .what = "-inf between finite scores, and a row of nothing else",
        .why = "attention forbids positions by setting them to -inf",
        .learn = "e^-inf is 0; a row with nothing allowed is 0 / 0") {
  expect_near(softmax(tensor({0, -kInf, 0})), {.5f, 0, .5f}, kExact);
  expect_near(softmax(tensor({-kInf, -kInf})), {kNaN, kNaN}, {.nan_equal = true});
}

TT_CASE("02.5/nan",
        "NaN or +inf in a row makes that row NaN and no other",
        .what = "a NaN row, a +inf row, a good row",
        .why = "wrong input must show, and only where it is",
        .learn = "inf - inf is NaN") {
  const Tensor y = softmax(tensor({{0, kNaN}, {kInf, 0}, {1, 1}}));
  CHECK(std::isnan(y.at({0, 0})));
  CHECK(std::isnan(y.at({1, 0})));
  expect_near(y.select(0, 2), {.5f, .5f}, kExact);
}

TT_CASE("02.5/sizes-one-and-zero",
        "axes of size 1 give 1, of size 0 nothing",
        .what = "shapes (3, 1), (2, 0) and (0, 4)",
        .why = "edge sizes come up in empty and last batches",
        .learn = "one score alone has the whole share") {
  expect_near(softmax(tensor({{5}, {-5}, {1000}})), {1, 1, 1}, kExact);
  CHECK(softmax(Tensor::zeros({2, 0})).shape() == Shape{2, 0});
  CHECK(softmax(Tensor::zeros({0, 4})).shape() == Shape{0, 4});
  CHECK(softmax(Tensor::zeros({2, 0}), 0).shape() == Shape{2, 0});
}

TT_CASE("02.5/any-strides",
        "a transposed view gives what its copy gives",
        .what = "softmax of x.transpose() on both axes",
        .why = "strides are how memory lies, not what the values are",
        .learn = "the result is dense; x stays as it was") {
  const Tensor x = tensor({{1, 2, 3}, {4, 6, 8}});
  const Tensor view = x.transpose();
  expect_near(softmax(view), softmax(view.clone()), kExact);
  expect_near(softmax(view, 0), softmax(x, 1).transpose(), kMath);
  CHECK(softmax(view).is_contiguous());
  expect_near(x, {1, 2, 3, 4, 6, 8}, kExact);
}

TT_CASE("02.5/long-row",
        "a million small terms are summed without drift",
        .what = "one score 0 among 2^20 scores of log 0.1",
        .why = "added in float, each term is rounded to what fits beside a large sum",
        .learn = "add in double, round once") {
  Tensor x = Tensor::full({1 << 20}, -2.3025851f);
  x.set_({0}, 0);
  const Tensor y = softmax(x);
  expect_near(y.at({0}), 9.536661615e-06, {.rtol = 1e-5});
  expect_near(y.at({1 << 19}), 9.53666131e-07, {.rtol = 1e-5});
}

TT_CASE("02.5/error-dim",
        "an axis that does not exist is refused",
        .what = "dim 2 and dim -3 of a (2, 3) tensor",
        .why = "a wrong axis that works by chance is worse than an error",
        .learn = "TT-L0201 names the shape and the axes there are") {
  const Tensor x = Tensor::zeros({2, 3});
  expect_error(201, ErrorKind::index, [&] { (void)softmax(x, 2); }, {"(2, 3)", "-2", "1"});
  expect_error(201, ErrorKind::index, [&] { (void)softmax(x, -3); }, {"(2, 3)"});
  expect_near(softmax(x, -2), Tensor::full({2, 3}, .5f), kExact);
}

TT_CASE("02.5/error-number",
        "a single number has no axis",
        .what = "softmax of a 0-D tensor",
        .why = "shares need something to share with",
        .learn = "TT-L0202; a (1) tensor works") {
  expect_error(202, ErrorKind::shape, [] { (void)softmax(tensor(3)); }, {"()", "-1"});
  expect_near(softmax(tensor({3})), {1}, kExact);
}

TT_CASE("02.5/kernel",
        "a row kernel is used along the last axis only",
        .what = "softmax with a kernel that answers 7",
        .why = "the kernel expects rows without gaps",
        .learn = "other axes keep the own loop") {
  Kernels table;
  table.softmax_rows = [](const float*, float* out, std::int64_t rows, std::int64_t cols) {
    for (std::int64_t i = 0; i < rows * cols; ++i) out[i] = 7;
  };
  const KernelScope scope(table);
  const Tensor x = Tensor::zeros({2, 2});
  expect_near(softmax(x), {7, 7, 7, 7}, kExact);
  expect_near(softmax(x, 0), {.5f, .5f, .5f, .5f}, kExact);
}
