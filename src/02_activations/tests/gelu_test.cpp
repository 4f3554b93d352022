// Module 02, part activations: gelu in three forms (02.4), activations as values (02.6).
#include <cfenv>
#include <cmath>
#include <limits>

#include "tinytorch/activations.hpp"
#include "tinytorch/kernels.hpp"

#include "support/test.hpp"

using namespace tinytorch;

namespace {

constexpr float kInf = std::numeric_limits<float>::infinity();
constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
constexpr float kMax = std::numeric_limits<float>::max();

Tensor worked_points() {
  return tensor({-3, -1, -0.5, 0, 0.5, 1, 3});
}

float largest_distance(const Tensor& a, const Tensor& b) {
  return (a - b).abs().max().item();
}

}  // namespace

TT_CASE("02.4/sigmoid-form",
        "gelu at seven points, default form",
        .what = "x · sigmoid(1.702 x) from -3 to 3",
        .why = "the form that this framework uses unless told otherwise",
        .learn = "a smooth relu that dips below 0 on the left") {
  expect_near(gelu(worked_points()),
              {-.01807131f, -.15420423f, -.14961156f, 0, .35038844f, .84579577f, 2.98192869f},
              kMath);
}

TT_CASE("02.4/tanh-form",
        "gelu at seven points, tanh form",
        .what = "x/2 · (1 + tanh(√(2/π)(x + 0.044715 x³)))",
        .why = "GPT-2 was trained with this form",
        .learn = "the cube bends the argument where 1.702 x is too straight") {
  expect_near(gelu(worked_points(), GeluForm::tanh),
              {-.00363739f, -.15880801f, -.15428599f, 0, .34571401f, .84119199f, 2.99636261f},
              kMath);
}

TT_CASE("02.4/erf-form",
        "gelu at seven points, exact",
        .what = "x · Φ(x), Φ from the error function",
        .why = "the definition that the other forms approach",
        .learn = "Φ(x) is the share of a normal distribution below x") {
  expect_near(gelu(worked_points(), GeluForm::erf),
              {-.00404969f, -.15865525f, -.15426877f, 0, .34573123f, .84134475f, 2.99595031f},
              kMath);
}

TT_CASE("02.4/distance-of-forms",
        "the forms differ by as much as is known",
        .what = "largest distance to the exact form on [-6, 6]",
        .why = "with 1.7 instead of 1.702, a common slip, the first is .0205",
        .learn = ".02033 for the sigmoid form, .000473 for the tanh form") {
  const Tensor x = Tensor::linspace(-6, 6, 12001);
  const Tensor exact = gelu(x, GeluForm::erf);
  expect_near(largest_distance(gelu(x), exact), .02033487, {.rtol = 1e-3});
  expect_near(largest_distance(gelu(x, GeluForm::tanh), exact), .000473, {.rtol = 5e-3});
}

TT_CASE("02.4/constant",
        "the constant is 1.702",
        .what = "gelu(1) to seven digits",
        .why = "1.7 gives .84553474, 1.702 gives .84579577",
        .learn = "constants of a formula are part of the contract") {
  expect_near(gelu(tensor({1})), {.84579577f}, {.rtol = 1e-6});
}

TT_CASE("02.4/infinities",
        "all forms are inf at +inf and 0 at -inf",
        .what = "the infinities and the largest finite numbers",
        .why = "-inf · 0 is NaN: one such element ends a training run",
        .learn = "where the weight is 0 the result is 0") {
  const Tensor x = tensor({-kInf, -kMax, kMax, kInf});
  expect_near(gelu(x), {0, 0, kMax, kInf}, kExact);
  expect_near(gelu(x, GeluForm::tanh), {0, 0, kMax, kInf}, kExact);
  expect_near(gelu(x, GeluForm::erf), {0, 0, kMax, kInf}, kExact);
}

TT_CASE("02.4/nan",
        "gelu of NaN is NaN in all forms",
        .what = "one NaN beside a zero",
        .why = "a NaN must stay visible",
        .learn = "NaN compares unequal to everything, 0 too") {
  const Tensor x = tensor({0, kNaN});
  expect_near(gelu(x), {0, kNaN}, {.nan_equal = true});
  expect_near(gelu(x, GeluForm::tanh), {0, kNaN}, {.nan_equal = true});
  expect_near(gelu(x, GeluForm::erf), {0, kNaN}, {.nan_equal = true});
}

TT_CASE("02.4/left-tail",
        "far left the exact form keeps its digits",
        .what = "gelu(-6) by the error function: -6 · 9.8659e-10",
        .why = "1 + erf(-4.24) rounds to 0 in float",
        .learn = "erfc(x) is 1 - erf(x) without the subtraction") {
  expect_near(gelu(tensor({-6}), GeluForm::erf), {-5.91952587e-9f}, {.rtol = 1e-4});
}

TT_CASE("02.4/slope",
        "the slope at -1, 0 and 1 is the known derivative",
        .what = "(gelu(x + h) - gelu(x - h)) / 2h",
        .why = "module 06 relies on this slope",
        .learn = "below 0 the slope is negative in places: gelu is not monotone") {
  const Tensor x = tensor({-1, 0, 1});
  const float h = 1.0f / 128;
  const Tensor slope = (gelu(x + h) - gelu(x - h)) / (2 * h);
  expect_near(slope, {-.06777961f, .5f, 1.06777961f}, {.rtol = 0, .atol = 1e-4});
}

TT_CASE("02.4/any-strides",
        "gelu of a view, an empty tensor and a number",
        .what = "a transposed (1, 3) view, shape (0, 2), shape ()",
        .why = "the rules are the same for all functions of one element",
        .learn = "new dense memory, same shape") {
  const Tensor x = tensor({{-1, 0, 1}, {9, 9, 9}});
  const Tensor y = gelu(x.transpose().select(1, 0));
  expect_near(y, {-.15420423f, 0, .84579577f}, kMath);
  CHECK(gelu(Tensor::zeros({0, 2})).shape() == Shape{0, 2});
  CHECK(gelu(tensor(0)).shape() == Shape{});
  expect_near(x.select(0, 0), {-1, 0, 1}, kExact);
}

TT_CASE("02.4/kernel",
        "a kernel serves the sigmoid form only",
        .what = "gelu with a kernel that answers 7",
        .why = "the kernel computes one formula; the others must not get its values",
        .learn = "an override has to mean exactly the same") {
  Kernels table;
  table.gelu = [](const float*, float* out, std::int64_t n) {
    for (std::int64_t i = 0; i < n; ++i) out[i] = 7;
  };
  const KernelScope scope(table);
  expect_near(gelu(tensor({1})), {7}, kExact);
  expect_near(gelu(tensor({1}), GeluForm::tanh), {.84119199f}, kMath);
}

// ---- values

TT_CASE("02.6/call-the-functions",
        "each value computes what its function computes",
        .what = "Sigmoid, ReLU and Tanh on three numbers",
        .why = "a Sequential holds values, formulas use functions",
        .learn = "forward calls the function, operator() calls forward") {
  const Tensor x = tensor({-1, 0, 2});
  expect_near(Sigmoid{}.forward(x), sigmoid(x), kExact);
  expect_near(ReLU{}(x), {0, 0, 2}, kExact);
  expect_near(Tanh{}.forward(x), tinytorch::tanh(x), kExact);
}

TT_CASE("02.6/gelu-form",
        "GELU remembers its form",
        .what = "GELU() and GELU(GeluForm::erf) at 1",
        .why = "a model must be rebuilt with the form it was trained with",
        .learn = "options are stored when the value is made") {
  expect_near(GELU()(tensor({1})), {.84579577f}, kMath);
  expect_near(GELU(GeluForm::tanh)(tensor({1})), {.84119199f}, kMath);
  expect_near(GELU(GeluForm::erf)(tensor({1})), {.84134475f}, kMath);
}

TT_CASE("02.6/softmax-axis",
        "Softmax remembers its axis",
        .what = "Softmax(0) and Softmax() on a (2, 2) tensor",
        .why = "the last axis is only the usual choice",
        .learn = "dim is checked when it meets a tensor") {
  const Tensor x = tensor({{0, 0}, {0, 100}});
  expect_near(Softmax(0)(x), {.5f, 0, .5f, 1}, kMath);
  expect_near(Softmax()(x), {.5f, .5f, 0, 1}, kMath);
  expect_error(201, [&] { (void)Softmax(2)(x); }, {"(2, 2)"});
}

TT_CASE("02.6/no-parameters",
        "activations have a name and nothing to train",
        .what = "kName and parameters() of all five",
        .why = "an optimizer asks every layer for its parameters",
        .learn = "an empty list is an answer") {
  CHECK(std::string(Sigmoid::kName) + ReLU::kName + Tanh::kName + GELU::kName + Softmax::kName ==
        "SigmoidReLUTanhGELUSoftmax");
  const std::size_t all = Sigmoid{}.parameters().size() + ReLU{}.parameters().size() +
                          Tanh{}.parameters().size() + GELU().parameters().size() +
                          Softmax().parameters().size();
  CHECK(all == 0);
  CHECK(ReLU{}(tensor({-1})).item() == 0.0f);
}
