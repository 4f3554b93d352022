#include "tinytorch/attention.hpp"

#include <cmath>
#include <limits>

#include "tinytorch/activations.hpp"
#include "tinytorch/ops.hpp"

#include "support/test.hpp"

using namespace tinytorch;
using namespace tinytorch::test;

namespace {

const Tensor& values() {
  static const Tensor v = tensor({{1, 2}, {3, 4}});
  return v;
}

// The same by the three helper functions and module 01.
AttentionResult by_helpers(const Tensor& Q, const Tensor& K, const Tensor& V, const Tensor& mask) {
  const Tensor scores = scale_scores(attention_scores(Q, K), Q.size(-1));
  const Tensor weights = softmax(mask.defined() ? apply_mask(scores, mask) : scores);
  return {matmul(weights, V), weights};
}

}  // namespace

TT_CASE("12.3/by-hand",
        "each query takes a mean of the values, weighted by its scores",
        .what = "Q = K = identity of 2, V = 1 2, 3 4",
        .why = "this is the whole of attention in one example",
        .learn = "softmax(1/√2, 0) = .6698, .3302") {
  const Tensor I = Tensor::eye(2);
  const auto [output, weights] = scaled_dot_product_attention(I, I, values());
  expect_near(weights, {0.66976155f, 0.33023845f, 0.33023845f, 0.66976155f}, kMath);
  expect_near(output, {1.6604769f, 2.6604769f, 2.3395231f, 3.3395231f}, kMath);
}

TT_CASE("12.3/causal",
        "a blocked key has weight exactly 0",
        .what = "the first query sees the first key only",
        .why = "a trace of the future is enough to copy from",
        .learn = "weights 1 0, output 1 2") {
  const Tensor I = Tensor::eye(2), mask = tensor({{1, 0}, {1, 1}});
  const auto [output, weights] = scaled_dot_product_attention(I, I, values(), mask);
  expect_near(weights.select(0, 0), {1, 0}, kExact);
  expect_near(output.select(0, 0), {1, 2}, kExact);
  expect_near(weights.select(0, 1), {0.33023845f, 0.66976155f}, kMath);
}

TT_CASE("12.3/large-scores",
        "blocked stays blocked beside very small scores; large ones do not overflow",
        .what = "scores of −2e9 beside a blocked key, and scores of 2e4",
        .why = "−1e9 in place of −∞ would take all the weight",
        .learn = "take the largest score away before exp") {
  const Tensor Q = tensor({{-2e9f}}), K = tensor({{1}, {0}, {1}}), V = tensor({{1}, {50}, {3}});
  const auto masked = scaled_dot_product_attention(Q, K, V, tensor({1, 0, 1}));
  expect_near(masked.weights, {0.5f, 0, 0.5f}, kExact);
  expect_near(masked.output, {2}, kExact);
  const auto large = scaled_dot_product_attention(tensor({{2e4f}}), tensor({{1}, {1}}), values());
  expect_near(large.output, {2, 3}, kExact);
}

TT_CASE("12.3/as-helpers",
        "the one op computes what the helper functions compute",
        .what = "random (2, 3, 5, 4) queries, 7 keys, values of width 6, with and without mask",
        .why = "a fused op may be faster, not different",
        .learn = "scores, scale, mask, softmax, product") {
  Generator generator(5);
  const Tensor Q = Tensor::randn({2, 3, 5, 4}, 1, generator),
               K = Tensor::randn({2, 3, 7, 4}, 1, generator),
               V = Tensor::randn({2, 3, 7, 6}, 1, generator), mask = tril(Tensor::ones({5, 7}));
  for (const Tensor& m : {Tensor(), mask}) {
    const AttentionResult one = scaled_dot_product_attention(Q, K, V, m),
                          parts = by_helpers(Q, K, V, m);
    expect_near(one.weights, parts.weights, kMath);
    expect_near(one.output, parts.output, matmul_tol(7, 1, 4));
  }
}

TT_CASE("12.3/masks-of-texts",
        "each text and each head uses its own mask",
        .what = "masks of (2, 1, 3, 3), (1, 2, 3, 3) and a strided one on two texts with two heads",
        .why = "texts of a batch differ in length",
        .learn = "follow the strides of the mask; a broadcast axis has stride 0") {
  Generator generator(6);
  const Tensor Q = Tensor::randn({2, 2, 3, 4}, 1, generator);
  const Tensor low = tril(Tensor::ones({3, 3})), high = triu(Tensor::ones({3, 3}));
  const Tensor both = stack({low, high});
  for (const Tensor& mask : {both.view({2, 1, 3, 3}), both.view({1, 2, 3, 3}), low.transpose()}) {
    const AttentionResult one = scaled_dot_product_attention(Q, Q, Q, mask);
    expect_near(one.weights, by_helpers(Q, Q, Q, mask).weights, kMath);
  }
}

TT_CASE("12.3/rows-sum-to-one",
        "the weights of each query add up to 1",
        .what = "sums of 60 rows of 33 weights",
        .why = "the output is a mean, not a sum",
        .learn = "softmax runs over keys, not over queries") {
  Generator generator(8);
  const Tensor Q = Tensor::randn({60, 8}, 2, generator), K = Tensor::randn({33, 8}, 2, generator);
  const Tensor sums = sum(scaled_dot_product_attention(Q, K, K).weights, {-1});
  expect_near(sums, Tensor::ones({60}), Tolerance{.atol = 1e-6});
}

TT_CASE("12.3/permutation",
        "the order of keys and their values makes no difference",
        .what = "keys and values reversed together",
        .why = "attention knows no order; positions must bring it along",
        .learn = "a sum over keys is the same in any order") {
  Generator generator(9);
  const Tensor Q = Tensor::randn({4, 3}, 1, generator), K = Tensor::randn({5, 3}, 1, generator),
               V = Tensor::randn({5, 2}, 1, generator);
  const Tensor turned = scaled_dot_product_attention(Q, flip(K, 0), flip(V, 0)).output;
  expect_near(turned, scaled_dot_product_attention(Q, K, V).output, matmul_tol(5, 1, 3));
}

TT_CASE("12.3/edges",
        "no texts, no queries and a single key work",
        .what = "batch 0, 0 queries, 1 key",
        .why = "the last batch of a file may be empty",
        .learn = "one key gets all the weight") {
  const auto of = [](const Shape& q, const Shape& k) {
    return scaled_dot_product_attention(Tensor::ones(q), Tensor::ones(k), Tensor::ones(k)).output;
  };
  CHECK(of({0, 3, 2}, {0, 4, 2}).shape() == Shape{0, 3, 2});
  CHECK(of({0, 2}, {4, 2}).shape() == Shape{0, 2});
  expect_near(of({2, 2}, {1, 2}), {1, 1, 1, 1}, kExact);
}

TT_CASE("12.0/attention-errors",
        "sizes that do not fit are refused by name",
        .what = "Q and K of other widths; K and V of other lengths; masks",
        .why = "the message must show which pair is wrong",
        .learn = "TT-L1201, TT-L1202, TT-L1203, TT-L1204") {
  const Tensor a = Tensor::ones({2, 3}), b = Tensor::ones({4, 3});
  const auto run = [](const Tensor& q, const Tensor& k, const Tensor& v, const Tensor& m = {}) {
    return [=] { (void)scaled_dot_product_attention(q, k, v, m); };
  };
  expect_error(1201, run(a, Tensor::ones({2, 5}), a), {"(2, 3)", "(2, 5)"});
  expect_error(1201, run(a, a, b), {"(2, 3)", "(4, 3)", "2 ≠ 4"});
  expect_error(1202, run(a, a, a, tensor({{1, 2}, {1, 1}})), {"row 0", "key 1", "2"});
  expect_error(1203, run(a, a, a, tensor({{0, 0}, {1, 1}})), {"row 0"});
  expect_error(1204, run(a, b, b, Tensor::ones({2, 2})), {"(2, 2)", "(2, 4)"});
}
