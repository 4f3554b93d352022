// Module 01, part elementwise: ops on each element, comparisons, where (01.4).
#include <cmath>
#include <limits>

#include "tinytorch/tensor.hpp"

#include "layouts.hpp"
#include "support/test.hpp"

using namespace tinytorch;
using test::seen_as;
using test::transposed;

namespace {

constexpr float kInf = std::numeric_limits<float>::infinity();
constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

}  // namespace

// ---- 01.4: a number on one side ----

TT_CASE("01.4/numbers",
        "a number works on either side of every operator",
        .what = "all eight combinations with one float",
        .why = "no tensor has to be made for a constant",
        .learn = "s - x and x - s differ") {
  const Tensor x = tensor({1, 2, 4});
  expect_near(x + 10.0f, {11, 12, 14}, kExact);
  expect_near(10.0f + x, {11, 12, 14}, kExact);
  expect_near(x - 10.0f, {-9, -8, -6}, kExact);
  expect_near(10.0f - x, {9, 8, 6}, kExact);
  expect_near(x * 10.0f, {10, 20, 40}, kExact);
  expect_near(10.0f * x, {10, 20, 40}, kExact);
  expect_near(x / 8.0f, {0.125f, 0.25f, 0.5f}, kExact);
  expect_near(8.0f / x, {8, 4, 2}, kExact);
}

TT_CASE("01.4/numbers-strided",
        "operations with a number read views through their strides",
        .what = "all six functions on a transpose",
        .why = "each of them has its own way into the loop",
        .learn = "the result is dense, in logical order",
        .mistake = "W0102") {
  const Tensor t = transposed(tensor({{1, 2}, {4, 8}}));
  expect_near(add(t, 1.0f), {2, 5, 3, 9}, kExact);
  expect_near(sub(t, 1.0f), {0, 3, 1, 7}, kExact);
  expect_near(sub(1.0f, t), {0, -3, -1, -7}, kExact);
  expect_near(mul(t, 2.0f), {2, 8, 4, 16}, kExact);
  expect_near(div(t, 2.0f), {0.5f, 2, 1, 4}, kExact);
  expect_near(div(8.0f, t), {8, 2, 4, 1}, kExact);
}

// ---- 01.4: one operand ----

TT_CASE("01.4/neg-abs-square",
        "neg, abs and square by hand",
        .what = "the three on -2, 0 and 3, and unary minus",
        .why = "losses are made of them",
        .learn = "one loop, any function of one number") {
  const Tensor x = tensor({-2, 0, 3});
  expect_near(neg(x), {2, 0, -3}, kExact);
  expect_near(-x, {2, 0, -3}, kExact);
  expect_near(abs(x), {2, 0, 3}, kExact);
  expect_near(square(x), {4, 0, 9}, kExact);
}

TT_CASE("01.4/exp-log-sqrt",
        "exp, log and sqrt by hand",
        .what = "known values of each",
        .why = "softmax needs exp, cross-entropy log, Adam sqrt",
        .learn = "log undoes exp") {
  expect_near(exp(tensor({0, 1, -1})), {1, 2.7182818f, 0.36787944f}, kMath);
  expect_near(log(tensor({1, 2.7182818f, 10})), {0, 1, 2.3025851f}, kMath);
  expect_near(sqrt(tensor({0, 4, 2})), {0, 2, 1.4142136f}, kMath);
}

TT_CASE("01.4/limits",
        "exp, log and sqrt at the edge of their domain",
        .what = "exp(-inf), exp(1000), log(0), log(-1), sqrt(-1)",
        .why = "these values appear in real training",
        .learn = "no error: inf and NaN travel on") {
  CHECK(exp(tensor({-kInf})).item() == 0.0f);
  CHECK(exp(tensor({1000})).item() == kInf);
  CHECK(log(tensor({0})).item() == -kInf);
  CHECK(std::isnan(log(tensor({-1})).item()));
  CHECK(std::isnan(sqrt(tensor({-1})).item()));
}

TT_CASE("01.4/pow",
        "pow raises to whole, fractional and negative exponents",
        .what = "pow with 3, 0.5, -1 and 0",
        .why = "schedules and norms use it",
        .learn = "anything to the power 0 is 1") {
  const Tensor x = tensor({1, 4, 9});
  expect_near(pow(x, 3), {1, 64, 729}, kMath);
  expect_near(pow(x, 0.5f), {1, 2, 3}, kMath);
  expect_near(pow(x, -1), {1, 0.25f, 0.11111111f}, kMath);
  expect_near(pow(tensor({0, -3}), 0), {1, 1}, kExact);
  expect_near(pow(tensor({-2}), 3), {-8}, kMath);
}

TT_CASE("01.4/clamp",
        "clamp limits values and lets NaN through",
        .what = "clamp to [-1, 2] of values below, at, between, at, above, and NaN",
        .why = "gradients are clipped this way",
        .learn = "both ends belong to the range") {
  const Tensor y = clamp(tensor({-5, -1, 0.5, 2, 7, kNan}), -1, 2);
  expect_near(seen_as(y, {5}, {1}), {-1, -1, 0.5f, 2, 2}, kExact);
  CHECK(std::isnan(y.at({5})));
}

TT_CASE("01.4/unary-transposed",
        "every op of one operand reads a transpose through its strides",
        .what = "eight ops on the transpose of (2, 2), with hand-computed values",
        .why = "walking memory in its own order gives the untransposed result",
        .learn = "test each op once on a view",
        .mistake = "W0102") {
  const Tensor t = transposed(tensor({{1, 4}, {9, 16}}));
  expect_near(neg(t), {-1, -9, -4, -16}, kExact);
  expect_near(sqrt(t), {1, 3, 2, 4}, kMath);
  expect_near(square(t), {1, 81, 16, 256}, kExact);
  expect_near(abs(t - 5.0f), {4, 4, 1, 11}, kExact);
  expect_near(exp(t - 9.0f), {std::exp(-8.0f), 1, std::exp(-5.0f), std::exp(7.0f)}, kMath);
  expect_near(log(t), {0, std::log(9.0f), std::log(4.0f), std::log(16.0f)}, kMath);
  expect_near(pow(t, 0.5f), {1, 3, 2, 4}, kMath);
  expect_near(clamp(t, 2, 10), {2, 9, 4, 10}, kExact);
}

TT_CASE("01.4/unary-strided",
        "ops of one operand read log and exp through steps, offsets and repeats",
        .what = "exp, log and neg of a transpose, a stepped column range and an expanded column",
        .why = "every layout must give the values that to_vector shows",
        .learn = "the inner step of a row may be any number") {
  const Tensor x = tensor({{1, 2, 3}, {4, 5, 6}});
  expect_near(exp(transposed(x)),
              {2.7182818f, 54.59815f, 7.3890561f, 148.41316f, 20.085537f, 403.42879f},
              kMath);
  expect_near(neg(seen_as(x, {2, 2}, {3, 2})), {-1, -3, -4, -6}, kExact);
  expect_near(neg(seen_as(x, {2, 2}, {3, 1}, 1)), {-2, -3, -5, -6}, kExact);
  expect_near(
      log(seen_as(tensor({1, 2}), {2, 2}, {1, 0})), {0, 0, 0.69314718f, 0.69314718f}, kMath);
}

TT_CASE("01.4/unary-edges",
        "ops of one operand take numbers and empty tensors",
        .what = "neg of () and of (0, 3), exp of (3, 0) transposed",
        .why = "shapes without elements or axes are shapes, too",
        .learn = "the result has the shape of the input") {
  CHECK(neg(tensor(2)).shape() == Shape{});
  CHECK(neg(tensor(2)).item() == -2.0f);
  CHECK(neg(Tensor::zeros({0, 3})).shape() == Shape{0, 3});
  CHECK(exp(transposed(Tensor::zeros({3, 0}))).shape() == Shape{0, 3});
}

TT_CASE("01.4/unary-own-storage",
        "ops of one operand leave it alone and own their result",
        .what = "values and storage of x after every op",
        .why = "the backward pass still needs x",
        .learn = "a new tensor each time, also when nothing changes") {
  const Tensor x = tensor({{0.5, 1}, {2, 3}});
  for (const Tensor& y : {neg(x),
                          exp(x),
                          log(x),
                          sqrt(x),
                          abs(x),
                          square(x),
                          pow(x, 1),
                          clamp(x, 0, 9),
                          x + 0.0f,
                          x - 0.0f,
                          x * 1.0f,
                          x / 1.0f,
                          1.0f - x,
                          1.0f / x}) {
    CHECK_FALSE(y.shares_storage(x));
    CHECK(y.is_contiguous());
  }
  expect_near(x, {0.5f, 1, 2, 3}, kExact);
}

TT_CASE("01.4/exp-log-inverse",
        "log undoes exp and sqrt undoes square",
        .what = "both on 100 random values",
        .why = "a property checks a hundred values at once",
        .learn = "rounding leaves a small relative error") {
  Generator g(3);
  const Tensor x = Tensor::rand({10, 10}, g) + 0.5f;
  expect_near(log(exp(x)), x, kMath);
  expect_near(sqrt(square(x)), x, kMath);
}

// ---- 01.4: comparisons and where ----

TT_CASE("01.3/comparisons",
        "comparisons give 1 where true and 0 elsewhere",
        .what = "all six on smaller, equal and larger values",
        .why = "masks and accuracies are made this way",
        .learn = "the result is a tensor, not a bool") {
  const Tensor a = tensor({1, 2, 3}), b = tensor({2, 2, 2});
  expect_near(eq(a, b), {0, 1, 0}, kExact);
  expect_near(ne(a, b), {1, 0, 1}, kExact);
  expect_near(lt(a, b), {1, 0, 0}, kExact);
  expect_near(le(a, b), {1, 1, 0}, kExact);
  expect_near(gt(a, b), {0, 0, 1}, kExact);
  expect_near(ge(a, b), {0, 1, 1}, kExact);
}

TT_CASE("01.3/comparisons-strided",
        "comparisons broadcast and read through strides",
        .what = "a transposed matrix against a row, and against a number tensor",
        .why = "masks compare positions in a row with positions in a column",
        .learn = "the same loop as add") {
  const Tensor t = transposed(tensor({{1, 2}, {3, 4}}));
  expect_near(eq(t, tensor({1, 4})), {1, 0, 0, 1}, kExact);
  expect_near(ne(t, tensor({1, 4})), {0, 1, 1, 0}, kExact);
  expect_near(lt(t, tensor(3)), {1, 0, 1, 0}, kExact);
  expect_near(le(t, tensor(3)), {1, 1, 1, 0}, kExact);
  expect_near(gt(t, tensor(2)), {0, 1, 0, 1}, kExact);
  expect_near(ge(t, tensor({{2}, {4}})), {0, 1, 0, 1}, kExact);
  expect_error(102, [&] { (void)eq(t, tensor({1, 2, 3})); }, {"(2, 2)", "(3)"});
}

TT_CASE("01.3/comparisons-nan",
        "NaN equals nothing, not even itself",
        .what = "all six with NaN on both sides",
        .why = "IEEE 754 says so, and x ≠ x finds NaN",
        .learn = "only ne is true") {
  const Tensor n = tensor({kNan});
  CHECK(ne(n, n).item() == 1.0f);
  CHECK(eq(n, n).item() + lt(n, n).item() + le(n, n).item() + gt(n, n).item() + ge(n, n).item() ==
        0.0f);
}

TT_CASE("01.4/where",
        "where takes a at ones and b at zeros of the mask",
        .what = "where on (2, 2), with the mask from a comparison",
        .why = "clipping and padding choose per element",
        .learn = "both sides are computed, one is taken") {
  const Tensor x = tensor({{-1, 2}, {3, -4}});
  expect_near(where(gt(x, tensor(0)), x, x * 10.0f), {-10, 2, 3, -40}, kExact);
}

TT_CASE("01.4/where-broadcast",
        "mask, a and b broadcast to one shape, through any strides",
        .what = "a (2, 1) mask, a row and a number; transposed operands; nothing",
        .why = "a mask per row decides over whole rows",
        .learn = "three operands, one common shape") {
  const Tensor mask = tensor({{1}, {0}});
  const Tensor y = where(mask, tensor({1, 2, 3}), tensor(0));
  CHECK(y.shape() == Shape{2, 3});
  expect_near(y, {1, 2, 3, 0, 0, 0}, kExact);
  const Tensor x = tensor({{1, 2}, {3, 4}});
  expect_near(
      where(transposed(tensor({{1, 1}, {0, 1}})), transposed(x), x * 10.0f), {1, 20, 2, 4}, kExact);
  expect_near(where(tensor({{1, 0}, {1, 0}}), x, transposed(x)), {1, 3, 3, 4}, kExact);
  CHECK(where(Tensor::zeros({0}), tensor(1), tensor(2)).shape() == Shape{0});
}

TT_CASE("01.4/where-nan",
        "what is not chosen cannot spoil the result",
        .what = "where with NaN and infinity on the side that is not taken",
        .why = "multiplying by a mask would give 0 · inf = NaN",
        .learn = "choose, do not multiply") {
  expect_near(where(tensor({1, 0}), tensor({1, kNan}), tensor({kInf, 2})), {1, 2}, kExact);
}

TT_CASE("01.4/where-errors",
        "where refuses masks of other values and shapes that do not fit",
        .what = "a mask with 0.5, with NaN, and a clash of shapes",
        .why = "a half mask is a sign of a mistake",
        .learn = "masks come from comparisons") {
  const Tensor a = Tensor::zeros({2});
  expect_error(119, [&] { (void)where(tensor({0.5, 1}), a, a); }, {"(2)", "0.5"});
  expect_error(119, [&] { (void)where(tensor({1, kNan}), a, a); }, {"(2)", "nan"});
  expect_error(102, [&] { (void)where(Tensor::ones({3}), a, a); }, {"(3)", "(2)"});
  expect_near(where(tensor({0, 1}), a, tensor({7, 7})), {7, 0}, kExact);
  expect_error(102, [&] { (void)where(Tensor::ones({2}), a, Tensor::zeros({3})); }, {"(2)", "(3)"});
}
