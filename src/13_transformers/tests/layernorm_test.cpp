// Module 13, part layernorm: values (13.1).
#include "tinytorch/kernels.hpp"
#include "tinytorch/probe.hpp"

#include "models.hpp"

using namespace tinytorch;
using test::noise;

namespace {

Tensor plain(const Tensor& x) {
  return LayerNorm(x.size(-1))(x).detach();
}

}  // namespace

TT_CASE("13.1/worked",
        "1, 2, 3, 4 to mean 0 and spread 1",
        .what = "mean 2.5, variance 1.25",
        .why = "every position enters the next layer on the same scale",
        .learn = "(x - 2.5)/√(1.25 + eps); the variance divides by n, not n - 1") {
  expect_near(
      plain(tensor({1, 2, 3, 4})), {-1.34163542f, -.44721181f, .44721181f, 1.34163542f}, kMath);
}

TT_CASE("13.1/each-position",
        "each position is normalised on its own",
        .what = "(2, 3, 8) values whose positions differ by factors of a thousand",
        .why = "a batch must not change what one text gets",
        .learn = "only the last axis is averaged: mean 0, variance 1 at every position") {
  const Tensor x = noise({2, 3, 8}, 130) * tensor({{1}, {1000}, {30}}) + 5.0f;
  const Tensor y = plain(x);
  expect_near(mean(y, {2}), Tensor::zeros({2, 3}), {.atol = 1e-6});
  expect_near(var(y, {2}), Tensor::ones({2, 3}), {.rtol = 1e-4});
  expect_near(y.select(0, 1), plain(x.select(0, 1)), kExact);
}

TT_CASE("13.1/gamma-beta",
        "gamma scales and beta shifts each feature",
        .what = "gamma 2 -1 0, beta 3 0 7",
        .why = "the layer must be able to undo what it does",
        .learn = "x̂·gamma + beta, one number per feature, the same at all positions") {
  LayerNorm norm(3);
  norm.gamma.detach().copy_(tensor({2, -1, 0}));
  norm.beta.detach().copy_(tensor({3, 0, 7}));
  const Tensor x = noise({4, 3}, 131);
  expect_near(norm(x).detach(), plain(x) * tensor({2, -1, 0}) + tensor({3, 0, 7}), kMath);
}

TT_CASE("13.1/flat",
        "equal features give beta, and eps keeps the division finite",
        .what = "5 5 5, a single feature, and eps 1 on -1 1",
        .why = "an untrained embedding can be constant",
        .learn = "eps stands inside the root: 1/√(1 + 1)") {
  expect_near(plain(tensor({5, 5, 5})), {0, 0, 0}, kExact);
  expect_near(plain(tensor({{7}, {-9}})), {0, 0}, kExact);
  expect_near(LayerNorm(2, 1)(tensor({-1, 1})).detach(), {-.70710678f, .70710678f}, kMath);
}

TT_CASE("13.1/far-from-zero",
        "statistics are exact far from zero",
        .what = "a million plus -1, 0, 1, 2",
        .why = "the mean of squares minus the square of the mean cancels",
        .learn = "two passes in double: the mean first, then distances from it") {
  expect_near(plain(tensor({999999, 1000000, 1000001, 1000002})),
              {-1.34163542f, -.44721181f, .44721181f, 1.34163542f},
              kMath);
}

TT_CASE("13.1/views",
        "views give what copies give, and the input stays",
        .what = "a transposed x, gamma with gaps, an empty batch",
        .why = "heads and tokens are views all the time",
        .learn = "make it dense before walking through it") {
  const Tensor x = noise({5, 4}, 132).transpose(), before = x.clone();
  const Tensor gamma = noise({10}, 133).slice(0, 0, 10, 2), beta = noise({5}, 134);
  expect_near(layer_norm(x, gamma, beta), layer_norm(x.clone(), gamma.clone(), beta), kExact);
  expect_near(x, before, kExact);
  CHECK(plain(Tensor::zeros({0, 3, 2})).shape() == Shape{0, 3, 2});
}

TT_CASE("13.0/kernel",
        "a kernel of the table replaces the loop",
        .what = "an entry that writes 7 everywhere; the event that the probe gets",
        .why = "module 17 makes this op fast without touching it",
        .learn = "no flops by convention; x and the parameters are read, the result is written") {
  const KernelScope scope({.layernorm_rows = [](const float*,
                                                const float*,
                                                const float*,
                                                float* out,
                                                float*,
                                                float*,
                                                std::int64_t rows,
                                                std::int64_t cols,
                                                float) {
    for (std::int64_t i = 0; i < rows * cols; ++i) out[i] = 7;
  }});
  struct : ProbeSink {
    void on_event(const ProbeEvent& event) override { last = event; }
    ProbeEvent last{};
  } sink;
  ProbeSink* before = set_probe(&sink);
  const Tensor y = plain(noise({2, 3}, 135));
  set_probe(before);
  expect_near(y, Tensor::full({2, 3}, 7), kExact);
  CHECK((std::string(sink.last.op) == "layer_norm" && sink.last.flops == 0));
  CHECK(sink.last.bytes == 4 * (6 + 6 + 3 + 3));
}

TT_CASE("13.0/layernorm-errors",
        "sizes that do not fit are refused",
        .what = "4 features into LayerNorm(3), a single number, sizes and eps that mean nothing",
        .why = "the message must name both sides",
        .learn = "TT-L1307 and TT-L1301") {
  expect_error(1307,
               ErrorKind::shape,
               [] {
                 LayerNorm(3)(Tensor::zeros({2, 4}));
               },
               {"(2, 4)", "(3)"});
  expect_error(1307, [] { LayerNorm(1)(tensor(5)); }, {"()"});
  expect_error(1307,
               [] { (void)layer_norm(Tensor::zeros({2}), Tensor::ones({2}), Tensor::ones({1})); },
               {"beta is (1)"});
  expect_error(1301, ErrorKind::value, [] { LayerNorm(0); }, {"normalized_shape is 0"});
  expect_error(1301, [] { LayerNorm(4, 0); }, {"eps is 0"});
  CHECK(LayerNorm(3).repr() == "LayerNorm(3, eps=1e-05)");
}
