// Module 09, part pool: the largest (09.4) and the mean (09.5) of each window.
#include <cmath>
#include <limits>

#include "naive.hpp"

using namespace tinytorch;
using test::counted;
using test::expect_gradients;
using test::In;
using test::noise;

namespace {

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

// Whole numbers in random order: no two alike, and far enough apart for differences.
Tensor shuffled(const Shape& shape, std::uint64_t seed) {
  std::vector<std::int64_t> order(static_cast<std::size_t>(numel(shape)));
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<std::int64_t>(i);
  Generator(seed).shuffle(order);
  const std::vector<float> values(order.begin(), order.end());
  return Tensor::from_vector(values, shape) - 20.0f;
}

}  // namespace

TT_CASE("09.4/worked",
        "the largest of each 2×2 block",
        .what = "1 … 16",
        .why = "a quarter of the numbers, the strongest ones",
        .learn = "the stride is the kernel unless given") {
  const Tensor y = MaxPool2d(2)(counted(4, 4));
  CHECK(y.shape() == Shape{1, 1, 2, 2});
  expect_near(y, {6, 8, 14, 16}, kExact);
}

TT_CASE("09.4/negative-padding",
        "padding never wins",
        .what = "negative numbers with padding 1",
        .why = "zeros as padding would win against all of them",
        .learn = "padding counts as -inf: look at real pixels only") {
  expect_near(MaxPool2d(2, 2, 1)(counted(2, 2) - 10.0f), {-9, -8, -7, -6}, kExact);
  expect_near(MaxPool2d(3, 1, 1)(counted(2, 2) - 10.0f), {-6, -6, -6, -6}, kExact);
}

TT_CASE("09.4/overlap",
        "windows may overlap and be oblong",
        .what = "kernel (1, 3), stride 1, and kernel 2 with stride (1, 2)",
        .why = "kernel and stride are two things",
        .learn = "the window moves by the stride") {
  expect_near(MaxPool2d({1, 3}, 1)(tensor({{{{3, 1, 2, 5, 4}}}})), {3, 5, 5}, kExact);
  expect_near(MaxPool2d(2, Pair(1, 2))(counted(3, 5)), {7, 9, 12, 14}, kExact);
}

TT_CASE("09.4/planes",
        "channels and images do not meet",
        .what = "two images of two channels, against each plane alone",
        .why = "an offset that is wrong by one plane",
        .learn = "a pool treats every plane alike") {
  const Tensor x = shuffled({2, 2, 4, 6}, 120), y = MaxPool2d(2)(x);
  for (std::int64_t b = 0; b < 2; ++b)
    for (std::int64_t c = 0; c < 2; ++c) {
      const Tensor plane = x.slice(0, b, b + 1).slice(1, c, c + 1);
      expect_near(y.slice(0, b, b + 1).slice(1, c, c + 1), MaxPool2d(2)(plane), kExact);
    }
}

TT_CASE("09.4/nan-and-infinity",
        "NaN wins, -inf is a number like others",
        .what = "a NaN first and last, a window of -inf",
        .why = "a NaN that vanishes is found much later",
        .learn = "every comparison with NaN is false") {
  const float inf = std::numeric_limits<float>::infinity();
  CHECK(std::isnan(MaxPool2d(2)(tensor({{{{kNan, 1}, {2, 3}}}})).item()));
  CHECK(std::isnan(MaxPool2d(2)(tensor({{{{1, 2}, {3, kNan}}}})).item()));
  expect_near(MaxPool2d(2)(Tensor::full({1, 1, 2, 2}, -inf)), {-inf}, kExact);
}

TT_CASE("09.4/gradient",
        "the gradient goes where the largest stood",
        .what = "1 … 16, gradients 1, 2, 3, 4",
        .why = "only the winner had influence",
        .learn = "remember the position when recording") {
  Tensor x = counted(4, 4);
  x.requires_grad_();
  MaxPool2d(2)(x).backward(tensor({{{{1, 2}, {3, 4}}}}));
  expect_near(x.grad(), {0, 0, 0, 0, 0, 1, 0, 2, 0, 0, 0, 0, 0, 3, 0, 4}, kExact);
}

TT_CASE("09.4/ties",
        "of equal values the first gets the gradient",
        .what = "a plane of equal numbers",
        .why = "after a relu many windows are all zeros",
        .learn = "only a larger value replaces the best") {
  Tensor x = Tensor::zeros({1, 1, 2, 4});
  x.requires_grad_();
  sum(MaxPool2d(2)(x)).backward();
  expect_near(x.grad(), {1, 0, 1, 0, 0, 0, 0, 0}, kExact);
}

TT_CASE("09.4/differences",
        "against differences, with overlap and padding",
        .what = "numbers without ties, kernel 3, stride 2, padding 1",
        .why = "a pixel may win several windows",
        .learn = "its gradients add up") {
  const In in{shuffled({2, 2, 5, 4}, 121)};
  expect_gradients([](const In& t) { return MaxPool2d(3, 2, 1)(t[0]); }, in);
  expect_gradients([](const In& t) { return MaxPool2d(2, 1)(t[0]); }, {test::turned(in[0])});
}

TT_CASE("09.4/empty-batch",
        "an empty batch stays empty, the rest of a row is left out",
        .what = "(0, 2, 4, 4) and a 5×5 image",
        .why = "an odd size leaves a row and a column over",
        .learn = "sizes are rounded down") {
  CHECK(MaxPool2d(2)(Tensor::zeros({0, 2, 4, 4})).shape() == Shape{0, 2, 2, 2});
  expect_near(MaxPool2d(2)(counted(5, 5)), {7, 9, 17, 19}, kExact);
}

TT_CASE("09.5/worked",
        "the mean of each 2×2 block",
        .what = "1 … 16",
        .why = "a smaller image of the same brightness",
        .learn = "the sum over kh·kw") {
  expect_near(AvgPool2d(2)(counted(4, 4)), {3.5f, 5.5f, 11.5f, 13.5f}, kExact);
  expect_near(AvgPool2d(Pair(1, 4))(counted(2, 4)), {2.5f, 6.5f}, kExact);
}

TT_CASE("09.5/padding",
        "zeros of the padding count",
        .what = "[[1, 2], [3, 4]] with padding 1",
        .why = "a divisor that changes at the border is another layer",
        .learn = "always divide by kh·kw") {
  expect_near(AvgPool2d(2, 2, 1)(counted(2, 2)), {.25f, .5f, .75f, 1}, kExact);
}

TT_CASE("09.5/planes",
        "each plane alone, and views like copies",
        .what = "two images of two channels, transposed",
        .why = "an offset that is wrong by one plane",
        .learn = "the mean of a convolution with equal weights") {
  const Tensor x = noise({2, 2, 6, 4}, 122).transpose();
  const Tensor w = Tensor::full({1, 1, 2, 3}, 1.0f / 6);
  const Tensor alone = conv2d(x.contiguous().view({4, 1, 4, 6}), w, {}, {2, 3});
  expect_near(AvgPool2d(Pair(2, 3))(x), alone.view({2, 2, 2, 2}), kMath);
}

TT_CASE("09.5/double",
        "sums are kept in double",
        .what = "a window of 4,096 values: 2^24 and ones",
        .why = "in float, 2^24 + 1 is 2^24",
        .learn = "add in double, round once") {
  Tensor x = Tensor::ones({1, 1, 64, 64});
  x.slice(2, 0, 1).slice(3, 0, 1).fill_(16777216.0f);
  expect_near(AvgPool2d(64)(x).item(), (16777216.0 + 4095) / 4096, {.rtol = 1e-7});
}

TT_CASE("09.5/gradient",
        "every pixel of a window gets the same share",
        .what = "gradients 4 and 8 on two blocks; overlap against differences",
        .why = "g/(kh·kw), also where padding took the rest",
        .learn = "padding swallows its share") {
  Tensor x = Tensor::ones({1, 1, 2, 4});
  x.requires_grad_();
  AvgPool2d(2)(x).backward(tensor({{{{4, 8}}}}));
  expect_near(x.grad(), {1, 1, 2, 2, 1, 1, 2, 2}, kExact);
  const In in{noise({2, 2, 5, 4}, 123)};
  expect_gradients([](const In& t) { return AvgPool2d({3, 2}, Pair(2, 1), 1)(t[0]); }, in);
}
