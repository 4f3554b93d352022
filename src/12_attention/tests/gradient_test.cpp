#include <vector>

#include "tinytorch/activations.hpp"
#include "tinytorch/attention.hpp"
#include "tinytorch/autograd.hpp"
#include "tinytorch/gradcheck.hpp"
#include "tinytorch/ops.hpp"

#include "support/test.hpp"

using namespace tinytorch;
using namespace tinytorch::test;

namespace {

// Gradients of Q, K, V for a gradient `g` of the output.
std::vector<Tensor> gradients(std::vector<Tensor> in, const Tensor& mask, const Tensor& g) {
  for (Tensor& x : in) x = x.clone().requires_grad_();
  scaled_dot_product_attention(in[0], in[1], in[2], mask).output.backward(g);
  return {in[0].grad(), in[1].grad(), in[2].grad()};
}

}  // namespace

TT_CASE("12.3/gradcheck",
        "the gradients of Q, K and V agree with differences of values",
        .what = "two texts, 3 queries, 4 keys, width 5, values of width 2, with and without mask",
        .why = "the rule is written by hand",
        .learn = "dS = P∘(dP − Σ dP∘P)") {
  Generator generator(3);
  const std::vector<Tensor> in{Tensor::randn({2, 3, 5}, 1, generator),
                               Tensor::randn({2, 4, 5}, 1, generator),
                               Tensor::randn({2, 4, 2}, 1, generator)};
  for (const Tensor& mask : {Tensor(), tril(Tensor::ones({3, 4}))}) {
    const auto result = gradcheck(
        [&](const std::vector<Tensor>& x) {
          return scaled_dot_product_attention(x[0], x[1], x[2], mask).output;
        },
        in);
    CHECK_MESSAGE(result.ok, result.message);
  }
}

TT_CASE("12.3/gradient-as-helpers",
        "the rule gives the gradients that the recorded helpers give",
        .what = "gradients of all three inputs, by the op and by its parts",
        .why = "two ways to one number check each other",
        .learn = "a fused rule saves memory, not mathematics") {
  Generator generator(4);
  const Tensor g = Tensor::randn({2, 6, 3}, 1, generator), mask = tril(Tensor::ones({6, 6}));
  std::vector<Tensor> in;
  for (int i = 0; i < 3; ++i) in.push_back(Tensor::randn({2, 6, 3}, 1, generator));
  const std::vector<Tensor> fused = gradients(in, mask, g);
  for (Tensor& x : in) x.requires_grad_();
  const Tensor scores = scale_scores(attention_scores(in[0], in[1]), 3);
  matmul(softmax(apply_mask(scores, mask)), in[2]).backward(g);
  for (std::size_t i = 0; i < 3; ++i) expect_near(fused[i], in[i].grad(), matmul_tol(6, 3, 3));
}

TT_CASE("12.3/gradient-of-masked",
        "what no query may see gets gradient exactly 0",
        .what = "the last key and value are blocked for everybody",
        .why = "padding must not learn",
        .learn = "a weight of 0 passes nothing back") {
  Generator generator(5);
  const Tensor x = Tensor::randn({3, 2}, 1, generator);
  const auto grads = gradients({x, x, x}, tensor({1, 1, 0}), Tensor::ones({3, 2}));
  expect_near(grads[1].select(0, 2), {0, 0}, kExact);
  expect_near(grads[2].select(0, 2), {0, 0}, kExact);
}

TT_CASE("12.3/gradient-broadcast",
        "keys that all texts share get the sum of their gradients",
        .what = "Q of (2, 3, 2), K and V of (3, 2)",
        .why = "an axis that was repeated forwards is summed backwards",
        .learn = "each gradient has the shape of its input") {
  Generator generator(6);
  const Tensor Q = Tensor::randn({2, 3, 2}, 1, generator), K = Tensor::randn({3, 2}, 1, generator);
  const auto shared = gradients({Q, K, K}, {}, Tensor::ones({2, 3, 2}));
  const auto copied = gradients({Q, stack({K, K}), stack({K, K})}, {}, Tensor::ones({2, 3, 2}));
  CHECK(shared[1].shape() == K.shape());
  expect_near(shared[1], sum(copied[1], {0}), kMath);
  expect_near(shared[2], sum(copied[2], {0}), kMath);
}

TT_CASE("12.3/weights-without-history",
        "the weights are for looking at: no gradient, and no silent change",
        .what = "requires_grad of the weights; overwriting them before backward",
        .why = "a picture of the weights must not change the training",
        .learn = "TT-L0606 if a value that the gradient needs was overwritten") {
  Tensor x = tensor({{1, 2}, {3, 4}});
  x.requires_grad_();
  AttentionResult result = scaled_dot_product_attention(x, x, x);
  CHECK(result.output.requires_grad());
  CHECK_FALSE(result.weights.requires_grad());
  result.weights.fill_(0);
  expect_error(606, [&] { result.output.backward(Tensor::ones({2, 2})); }, {"(2, 2)"});
}
