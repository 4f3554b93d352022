// Module 09, part conv2d: what a convolution computes (09.2).
#include <cmath>

#include "naive.hpp"

using namespace tinytorch;
using test::counted;
using test::expect_conv;
using test::noise;

namespace {

Tensor ones3() {
  return Tensor::ones({1, 1, 3, 3});
}

}  // namespace

TT_CASE("09.2/worked",
        "1 … 16 under [[1, 0], [0, -1]]",
        .what = "nine windows, each x[i][j] - x[i+1][j+1]",
        .why = "a flipped kernel would give +5",
        .learn = "deep learning does not flip: it is cross-correlation") {
  const Tensor y = conv2d(counted(4, 4), tensor({{{{1, 0}, {0, -1}}}}));
  CHECK(y.shape() == Shape{1, 1, 3, 3});
  expect_near(y, {-5, -5, -5, -5, -5, -5, -5, -5, -5}, kExact);
}

TT_CASE("09.2/padding",
        "zeros around the image keep its size",
        .what = "1 … 16 under a kernel of ones, padding 1",
        .why = "corners see four pixels, edges six",
        .learn = "padding (k - 1)/2 keeps the size for odd kernels") {
  expect_near(conv2d(counted(4, 4), ones3(), {}, 1, 1),
              {14, 24, 30, 22, 33, 54, 63, 45, 57, 90, 99, 69, 46, 72, 78, 54},
              kExact);
}

TT_CASE("09.2/stride",
        "a stride skips windows",
        .what = "the same with stride 2",
        .why = "a cheap way to halve an image",
        .learn = "every second row and column of the result above") {
  const Tensor y = conv2d(counted(4, 4), ones3(), {}, 2, 1);
  CHECK(y.shape() == Shape{1, 1, 2, 2});
  expect_near(y, {14, 30, 57, 99}, kExact);
  expect_near(
      conv2d(counted(4, 4), ones3(), {}, {2, 1}, 1), {14, 24, 30, 22, 57, 90, 99, 69}, kExact);
}

TT_CASE("09.2/channels",
        "channels of the input add up, channels of the output stand alone",
        .what = "two input channels, 1×1 kernels (1, 10) and (2, 20), biases .5 and -.5",
        .why = "a 1×1 convolution is a Linear on every pixel",
        .learn = "a kernel has a plane for each input channel") {
  const Tensor x = tensor({{{{1, 2}}, {{3, 4}}}}), w = tensor({{{{1}}, {{10}}}, {{{2}}, {{20}}}});
  expect_near(conv2d(x, w, tensor({.5, -.5})), {31.5f, 42.5f, 61.5f, 83.5f}, kExact);
}

TT_CASE("09.2/definition",
        "strides, paddings and kernels of all kinds against the definition",
        .what = "random images against seven loops in double",
        .why = "odd sizes and unequal directions find what squares hide",
        .learn = "one formula for all of them") {
  const Tensor x = noise({2, 3, 7, 6}, 91), w = noise({4, 3, 3, 2}, 92), b = noise({4}, 93);
  expect_conv(x, w, b, 1, 0);
  expect_conv(x, w, b, 1, {1, 2});
  expect_conv(x, w, {}, {2, 3}, {2, 0});
  expect_conv(x, w, b, {3, 2}, 4);
  expect_conv(x, noise({1, 3, 1, 6}, 94), {}, 2, 0);
}

TT_CASE("09.2/second-image",
        "the second image of a batch is computed too",
        .what = "a batch of two against each alone",
        .why = "with a batch of one this mistake is invisible",
        .learn = "images do not meet in a convolution") {
  const Tensor x = noise({2, 2, 5, 5}, 95), w = noise({3, 2, 3, 3}, 96);
  const Tensor y = conv2d(x, w, {}, 1, 1);
  for (std::int64_t i = 0; i < 2; ++i) {
    expect_near(y.slice(0, i, i + 1), conv2d(x.slice(0, i, i + 1), w, {}, 1, 1), kExact);
  }
}

TT_CASE("09.2/shift",
        "a shifted image gives a shifted result",
        .what = "an image moved by one column, without its border",
        .why = "this is what a convolution has and a Linear has not",
        .learn = "the same weights everywhere") {
  const Tensor x = noise({1, 2, 6, 8}, 97), w = noise({2, 2, 3, 3}, 98);
  const Tensor y = conv2d(x, w), moved = conv2d(x.slice(3, 1, 8), w);
  expect_near(moved, y.slice(3, 1, 6), kExact);
}

TT_CASE("09.2/edges",
        "an empty batch, a single pixel, a kernel as large as the image",
        .what = "(0, 1, 4, 4), (1, 1, 1, 1) and k = 3 on 3×3",
        .why = "loops must not run where there is nothing",
        .learn = "no images, no work, the right shape") {
  CHECK(conv2d(Tensor::zeros({0, 1, 4, 4}), ones3(), {}, 1, 1).shape() == Shape{0, 1, 4, 4});
  expect_near(conv2d(tensor({{{{5}}}}), ones3(), tensor({1}), 1, 1), {6}, kExact);
  expect_near(conv2d(counted(3, 3), ones3()), {45}, kExact);
  expect_near(
      conv2d(tensor({{{{5}}}}), Tensor::ones({1, 1, 2, 2}), {}, 1, 3).sum().item(), 20, kExact);
}

TT_CASE("09.2/any-strides",
        "views give what their copies give, and inputs stay",
        .what = "image, weight and bias as views",
        .why = "a transposed image is a view",
        .learn = "copy a view once, then loop over dense rows") {
  const Tensor x = noise({2, 2, 4, 5}, 99).transpose(), w = noise({3, 2, 2, 3}, 100).transpose();
  const Tensor b = noise({6}, 101).slice(0, 0, 6, 2), copy = x.clone();
  const Tensor y = conv2d(x, w, b, 1, 1);
  CHECK(y.is_contiguous());
  expect_near(y, conv2d(x.clone(), w.clone(), b.clone(), 1, 1), kExact);
  expect_near(x, copy, kExact);
}

TT_CASE("09.2/init",
        "weights start with He's spread, the bias at zero",
        .what = "64·32·9 weights of one generator",
        .why = "a relu halves what passes; twice the variance makes up for it",
        .learn = "standard deviation √(2/(in·kh·kw))") {
  Generator g(7), same(7);
  const Conv2d conv(32, 64, 3, 1, 0, true, g);
  CHECK(conv.weight.shape() == Shape{64, 32, 3, 3});
  const double spread = std::sqrt(2.0 / (32 * 9));
  expect_near(conv.weight.detach(), Tensor::randn({64, 32, 3, 3}, spread, same), kExact);
  expect_near(conv.bias.detach(), Tensor::zeros({64}), kExact);
  CHECK(conv.weight.requires_grad());
  CHECK(conv.bias.requires_grad());
}

TT_CASE("09.2/layer",
        "the layer hands weight, bias, stride and padding on",
        .what = "a Conv2d with unequal stride and padding against conv2d",
        .why = "a stride that is stored but not used shows here",
        .learn = "the layer remembers; the op computes") {
  Conv2d conv(2, 3, {3, 2}, {2, 1}, {1, 0});
  conv.bias.detach().copy_(tensor({1, 2, 3}));
  const Tensor x = noise({2, 2, 5, 4}, 102);
  expect_near(conv(x), conv2d(x, conv.weight, conv.bias, {2, 1}, {1, 0}), kExact);
  CHECK(conv.num_parameters() == 3 * 2 * 6 + 3);
  CHECK(conv.repr() ==
        "Conv2d(in_channels=2, out_channels=3, kernel_size=(3, 2), stride=(2, 1), padding=(1, 0), "
        "bias=true)");
}

TT_CASE("09.2/no-bias",
        "without bias there is one parameter and no constant",
        .what = "zeros through a layer without bias",
        .why = "memory that was not cleared would show here",
        .learn = "planes start from the bias or from zero") {
  Conv2d conv(1, 2, 3, 1, 1, false);
  CHECK(conv.named_parameters().size() == 1u);
  expect_near(conv(Tensor::zeros({1, 1, 3, 3})), Tensor::zeros({1, 2, 3, 3}), kExact);
}

TT_CASE("09.0/error-channels",
        "channels, weight and bias must fit",
        .what = "3 channels into a layer for 1, odd weights and biases, no channels",
        .why = "grey images into a colour network",
        .learn = "TT-L0902 shows all shapes") {
  const Tensor x = Tensor::zeros({1, 3, 4, 4});
  expect_error(902,
               ErrorKind::shape,
               [&] {
                 (void)conv2d(x, Tensor::ones({2, 1, 3, 3}));
               },
               {"(1, 3, 4, 4)", "(2, 1, 3, 3)", "absent"});
  expect_error(902, [&] { (void)conv2d(x, Tensor::ones({3, 3})); }, {"weight is (3, 3)"});
  expect_error(902,
               [&] {
                 (void)conv2d(x, Tensor::ones({2, 3, 1, 1}), tensor({1}));
               },
               {"bias is (1)"});
  expect_error(902, [] { Conv2d(0, 4, 3); }, {"in_channels is 0"});
}

TT_CASE("09.2/one-op",
        "a convolution is recorded as one op with its inputs",
        .what = "what autograd hears, with and without bias",
        .why = "one node and one rule",
        .learn = "the last line of every op announces it") {
  Conv2d conv(1, 1, 2), bare(1, 1, 2, 1, 0, false);
  const Tensor plain = conv2d(counted(3, 3), Tensor::ones({1, 1, 2, 2}));
  CHECK(!plain.requires_grad());
  CHECK(conv(counted(3, 3)).requires_grad());
  CHECK(bare(counted(3, 3)).requires_grad());
  CHECK(!conv(counted(3, 3)).is_leaf());
}
