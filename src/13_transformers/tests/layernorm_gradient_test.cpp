// Module 13, part layernorm: the way back (13.1).
#include "tinytorch/autograd.hpp"

#include "models.hpp"

using namespace tinytorch;
using test::expect_gradients;
using test::In;
using test::noise;

TT_CASE("13.1/gradients",
        "x, gamma and beta agree with differences",
        .what = "a (2, 3, 4) input, a square behind the norm",
        .why = "each value moves the mean and the spread of its position",
        .learn = "dx = rstd·(ĝ - mean(ĝ) - x̂·mean(ĝ·x̂)) with ĝ = g·gamma") {
  const auto norm = [](const In& in) { return square(layer_norm(in[0], in[1], in[2])); };
  expect_gradients(norm, {noise({2, 3, 4}, 140), noise({4}, 141), noise({4}, 142)});
}

TT_CASE("13.1/gradient-worked",
        "a gradient on the first of two features",
        .what = "x = -1 1 with eps 1, gamma 1 3, gradient 1 0",
        .why = "small enough for paper",
        .learn = "x̂ = ∓1/√2, ĝ = 1 0: dx = 1/√2·(1 - 1/2 - 1/4, -1/2 + 1/4)") {
  const Tensor x = tensor({-1, 1}, true), gamma = tensor({1, 3}, true), beta = tensor({0, 0}, true);
  layer_norm(x, gamma, beta, 1).backward(tensor({1, 0}));
  expect_near(x.grad(), {.25f * .70710678f, -.25f * .70710678f}, kMath);
  expect_near(gamma.grad(), {-.70710678f, 0}, kMath);
  expect_near(beta.grad(), {1, 0}, kExact);
}

TT_CASE("13.1/gradient-sums",
        "the gradient of x has mean 0 and no part along x̂ at each position",
        .what = "random gradients of (3, 16) values, gamma 1",
        .why = "shifting or scaling a position changes nothing, so nothing may flow there",
        .learn = "what a normalisation removes cannot be learned from") {
  Tensor x = noise({3, 16}, 143).requires_grad_();
  LayerNorm norm(16);
  const Tensor y = norm(x), g = noise({3, 16}, 144);
  y.backward(g);
  expect_near(sum(x.grad(), {1}), {0, 0, 0}, {.atol = 1e-5});
  expect_near(sum(x.grad() * y.detach(), {1}), {0, 0, 0}, {.atol = 1e-4});
  expect_near(norm.beta.grad(), sum(g, {0}), kMath);
  expect_near(norm.gamma.grad(), sum(g * y.detach(), {0}), {.rtol = 1e-5, .atol = 1e-5});
}

TT_CASE("13.1/gradient-views",
        "a gradient that is a view is read by its strides",
        .what = "the norm of a transposed x, transposed back",
        .why = "attention hands back turned gradients",
        .learn = "make it dense before walking through it") {
  Tensor x = noise({4, 3}, 145).requires_grad_(), same = x.detach().clone().requires_grad_();
  const Tensor gamma = noise({4}, 146), beta = noise({4}, 147), g = noise({4, 3}, 148);
  layer_norm(x.transpose(), gamma, beta).transpose().backward(g);
  layer_norm(same.transpose().contiguous(), gamma, beta).backward(g.transpose().contiguous());
  expect_near(x.grad(), same.grad(), kExact);
}

TT_CASE("13.1/overwritten",
        "a changed input is noticed, a second derivative refused",
        .what = "x filled with ones before backward; create_graph",
        .why = "the gradient is computed from x itself",
        .learn = "TT-L0606 and TT-L0610") {
  Tensor base = tensor({1, 2, 3});
  LayerNorm norm(3);
  const Tensor y = sum(norm(base));
  base.fill_(1);
  expect_error(606, [&] { y.backward(); }, {"(3)"});
  const Tensor z = sum(norm(tensor({1, 2, 4})));
  expect_error(610, [&] { (void)grad(z, {norm.gamma}, {}, true, true); }, {"layer_norm"});
}

TT_CASE("13.0/layernorm-parameters",
        "two parameters with names",
        .what = "state of LayerNorm(5)",
        .why = "a saved model finds its tensors by name",
        .learn = "gamma starts at 1, beta at 0") {
  LayerNorm norm(5);
  REQUIRE(norm.named_parameters().size() == 2);
  CHECK(norm.named_parameters()[0].name == "gamma");
  CHECK(norm.named_parameters()[1].name == "beta");
  CHECK(norm.num_parameters() == 10);
  expect_near(norm.gamma.detach(), Tensor::ones({5}), kExact);
  expect_near(norm.beta.detach(), Tensor::zeros({5}), kExact);
}
