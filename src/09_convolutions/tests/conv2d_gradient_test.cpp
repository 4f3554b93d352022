// Module 09, part conv2d: gradients of a convolution (09.3).
#include "tinytorch/autograd.hpp"

#include "naive.hpp"

using namespace tinytorch;
using test::counted;
using test::expect_gradients;
using test::In;
using test::noise;

TT_CASE("09.3/worked",
        "three gradients computed by hand",
        .what = "1 … 9 under a 2×2 kernel (1, 2, 3, 4), every output with gradient 1",
        .why = "an average in the place of the sum is four times too small",
        .learn = "a weight collects from every place where it was used") {
  Tensor x = counted(3, 3), w = counted(2, 2), b = tensor({1});
  for (Tensor* t : {&x, &w, &b}) t->requires_grad_();
  sum(conv2d(x, w, b)).backward();
  expect_near(x.grad(), {1, 3, 2, 4, 10, 6, 3, 7, 4}, kExact);
  expect_near(w.grad(), {12, 16, 24, 28}, kExact);
  expect_near(b.grad(), {4}, kExact);
}

TT_CASE("09.3/one-output",
        "the gradient of one output goes to its window",
        .what = "stride 2, padding 1, the last of four outputs",
        .why = "a stride that is forgotten on the way back hits other pixels",
        .learn = "the way back visits the same pairs as the way forward") {
  Tensor x = counted(4, 4), w = counted(2, 2);
  x.requires_grad_();
  w.requires_grad_();
  const Tensor y = conv2d(x, w, {}, 2, 1);
  CHECK(y.shape() == Shape{1, 1, 3, 3});
  y.backward(tensor({{{{0, 0, 0}, {0, 1, 0}, {0, 0, 0}}}}));
  expect_near(x.grad(), {0, 0, 0, 0, 0, 1, 2, 0, 0, 3, 4, 0, 0, 0, 0, 0}, kExact);
  expect_near(w.grad(), {6, 7, 10, 11}, kExact);
}

TT_CASE("09.3/differences",
        "all three gradients against differences",
        .what = "two images, two channels, unequal kernel, stride and padding",
        .why = "each of the seven loops has its own way to go wrong",
        .learn = "a gradient check asks only for function values") {
  const In in{noise({2, 2, 5, 4}, 110), noise({3, 2, 3, 2}, 111), noise({3}, 112)};
  expect_gradients([](const In& t) { return conv2d(t[0], t[1], t[2]); }, in);
  expect_gradients([](const In& t) { return conv2d(t[0], t[1], t[2], {2, 1}, {1, 2}); }, in);
  expect_gradients([](const In& t) { return conv2d(t[0], t[1], {}, {1, 3}, 2); }, {in[0], in[1]});
}

TT_CASE("09.3/strided",
        "views and strided gradients give the same",
        .what = "a transposed image and weight, a result that is transposed",
        .why = "the gradient that arrives may be a view",
        .learn = "copy a view once") {
  const In in{test::turned(noise({1, 2, 4, 4}, 113)), test::turned(noise({2, 2, 3, 3}, 114))};
  expect_gradients([](const In& t) { return square(conv2d(t[0], t[1], {}, 1, 1).transpose()); },
                   in);
}

TT_CASE("09.3/adjoint",
        "the way back is the transpose of the way forward",
        .what = "⟨g, conv(x)⟩ against ⟨dx, x⟩ on 9×9 images",
        .why = "this holds for any linear function and needs no differences",
        .learn = "both sums run over the same pairs of pixels") {
  Tensor x = noise({2, 3, 9, 9}, 115);
  x.requires_grad_();
  const Tensor y = conv2d(x, noise({4, 3, 3, 3}, 116), {}, 2, 1), g = noise(y.shape(), 117);
  y.backward(g);
  expect_near(
      sum(g * y.detach()).item(), sum(x.grad() * x.detach()).item(), {.rtol = 1e-3, .atol = 1e-3});
}

TT_CASE("09.3/sums-over-batch",
        "weight and bias collect from all images",
        .what = "the same image twice against once",
        .why = "the loss decides about averages, not the layer",
        .learn = "twice the image, twice the gradient") {
  Tensor w = noise({2, 1, 3, 3}, 118), b = Tensor::zeros({2});
  w.requires_grad_();
  b.requires_grad_();
  const Tensor x = counted(4, 4);
  const auto once = grad(sum(conv2d(x, w, b)), {w, b});
  const auto twice = grad(sum(conv2d(cat({x, x}), w, b)), {w, b});
  expect_near(twice[0], once[0] * 2.0f, kArith);
  expect_near(twice[1], {8, 8}, kExact);
}

TT_CASE("09.3/only-what-is-needed",
        "the gradient of the data is not computed",
        .what = "tensor memory of backward when x is data",
        .why = "the first layer has the largest images",
        .learn = "the rule remembers whether x wants a gradient") {
  Conv2d conv(1, 4, 3, 1, 1);
  const Tensor y = conv(Tensor::ones({8, 1, 16, 16})), g = Tensor::ones(y.shape());
  const std::int64_t before = memory_stats().total_bytes;
  const auto grads = grad(y, {conv.weight, conv.bias}, g);
  CHECK(memory_stats().total_bytes - before == 4 * (4 * 9 + 4));
  CHECK(grads[1].at({0}) == 8.0f * 256);
}

TT_CASE("09.3/empty-batch",
        "an empty batch gives zero gradients for the weights",
        .what = "(0, 1, 4, 4)",
        .why = "the optimizer must see zeros, not garbage",
        .learn = "sums over no images") {
  Tensor x = Tensor::zeros({0, 1, 4, 4}), w = Tensor::ones({1, 1, 3, 3}), b = Tensor::ones({1});
  for (Tensor* t : {&x, &w, &b}) t->requires_grad_();
  sum(conv2d(x, w, b)).backward();
  CHECK(x.grad().shape() == Shape{0, 1, 4, 4});
  expect_near(w.grad(), Tensor::zeros({1, 1, 3, 3}), kExact);
  expect_near(b.grad(), {0}, kExact);
}

TT_CASE("09.3/overwritten",
        "a weight that was changed before backward is noticed",
        .what = "an in-place change between forward and backward",
        .why = "the gradient would silently be that of another function",
        .learn = "TT-L0606: what a rule keeps carries a version") {
  Conv2d conv(1, 1, 2);
  Tensor x = counted(3, 3);
  x.requires_grad_();
  conv.weight.detach().fill_(2);
  sum(conv(x)).backward();
  expect_near(x.grad(), {2, 4, 2, 4, 8, 4, 2, 4, 2}, kExact);
  const Tensor y = sum(conv(x));
  conv.weight.detach().mul_(tensor(2));
  expect_error(606, ErrorKind::state, [&] { y.backward(); }, {"(1, 1, 2, 2)"});
}

TT_CASE("09.3/no-second-derivative",
        "a rule of its own cannot be differentiated again",
        .what = "grad with create_graph through a convolution",
        .why = "better a message than a wrong second derivative",
        .learn = "TT-L0610") {
  Tensor x = counted(3, 3);
  x.requires_grad_();
  const Tensor y = sum(conv2d(x, Tensor::ones({1, 1, 2, 2})));
  expect_near(grad(y, {x}, {}, true)[0], {1, 2, 1, 2, 4, 2, 1, 2, 1}, kExact);
  expect_error(610, [&] { (void)grad(y, {x}, {}, true, true); }, {"conv2d"});
}
