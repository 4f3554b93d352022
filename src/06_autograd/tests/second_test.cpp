// Module 06: gradients of gradients (06.7 with the rules of 06.2 to 06.6).
#include "tinytorch/activations.hpp"
#include "tinytorch/autograd.hpp"
#include "tinytorch/layers.hpp"
#include "tinytorch/losses.hpp"

#include "grads.hpp"

using namespace tinytorch;
using test::away_from_zero;
using test::expect_gradients;
using test::In;
using test::positive;

namespace {

// The gradients of Σ f² for all inputs in one row, as a function that is checked in its turn. The
// square makes the gradient that reaches the rule depend on the inputs, too.
template <class F>
void expect_second(F f, const In& inputs) {
  const auto slopes = [f](const In& in) {
    std::vector<Tensor> rows;
    for (const Tensor& g : grad(sum(square(f(in))), in, {}, true, true)) {
      rows.push_back(g.flatten());
    }
    return cat(rows);
  };
  expect_gradients(slopes, inputs);
}

}  // namespace

TT_CASE("06.7/second-worked",
        "x³ at 2: first derivative 12, second 12, third 6",
        .what = "grad of grad of grad",
        .why = "curvature is a derivative of a derivative",
        .learn = "create_graph records the rules themselves") {
  const Tensor x = tensor(2, true);
  const Tensor first = grad(x * x * x, {x}, {}, true, true)[0];
  const Tensor second = grad(first, {x}, {}, true, true)[0];
  CHECK(first.item() == 12.0f);
  CHECK(second.item() == 12.0f);
  CHECK(grad(second, {x})[0].item() == 6.0f);
}

TT_CASE("06.7/second-plain",
        "without create_graph a gradient has no history",
        .what = "the flag of grad's result, and the mode afterwards",
        .why = "most gradients are only used to update weights",
        .learn = "history costs memory: ask for it") {
  const Tensor x = tensor(2, true), y = x * x;
  CHECK_FALSE(grad(y, {x}, {}, true)[0].requires_grad());
  CHECK(grad(y, {x}, {}, true, true)[0].requires_grad());
  CHECK(is_grad_enabled());
}

TT_CASE("06.7/second-penalty",
        "the length of a gradient can be trained",
        .what = "backward through |∇ sum(x⁴)|² at x = [1, 2]",
        .why = "gradient penalties stabilise training",
        .learn = "(4x³)² has slope 96x⁵") {
  const Tensor x = tensor({1, 2}, true);
  const Tensor g = grad(sum(pow(x, 4)), {x}, {}, true, true)[0];
  sum(g * g).backward();
  expect_near(x.grad(), {96, 3072}, kMath);
}

TT_CASE("06.7/second-matmul",
        "matrix products in several shapes",
        .what = "second derivatives against differences of first ones",
        .why = "the rule consists of two products, which have rules again",
        .learn = "nothing new to write") {
  const auto product = [](const In& in) { return matmul(in[0], in[1]); };
  expect_second(product, {away_from_zero({2, 3}, 1), away_from_zero({3, 2}, 2)});
  expect_second(product, {away_from_zero({2, 2, 3}, 3), away_from_zero({3}, 4)});
  expect_second(product, {away_from_zero({1, 2, 2}, 5), away_from_zero({2, 2, 1}, 6)});
}

TT_CASE("06.2/second-arithmetic",
        "two operands, broadcast",
        .what = "+ − × ÷ maximum where, second derivatives",
        .why = "saved operands must come back with their history",
        .learn = "every rule is made of ops") {
  const In in = {away_from_zero({2, 3}, 7), positive({3}, 8) * 2.0f};
  expect_second([](const In& i) { return i[0] + i[1]; }, in);
  expect_second([](const In& i) { return i[0] - i[1]; }, in);
  expect_second([](const In& i) { return i[0] * i[1]; }, in);
  expect_second([](const In& i) { return i[0] / i[1]; }, in);
  expect_second([](const In& i) { return maximum(i[0] * 2.0f, i[1]); }, in);
  expect_second([](const In& i) { return where(tensor({1, 0, 1}), i[0], i[1]); }, in);
}

TT_CASE("06.2/second-unary",
        "functions of one number",
        .what = "exp log sqrt square pow abs clamp and ops with a number, second derivatives",
        .why = "saved outputs must come back with their history",
        .learn = "an output's history is the op itself") {
  const In in = {positive({2, 2}, 9)};
  expect_second([](const In& i) { return exp(i[0]); }, in);
  expect_second([](const In& i) { return log(i[0]) + 2.0f; }, in);
  expect_second([](const In& i) { return sqrt(i[0]); }, in);
  expect_second([](const In& i) { return square(i[0]) / 3.0f; }, in);
  expect_second([](const In& i) { return pow(i[0], 3) * 0.5f; }, in);
  expect_second([](const In& i) { return abs(-i[0]) * i[0]; }, in);
  expect_second([](const In& i) { return clamp(i[0], 0, 3) - 1.0f; }, in);
  expect_second([](const In& i) { return 2.0f / i[0] + (1.0f - i[0]); }, in);
}

TT_CASE("06.4/second-shape",
        "views, joins, triangles",
        .what = "second derivatives through reshape, permute, expand, cat, flip, tril, triu, clone",
        .why = "their rules are views and joins again",
        .learn = "moving elements is linear") {
  const In in = {away_from_zero({2, 3}, 10)};
  expect_second([](const In& i) { return i[0].reshape({3, 2}) * i[0].transpose(); }, in);
  expect_second([](const In& i) { return i[0].unsqueeze(0).expand({2, 2, 3}) * i[0]; }, in);
  expect_second([](const In& i) { return cat({i[0], square(i[0])}, 1); }, in);
  expect_second([](const In& i) { return flip(i[0], 1) * i[0]; }, in);
  expect_second([](const In& i) { return tril(i[0]) + triu(i[0], 1) * i[0].clone(); }, in);
}

TT_CASE("06.4/second-index",
        "choosing and putting back",
        .what = "second derivatives through slice, select, index_select, gather and masks",
        .why = "the way back is an op with a rule of its own",
        .learn = "choosing and putting back undo each other") {
  const In in = {away_from_zero({2, 3}, 11)};
  const Tensor ids = tensor({0, 2, 0}), mask = tensor({{1, 0, 1}, {0, 1, 1}});
  expect_second([](const In& i) { return i[0].slice(1, 0, 3, 2) * i[0].slice(1, 1, 3); }, in);
  expect_second([](const In& i) { return i[0].select(1, 1) * i[0].select(1, -1); }, in);
  expect_second([&](const In& i) { return index_select(i[0], 1, ids) * i[0]; }, in);
  expect_second([&](const In& i) { return gather(i[0], 1, tensor({{2, 2}, {0, 1}})); }, in);
  expect_second([&](const In& i) { return masked_select(i[0] * i[0], mask); }, in);
  expect_second([&](const In& i) { return masked_fill(i[0] * i[0], mask, 3); }, in);
}

TT_CASE("06.5/second-reductions",
        "sum, mean, max, min and var",
        .what = "second derivatives, over all axes and along one",
        .why = "normalisation inside a gradient penalty",
        .learn = "var is curved, the others are not") {
  const In in = {away_from_zero({2, 3}, 12)};
  expect_second([](const In& i) { return sum(i[0], 0) * mean(i[0], 0); }, in);
  expect_second([](const In& i) { return max(i[0], 1) * min(i[0]); }, in);
  expect_second([](const In& i) { return var(i[0], 1) * var(i[0], {}, false, true); }, in);
}

TT_CASE("06.6/second-activations",
        "all activations",
        .what = "second derivatives of sigmoid, tanh, relu, gelu in three forms, softmaxes",
        .why = "smooth activations are curved, relu is not",
        .learn = "rules made of ops can be differentiated again") {
  const In in = {away_from_zero({2, 3}, 13)};
  expect_second([](const In& i) { return sigmoid(i[0]); }, in);
  expect_second([](const In& i) { return tinytorch::tanh(i[0]); }, in);
  expect_second([](const In& i) { return relu(i[0]) * i[0]; }, in);
  expect_second([](const In& i) { return gelu(i[0], GeluForm::sigmoid); }, in);
  expect_second([](const In& i) { return gelu(i[0], GeluForm::tanh); }, in);
  expect_second([](const In& i) { return gelu(i[0], GeluForm::erf); }, in);
  expect_second([](const In& i) { return softmax(i[0]); }, in);
  expect_second([](const In& i) { return log_softmax(i[0], 0); }, in);
}

TT_CASE("06.6/second-linear",
        "the linear layer",
        .what = "second derivatives for input, weight and bias",
        .why = "meta-learning differentiates training steps",
        .learn = "products and sums again") {
  const auto layer = [](const In& i) { return linear(i[0], i[1], i[2]); };
  expect_second(layer, {away_from_zero({2, 3}, 14), away_from_zero({3, 2}, 15), tensor({1, 2})});
}

TT_CASE(
    "06.6/second-losses",
    "all losses",
    .what = "second derivatives of MSE, cross-entropy (smoothed, one row ignored) and both BCEs",
    .why = "the curvature of a loss is what second-order methods use",
    .learn = "cross-entropy recomputes its softmax when the rule is recorded") {
  const Tensor x = away_from_zero({3, 2}, 16), p = positive({3, 2}, 17) * 0.4f;
  const Tensor t = positive({3, 2}, 18) * 0.4f, ids = tensor({1, -100, 0});
  expect_second([](const In& i) { return MSELoss()(i[0], i[1]); }, {x, t});
  expect_second([&](const In& i) { return CrossEntropyLoss({.label_smoothing = 0.1f})(i[0], ids); },
                {x});
  expect_second([&](const In& i) { return BinaryCrossEntropyLoss()(i[0], i[1]); }, {p, t});
  expect_second([&](const In& i) { return binary_cross_entropy_with_logits(i[0], i[1]); }, {x, t});
}
