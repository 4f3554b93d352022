// Module 04, part log_softmax: logarithms of shares along any axis (04.1).
#include <cmath>
#include <limits>

#include "tinytorch/activations.hpp"
#include "tinytorch/losses.hpp"

#include "support/test.hpp"

using namespace tinytorch;

namespace {
constexpr float kInf = std::numeric_limits<float>::infinity();
constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
}  // namespace

TT_CASE("04.1/worked",
        "log_softmax of 1, 2, 3 computed by hand",
        .what = "three scores",
        .why = "a loss wants logarithms of probabilities",
        .learn = "x - log(e^1 + e^2 + e^3) = x - 3.40760596") {
  const Tensor y = log_softmax(tensor({1, 2, 3}));
  CHECK(y.shape() == Shape{3});
  expect_near(y, {-2.40760596f, -1.40760596f, -.40760596f}, kMath);
}

TT_CASE("04.1/large",
        "large scores give the same result",
        .what = "1000, 1001, 1002 and -1002, -1001, -1000",
        .why = "e^1000 is inf, and log of it too",
        .learn = "subtract the largest first: only differences matter") {
  expect_near(
      log_softmax(tensor({1000, 1001, 1002})), {-2.40760596f, -1.40760596f, -.40760596f}, kMath);
  expect_near(
      log_softmax(tensor({-1002, -1001, -1000})), {-2.40760596f, -1.40760596f, -.40760596f}, kMath);
}

TT_CASE("04.1/far-apart",
        "scores far apart stay finite",
        .what = "0 beside 200 and beside 10,000",
        .why = "softmax rounds e^-200 to 0, and log(0) is -inf: no gradient comes back from there",
        .learn = "never take the log of a softmax; the difference is known before the exponential",
        .mistake = "W0401") {
  expect_near(log_softmax(tensor({0, 200})), {-200, 0}, kMath);
  expect_near(log_softmax(tensor({0, 10000})), {-10000, 0}, kMath);
}

TT_CASE("04.1/like-log-of-softmax",
        "where both exist, it is the log of softmax",
        .what = "random (5, 7) scores",
        .why = "a second way to the same values",
        .learn = "same function, other arithmetic") {
  Generator g(31);
  const Tensor x = Tensor::randn({5, 7}, 2, g);
  expect_near(log_softmax(x), log(softmax(x)), {.rtol = 1e-5, .atol = 1e-6});
}

TT_CASE("04.1/sums-to-one",
        "the exponentials of each row add up to 1",
        .what = "random (40, 17) scores",
        .why = "whatever the arithmetic, these are probabilities",
        .learn = "each row has its own sum") {
  Generator g(32);
  const Tensor y = log_softmax(Tensor::randn({40, 17}, 5, g));
  expect_near(sum(exp(y), -1), Tensor::ones({40}), {.rtol = 1e-5});
  CHECK(y.max().item() <= 0.0f);
}

TT_CASE("04.1/axes",
        "any axis can be the one of the classes",
        .what = "a (2, 2) tensor along 0, -2 and 1; (2, 3, 4) along the middle",
        .why = "images keep classes in axis 1",
        .learn = "neighbours along an axis may stand far apart in memory") {
  const float h = -std::log(2.0f);
  const Tensor x = tensor({{0, 100}, {0, 100}});
  expect_near(log_softmax(x, 0), {h, h, h, h}, kMath);
  expect_near(log_softmax(x, -2), {h, h, h, h}, kMath);
  expect_near(log_softmax(x, 1), {-100, 0, -100, 0}, kMath);
  Generator g(33);
  const Tensor cube = Tensor::randn({2, 3, 4}, 1, g);
  expect_near(log_softmax(cube, 1),
              log_softmax(cube.transpose(1, 2).contiguous(), 2).transpose(1, 2),
              kMath);
}

TT_CASE("04.1/minus-infinity",
        "-inf stays -inf while another score is finite",
        .what = "-inf beside numbers, and alone",
        .why = "forbidden classes have the score -inf",
        .learn = "log(0) is right for what cannot happen") {
  const float h = -std::log(2.0f);
  expect_near(log_softmax(tensor({0, -kInf, 0})), {h, -kInf, h}, kMath);
  expect_near(log_softmax(tensor({-kInf, -kInf})), {kNaN, kNaN}, {.nan_equal = true});
}

TT_CASE("04.1/nan",
        "NaN and +inf make their own row NaN",
        .what = "a bad row and a good row",
        .why = "wrong input must show, and only where it is",
        .learn = "inf - inf is NaN") {
  const Tensor y = log_softmax(tensor({{0, kNaN}, {kInf, 0}, {1, 1}}));
  CHECK((std::isnan(y.at({0, 0})) && std::isnan(y.at({1, 1}))));
  expect_near(y.select(0, 2), {-.69314718f, -.69314718f}, kMath);
}

TT_CASE("04.1/sizes",
        "one class is certain, no class is nothing",
        .what = "shapes (2, 1), (2, 0) and (0, 3)",
        .why = "edge sizes come up in empty and last batches",
        .learn = "log(1) is exactly 0") {
  expect_near(log_softmax(tensor({{5}, {-700}})), {0, 0}, kExact);
  CHECK(log_softmax(Tensor::zeros({2, 0})).shape() == Shape{2, 0});
  CHECK(log_softmax(Tensor::zeros({0, 3})).shape() == Shape{0, 3});
}

TT_CASE("04.1/any-strides",
        "a view gives what its copy gives",
        .what = "a transposed (3, 2) tensor; x afterwards",
        .why = "strides are how memory lies, not what the values are",
        .learn = "new dense memory, x untouched") {
  const Tensor x = tensor({{1, 5}, {2, 6}, {4, 9}});
  const Tensor y = log_softmax(x.transpose());
  expect_near(y, log_softmax(x.transpose().clone()), kExact);
  CHECK(y.is_contiguous());
  expect_near(x, {1, 5, 2, 6, 4, 9}, kExact);
}

TT_CASE("04.1/long-row",
        "a million small terms are summed without drift",
        .what = "one score 0 among 2^20 scores of log 0.1",
        .why = "vocabularies have 50,000 entries and more",
        .learn = "add in double, round once") {
  Tensor x = Tensor::full({1 << 20}, -2.3025851f);
  x.set_({0}, 0);
  expect_near(log_softmax(x).at({0}), -11.5603671, {.rtol = 1e-6});
}

TT_CASE("04.1/error-axes",
        "axes that do not exist are refused",
        .what = "dim 2 of a (2, 3) tensor, any dim of a number",
        .why = "the checks are those of softmax",
        .learn = "TT-L0201 and TT-L0202 name shape and axis") {
  expect_error(201, [] { (void)log_softmax(Tensor::zeros({2, 3}), 2); }, {"(2, 3)"});
  expect_error(202, [] { (void)log_softmax(tensor(1)); }, {"()"});
  expect_near(log_softmax(Tensor::zeros({1, 2}), -2), {0, 0}, kExact);
}
