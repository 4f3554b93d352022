// Module 06, part rules_arith: gradients of arithmetic and of functions of one number (06.2).
#include <cmath>
#include <limits>

#include "tinytorch/autograd.hpp"

#include "grads.hpp"

using namespace tinytorch;
using test::away_from_zero;
using test::expect_gradients;
using test::gradient_at;
using test::In;
using test::positive;
using test::turned;

namespace {

// f of two operands: equal shapes, a row, a row and a column, numbers on either side, a transpose.
template <class F>
void expect_pairs(F f) {
  const Tensor x = away_from_zero({2, 3}, 1), y = positive({2, 3}, 2) * 2.0f;
  expect_gradients(f, {x, y});
  expect_gradients(f, {x, y.slice(0, 0, 1).view({3})});
  expect_gradients(f, {x.slice(0, 0, 1), y.slice(1, 0, 1)});
  expect_gradients(f, {x, y.select(0, 1).select(0, 1)});
  expect_gradients(f, {x.select(0, 1).select(0, 1), y});
  expect_gradients(f, {turned(x), y});
}

// f of one operand: a matrix, its transpose, a number.
template <class F>
void expect_each(F f, const Tensor& x) {
  expect_gradients(f, {x});
  expect_gradients(f, {turned(x)});
  expect_gradients(f, {x.select(0, 0).select(0, 1)});
}

constexpr float kInf = std::numeric_limits<float>::infinity();

}  // namespace

TT_CASE("06.2/worked-square",
        "y = x·x + 3x has slope 7 at 2",
        .what = "a polynomial by three ops",
        .why = "the smallest graph with a shared input",
        .learn = "2x + 3",
        .mistake = "W0602") {
  CHECK(gradient_at([](const Tensor& x) { return x * x + 3.0f * x; }, tensor(2)).item() == 7.0f);
}

TT_CASE("06.2/worked-twice",
        "y = (x + x)·x has slope 12 at 3",
        .what = "x used three times",
        .why = "each use sends its own contribution",
        .learn = "contributions add up: 4x") {
  CHECK(gradient_at([](const Tensor& x) { return (x + x) * x; }, tensor(3)).item() == 12.0f);
}

TT_CASE("06.2/worked-shared",
        "h = 2x, y = h·h + h has slope 10 at 1",
        .what = "an intermediate result that is used twice",
        .why = "h must collect both contributions before it passes anything on",
        .learn = "(2h + 1)·2",
        .mistake = "W0602") {
  const auto f = [](const Tensor& x) {
    const Tensor h = x * 2.0f;
    return h * h + h;
  };
  CHECK(gradient_at(f, tensor(1)).item() == 10.0f);
}

TT_CASE("06.2/add",
        "add hands the gradient to both sides",
        .what = "six pairs of shapes against differences",
        .why = "residual connections are additions",
        .learn = "slope 1 on either side") {
  expect_pairs([](const In& in) { return in[0] + in[1]; });
}

TT_CASE("06.2/sub",
        "sub negates the gradient of the right side",
        .what = "six pairs of shapes against differences",
        .why = "errors are differences",
        .learn = "slope 1 and −1") {
  expect_pairs([](const In& in) { return in[0] - in[1]; });
}

TT_CASE("06.2/mul",
        "mul weighs each side's gradient by the other side",
        .what = "six pairs of shapes against differences",
        .why = "gates and masks are products",
        .learn = "d(ab) = b·da + a·db") {
  expect_pairs([](const In& in) { return in[0] * in[1]; });
}

TT_CASE("06.2/div",
        "div follows the quotient rule",
        .what = "six pairs of shapes against differences",
        .why = "normalising is dividing",
        .learn = "1/b and −a/b²") {
  expect_pairs([](const In& in) { return in[0] / in[1]; });
}

TT_CASE("06.2/div-huge",
        "a large divisor does not overflow on the way",
        .what = "a / b at a = 1e30, b = 1e25",
        .why = "b² would be infinite in float32 although the slope is small",
        .learn = "divide twice instead of squaring") {
  Tensor a = tensor(1e30f), b = tensor(1e25f);
  b.requires_grad_();
  (a / b).backward();
  expect_near(b.grad().item(), -1e-20, {.rtol = 1e-5});
}

TT_CASE("06.2/numbers",
        "ops with a number have the slopes 1, −1, s, 1/s and −s/x²",
        .what = "x + s, x − s, s − x, x·s, x / s, s / x against differences",
        .why = "no tensor is made for s, so these are ops of their own",
        .learn = "a number gets no gradient") {
  const Tensor x = away_from_zero({2, 3}, 4);
  expect_each([](const In& in) { return in[0] + 2.5f; }, x);
  expect_each([](const In& in) { return in[0] - 2.5f; }, x);
  expect_each([](const In& in) { return 2.5f - in[0]; }, x);
  expect_each([](const In& in) { return in[0] * 2.5f; }, x);
  expect_each([](const In& in) { return in[0] / 2.5f; }, x);
  expect_each([](const In& in) { return 2.5f / in[0]; }, x);
}

TT_CASE("06.2/numbers-worked",
        "slopes of the six ops with a number at x = 2, s = 8",
        .what = "exact values",
        .why = "differences are rough, these are not",
        .learn = "−8 / 2² = −2") {
  const Tensor x = tensor(2);
  CHECK(gradient_at([](const Tensor& v) { return v + 8.0f; }, x).item() == 1.0f);
  CHECK(gradient_at([](const Tensor& v) { return v - 8.0f; }, x).item() == 1.0f);
  CHECK(gradient_at([](const Tensor& v) { return 8.0f - v; }, x).item() == -1.0f);
  CHECK(gradient_at([](const Tensor& v) { return v * 8.0f; }, x).item() == 8.0f);
  CHECK(gradient_at([](const Tensor& v) { return v / 8.0f; }, x).item() == 0.125f);
  CHECK(gradient_at([](const Tensor& v) { return 8.0f / v; }, x).item() == -2.0f);
}

TT_CASE("06.2/maximum-minimum",
        "the chosen side gets the gradient",
        .what = "six pairs of shapes against differences, no ties",
        .why = "clipped objectives choose like this",
        .learn = "slope 1 for the winner, 0 for the other") {
  expect_pairs([](const In& in) { return maximum(in[0] * 2.0f, in[1]); });
  expect_pairs([](const In& in) { return minimum(in[0] * 2.0f, in[1]); });
}

TT_CASE("06.2/maximum-ties",
        "equal sides get half each",
        .what = "maximum and minimum of [1, 2, 3] and [2, 2, 2]",
        .why = "at a tie the slope is not defined; half is fair and adds up to 1",
        .learn = "a convention, and one that tests can rely on") {
  Tensor a = tensor({1, 2, 3}), b = tensor({2, 2, 2});
  a.requires_grad_();
  b.requires_grad_();
  const std::vector<Tensor> larger = grad(maximum(a, b), {a, b}, Tensor::ones({3}));
  expect_near(larger[0], {0, 0.5f, 1}, kExact);
  expect_near(larger[1], {1, 0.5f, 0}, kExact);
  const std::vector<Tensor> smaller = grad(minimum(a, b), {a, b}, Tensor::ones({3}));
  expect_near(smaller[0], {1, 0.5f, 0}, kExact);
  expect_near(smaller[1], {0, 0.5f, 1}, kExact);
}

TT_CASE("06.2/neg-exp-log",
        "slopes −1, e^x and 1/x",
        .what = "against differences, transposed and 0-D too",
        .why = "likelihoods are made of these",
        .learn = "exp needs its output, log its input") {
  expect_each([](const In& in) { return -in[0]; }, away_from_zero({2, 3}, 5));
  expect_each([](const In& in) { return exp(in[0]); }, away_from_zero({2, 3}, 6));
  expect_each([](const In& in) { return log(in[0]); }, positive({2, 3}, 7));
}

TT_CASE("06.2/sqrt-square-pow",
        "slopes 1/(2√x), 2x and n·xⁿ⁻¹",
        .what = "against differences, for exponents 3, 2, 1, 0.5, 0 and −1",
        .why = "norms and variances are made of these",
        .learn = "sqrt can reuse its output") {
  const Tensor x = positive({2, 3}, 8);
  expect_each([](const In& in) { return sqrt(in[0]); }, x);
  expect_each([](const In& in) { return square(in[0]); }, away_from_zero({2, 3}, 9));
  for (const float n : {3.0f, 2.0f, 1.0f, 0.5f, 0.0f, -1.0f}) {
    expect_each([n](const In& in) { return pow(in[0], n); }, x);
  }
}

TT_CASE("06.2/pow-at-zero",
        "powers of 0 have the slopes 0, 0 and 1",
        .what = "x³, x⁰ and x¹ at 0",
        .why = "n·xⁿ⁻¹ would be 0·∞ for n = 0",
        .learn = "a constant has slope 0 everywhere") {
  const Tensor x = tensor({0, 1});
  expect_near(gradient_at([](const Tensor& v) { return pow(v, 3); }, x), {0, 3}, kExact);
  expect_near(gradient_at([](const Tensor& v) { return pow(v, 0); }, x), {0, 0}, kExact);
  expect_near(gradient_at([](const Tensor& v) { return pow(v, 1); }, x), {1, 1}, kExact);
}

TT_CASE("06.2/abs",
        "the slope of |x| is the sign of x, 0 at 0",
        .what = "against differences, and exactly at −2, 0, 3",
        .why = "sparsity penalties use it",
        .learn = "three cases, no division by |x|") {
  expect_each([](const In& in) { return abs(in[0]); }, away_from_zero({2, 3}, 10));
  expect_near(
      gradient_at([](const Tensor& v) { return abs(v); }, tensor({-2, 0, 3})), {-1, 0, 1}, kExact);
}

TT_CASE("06.2/clamp",
        "clamp passes the gradient inside, nothing outside",
        .what = "x = −2, −1, 0, 1, 2 limited to [−1, 1]; and against differences",
        .why = "a limited value does not react to small changes",
        .learn = "the limits themselves still belong to the inside") {
  expect_near(
      gradient_at([](const Tensor& v) { return clamp(v, -1, 1); }, tensor({-2, -1, 0, 1, 2})),
      {0, 1, 1, 1, 0},
      kExact);
  expect_each([](const In& in) { return clamp(in[0], -0.8f, 0.8f) * in[0]; },
              tensor({{-1.2f, -0.5f, 0.4f}, {0.6f, 1.1f, -2}}));
}

TT_CASE("06.2/where",
        "where sends the gradient to the side it chose",
        .what = "equal shapes, a number on one side, a mask that broadcasts",
        .why = "the mask itself has no slope",
        .learn = "zeros fill the places that were not chosen") {
  const Tensor mask = tensor({{1, 0, 1}, {0, 0, 1}}), row = tensor({0, 1, 1});
  const Tensor x = away_from_zero({2, 3}, 11), y = away_from_zero({2, 3}, 12);
  expect_gradients([&](const In& in) { return where(mask, in[0], in[1]); }, {x, y});
  expect_gradients([&](const In& in) { return where(row, in[0], in[1]); }, {turned(x), y});
  expect_gradients([&](const In& in) { return where(mask, in[0], in[1]); }, {x, tensor(2)});
  expect_gradients([&](const In& in) { return where(mask, in[0], in[1]); },
                   {tensor(1), tensor({1, 2, 3})});
}

TT_CASE("06.2/where-hides-infinity",
        "an infinite gradient of the side not chosen stays away",
        .what = "where(mask, x, y) with gradient inf where y was chosen",
        .why = "0 · inf would be NaN and spread",
        .learn = "choose zeros, do not multiply by them") {
  Tensor x = tensor({1, 2});
  x.requires_grad_();
  where(tensor({1, 0}), x, tensor({3, 4})).backward(tensor({1, kInf}));
  expect_near(x.grad(), {1, 0}, kExact);
}

TT_CASE("06.2/masked-fill",
        "filled places get no gradient",
        .what = "a full mask, a row mask, a transposed input, an infinite gradient under the mask",
        .why = "attention hides the future like this",
        .learn = "what was overwritten does not matter any more") {
  const Tensor mask = tensor({{1, 0, 1}, {0, 0, 1}}), x = away_from_zero({2, 3}, 13);
  expect_gradients([&](const In& in) { return masked_fill(in[0], mask, -5); }, {x});
  expect_gradients(
      [&](const In& in) {
        return masked_fill(in[0], tensor({0, 1, 0}), 2) * in[0];
      },
      {turned(x)});
  const auto fill = [](const Tensor& v) { return masked_fill(v, tensor({0, 1}), 0); };
  expect_near(gradient_at(fill, tensor({1, 2}), tensor({3, kInf})), {3, 0}, kExact);
}

TT_CASE("06.2/only-what-is-needed",
        "no gradient is computed for an input that wants none",
        .what = "tensors made by backward through a·b when one or both require grad",
        .why = "the input of the first layer is data; its gradient would be wasted work",
        .learn = "ask needs first") {
  const auto made = [](bool left, bool right) {
    Tensor a = Tensor::ones({8, 8}), b = Tensor::ones({8, 8});
    a.requires_grad_(left);
    b.requires_grad_(right);
    const Tensor y = a * b, g = Tensor::ones({8, 8});
    const std::int64_t before = memory_stats().allocations;
    (void)grad(y, {a, b}, g);
    return memory_stats().allocations - before;
  };
  CHECK(made(true, false) == 1);
  CHECK(made(false, true) == 1);
  CHECK(made(true, true) == 2);
}
