// Module 09, part batchnorm: normalising channels (09.6).
#include "naive.hpp"

using namespace tinytorch;
using test::expect_gradients;
using test::In;
using test::noise;

namespace {

Tensor four() {
  return test::counted(2, 2);
}

// A layer with scales and shifts of its own, applied as a function of them.
Tensor normalised(const In& in, bool training) {
  BatchNorm2d norm(in[1].numel());
  norm.running_mean.copy_(tensor({0.5, -0.5}));
  norm.running_var.copy_(tensor({2, 0.5}));
  norm.gamma = in[1];
  norm.beta = in[2];
  norm.train(training);
  return norm(in[0]);
}

}  // namespace

TT_CASE("09.6/worked",
        "a channel of 1, 2, 3, 4",
        .what = "mean 2.5, variance 1.25",
        .why = "every channel ends with mean 0 and spread 1",
        .learn = "(x - 2.5)/√(1.25 + eps)") {
  BatchNorm2d norm(1);
  expect_near(norm(four()), {-1.34163542f, -.44721181f, .44721181f, 1.34163542f}, kMath);
}

TT_CASE("09.6/running",
        "training moves the running values by a tenth",
        .what = "running mean .25 and variance 1.025 after one batch",
        .why = "they stand in for the batch when there is none",
        .learn = "(1 - m)·running + m·batch, with the biased variance") {
  BatchNorm2d norm(1);
  norm(four());
  expect_near(norm.running_mean, {.25f}, kMath);
  expect_near(norm.running_var, {1.025f}, kMath);
  norm(four());
  expect_near(norm.running_mean, {.475f}, kMath);
}

TT_CASE("09.6/eval",
        "evaluation uses the running values and leaves them",
        .what = "running mean 1, variance 4, batch of other values",
        .why = "a prediction must not depend on its neighbours",
        .learn = "in evaluation the layer is a fixed scale and shift") {
  BatchNorm2d norm(1);
  norm.running_mean.fill_(1);
  norm.running_var.fill_(4);
  norm.eval();
  expect_near(norm(four()), {0, .5f, 1, 1.5f}, {.rtol = 1e-5, .atol = 1e-5});
  expect_near(norm.running_mean, {1}, kExact);
  expect_near(norm.running_var, {4}, kExact);
}

TT_CASE("09.6/per-channel",
        "each channel has its own statistics, over all images",
        .what = "two images, three channels of different size",
        .why = "axes (0, 2, 3) are averaged, axis 1 is not",
        .learn = "mean 0, variance 1 in every channel") {
  const Tensor x = noise({2, 3, 4, 5}, 130) * tensor({{{1}}, {{10}}, {{100}}}) + 5.0f;
  BatchNorm2d norm(3);
  const Tensor y = norm(x).detach();
  expect_near(mean(y, {0, 2, 3}), {0, 0, 0}, {.atol = 1e-5});
  expect_near(var(y, {0, 2, 3}), {1, 1, 1}, {.rtol = 1e-4});
  expect_near(norm.running_mean, mean(x, {0, 2, 3}) * 0.1f, kMath);
  expect_near(norm.running_var, var(x, {0, 2, 3}) * 0.1f + 0.9f, kMath);
}

TT_CASE("09.6/gamma-beta",
        "gamma scales and beta shifts",
        .what = "gamma 2 and -1, beta 3 and 0",
        .why = "the layer must be able to undo what it does",
        .learn = "gamma·x̂ + beta, per channel") {
  BatchNorm2d norm(2), plain(2);
  norm.gamma.detach().copy_(tensor({2, -1}));
  norm.beta.detach().copy_(tensor({3, 0}));
  const Tensor x = noise({2, 2, 3, 3}, 131), y = plain(x).detach();
  expect_near(norm(x), y * tensor({{{2}}, {{-1}}}) + tensor({{{3}}, {{0}}}), kMath);
}

TT_CASE("09.6/one-value",
        "one value per channel gives beta, an empty batch nothing",
        .what = "(1, 2, 1, 1) and (0, 2, 3, 3)",
        .why = "variance 0: eps keeps the division finite",
        .learn = "an empty batch has no mean to learn from") {
  BatchNorm2d norm(2);
  norm.beta.detach().copy_(tensor({3, -4}));
  expect_near(norm(tensor({{{{7}}, {{9}}}})), {3, -4}, kExact);
  const Tensor before = norm.running_mean.clone();
  CHECK(norm(Tensor::zeros({0, 2, 3, 3})).shape() == Shape{0, 2, 3, 3});
  expect_near(norm.running_mean, before, kExact);
}

TT_CASE("09.6/far-from-zero",
        "statistics are exact far from zero",
        .what = "a million plus -1, 0, 1, 2",
        .why = "the mean of squares minus the square of the mean cancels",
        .learn = "two passes: the mean first, then distances from it") {
  BatchNorm2d norm(1);
  const Tensor x = tensor({{{{999999, 1000000}, {1000001, 1000002}}}});
  expect_near(norm(x), {-1.34163542f, -.44721181f, .44721181f, 1.34163542f}, kMath);
}

TT_CASE("09.6/gradients",
        "x, gamma and beta against differences, in training and evaluation",
        .what = "two images, two channels",
        .why = "in training every value moves the mean and the spread of its channel",
        .learn = "three terms in training, one in evaluation") {
  const In in{noise({2, 2, 2, 3}, 132), tensor({1.5, -0.5}), tensor({0.2, 1})};
  expect_gradients([](const In& t) { return square(normalised(t, true)); }, in);
  expect_gradients([](const In& t) { return square(normalised(t, false)); }, in);
}

TT_CASE("09.6/gradient-sums",
        "in training the gradient of x has mean 0 and no part along x̂",
        .what = "random gradients of a random batch",
        .why = "shifting or scaling a channel changes nothing, so nothing may flow there",
        .learn = "what a normalisation removes cannot be learned from") {
  Tensor x = noise({3, 1, 4, 4}, 133);
  x.requires_grad_();
  BatchNorm2d norm(1);
  const Tensor y = norm(x);
  y.backward(noise({3, 1, 4, 4}, 134));
  expect_near(sum(x.grad()).item(), 0, {.atol = 1e-4});
  expect_near(sum(x.grad() * y.detach()).item(), 0, {.atol = 1e-3});
  expect_near(norm.beta.grad().item(), sum(noise({3, 1, 4, 4}, 134)).item(), kMath);
}

TT_CASE("09.0/batchnorm-state",
        "parameters learn, buffers are stored",
        .what = "names in state_dict, and which want gradients",
        .why = "a model loaded without running values predicts nonsense",
        .learn = "buffers belong to the state, not to the optimizer") {
  BatchNorm2d norm(2);
  CHECK(norm.num_parameters() == 4);
  CHECK(norm.named_buffers().size() == 2u);
  CHECK(norm.state_dict().size() == 4u);
  CHECK(norm.state_dict()[2].name == "running_mean");
  CHECK(!norm.running_var.requires_grad());
  CHECK(norm.repr() == "BatchNorm2d(2, eps=1e-05, momentum=0.1)");
}

TT_CASE("09.6/overwritten",
        "views like copies; an overwritten input is noticed",
        .what = "a transposed image; a change before backward",
        .why = "the gradient is computed from x itself",
        .learn = "TT-L0606") {
  const Tensor x = noise({2, 2, 3, 4}, 135).transpose();
  expect_near(BatchNorm2d(2)(x), BatchNorm2d(2)(x.clone()), kExact);
  Tensor changed = four();
  const Tensor y = sum(BatchNorm2d(1)(changed));
  changed.fill_(1);
  expect_error(606, [&] { y.backward(); }, {"(1, 1, 2, 2)"});
}

TT_CASE("09.0/error-batchnorm",
        "a wrong number of channels, eps and momentum are refused",
        .what = "3 channels into BatchNorm2d(2); eps 0, momentum 1.5",
        .why = "channels must agree along the whole network",
        .learn = "TT-L0905 and TT-L0907") {
  expect_error(905,
               ErrorKind::shape,
               [] {
                 BatchNorm2d(2)(Tensor::zeros({1, 3, 2, 2}));
               },
               {"(1, 3, 2, 2)", "3 channels", "is 2"});
  expect_error(905, [] { BatchNorm2d(0); }, {"0"});
  expect_error(907, ErrorKind::value, [] { BatchNorm2d(1, 0); }, {"eps is 0"});
  expect_error(907, [] { BatchNorm2d(1, 1e-5f, 1.5f); }, {"1.5"});
}
