// Module 03, part linear: what Linear computes (03.3).
#include "tinytorch/kernels.hpp"
#include "tinytorch/layers.hpp"

#include "support/recorder.hpp"
#include "support/test.hpp"

using namespace tinytorch;

namespace {

Tensor worked_weight() {
  return tensor({{1, 2}, {3, 4}});
}
Tensor worked_bias() {
  return tensor({.5, -.5});
}

}  // namespace

TT_CASE("03.3/worked",
        "x·W + b computed by hand",
        .what = "[1, 1] · [[1, 2], [3, 4]] + [0.5, -0.5]",
        .why = "the most frequent computation in this framework",
        .learn = "1 + 3 + 0.5 and 2 + 4 - 0.5") {
  const Tensor y = linear(tensor({{1, 1}}), worked_weight(), worked_bias());
  CHECK(y.shape() == Shape{1, 2});
  expect_near(y, {4.5f, 5.5f}, kExact);
}

TT_CASE("03.3/not-transposed",
        "inputs pick rows of the weight",
        .what = "[1, 0] and [0, 1] give the rows of W",
        .why = "with [1, 1] a transposed weight could hide",
        .learn = "row i holds what input i contributes") {
  const Tensor y = linear(tensor({{1, 0}, {0, 1}}), worked_weight());
  expect_near(y, {1, 2, 3, 4}, kExact);
}

TT_CASE("03.3/layer",
        "the layer applies its own weight and bias",
        .what = "a Linear(2, 2) loaded with the worked numbers",
        .why = "the layer only remembers; the op computes",
        .learn = "forward hands weight and bias to linear") {
  Linear layer(2, 2);
  layer.weight.detach().copy_(worked_weight());
  layer.bias.detach().copy_(worked_bias());
  expect_near(layer.forward(tensor({{1, 1}, {0, 0}})), {4.5f, 5.5f, .5f, -.5f}, kExact);
  expect_near(layer(tensor({{2, 0}})), {2.5f, 3.5f}, kExact);
}

TT_CASE("03.3/no-bias",
        "without bias it is the product alone",
        .what = "linear(x, W) and a layer without bias at 0",
        .why = "memory that was not cleared would show here",
        .learn = "rows start from the bias or from zero") {
  expect_near(linear(tensor({{1, 1}}), worked_weight()), {4, 6}, kExact);
  expect_near(Linear(3, 4, false)(Tensor::zeros({2, 3})), Tensor::zeros({2, 4}), kExact);
}

TT_CASE("03.3/vector",
        "a single example may be a vector",
        .what = "x of shape (2)",
        .why = "one example needs no batch axis",
        .learn = "the last axis is replaced, whatever stands before it") {
  const Tensor y = linear(tensor({1, 1}), worked_weight(), worked_bias());
  CHECK(y.shape() == Shape{2});
  expect_near(y, {4.5f, 5.5f}, kExact);
}

TT_CASE("03.3/leading-axes",
        "all leading axes are kept",
        .what = "x (2, 1, 3, 2), the same rows as (6, 2)",
        .why = "a transformer applies one layer to (batch, time, width)",
        .learn = "to the loop they are just rows") {
  const Tensor rows = Tensor::arange(0, 12).view({6, 2});
  const Tensor y = linear(rows.view({2, 1, 3, 2}), worked_weight(), worked_bias());
  CHECK(y.shape() == Shape{2, 1, 3, 2});
  expect_near(y.view({6, 2}), linear(rows, worked_weight(), worked_bias()), kExact);
}

TT_CASE("03.3/empty-batch",
        "an empty batch gives an empty batch",
        .what = "x (0, 2) and (3, 0, 2)",
        .why = "the last batch of a filtered data set may be empty",
        .learn = "no rows, no work, no crash") {
  CHECK(linear(Tensor::zeros({0, 2}), worked_weight(), worked_bias()).shape() == Shape{0, 2});
  CHECK(linear(Tensor::zeros({3, 0, 2}), worked_weight()).shape() == Shape{3, 0, 2});
  CHECK(Linear(2, 7)(Tensor::zeros({0, 2})).shape() == Shape{0, 7});
}

TT_CASE("03.3/like-matmul",
        "linear equals matmul plus add",
        .what = "random (33, 65) · (65, 17) + (17)",
        .why = "one op instead of two, with the same meaning",
        .learn = "sizes that are no multiple of 4 or 8 test the ends of fast loops") {
  Generator g(13);
  const Tensor x = Tensor::randn({33, 65}, 1, g), w = Tensor::randn({65, 17}, 1, g),
               b = Tensor::randn({17}, 1, g);
  expect_near(linear(x, w, b), matmul(x, w) + b, matmul_tol(65, 4, 4));
}

TT_CASE("03.3/linearity",
        "without bias, linear is linear",
        .what = "f(2x - 3y) against 2f(x) - 3f(y)",
        .why = "why several such layers without activations are one layer",
        .learn = "a property holds for any numbers") {
  Generator g(14);
  const Tensor x = Tensor::randn({4, 8}, 1, g), y = Tensor::randn({4, 8}, 1, g),
               w = Tensor::randn({8, 5}, 1, g);
  expect_near(linear(2.0f * x - 3.0f * y, w),
              2.0f * linear(x, w) - 3.0f * linear(y, w),
              {.rtol = 1e-5, .atol = 1e-4});
}

TT_CASE("03.3/any-strides",
        "views as x, weight and bias give what their copies give",
        .what = "transposed x and weight, every second bias",
        .why = "tied weights arrive transposed",
        .learn = "copy a view once, then loop over dense rows") {
  Generator g(15);
  const Tensor x = Tensor::randn({3, 5}, 1, g).transpose(),
               w = Tensor::randn({4, 3}, 1, g).transpose(),
               b = Tensor::randn({8}, 1, g).slice(0, 0, 8, 2);
  const Tensor y = linear(x, w, b);
  CHECK(y.is_contiguous());
  expect_near(y, linear(x.clone(), w.clone(), b.clone()), kExact);
}

TT_CASE("03.3/inputs-stay",
        "inputs are left as they were",
        .what = "x, weight and bias after the call",
        .why = "the bias row must be copied, not added into",
        .learn = "write to the result only",
        .mistake = "W0011") {
  const Tensor x = tensor({{1, 1}, {2, 2}}), w = worked_weight(), b = worked_bias();
  expect_near(linear(x, w, b), {4.5f, 5.5f, 8.5f, 11.5f}, kExact);
  expect_near(x, {1, 1, 2, 2}, kExact);
  expect_near(w, {1, 2, 3, 4}, kExact);
  expect_near(b, {.5f, -.5f}, kExact);
}

TT_CASE("03.3/error-input",
        "another number of features is refused",
        .what = "x (2, 3) into Linear(4, 2), and a number",
        .why = "the most frequent mistake in a new model",
        .learn = "TT-L0302 shows all shapes; images need flatten(1) first") {
  Linear layer(4, 2);
  expect_error(302,
               ErrorKind::shape,
               [&] {
                 layer(Tensor::ones({2, 3}));
               },
               {"(2, 3)", "(4, 2)", "3 ≠ 4"});
  expect_error(302, [&] { layer(tensor(1)); }, {"x is ()"});
  CHECK(layer(Tensor::ones({2, 4})).shape() == Shape{2, 2});
}

TT_CASE("03.3/error-parameters",
        "weight and bias must fit each other",
        .what = "a weight with one axis, a bias of another size",
        .why = "the op may be called with any tensors",
        .learn = "a bias never broadcasts from (1)") {
  const Tensor x = Tensor::ones({1, 2});
  expect_error(302, [&] { (void)linear(x, tensor({1, 2})); }, {"weight is (2)"});
  expect_error(302, [&] { (void)linear(x, worked_weight(), tensor({1})); }, {"bias is (1)"});
  expect_error(302, [&] { (void)linear(x, worked_weight(), Tensor::ones({1, 2})); }, {"(1, 2)"});
  expect_near(linear(x, worked_weight(), tensor({0, 1})), {4, 7}, kExact);
}

TT_CASE("03.3/one-op",
        "linear is recorded as one op with its inputs",
        .what = "what autograd hears, with and without bias",
        .why = "one node and one gradient rule instead of two",
        .learn = "the last line of every op announces it") {
  Linear layer(2, 2), bare(2, 2, false);
  const test::ListeningRecorder awake;
  layer(tensor({{1, 1}}));
  bare(tensor({{1, 1}}));
  CHECK(awake.ops() == std::vector<std::string>{"linear/3", "linear/2"});
}

TT_CASE("03.3/kernel",
        "a faster loop can be put in place",
        .what = "linear with a kernel that answers rows·in·out",
        .why = "module 17 replaces loops without touching this file",
        .learn = "leading axes reach the kernel as rows; a missing bias as null") {
  const Tensor x = Tensor::ones({2, 3, 2});
  {
    Kernels table;
    table.linear = [](const float*,
                      const float*,
                      const float* b,
                      float* out,
                      std::int64_t rows,
                      std::int64_t in,
                      std::int64_t n) {
      for (std::int64_t i = 0; i < rows * n; ++i) {
        out[i] = static_cast<float>(rows * in * n) + (b == nullptr ? 0.5f : 0.0f);
      }
    };
    const KernelScope scope(table);
    expect_near(linear(x, worked_weight()), Tensor::full({2, 3, 2}, 24.5f), kExact);
  }
  expect_near(linear(x, worked_weight()).sum().item(), 60, kExact);
}
