// Module 13, part mlp (13.2).
#include "tinytorch/activations.hpp"

#include "models.hpp"

using namespace tinytorch;
using test::expect_gradients;
using test::In;
using test::noise;

TT_CASE("13.2/worked",
        "linear, gelu, linear: one number through two hidden units",
        .what = "x = 1, weights 2 and -3, then 1 and 10",
        .why = "without the bend two linear layers are one",
        .learn = "gelu(2) = 2σ(3.404), gelu(-3) = -3σ(-5.106)") {
  MLP mlp(1, 2);
  mlp.linear1.weight.detach().copy_(tensor({{2, -3}}));
  mlp.linear2.weight.detach().copy_(tensor({{1}, {10}}));
  expect_near(mlp(tensor({1})).detach(), {1.7549455f}, kMath);
}

TT_CASE("13.2/positions",
        "every position alone, any leading axes",
        .what = "(2, 3, 4) at once and one position of it; an empty batch",
        .why = "only attention lets positions talk",
        .learn = "the last axis is the only one a Linear looks at") {
  MLP mlp(4);
  const Tensor x = noise({2, 3, 4}, 150), y = mlp(x).detach();
  CHECK(y.shape() == Shape{2, 3, 4});
  expect_near(y.select(0, 1).select(0, 2), mlp(x.select(0, 1).select(0, 2)).detach(), kExact);
  const Tensor hidden = gelu(linear(x, mlp.linear1.weight, mlp.linear1.bias));
  expect_near(y, linear(hidden, mlp.linear2.weight, mlp.linear2.bias).detach(), kExact);
  CHECK(mlp(Tensor::zeros({0, 3, 4})).shape() == Shape{0, 3, 4});
}

TT_CASE("13.2/sizes",
        "the hidden size is four times the width unless it is given",
        .what = "parameters of MLP(8), MLP(8, 5)",
        .why = "two thirds of a block's parameters are here",
        .learn = "0 stands for 4·D") {
  CHECK(MLP(8).num_parameters() == 8 * 32 + 32 + 32 * 8 + 8);
  CHECK(MLP(8, 5).num_parameters() == 8 * 5 + 5 + 5 * 8 + 8);
  MLP mlp(3);
  CHECK(mlp.linear1.weight.shape() == Shape{3, 12});
  CHECK(mlp.named_parameters()[2].name == "linear2.weight");
}

TT_CASE("13.2/dropout",
        "dropout stands behind the second linear, in training only",
        .what = "dropout .5 on ones of 400 positions",
        .why = "at the end, so that the way around the MLP stays whole",
        .learn = "an element is 0 or twice its value") {
  MLP mlp(2, 3, 0.5f), same = mlp;
  const Tensor x = Tensor::ones({400, 2});
  mlp.eval();
  const Tensor whole = mlp(x).detach();
  mlp.train();
  manual_seed(7);
  const Tensor thinned = mlp(x).detach(), zero = eq(thinned, tensor(0));
  const float zeros = sum(zero).item();
  CHECK((zeros > 300 && zeros < 500));
  expect_near(thinned, where(zero, tensor(0), whole * 2.0f), kArith);
}

TT_CASE("13.2/gradients",
        "every parameter and x agree with differences",
        .what = "two positions of width 2 through three hidden units",
        .why = "a layer without its gradient stays random",
        .learn = "the rules of linear and gelu do it all") {
  const auto run = [](const In& in) {
    MLP mlp(2, 3);
    mlp.linear1.weight = in[1];
    mlp.linear1.bias = in[2];
    mlp.linear2.weight = in[3];
    mlp.linear2.bias = in[4];
    return square(mlp(in[0]));
  };
  expect_gradients(run,
                   {noise({2, 2}, 151),
                    noise({2, 3}, 152),
                    noise({3}, 153),
                    noise({3, 2}, 154),
                    noise({2}, 155)});
}

TT_CASE("13.2/errors",
        "sizes below 1 are refused",
        .what = "embed_dim 0, hidden_dim -1, dropout 2, three features for two",
        .why = "the message names the argument",
        .learn = "TT-L1301") {
  expect_error(1301, ErrorKind::value, [] { MLP(0); }, {"embed_dim is 0"});
  expect_error(1301, [] { MLP(4, -1); }, {"hidden_dim is -1"});
  expect_error(303, [] { MLP(4, 4, 2); }, {"2"});
  expect_error(302, [] { MLP(2)(Tensor::zeros({1, 3})); }, {"(1, 3)"});
  CHECK(MLP(2, 3)(Tensor::zeros({2})).numel() == 2);
}
