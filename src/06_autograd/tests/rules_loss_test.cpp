// Module 06, part rules_loss: gradients of losses (06.6).
#include <cmath>

#include "tinytorch/activations.hpp"
#include "tinytorch/autograd.hpp"
#include "tinytorch/losses.hpp"

#include "grads.hpp"

using namespace tinytorch;
using test::away_from_zero;
using test::expect_gradients;
using test::gradient_at;
using test::In;
using test::turned;

namespace {

// Probabilities in (0.1, 0.9).
Tensor shares(const Shape& shape, std::uint64_t seed) {
  Generator g(seed);
  return Tensor::rand(shape, g) * 0.8f + 0.1f;
}

constexpr Reduction kReductions[] = {Reduction::mean, Reduction::sum, Reduction::none};

}  // namespace

TT_CASE("06.6/mse-worked",
        "MSE of [1, 2, 3] against [1.5, 2.5, 2.8]",
        .what = "−.33333333, −.33333333, .13333333, and the opposite for the target",
        .why = "computed by hand",
        .learn = "2(p − t)/n") {
  Tensor p = tensor({1, 2, 3}), t = tensor({1.5f, 2.5f, 2.8f});
  p.requires_grad_();
  t.requires_grad_();
  MSELoss()(p, t).backward();
  expect_near(p.grad(), {-.33333333f, -.33333333f, .13333333f}, kMath);
  expect_near(t.grad(), {.33333333f, .33333333f, -.13333333f}, kMath);
}

TT_CASE("06.6/mse",
        "MSE in all reductions, prediction and target",
        .what = "against differences, with a transposed prediction",
        .why = "the mean divides, the sum does not",
        .learn = "none: each element has its own gradient") {
  for (const Reduction reduction : kReductions) {
    const auto f = [reduction](const In& in) { return MSELoss(reduction)(in[0], in[1]); };
    expect_gradients(f, {turned(away_from_zero({2, 3}, 80)), away_from_zero({2, 3}, 81)});
  }
}

TT_CASE("06.6/cross-entropy-worked",
        "two rows of logits",
        .what = "[2,1,.1] → 0 and [.5,2,.3] → 1",
        .why = "computed independently",
        .learn = "(softmax − 1 at the target) / rows") {
  const Tensor x = tensor({{2, 1, .1f}, {.5f, 2, .3f}});
  const auto f = [](const Tensor& v) { return CrossEntropyLoss()(v, tensor({0, 1})); };
  expect_near(gradient_at(f, x),
              {-.17049943f, .12121649f, .04928295f, .07935979f, -.14433409f, .0649743f},
              kMath);
}

TT_CASE("06.6/cross-entropy",
        "cross-entropy in all reductions, with and without smoothing",
        .what = "against differences on (2, 3), also transposed",
        .why = "the loss of every classifier",
        .learn = "none: each row has its own gradient") {
  for (const Reduction reduction : kReductions) {
    for (const float smoothing : {0.0f, 0.2f}) {
      const CrossEntropyLoss loss({.label_smoothing = smoothing, .reduction = reduction});
      const auto f = [&](const In& in) { return loss(in[0], tensor({2, 0})); };
      expect_gradients(f, {away_from_zero({2, 3}, 82)});
      expect_gradients(f, {turned(away_from_zero({2, 3}, 83))});
    }
  }
}

TT_CASE("06.6/cross-entropy-ignored",
        "ignored rows get zeros and do not count",
        .what = "the middle of three rows ignored, with −100 and with a class number as its mark",
        .why = "padding must not teach anything",
        .learn = "the mean divides by the rows that count") {
  const Tensor x = away_from_zero({3, 2}, 84);
  const auto loss = [](const Tensor& v) { return CrossEntropyLoss()(v, tensor({1, -100, 0})); };
  const auto pair = [](const Tensor& v) { return CrossEntropyLoss()(v, tensor({1, 0})); };
  const Tensor g = gradient_at(loss, x),
               two = gradient_at(pair, cat({x.slice(0, 0, 1), x.slice(0, 2, 3)}));
  expect_near(g.select(0, 1), {0, 0}, kExact);
  expect_near(cat({g.slice(0, 0, 1), g.slice(0, 2, 3)}), two, kArith);
  const CrossEntropyLoss own_mark({.ignore_index = 1});
  const auto marked = [&](const Tensor& v) { return own_mark(v, tensor({0, 1, 0})); };
  expect_near(gradient_at(marked, x).select(0, 1), {0, 0}, kExact);
}

TT_CASE("06.6/cross-entropy-sequences",
        "logits (B, S, C) with targets (B, S)",
        .what = "against differences on (2, 2, 3) with one position ignored",
        .why = "language models predict at every position",
        .learn = "rows are rows, whatever the leading axes") {
  const Tensor target = tensor({{0, 2}, {-100, 1}});
  for (const Reduction reduction : kReductions) {
    const CrossEntropyLoss loss({.reduction = reduction});
    expect_gradients([&](const In& in) { return loss(in[0], target); },
                     {away_from_zero({2, 2, 3}, 85)});
  }
}

TT_CASE("06.6/cross-entropy-sure",
        "a sure and right answer has a tiny gradient, exact for the wrong class",
        .what = "logits [20, 0] → 0: the gradient of the other class is e^−20",
        .why = "what is left to learn must not drown in rounding",
        .learn = "the softmax is kept as it is, not as 1 minus the rest") {
  const auto f = [](const Tensor& x) { return CrossEntropyLoss()(x, tensor({0})); };
  const Tensor g = gradient_at(f, tensor({{20, 0}}));
  expect_near(g.at({0, 1}), std::exp(-20.0), {.rtol = 1e-4});
  expect_near(sum(g).item(), 0, {.atol = 1e-8});
}

TT_CASE("06.6/cross-entropy-equals-parts",
        "the fused loss has the gradient of log_softmax, gather and mean",
        .what = "both on random (6, 5) logits",
        .why = "a fused op must not be another function",
        .learn = "one pass instead of four") {
  Generator random(9);
  const Tensor x = Tensor::randn({6, 5}, 2, random), target = Tensor::randint(0, 5, {6}, random);
  const auto fused = [&](const Tensor& v) { return CrossEntropyLoss()(v, target); };
  const auto parts = [&](const Tensor& v) {
    return -mean(gather(log_softmax(v), 1, target.unsqueeze(1)));
  };
  expect_near(gradient_at(fused, x), gradient_at(parts, x), kMath);
}

TT_CASE("06.6/bce",
        "BCE in all reductions, prediction and target",
        .what = "against differences, with a transposed prediction",
        .why = "yes-or-no questions",
        .learn = "(p − t)/(p(1 − p)) and log(1 − p) − log p") {
  for (const Reduction reduction : kReductions) {
    const auto f = [reduction](const In& in) {
      return BinaryCrossEntropyLoss(reduction)(in[0], in[1]);
    };
    expect_gradients(f, {turned(shares({2, 3}, 86)), shares({2, 3}, 87)});
  }
}

TT_CASE("06.6/bce-clipped",
        "the gradient is exactly 0 where the probability was clipped",
        .what = "p = 0, .5, 1 with target 1",
        .why = "the clipped loss is flat there; 1/p would be infinite",
        .learn = "a wrong and sure answer teaches nothing: use logits") {
  const auto f = [](const Tensor& p) { return BinaryCrossEntropyLoss()(p, tensor({1, 1, 1})); };
  expect_near(gradient_at(f, tensor({0, .5f, 1})), {0, -2.0f / 3, 0}, kArith);
}

TT_CASE("06.6/bce-logits",
        "the logits form in all reductions, logits and target",
        .what = "against differences; and at z = ±1000",
        .why = "finite everywhere, and never flat when wrong",
        .learn = "sigmoid(z) − t and −z") {
  for (const Reduction reduction : kReductions) {
    const auto f = [reduction](const In& in) {
      return binary_cross_entropy_with_logits(in[0], in[1], reduction);
    };
    expect_gradients(f, {turned(away_from_zero({2, 3}, 88)), shares({2, 3}, 89)});
  }
  const auto far = [](const Tensor& z) {
    return binary_cross_entropy_with_logits(z, tensor({0, 0}), Reduction::sum);
  };
  expect_near(gradient_at(far, tensor({1000, -1000})), {1, 0}, kExact);
}

TT_CASE("06.6/loss-weighted",
        "the gradient that arrives at a loss scales everything",
        .what = "3·loss for MSE, cross-entropy and BCE",
        .why = "several losses are added with weights",
        .learn = "g is a factor, not always 1") {
  const Tensor x = shares({2, 3}, 90), t = shares({2, 3}, 91), ids = tensor({1, 2});
  const auto expect_scaled = [&](auto loss) {
    const auto tripled = [&](const Tensor& v) { return loss(v) * 3.0f; };
    expect_near(gradient_at(tripled, x), gradient_at(loss, x) * 3.0f, kMath);
  };
  expect_scaled([&](const Tensor& v) { return MSELoss()(v, t); });
  expect_scaled([&](const Tensor& v) { return CrossEntropyLoss()(v, ids); });
  expect_scaled([&](const Tensor& v) { return BinaryCrossEntropyLoss()(v, t); });
}
