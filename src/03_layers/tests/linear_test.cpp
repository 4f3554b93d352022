// Module 03, part linear: how a Linear begins (03.2).
#include <cmath>

#include "tinytorch/layers.hpp"

#include "support/test.hpp"

using namespace tinytorch;

TT_CASE("03.2/golden",
        "seed 7 gives these weights and no others",
        .what = "Linear(2, 3) after manual_seed(7)",
        .why = "the same seed must give the same model on every machine",
        .learn = "normal numbers times √(1/in), row by row") {
  manual_seed(7);
  const Linear layer(2, 3);
  expect_near(layer.weight,
              {.68190682f, -.75218707f, -.21491106f, -.77708864f, .21552216f, 1.20796430f},
              kArith);
}

TT_CASE("03.2/shapes",
        "the weight is (in, out), the bias (out)",
        .what = "Linear(3, 5)",
        .why = "x·W needs in rows and out columns; PyTorch stores the transpose",
        .learn = "two letters swapped here break every saved file",
        .mistake = "W0301") {
  const Linear layer(3, 5);
  CHECK(layer.weight.shape() == Shape{3, 5});
  CHECK(layer.bias.shape() == Shape{5});
  CHECK(layer.weight.is_contiguous());
}

TT_CASE("03.2/bias-zero",
        "the bias begins at zero",
        .what = "bias of Linear(4, 6)",
        .why = "nothing is known yet that would favour one output",
        .learn = "only the weight must differ between outputs") {
  const Linear layer(4, 6);
  expect_near(layer.bias, Tensor::zeros({6}), kExact);
}

TT_CASE("03.2/std",
        "weights spread by √(1/in)",
        .what = "standard deviation and mean of the weight of Linear(256, 256)",
        .why = "√(2/in) or 1 make signals grow from layer to layer",
        .learn = "a sum of in terms of variance 1/in has variance 1") {
  Generator g(11);
  const Linear layer(256, 256, true, g);
  expect_near(std::sqrt(layer.weight.var().item()), 1.0 / 16, {.rtol = 0.1});
  expect_near(layer.weight.mean().item(), 0, {.atol = 0.001});
}

TT_CASE("03.2/std-by-inputs",
        "the spread follows in_features, not out_features",
        .what = "Linear(16, 1024) and Linear(1024, 16)",
        .why = "square layers cannot tell the two apart",
        .learn = "each output sums over the inputs") {
  Generator g(12);
  const Linear wide(16, 1024, true, g), tall(1024, 16, true, g);
  expect_near(std::sqrt(wide.weight.var().item()), 1.0 / 4, {.rtol = 0.1});
  expect_near(std::sqrt(tall.weight.var().item()), 1.0 / 32, {.rtol = 0.1});
}

TT_CASE("03.2/trainable",
        "weight and bias require grad",
        .what = "flags of a new layer",
        .why = "training changes what requires grad, and nothing else",
        .learn = "parameters announce themselves when they are made") {
  const Linear layer(2, 2);
  CHECK(layer.weight.requires_grad());
  CHECK(layer.bias.requires_grad());
}

TT_CASE("03.2/no-bias",
        "without bias there is only a weight",
        .what = "Linear(2, 3, false)",
        .why = "a layer before a normalisation needs no bias",
        .learn = "an undefined tensor says: not there") {
  const Linear layer(2, 3, false);
  CHECK(layer.weight.shape() == Shape{2, 3});
  CHECK(!layer.bias.defined());
}

TT_CASE("03.2/generator",
        "the given generator is used, and only as much as needed",
        .what = "two layers from one generator, and the draws of the default one",
        .why = "models that must not disturb each other bring their own generator",
        .learn = "in·out normal numbers, none for the bias") {
  Generator g(7), same(7);
  manual_seed(1);
  const Linear layer(2, 3, true, g);
  CHECK(default_generator().state() == Generator(1).state());
  expect_near(layer.weight, Tensor::randn({2, 3}, std::sqrt(0.5), same), kExact);
  CHECK(g.state() == same.state());
}

TT_CASE("03.2/handles",
        "copying a layer shares its weights",
        .what = "a copy and a moved layer",
        .why = "a Sequential takes layers by value: they must stay the same layers",
        .learn = "clone tensors if you want a second, independent layer") {
  Linear layer(2, 2);
  const Linear copy = layer;
  const Tensor weight = layer.weight;
  CHECK(copy.weight.is_same(weight));
  const Linear moved = std::move(layer);
  CHECK(moved.weight.is_same(weight));
}

TT_CASE("03.2/error-sizes",
        "sizes below 1 are refused",
        .what = "Linear(0, 3) and Linear(3, -1)",
        .why = "a layer without inputs computes nothing",
        .learn = "TT-L0301 says both sizes") {
  expect_error(301, ErrorKind::value, [] { Linear(0, 3); }, {"0", "3"});
  expect_error(301, ErrorKind::value, [] { Linear(3, -1); }, {"3", "-1"});
  CHECK(Linear(1, 1).weight.numel() == 1);
}

TT_CASE("03.2/repr",
        "a layer says what it is",
        .what = "repr with and without bias",
        .why = "printing a model is the quickest check of its shape",
        .learn = "names and sizes on one line") {
  CHECK(Linear(4, 2).repr() == "Linear(in_features=4, out_features=2, bias=true)");
  CHECK(Linear(1, 3, false).repr() == "Linear(in_features=1, out_features=3, bias=false)");
}
