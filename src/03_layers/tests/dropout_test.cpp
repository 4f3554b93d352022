// Module 03, part dropout: masks, scaling and modes (03.4).
#include <cmath>
#include <limits>

#include "tinytorch/layers.hpp"

#include "support/recorder.hpp"
#include "support/test.hpp"

using namespace tinytorch;

TT_CASE("03.4/golden",
        "seed 7 keeps these elements",
        .what = "eight ones, p = 0.5, after manual_seed(7)",
        .why = "the same seed must give the same run on every machine",
        .learn = "one uniform draw per element; it stays if the draw is at least p") {
  manual_seed(7);
  Dropout drop(0.5f);
  expect_near(drop(Tensor::ones({8})), {2, 0, 2, 2, 2, 2, 0, 0}, kExact);
}

TT_CASE("03.4/eval",
        "in evaluation x itself comes back",
        .what = "a Dropout after eval(), and after train() again",
        .why = "predictions must not depend on chance",
        .learn = "the same handle: nothing is copied, nothing drawn",
        .mistake = "W0302") {
  manual_seed(7);
  Dropout drop(0.5f);
  const Tensor x = Tensor::ones({8});
  drop.eval();
  CHECK(drop(x).is_same(x));
  CHECK(default_generator().state() == Generator(7).state());
  drop.train();
  expect_near(drop(x), {2, 0, 2, 2, 2, 2, 0, 0}, kExact);
}

TT_CASE("03.4/p-zero",
        "p = 0 hands x itself back",
        .what = "Dropout(0) while training, beside one that drops",
        .why = "a switched-off layer should cost nothing",
        .learn = "the same handle, no draw") {
  manual_seed(7);
  Dropout none(0), half(0.5f);
  const Tensor x = Tensor::ones({8});
  CHECK(none(x).is_same(x));
  CHECK(default_generator().state() == Generator(7).state());
  CHECK(half(x).sum().item() == 10.0f);
}

TT_CASE("03.4/p-one",
        "p = 1 gives zeros without a draw, and the graph stays whole",
        .what = "Dropout(1) of a tensor that requires grad",
        .why = "1/(1 - p) is 1/0 there, and chance has no say",
        .learn = "x · 0 keeps the way back for gradients") {
  manual_seed(7);
  Dropout drop(1);
  Tensor x = tensor({1, -2, 3});
  x.requires_grad_(true);
  const test::ListeningRecorder awake;
  expect_near(drop(x), {0, 0, 0}, kExact);
  CHECK(awake.ops() == std::vector<std::string>{"mul_scalar/1"});
  CHECK(default_generator().state() == Generator(7).state());
}

TT_CASE("03.4/survivors",
        "each survivor is scaled by exactly 1/(1 - p)",
        .what = "1,000 ones with p = 0.2",
        .why = "evaluation changes nothing, so training has to keep the expected value",
        .learn = "scale up by 1/(1 - p), not down by 1 - p") {
  manual_seed(16);
  Dropout drop(0.2f);
  const Tensor y = drop(Tensor::ones({1000}));
  const Tensor kept = y.masked_select(y.gt(tensor(0)));
  expect_near(kept, Tensor::full({kept.numel()}, 1 / (1 - 0.2f)), kExact);
  CHECK(kept.numel() < 1000);
}

TT_CASE("03.4/share",
        "the share of survivors is 1 - p",
        .what = "10,000 draws with p = 0.3",
        .why = "p is the share that is dropped, not the share that stays",
        .learn = "within three standard deviations: 3·√(p(1 - p)·10,000) = 137") {
  manual_seed(17);
  Dropout drop(0.3f);
  const Tensor y = drop(Tensor::ones({10000}));
  const double kept = y.gt(tensor(0)).sum().item();
  expect_near(kept, 7000, {.atol = 137});
}

TT_CASE("03.4/mean",
        "on average dropout changes nothing",
        .what = "mean of 40,000 ones with p = 0.5",
        .why = "the next layer sees sums of the same size in both modes",
        .learn = "(1 - p) · 1/(1 - p) = 1") {
  manual_seed(18);
  Dropout drop(0.5f);
  expect_near(drop(Tensor::ones({200, 200})).mean().item(), 1, {.atol = 0.015});
}

TT_CASE("03.4/each-example",
        "examples of a batch get masks of their own",
        .what = "four rows of 64 ones",
        .why = "one mask for all rows would drop whole features",
        .learn = "the mask has the shape of x") {
  manual_seed(19);
  Dropout drop(0.5f);
  const Tensor y = drop(Tensor::ones({4, 64}));
  CHECK(!y.select(0, 0).equal(y.select(0, 1)));
  CHECK(!y.select(0, 2).equal(y.select(0, 3)));
  CHECK(y.shape() == Shape{4, 64});
}

TT_CASE("03.4/new-mask",
        "every call draws a new mask",
        .what = "two calls on the same x",
        .why = "a fixed mask is just a smaller network",
        .learn = "draw in forward, not when the layer is made") {
  manual_seed(20);
  Dropout drop(0.5f);
  const Tensor x = Tensor::ones({64});
  CHECK(!drop(x).equal(drop(x)));
  CHECK(drop(x).max().item() == 2.0f);
}

TT_CASE("03.4/draws",
        "exactly one draw per element",
        .what = "the default generator after a (3, 5) input",
        .why = "one draw more or less moves every later random number",
        .learn = "a run is reproducible only if the number of draws is fixed") {
  manual_seed(21);
  Generator expected(21);
  for (int i = 0; i < 15; ++i) (void)expected.uniform();
  Dropout drop(0.5f);
  const Tensor y = drop(Tensor::ones({3, 5}));
  CHECK(default_generator().state() == expected.state());
  CHECK(y.numel() == 15);
}

TT_CASE("03.4/values",
        "survivors keep their value, the input is left alone",
        .what = "1 … 8 with the golden mask",
        .why = "the mask multiplies; it does not replace",
        .learn = "x · mask is an op of module 01: its gradient is known") {
  manual_seed(7);
  Dropout drop(0.5f);
  const Tensor x = Tensor::arange(1, 9);
  expect_near(drop(x), {2, 0, 6, 8, 10, 12, 0, 0}, kExact);
  expect_near(x, {1, 2, 3, 4, 5, 6, 7, 8}, kExact);
}

TT_CASE("03.4/any-strides",
        "draws follow the order of elements, not of memory",
        .what = "a transposed (4, 2) view and its copy, same seed",
        .why = "a view and its copy are the same values",
        .learn = "row-major order of the shape that is seen") {
  const Tensor view = Tensor::arange(1, 9).view({4, 2}).transpose();
  Dropout drop(0.5f);
  manual_seed(7);
  const Tensor y = drop(view);
  expect_near(y, {2, 0, 10, 14, 4, 8, 0, 0}, kExact);
  manual_seed(7);
  expect_near(drop(view.clone()), y, kExact);
}

TT_CASE("03.4/empty",
        "an empty batch stays empty",
        .what = "x (0, 4), then (1)",
        .why = "edge sizes come up in last batches",
        .learn = "no element, no draw") {
  manual_seed(7);
  Dropout drop(0.5f);
  CHECK(drop(Tensor::zeros({0, 4})).shape() == Shape{0, 4});
  CHECK(default_generator().state() == Generator(7).state());
  expect_near(drop(Tensor::ones({1})), {2}, kExact);
}

TT_CASE("03.4/error-p",
        "p must be a probability",
        .what = "-0.1, 1.5 and NaN",
        .why = "1/(1 - 1.5) would flip signs without a word",
        .learn = "TT-L0303; every comparison with NaN is false") {
  expect_error(303, ErrorKind::value, [] { Dropout(-0.1f); }, {"-0.1"});
  expect_error(303, ErrorKind::value, [] { Dropout(1.5f); }, {"1.5"});
  expect_error(303, [] { Dropout(std::numeric_limits<float>::quiet_NaN()); }, {"nan"});
  manual_seed(7);
  expect_near(Dropout()(Tensor::ones({2})), {2, 0}, kExact);
}

TT_CASE("03.4/repr",
        "a dropout says its p and has no parameters",
        .what = "repr, p() and parameters()",
        .why = "models are compared by what they print",
        .learn = "options are kept, nothing is trained") {
  Dropout drop(0.25f);
  CHECK(drop.repr() == "Dropout(p=0.25)");
  CHECK(Dropout(1).repr() == "Dropout(p=1)");
  CHECK(drop.p() == 0.25f);
  CHECK(drop.own_parameters().empty());
  CHECK(drop(Tensor::ones({100})).max().item() == 1 / (1 - 0.25f));
}
