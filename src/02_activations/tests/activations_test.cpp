// Module 02, part activations: sigmoid (02.1), relu (02.2), tanh (02.3).
#include "tinytorch/activations.hpp"

#include <cfenv>
#include <cmath>
#include <limits>

#include "tinytorch/kernels.hpp"

#include "support/test.hpp"

using namespace tinytorch;

namespace {
constexpr float kInf = std::numeric_limits<float>::infinity();
constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
}  // namespace

// ---- sigmoid

TT_CASE("02.1/worked",
        "sigmoid of -2 to 2 computed by hand",
        .what = "five values around 0",
        .why = "the sigmoid turns a score into a probability",
        .learn = "1 / (1 + e^-x): a half at 0") {
  const Tensor y = sigmoid(tensor({-2, -1, 0, 1, 2}));
  CHECK(y.shape() == Shape{5});
  expect_near(y, {.11920292f, .26894142f, .5f, .73105858f, .88079708f}, kMath);
}

TT_CASE("02.1/saturates",
        "far from 0 sigmoid reaches 0 and 1",
        .what = "sigmoid of -100 and 100, of -inf and inf",
        .why = "a sure model gives such scores",
        .learn = "e^-100 is 3.7e-44: far below what matters, but not an error") {
  const Tensor y = sigmoid(tensor({-100, 100, -kInf, kInf}));
  expect_near(y, {0, 1, 0, 1}, {.rtol = 0, .atol = 1e-10});
}

TT_CASE("02.1/tail",
        "small probabilities keep their digits",
        .what = "sigmoid(-20) against e^-20 / (1 + e^-20)",
        .why = "1 - sigmoid(20) would be 0: the digits are gone before the subtraction",
        .learn = "take e / (1 + e) for negative x") {
  expect_near(sigmoid(tensor({-20, -50})), {2.0611537e-9f, 1.9287498e-22f}, kArith);
}

TT_CASE("02.1/no-overflow",
        "no exponential overflows on the way",
        .what = "the overflow flag of the processor after sigmoid of -1000 and 1000",
        .why = "e^1000 is inf: 1 / (1 + inf) happens to be right, inf / inf is not",
        .learn = "compute with e^-|x|, which lies between 0 and 1") {
  std::feclearexcept(FE_OVERFLOW);
  const Tensor y = sigmoid(tensor({-1000, 1000}));
  CHECK(std::fetestexcept(FE_OVERFLOW) == 0);
  expect_near(y, {0, 1}, kExact);
}

TT_CASE("02.1/nan",
        "sigmoid of NaN is NaN",
        .what = "one NaN between numbers",
        .why = "a NaN that disappears hides the bug that made it",
        .learn = "a comparison with NaN is false: mind the else branch") {
  expect_near(sigmoid(tensor({0, kNaN, 0})), {.5f, kNaN, .5f}, {.nan_equal = true});
}

TT_CASE("02.1/symmetry",
        "sigmoid(-x) is 1 - sigmoid(x)",
        .what = "100 random numbers and their opposites",
        .why = "no and yes share the probability",
        .learn = "both branches must belong to one function") {
  Generator g(1);
  const Tensor x = Tensor::randn({100}, 3, g);
  expect_near(sigmoid(-x), 1.0f - sigmoid(x), kMath);
}

TT_CASE("02.1/any-strides",
        "strides of the input do not matter",
        .what = "sigmoid of a transposed (2, 3) view",
        .why = "a view is a tensor like any other",
        .learn = "the result is dense and has its own memory") {
  const Tensor x = tensor({{-2, -1, 0}, {1, 2, 0}});
  const Tensor y = sigmoid(x.transpose());
  CHECK(y.shape() == Shape{3, 2});
  CHECK(y.is_contiguous());
  expect_near(y, {.11920292f, .73105858f, .26894142f, .88079708f, .5f, .5f}, kMath);
}

TT_CASE("02.1/shapes",
        "every shape stays as it is",
        .what = "a number, a (2, 1, 3) tensor, an empty (0, 4) tensor",
        .why = "activations stand between layers of any shape",
        .learn = "element by element: no axis has a meaning") {
  CHECK(sigmoid(tensor(0)).shape() == Shape{});
  CHECK(sigmoid(tensor(0)).item() == 0.5f);
  CHECK(sigmoid(Tensor::zeros({2, 1, 3})).shape() == Shape{2, 1, 3});
  CHECK(sigmoid(Tensor::zeros({0, 4})).shape() == Shape{0, 4});
}

TT_CASE("02.1/input-stays",
        "the input is left as it was",
        .what = "x after sigmoid(x)",
        .why = "autograd and other users still need x",
        .learn = "write into a new tensor",
        .mistake = "W0011") {
  const Tensor x = tensor({-1, 0, 1});
  const Tensor y = sigmoid(x);
  expect_near(x, {-1, 0, 1}, kExact);
  CHECK(!y.shares_storage(x));
  CHECK(y.at({1}) == 0.5f);
}

// ---- relu

TT_CASE("02.2/worked",
        "relu keeps positive numbers and makes others 0",
        .what = "-2, -0.5, 0, 0.5, 2",
        .why = "the simplest non-linearity, and the one most used",
        .learn = "max(0, x)") {
  expect_near(relu(tensor({-2, -0.5, 0, 0.5, 2})), {0, 0, 0, 0.5f, 2}, kExact);
}

TT_CASE("02.2/zero",
        "both zeros give zero",
        .what = "relu of 0 and -0",
        .why = "float has two zeros that compare equal",
        .learn = "either sign of zero is right") {
  expect_near(relu(tensor({0.0f, -0.0f, 1})), {0, 0, 1}, kExact);
}

TT_CASE("02.2/nan",
        "relu of NaN is NaN",
        .what = "one NaN between numbers",
        .why = "x > 0 ? x : 0 turns NaN into 0: a broken network then looks healthy",
        .learn = "ask x < 0, so that NaN takes the branch that keeps x",
        .mistake = "W0203") {
  expect_near(relu(tensor({-1, kNaN, 1})), {0, kNaN, 1}, {.nan_equal = true});
}

TT_CASE("02.2/extremes",
        "relu is exact at the ends of the range",
        .what = "infinities, the largest and the smallest numbers",
        .why = "nothing is computed, only chosen",
        .learn = "relu never rounds") {
  constexpr float kMax = std::numeric_limits<float>::max();
  constexpr float kTiny = std::numeric_limits<float>::denorm_min();
  expect_near(relu(tensor({-kInf, kInf, -kMax, kMax, -kTiny, kTiny})),
              {0, kInf, 0, kMax, 0, kTiny},
              kExact);
}

TT_CASE("02.2/idempotent",
        "applying relu twice changes nothing more",
        .what = "relu(relu(x)) of 1,000 random numbers",
        .why = "a property that needs no expected values",
        .learn = "nothing negative is left after the first time") {
  Generator g(2);
  const Tensor once = relu(Tensor::randn({1000}, 1, g));
  CHECK(once.min().item() == 0.0f);
  CHECK(once.max().item() > 0.0f);
  expect_near(relu(once), once, kExact);
}

TT_CASE("02.2/odd-sizes",
        "every length is handled to the last element",
        .what = "1, 3, 17 and 33 elements, all negative",
        .why = "fast loops take 4 or 8 at a time and can miss the rest",
        .learn = "test lengths that are no power of two") {
  CHECK(relu(Tensor::full({1}, -1)).sum().item() == 0.0f);
  CHECK(relu(Tensor::full({3}, -1)).sum().item() == 0.0f);
  CHECK(relu(Tensor::full({17}, -1)).sum().item() == 0.0f);
  CHECK(relu(Tensor::full({33}, 2)).sum().item() == 66.0f);
}

TT_CASE("02.2/any-strides",
        "relu of a view reads the view",
        .what = "every second column of a (2, 4) tensor",
        .why = "a slice of a batch is a view",
        .learn = "strides tell where the next element stands") {
  const Tensor x = tensor({{1, -9, -2, -9}, {-3, -9, 4, -9}});
  expect_near(relu(x.slice(1, 0, 4, 2)), {1, 0, 0, 4}, kExact);
  expect_near(x.select(0, 0), {1, -9, -2, -9}, kExact);
}

TT_CASE("02.2/kernel",
        "a faster loop can be put in place",
        .what = "relu with a kernel that answers 7, and without it again",
        .why = "module 17 replaces loops without touching this file",
        .learn = "an entry of the kernel table is used while it is set") {
  const Tensor x = tensor({-1, 1});
  {
    Kernels table;
    table.relu = [](const float*, float* out, std::int64_t n) {
      for (std::int64_t i = 0; i < n; ++i) out[i] = 7;
    };
    const KernelScope scope(table);
    expect_near(relu(x), {7, 7}, kExact);
  }
  expect_near(relu(x), {0, 1}, kExact);
}

// ---- tanh

TT_CASE("02.3/worked",
        "tanh of 0.5, 1 and 2 computed by hand",
        .what = "three values and their opposites",
        .why = "tanh is a sigmoid centred at 0",
        .learn = "odd: tanh(-x) = -tanh(x)") {
  const Tensor x = tensor({0.5, 1, 2});
  expect_near(tinytorch::tanh(x), {.46211716f, .76159416f, .96402758f}, kMath);
  expect_near(tinytorch::tanh(-x), {-.46211716f, -.76159416f, -.96402758f}, kMath);
}

TT_CASE("02.3/saturates",
        "far from 0 tanh reaches -1 and 1",
        .what = "tanh of 100, 1000 and the infinities",
        .why = "(e^2x - 1) / (e^2x + 1) is inf / inf there: NaN",
        .learn = "the library function never forms e^2x for large x") {
  const Tensor y = tinytorch::tanh(tensor({-1000, -100, 100, 1000, -kInf, kInf}));
  expect_near(y, {-1, -1, 1, 1, -1, 1}, kExact);
}

TT_CASE("02.3/tiny",
        "near 0 tanh(x) is x",
        .what = "tanh of 1e-3, 1e-7 and 1e-20",
        .why = "1 - 1 leaves no digits: (1 - e) / (1 + e) gives 0 for tiny x",
        .learn = "subtracting nearly equal numbers loses what you wanted") {
  expect_near(
      tinytorch::tanh(tensor({1e-3, 1e-7, 1e-20, 0})), {9.99999667e-4f, 1e-7f, 1e-20f, 0}, kArith);
}

TT_CASE("02.3/sigmoid-relation",
        "tanh(x) is 2·sigmoid(2x) - 1",
        .what = "100 random numbers",
        .why = "the two functions differ only in scale and place",
        .learn = "two ways to compute one value check each other") {
  Generator g(3);
  const Tensor x = Tensor::randn({100}, 1, g);
  expect_near(tinytorch::tanh(x), 2.0f * sigmoid(2.0f * x) - 1.0f, {.rtol = 1e-5, .atol = 1e-6});
}

TT_CASE("02.3/nan-and-shapes",
        "NaN stays NaN, shapes stay as they are",
        .what = "tanh of a (2, 2) view with a NaN, of an empty tensor, of a number",
        .why = "the rules are the same for all functions of one element",
        .learn = "element by element, into new memory") {
  const Tensor x = tensor({{0, kNaN}, {1, 0}});
  const Tensor y = tinytorch::tanh(x.transpose());
  CHECK(y.shape() == Shape{2, 2});
  expect_near(y, {0, .76159416f, kNaN, 0}, {.rtol = 1e-5, .nan_equal = true});
  CHECK(tinytorch::tanh(Tensor::zeros({0})).shape() == Shape{0});
  CHECK(tinytorch::tanh(tensor(0)).shape() == Shape{});
}
