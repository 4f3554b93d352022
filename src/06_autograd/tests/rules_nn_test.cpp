// Module 06, part rules_nn: gradients of the linear layer and of activations (06.6).
#include <cfloat>
#include <limits>

#include "tinytorch/activations.hpp"
#include "tinytorch/autograd.hpp"
#include "tinytorch/layers.hpp"
#include "tinytorch/losses.hpp"

#include "grads.hpp"

using namespace tinytorch;
using test::away_from_zero;
using test::expect_gradients;
using test::gradient_at;
using test::In;
using test::turned;

namespace {

constexpr float kInf = std::numeric_limits<float>::infinity();

// f squared, so that the gradients of the elements differ; a matrix and its transpose.
template <class F>
void expect_activation(F f) {
  const auto squared = [f](const In& in) { return square(f(in[0])); };
  expect_gradients(squared, {away_from_zero({2, 3}, 60) * 2.0f});
  expect_gradients(squared, {turned(away_from_zero({2, 3}, 61))});
}

Tensor layer(const In& in) {
  return linear(in[0], in[1], in[2]);
}

}  // namespace

TT_CASE("06.6/linear",
        "input, weight and bias of a batch",
        .what = "(4, 3) through a (3, 2) layer against differences; also transposed operands",
        .why = "nearly all parameters of a network sit in such layers",
        .learn = "gx = g·Wᵀ, gW = xᵀ·g, gb = column sums of g") {
  const Tensor x = away_from_zero({4, 3}, 62), w = away_from_zero({3, 2}, 63);
  expect_gradients(layer, {x, w, tensor({1, 2})});
  expect_gradients(layer, {turned(x), turned(w), tensor({1, 2})});
  expect_gradients([](const In& in) { return linear(in[0], in[1]); }, {x, w});
}

TT_CASE("06.6/linear-worked",
        "gradients of a 2-2 layer computed by hand",
        .what = "x = [1, 1], W = [[1,2],[3,4]], g = [1, 10]",
        .why = "transposes hide in square shapes",
        .learn = "row i of gW is x[i] times g") {
  Tensor x = tensor({{1, 5}}), w = tensor({{1, 2}, {3, 4}}), b = tensor({0.5f, -0.5f});
  for (Tensor* t : {&x, &w, &b}) t->requires_grad_();
  linear(x, w, b).backward(tensor({{1, 10}}));
  expect_near(x.grad(), {21, 43}, kExact);
  expect_near(w.grad(), {1, 10, 5, 50}, kExact);
  expect_near(b.grad(), {1, 10}, kExact);
}

TT_CASE("06.6/linear-leading-axes",
        "all leading axes of x are rows",
        .what = "(2, 2, 3) and a single (3) vector against differences; a strided gradient",
        .why = "a transformer feeds (B, T, D)",
        .learn = "weight and bias sum over all rows") {
  const Tensor w = away_from_zero({3, 2}, 64), b = tensor({1, 2});
  expect_gradients(layer, {away_from_zero({2, 2, 3}, 65), w, b});
  expect_gradients(layer, {away_from_zero({3}, 66), w, b});
  expect_gradients([](const In& in) { return square(layer(in).transpose()); },
                   {away_from_zero({4, 3}, 67), w, b});
}

TT_CASE("06.6/linear-empty",
        "an empty batch gives zero gradients for the weights",
        .what = "(0, 3) through a (3, 2) layer",
        .why = "the optimizer must see zeros, not garbage",
        .learn = "sums over no rows") {
  Tensor x = Tensor::zeros({0, 3}), w = Tensor::ones({3, 2}), b = Tensor::ones({2});
  for (Tensor* t : {&x, &w, &b}) t->requires_grad_();
  linear(x, w, b).backward(Tensor::zeros({0, 2}));
  CHECK(x.grad().shape() == Shape{0, 3});
  expect_near(w.grad(), {0, 0, 0, 0, 0, 0}, kExact);
  expect_near(b.grad(), {0, 0}, kExact);
}

TT_CASE("06.6/linear-equals-parts",
        "linear has the gradients of matmul and add",
        .what = "both on a random (5, 4) batch",
        .why = "a fused op must not be another function",
        .learn = "fusing saves memory traffic, nothing else") {
  Generator random(5);
  const Tensor x = Tensor::randn({5, 4}, 1, random), g = Tensor::randn({5, 3}, 1, random);
  Tensor w = Tensor::randn({4, 3}, 1, random), b = Tensor::randn({3}, 1, random);
  w.requires_grad_();
  b.requires_grad_();
  const auto fused = grad(linear(x, w, b), {w, b}, g);
  const auto parts = grad(matmul(x, w) + b, {w, b}, g);
  expect_near(fused[0], parts[0], matmul_tol(5, 4, 4));
  expect_near(fused[1], parts[1], kMath);
}

TT_CASE("06.6/linear-only-what-is-needed",
        "the gradient of the data is not computed",
        .what = "tensor memory of backward through a layer whose input is data",
        .why = "for the first layer it would be the largest product of all",
        .learn = "gW and gb, nothing else") {
  Tensor w = Tensor::ones({64, 8}), b = Tensor::ones({8});
  w.requires_grad_();
  b.requires_grad_();
  const Tensor y = linear(Tensor::ones({32, 64}), w, b), g = Tensor::ones({32, 8});
  const std::int64_t before = memory_stats().total_bytes;
  const auto grads = grad(y, {w, b}, g);
  CHECK(memory_stats().total_bytes - before == 4 * (64 * 8 + 8));
  CHECK(grads[0].at({0, 0}) == 32.0f);
}

TT_CASE("06.6/sigmoid",
        "sigmoid has the slope y(1 − y)",
        .what = "against differences; .25 at 0, and 0 far out",
        .why = "gates saturate: far out nothing is learned",
        .learn = "the output is all it needs") {
  expect_activation([](const Tensor& x) { return sigmoid(x); });
  expect_near(gradient_at([](const Tensor& x) { return sigmoid(x); }, tensor({0, 100, -200})),
              {0.25f, 0, 0},
              kExact);
}

TT_CASE("06.6/tanh",
        "tanh has the slope 1 − y²",
        .what = "against differences; 1 at 0, and 0 far out",
        .why = "recurrent networks use it",
        .learn = "the output is all it needs") {
  expect_activation([](const Tensor& x) { return tinytorch::tanh(x); });
  expect_near(gradient_at([](const Tensor& x) { return tinytorch::tanh(x); }, tensor({0, 50, -50})),
              {1, 0, 0},
              kExact);
}

TT_CASE("06.6/relu",
        "relu has slope 1 above 0 and 0 elsewhere, 0 at exactly 0",
        .what = "against differences, and at −1, −0, 0, 1",
        .why = "many activations are exactly 0",
        .learn = "the corner belongs to the flat side") {
  expect_activation([](const Tensor& x) { return relu(x); });
  expect_near(gradient_at([](const Tensor& x) { return relu(x); }, tensor({-1, -0.0f, 0, 1})),
              {0, 0, 0, 1},
              kExact);
}

TT_CASE("06.6/gelu",
        "the three forms of gelu",
        .what = "each against differences",
        .why = "transformers use them",
        .learn = "product rule: Φ + x·Φ′") {
  for (const GeluForm form : {GeluForm::sigmoid, GeluForm::tanh, GeluForm::erf}) {
    expect_activation([form](const Tensor& x) { return gelu(x, form); });
  }
}

TT_CASE("06.6/gelu-worked",
        "slopes of the sigmoid form at −1, 0 and 1",
        .what = "−.06777961, .5, 1.06777961",
        .why = "left of −.75 gelu falls: a negative slope is right",
        .learn = "s + 1.702·x·s(1 − s)") {
  expect_near(gradient_at([](const Tensor& x) { return gelu(x); }, tensor({-1, 0, 1})),
              {-.06777961f, .5f, 1.06777961f},
              kMath);
}

TT_CASE("06.6/gelu-far-out",
        "slopes are finite everywhere",
        .what = "all forms at −inf, the largest floats, 0 and +inf",
        .why = "0 · inf is NaN and one NaN ruins all weights",
        .learn = "far out the slope is exactly 0 or 1") {
  const Tensor x = tensor({-kInf, -FLT_MAX, 0, FLT_MAX, kInf});
  for (const GeluForm form : {GeluForm::sigmoid, GeluForm::tanh, GeluForm::erf}) {
    expect_near(gradient_at([form](const Tensor& v) { return gelu(v, form); }, x),
                {0, 0, 0.5f, 1, 1},
                kExact);
  }
}

TT_CASE("06.6/softmax",
        "softmax along both axes",
        .what = "against differences on (2, 3) and along the middle of (2, 3, 2)",
        .why = "every share depends on every score of its row",
        .learn = "y·(g − Σ g·y)") {
  expect_activation([](const Tensor& x) { return softmax(x); });
  expect_activation([](const Tensor& x) { return softmax(x, 0); });
  expect_gradients([](const In& in) { return square(softmax(in[0], 1)); },
                   {away_from_zero({2, 3, 2}, 68)});
}

TT_CASE("06.6/softmax-worked",
        "softmax of [1, 2, 3] for the seed (1, 0, 0)",
        .what = ".08192507, −.02203304, −.05989202",
        .why = "computed independently",
        .learn = "the slopes of a row add up to 0") {
  const auto f = [](const Tensor& x) { return softmax(x); };
  expect_near(gradient_at(f, tensor({1, 2, 3}), tensor({1, 0, 0})),
              {.08192507f, -.02203304f, -.05989202f},
              kMath);
}

TT_CASE("06.6/log-softmax",
        "log_softmax along both axes",
        .what = "against differences; with a score of −inf",
        .why = "classification trains through it",
        .learn = "g − softmax·Σ g") {
  expect_activation([](const Tensor& x) { return log_softmax(x); });
  expect_activation([](const Tensor& x) { return log_softmax(x, 0); });
  const auto f = [](const Tensor& x) { return log_softmax(x); };
  expect_near(gradient_at(f, tensor({0, 0, -kInf}), tensor({1, 0, 0})), {0.5f, -0.5f, 0}, kMath);
}

TT_CASE("06.2/dropout",
        "dropout's gradient passes where its values passed",
        .what = "the gradient of ones equals the output on ones",
        .why = "a unit that was dropped must not learn",
        .learn = "a product with a mask: no rule of its own") {
  Dropout dropout(0.5f);
  Tensor x = Tensor::ones({50});
  x.requires_grad_();
  const Tensor y = dropout(x);
  sum(y).backward();
  expect_near(x.grad(), y.detach(), kExact);
}

TT_CASE("06.6/network",
        "a whole small network, every parameter against differences",
        .what = "3-4-2 with tanh, all weights and biases at once",
        .why = "rules that are right alone must be right together",
        .learn = "the chain rule is what the engine does") {
  const auto f = [](const In& in) {
    return softmax(linear(tinytorch::tanh(linear(in[0], in[1], in[2])), in[3], in[4]));
  };
  expect_gradients(f,
                   {away_from_zero({2, 3}, 70),
                    away_from_zero({3, 4}, 71),
                    away_from_zero({4}, 72),
                    away_from_zero({4, 2}, 73),
                    away_from_zero({2}, 74)});
}
