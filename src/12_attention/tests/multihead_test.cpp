#include <string>
#include <vector>

#include "tinytorch/attention.hpp"
#include "tinytorch/autograd.hpp"
#include "tinytorch/gradcheck.hpp"
#include "tinytorch/ops.hpp"

#include "support/test.hpp"

using namespace tinytorch;
using namespace tinytorch::test;

namespace {

MultiHeadAttention layer_of(std::int64_t width, std::int64_t heads, float dropout = 0) {
  Generator generator(7);
  return {width, heads, dropout, generator};
}

// What the layer computes, head by head, from columns of the projections.
Tensor head_by_head(MultiHeadAttention& layer,
                    const Tensor& x,
                    const Tensor& y,
                    std::int64_t heads,
                    const Tensor& mask = {}) {
  const Tensor q = layer.q_proj(x), k = layer.k_proj(y), v = layer.v_proj(y);
  const std::int64_t hd = x.size(2) / heads;
  std::vector<Tensor> results;
  for (std::int64_t n = 0; n < heads; ++n) {
    const auto part = [&](const Tensor& t) { return t.slice(2, n * hd, (n + 1) * hd); };
    results.push_back(scaled_dot_product_attention(part(q), part(k), part(v), mask).output);
  }
  return layer.out_proj(cat(results, 2));
}

}  // namespace

TT_CASE("12.5/head-by-head",
        "each head attends on its own columns",
        .what = "width 6 with 3 heads, against one head after the other",
        .why = "heads learn to look for different things",
        .learn = "split, attend, merge, project") {
  MultiHeadAttention layer = layer_of(6, 3);
  Generator generator(2);
  const Tensor x = Tensor::randn({2, 4, 6}, 1, generator), mask = tril(Tensor::ones({4, 4}));
  expect_near(layer(x), head_by_head(layer, x, x, 3), matmul_tol(6, 2, 2));
  expect_near(layer.forward(x, mask), head_by_head(layer, x, x, 3, mask), matmul_tol(6, 2, 2));
}

TT_CASE("12.5/cross",
        "queries come from one sequence, keys and values from others",
        .what = "3 queries, 5 keys and 5 values, three different tensors",
        .why = "a translation looks at its source",
        .learn = "as many results as queries") {
  MultiHeadAttention layer = layer_of(4, 2);
  Generator generator(3);
  const Tensor x = Tensor::randn({2, 3, 4}, 1, generator),
               y = Tensor::randn({2, 5, 4}, 1, generator),
               z = Tensor::randn({2, 5, 4}, 1, generator);
  expect_near(layer.forward(x, y, y, {}), head_by_head(layer, x, y, 2), matmul_tol(4, 2, 2));
  CHECK(layer.forward(x, y, z, {}).shape() == Shape{2, 3, 4});
  CHECK_FALSE(allclose(layer.forward(x, y, z, {}), layer.forward(x, y, y, {}), 1e-3, 1e-3));
}

TT_CASE("12.5/masks",
        "masks of two, three and four axes",
        .what = "one for all; one per text; one per head, seen in the weights",
        .why = "texts of a batch have different lengths",
        .learn = "a mask (B, S, T) gets an axis for the heads") {
  MultiHeadAttention layer = layer_of(4, 2);
  layer.keep_weights(true);
  Generator generator(4);
  const Tensor x = Tensor::randn({2, 2, 4}, 1, generator);
  const Tensor low = tril(Tensor::ones({2, 2})), both = stack({low, low.transpose()});
  const auto blocked = [&](const Tensor& mask) {
    (void)layer.forward(x, mask);
    return layer.last_weights().eq(tensor(0));
  };
  expect_near(blocked(low), {0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0}, kExact);
  expect_near(blocked(both), {0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0}, kExact);
  expect_near(
      blocked(both.view({1, 2, 2, 2})), {0, 1, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 1, 0}, kExact);
}

TT_CASE("12.0/parameters",
        "eight tensors, in the order query, key, value, out",
        .what = "names and sizes of the parameters of width 8",
        .why = "checkpoints are loaded by name",
        .learn = "4·(D² + D) numbers, whatever the number of heads") {
  MultiHeadAttention layer = layer_of(8, 2);
  std::vector<std::string> names;
  for (const NamedTensor& p : layer.named_parameters()) names.push_back(p.name);
  const std::vector<std::string> expected{"q_proj.weight",
                                          "q_proj.bias",
                                          "k_proj.weight",
                                          "k_proj.bias",
                                          "v_proj.weight",
                                          "v_proj.bias",
                                          "out_proj.weight",
                                          "out_proj.bias"};
  CHECK(names == expected);
  CHECK(layer.num_parameters() == 288);
}

TT_CASE("12.5/gradcheck",
        "the gradient of the input agrees with differences of values",
        .what = "width 4, two heads, causal; every parameter gets a gradient",
        .why = "a detached projection would never learn",
        .learn = "x feeds queries, keys and values: its gradient is a sum of three") {
  MultiHeadAttention layer = layer_of(4, 2);
  Generator generator(5);
  const Tensor mask = tril(Tensor::ones({3, 3}));
  const auto f = [&](const std::vector<Tensor>& in) { return layer.forward(in[0], mask); };
  const auto result = gradcheck(f, {Tensor::randn({1, 3, 4}, 1, generator)});
  CHECK_MESSAGE(result.ok, result.message);
  layer.requires_grad_(true);
  layer.forward(Tensor::randn({1, 3, 4}, 1, generator), mask).backward(Tensor::ones({1, 3, 4}));
  for (const NamedTensor& p : layer.named_parameters()) {
    INFO(p.name);
    CHECK(p.value.grad().defined());
  }
}

TT_CASE("12.5/weights-on-request",
        "weights are kept only if asked for",
        .what = "last_weights before, with and after keep_weights",
        .why = "they are the largest tensor of a pass",
        .learn = "(B, N, S, T), rows add up to 1") {
  MultiHeadAttention layer = layer_of(4, 2);
  const Tensor x = Tensor::ones({1, 3, 4});
  (void)layer(x);
  CHECK_FALSE(layer.last_weights().defined());
  layer.keep_weights(true);
  (void)layer(x);
  CHECK(layer.last_weights().shape() == Shape{1, 2, 3, 3});
  CHECK_FALSE(layer.last_weights().requires_grad());
  layer.keep_weights(false);
  CHECK_FALSE(layer.last_weights().defined());
}

TT_CASE("12.5/dropout",
        "dropout falls on the weights, in training only",
        .what = "p = 1 in training leaves the bias of out_proj; evaluation is exact",
        .why = "a model must not rely on one position",
        .learn = "evaluation switches it off") {
  MultiHeadAttention layer = layer_of(4, 2, 1.0f), plain = layer_of(4, 2);
  layer.out_proj.bias.detach().fill_(3);
  Generator generator(6);
  const Tensor x = Tensor::randn({1, 2, 4}, 1, generator);
  expect_near(layer(x), Tensor::full({1, 2, 4}, 3), kExact);
  layer.eval();
  expect_near(layer(x), plain(x) + 3.0f, matmul_tol(4, 2, 2));
}

TT_CASE("12.0/multihead-errors",
        "sizes that do not fit are refused",
        .what = "5 columns for 2 heads; no heads; inputs that are not (B, S, D)",
        .why = "the message must say what to change",
        .learn = "TT-L1205, TT-L1206") {
  expect_error(1205, ErrorKind::value, [] { (void)layer_of(5, 2); }, {"5", "2"});
  expect_error(1205, [] { (void)layer_of(4, 0); }, {"4", "0"});
  expect_error(1205, [] { (void)layer_of(0, 1); }, {"0", "1"});
  MultiHeadAttention layer = layer_of(4, 2);
  expect_error(1206, ErrorKind::shape, [&] { (void)layer(Tensor::ones({3, 4})); }, {"(3, 4)"});
  expect_error(1206, [&] { (void)layer(Tensor::ones({1, 3, 5})); }, {"(1, 3, 5)"});
}
