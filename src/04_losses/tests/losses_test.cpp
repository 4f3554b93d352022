// Module 04, part losses: squared error (04.2), yes or no (04.4).
#include "tinytorch/losses.hpp"

#include <cmath>
#include <limits>

#include "tinytorch/activations.hpp"

#include "support/test.hpp"

using namespace tinytorch;

namespace {

constexpr float kInf = std::numeric_limits<float>::infinity();
constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

// Loss of one probability and one target.
float bce(float p, float t) {
  return BinaryCrossEntropyLoss()(tensor({p}), tensor({t})).item();
}
float bce_logit(float z, float t) {
  return binary_cross_entropy_with_logits(tensor({z}), tensor({t})).item();
}

}  // namespace

// ---- squared error

TT_CASE("04.2/worked",
        "the mean squared error of three numbers",
        .what = "predictions 1, 2, 3 against 1.5, 2.5, 2.8",
        .why = "the loss of regression",
        .learn = "(0.25 + 0.25 + 0.04) / 3 = 0.18, a 0-D tensor") {
  const Tensor loss = MSELoss()(tensor({1, 2, 3}), tensor({1.5, 2.5, 2.8}));
  CHECK(loss.shape() == Shape{});
  expect_near(loss.item(), .18, {.rtol = 1e-6});
}

TT_CASE("04.2/reductions",
        "sum and none beside mean",
        .what = "the same numbers with all three reductions",
        .why = "weighting examples needs the single losses",
        .learn = "mean divides by the number of elements, not of rows") {
  const Tensor p = tensor({{1, 2}, {3, 4}}), t = tensor({{0, 0}, {3, 1}});
  expect_near(MSELoss(Reduction::mean)(p, t).item(), 14.0 / 4, kExact);
  expect_near(MSELoss(Reduction::sum)(p, t).item(), 14, kExact);
  const Tensor each = MSELoss(Reduction::none)(p, t);
  CHECK(each.shape() == Shape{2, 2});
  expect_near(each, {1, 4, 0, 9}, kExact);
}

TT_CASE("04.2/zero",
        "a perfect prediction costs nothing",
        .what = "x against itself, and the loss of any difference",
        .why = "0 is the least a loss can be",
        .learn = "squares are never negative: signs cannot cancel") {
  Generator g(41);
  const Tensor x = Tensor::randn({10}, 1, g);
  CHECK(MSELoss()(x, x).item() == 0.0f);
  expect_near(MSELoss()(tensor({-1, 1}), tensor({0, 0})).item(), 1, kExact);
}

TT_CASE("04.2/symmetric",
        "prediction and target may change places",
        .what = "loss(a, b) and loss(b, a)",
        .why = "a property that needs no expected value",
        .learn = "(a - b)² = (b - a)²") {
  Generator g(42);
  const Tensor a = Tensor::randn({3, 5}, 1, g), b = Tensor::randn({3, 5}, 1, g);
  CHECK(MSELoss()(a, b).item() == MSELoss()(b, a).item());
  CHECK(MSELoss()(a, b).item() > 0.0f);
}

TT_CASE("04.2/double",
        "a long sum does not drift",
        .what = "2^22 errors of 0.1: the mean is 0.01",
        .why = "in float each addition to a large sum rounds: four million of them drift",
        .learn = "add in double, round once at the end",
        .mistake = "W0403") {
  const Tensor p = Tensor::full({1 << 22}, .1f), t = Tensor::zeros({1 << 22});
  expect_near(MSELoss()(p, t).item(), .1f * .1f, {.rtol = 1e-7});
}

TT_CASE("04.2/any-strides",
        "views compare like their copies",
        .what = "a transposed prediction, an expanded target, shapes () and (2, 1, 3)",
        .why = "a slice of a batch is a view",
        .learn = "element (i, j) meets element (i, j), wherever it lies") {
  const Tensor p = tensor({{1, 2, 3}, {4, 5, 6}}).transpose();
  const Tensor t = tensor({{1}, {2}, {3}}).expand({3, 2});
  expect_near(MSELoss(Reduction::none)(p, t), {0, 9, 0, 9, 0, 9}, kExact);
  CHECK(MSELoss(Reduction::none)(tensor(3), tensor(1)).item() == 4.0f);
  CHECK(MSELoss()(Tensor::ones({2, 1, 3}), Tensor::zeros({2, 1, 3})).item() == 1.0f);
}

TT_CASE("04.2/nan",
        "NaN in, NaN out",
        .what = "one NaN prediction among good ones",
        .why = "a training run that has broken must say so",
        .learn = "a sum with NaN is NaN") {
  CHECK(std::isnan(MSELoss()(tensor({1, kNaN}), tensor({1, 1})).item()));
  CHECK(MSELoss()(tensor({kInf}), tensor({1})).item() == kInf);
}

TT_CASE("04.2/error-shapes",
        "shapes must be equal; nothing broadcasts",
        .what = "(3, 1) against (3), (2, 3) against (3)",
        .why = "(3, 1) - (3) is a (3, 3) table of wrong differences: a classic silent bug",
        .learn = "TT-L0401 shows both shapes") {
  const MSELoss loss;
  expect_error(401,
               ErrorKind::shape,
               [&] {
                 loss(Tensor::ones({3, 1}), Tensor::ones({3}));
               },
               {"(3, 1)", "target is (3)"});
  expect_error(401, [&] { loss(Tensor::ones({2, 3}), Tensor::ones({3})); }, {"(2, 3)"});
  CHECK(loss(Tensor::ones({3, 1}), Tensor::zeros({3, 1})).item() == 1.0f);
}

TT_CASE("04.2/error-empty",
        "there is no mean of nothing",
        .what = "shapes (0) and (4, 0)",
        .why = "0 / 0 is NaN, and NaN spreads",
        .learn = "TT-L0402; skip empty batches") {
  const MSELoss loss;
  expect_error(
      402, ErrorKind::value, [&] { loss(Tensor::zeros({0}), Tensor::zeros({0})); }, {"(0)"});
  expect_error(402, [&] { loss(Tensor::zeros({4, 0}), Tensor::zeros({4, 0})); }, {"(4, 0)"});
  CHECK(loss(tensor({2}), tensor({0})).item() == 4.0f);
}

TT_CASE("04.2/base",
        "losses are used through their base",
        .what = "a Loss reference, forward and operator()",
        .why = "a trainer takes any loss",
        .learn = "the same call for all of them") {
  const MSELoss mse;
  const Loss& loss = mse;
  CHECK(loss(tensor({3}), tensor({1})).item() == 4.0f);
  CHECK(loss.forward(tensor({3}), tensor({0})).item() == 9.0f);
}

// ---- yes or no

TT_CASE("04.4/worked",
        "four answers and what they cost",
        .what = "p = .99 for yes, .51 and .95 for no, .5 for yes",
        .why = "the loss of a yes-or-no answer",
        .learn = "-log of the probability given to what happened") {
  expect_near(bce(.99f, 1), .01005034, kMath);
  expect_near(bce(.51f, 0), .71334989, kMath);
  expect_near(bce(.95f, 0), 2.99573227, kMath);
  expect_near(bce(.5f, 1), .69314718, kMath);
}

TT_CASE(
    "04.4/clipped",
    "a sure and wrong answer costs much, not infinitely much",
    .what = "p = 1 for no and p = 0 for yes",
    .why = "-log(0) is inf: one example would end the training",
    .learn = "1 - 1e-7 is .99999988 in float, so the two ends differ: 15.942385 and 16.118096") {
  expect_near(bce(1, 0), 15.942385, {.rtol = 1e-6});
  expect_near(bce(0, 1), 16.118096, {.rtol = 1e-6});
  CHECK(bce(0, 0) < 2e-7f);
  CHECK(bce(1, 1) < 2e-7f);
}

TT_CASE("04.4/soft-targets",
        "a target may lie between no and yes",
        .what = "target .3 with p = .3 and p = .8",
        .why = "labels can be uncertain themselves",
        .learn = "both terms count, weighted by t and 1 - t") {
  expect_near(bce(.3f, .3f), .61086430, kMath);
  expect_near(bce(.8f, .3f), 1.19354960, kMath);
}

TT_CASE("04.4/reductions",
        "mean, sum and none, for probabilities and for logits",
        .what = "p = .5, .5 and .99; z = 0, 0",
        .why = "both forms follow the rules of every loss",
        .learn = "log 2 for not knowing") {
  const Tensor p = tensor({.5, .5, .99}), t = tensor({1, 0, 1});
  const BinaryCrossEntropyLoss all(Reduction::none), sum(Reduction::sum), mean;
  expect_near(all(p, t), {.69314718f, .69314718f, .01005034f}, kMath);
  expect_near(sum(p, t).item(), 1.39634470, kMath);
  expect_near(mean(p, t).item(), 1.39634470 / 3, kMath);
  const Tensor z = tensor({0, 0}), yes = tensor({1, 1});
  expect_near(binary_cross_entropy_with_logits(z, yes).item(), .69314718, kMath);
  expect_near(binary_cross_entropy_with_logits(z, yes, Reduction::sum).item(), 1.38629436, kMath);
  CHECK(binary_cross_entropy_with_logits(z, yes, Reduction::none).shape() == Shape{2});
}

TT_CASE("04.4/logits-worked",
        "the logits form at two points",
        .what = "z = 2 for no, z = -3 for yes",
        .why = "a model gives logits; the sigmoid is part of the loss",
        .learn = "max(z, 0) - z·t + log(1 + e^-|z|)") {
  expect_near(bce_logit(2, 0), 2.12692801, kMath);
  expect_near(bce_logit(-3, 1), 3.04858735, kMath);
}

TT_CASE("04.4/logits-extremes",
        "large logits are finite and exact",
        .what = "z = ±1000 for yes and no",
        .why = "sigmoid(-1000) is 0, and log(0) has no way back",
        .learn = "no clipping: the loss grows by 1 for each unit of z") {
  CHECK(bce_logit(1000, 0) == 1000.0f);
  CHECK(bce_logit(-1000, 1) == 1000.0f);
  CHECK(bce_logit(1000, 1) == 0.0f);
  CHECK(bce_logit(-1000, 0) == 0.0f);
  expect_near(bce_logit(-30, 0), 9.3576e-14, {.rtol = 1e-4});
}

TT_CASE("04.4/forms-agree",
        "logits and probabilities give the same loss",
        .what = "random logits against their sigmoid",
        .why = "two ways to one value check each other",
        .learn = "p = sigmoid(z)") {
  Generator g(43);
  const Tensor z = Tensor::randn({50}, 2, g), t = Tensor::rand({50}, g);
  expect_near(binary_cross_entropy_with_logits(z, t, Reduction::none),
              BinaryCrossEntropyLoss(Reduction::none)(sigmoid(z), t),
              {.rtol = 1e-4, .atol = 1e-6});
}

TT_CASE("04.4/any-strides",
        "views compare like their copies",
        .what = "transposed predictions, logits and targets",
        .why = "a slice of a batch is a view",
        .learn = "inputs are left as they were") {
  const Tensor p = tensor({{.1, .2}, {.3, .4}}), t = tensor({{0, 1}, {1, 0}});
  const BinaryCrossEntropyLoss all(Reduction::none);
  expect_near(all(p.transpose(), t), all(p.transpose().clone(), t), kExact);
  expect_near(binary_cross_entropy_with_logits(p.transpose(), t).item(),
              binary_cross_entropy_with_logits(p, t.transpose()).item(),
              kMath);
  expect_near(p, {.1f, .2f, .3f, .4f}, kExact);
}

TT_CASE("04.4/error-values",
        "what is no probability is refused",
        .what = "p = 1.5, -0.1, NaN; targets 2 and -1; logits inf",
        .why = "logits passed as probabilities are the usual cause",
        .learn = "TT-L0406 names the value") {
  expect_error(406, ErrorKind::value, [] { bce(1.5f, 1); }, {"1.5"});
  expect_error(406, [] { bce(-.1f, 1); }, {"-0.1"});
  expect_error(406, [] { bce(kNaN, 1); }, {"nan"});
  expect_error(406, [] { bce(.5f, 2); }, {" 2;"});
  expect_error(406, [] { bce_logit(0, -1); }, {"-1;"});
  expect_error(406, [] { bce_logit(kInf, 1); }, {"inf"});
  expect_near(bce(.5f, 1), .69314718, kMath);
}

TT_CASE("04.4/error-shapes",
        "shapes must be equal, and not empty",
        .what = "(2, 1) against (2), and (0) against (0), in both forms",
        .why = "a model with one output gives (B, 1), labels are (B)",
        .learn = "TT-L0401 and TT-L0402; reshape the labels") {
  const BinaryCrossEntropyLoss loss;
  const Tensor column = Tensor::full({2, 1}, .5f), row = Tensor::ones({2}),
               none = Tensor::zeros({0});
  expect_error(401, [&] { loss(column, row); }, {"(2, 1)", "(2)"});
  expect_error(402, [&] { loss(none, none); }, {"(0)"});
  expect_error(401, [&] { (void)binary_cross_entropy_with_logits(column, row); }, {"(2, 1)"});
  expect_error(402, [&] { (void)binary_cross_entropy_with_logits(none, none); }, {"(0)"});
  expect_near(loss(column, row.unsqueeze(1)).item(), .69314718, kMath);
}
