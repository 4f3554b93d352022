// Module 06, part rules_reduce: gradients of sum, mean, max, min and var (06.5).
#include <limits>

#include "tinytorch/autograd.hpp"

#include "grads.hpp"

using namespace tinytorch;
using test::expect_gradients;
using test::gradient_at;
using test::In;
using test::turned;

namespace {

// Different values, in no order.
Tensor spread_out(const Shape& shape) {
  Tensor x = Tensor::empty(shape);
  for (std::int64_t i = 0; i < x.numel(); ++i) {
    x.mutable_data()[static_cast<std::size_t>(i)] = static_cast<float>(i * 5 % 13) * 0.2f - 1.1f;
  }
  return x;
}

// f over all axes, one, the other kept, two that are not neighbours, a transpose, a number;
// squared, so that the gradients of the results differ.
template <class F>
void expect_over_axes(F f) {
  const Tensor x = spread_out({2, 3}), cube = spread_out({2, 3, 2});
  const auto over = [&](const Dims& dims, bool keepdim) {
    return [f, dims, keepdim](const In& in) { return square(f(in[0], dims, keepdim)); };
  };
  expect_gradients(over({}, false), {x});
  expect_gradients(over(0, false), {x});
  expect_gradients(over(-1, true), {turned(x)});
  expect_gradients(over({0, 2}, false), {cube});
  expect_gradients(over({-1, 1}, true), {turned(cube)});
  expect_gradients(over({}, false), {tensor(1.5f)});
}

}  // namespace

TT_CASE("06.5/sum",
        "sum sends the same gradient to everything it added",
        .what = "six choices of axes against differences",
        .why = "losses end in sums",
        .learn = "slope 1 for each element") {
  expect_over_axes([](const Tensor& x, const Dims& d, bool k) { return sum(x, d, k); });
}

TT_CASE("06.5/sum-is-a-view",
        "the gradient of a sum repeats one number without storing it twice",
        .what = "tensor memory asked for by the gradient of sum over (1000, 1000)",
        .why = "a million equal numbers need no memory",
        .learn = "expand: stride 0") {
  Tensor x = Tensor::zeros({1000, 1000});
  x.requires_grad_();
  const Tensor y = sum(x), g = tensor(2);
  const std::int64_t before = memory_stats().allocations;
  const Tensor back = grad(y, {x}, g)[0];
  CHECK(memory_stats().allocations == before);
  CHECK(back.shape() == Shape{1000, 1000});
  CHECK(back.at({999, 1}) == 2.0f);
}

TT_CASE("06.5/sum-empty",
        "the sum of nothing has an empty gradient",
        .what = "sum of (0) and of (0, 3) along axis 0",
        .why = "empty batches go both ways",
        .learn = "the input's shape comes back") {
  CHECK(gradient_at([](const Tensor& x) { return sum(x); }, Tensor::zeros({0})).shape() ==
        Shape{0});
  CHECK(gradient_at([](const Tensor& x) { return sum(x, 0); }, Tensor::zeros({0, 3})).shape() ==
        Shape{0, 3});
}

TT_CASE("06.5/mean-worked",
        "the mean of (2, 3) has slope 1/6 everywhere, along axis 1 it has 1/3",
        .what = "exact values",
        .why = "a forgotten division makes learning rates depend on the batch size",
        .learn = "divide by how many were averaged") {
  const Tensor x = tensor({{1, 2, 3}, {4, 5, 6}});
  const float sixth = 1.0f / 6, third = 1.0f / 3;
  expect_near(gradient_at([](const Tensor& v) { return mean(v); }, x),
              {sixth, sixth, sixth, sixth, sixth, sixth},
              kArith);
  expect_near(gradient_at([](const Tensor& v) { return mean(v, 1); }, x, tensor({1, 2})),
              {third, third, third, 2 * third, 2 * third, 2 * third},
              kArith);
}

TT_CASE("06.5/mean",
        "mean shares the gradient equally",
        .what = "six choices of axes against differences",
        .why = "every loss is a mean by default",
        .learn = "slope 1/n") {
  expect_over_axes([](const Tensor& x, const Dims& d, bool k) { return mean(x, d, k); });
}

TT_CASE("06.5/max-min",
        "only the largest (smallest) element of each group gets the gradient",
        .what = "six choices of axes against differences, no ties",
        .why = "pooling keeps maxima",
        .learn = "small changes of the others change nothing") {
  expect_over_axes([](const Tensor& x, const Dims& d, bool k) { return max(x, d, k); });
  expect_over_axes([](const Tensor& x, const Dims& d, bool k) { return min(x, d, k); });
}

TT_CASE("06.5/max-ties",
        "equal maxima share the gradient",
        .what = "max of [1, 3, 3] gives 0, .5, .5; min of [2, 2, 2, 5] gives thirds",
        .why = "else the gradients would not add up to that of the result",
        .learn = "divide by how many share") {
  expect_near(gradient_at([](const Tensor& x) { return max(x); }, tensor({1, 3, 3})),
              {0, 0.5f, 0.5f},
              kExact);
  const float third = 1.0f / 3;
  expect_near(gradient_at([](const Tensor& x) { return min(x); }, tensor({2, 2, 2, 5})),
              {third, third, third, 0},
              kArith);
}

TT_CASE("06.5/max-ties-per-group",
        "ties are counted in each group by itself",
        .what = "rows [1, 1] and [0, 2], then both axes at once with keepdim",
        .why = "a count over the whole tensor would be wrong in the second row",
        .learn = "sum the winners over the same axes") {
  const Tensor x = tensor({{1, 1}, {0, 2}});
  expect_near(gradient_at([](const Tensor& v) { return max(v, 1); }, x, tensor({4, 6})),
              {2, 2, 0, 6},
              kExact);
  expect_near(gradient_at(
                  [](const Tensor& v) {
                    return max(v, {0, 1}, true);
                  },
                  x),
              {0, 0, 0, 1},
              kExact);
}

TT_CASE("06.5/max-infinite",
        "an infinite maximum has a finite gradient",
        .what = "max of [−inf, 0] and of [inf, 0]",
        .why = "masked scores are −inf",
        .learn = "compare, do not subtract") {
  constexpr float inf = std::numeric_limits<float>::infinity();
  const auto f = [](const Tensor& x) { return max(x); };
  expect_near(gradient_at(f, tensor({-inf, 0})), {0, 1}, kExact);
  expect_near(gradient_at(f, tensor({inf, 0})), {1, 0}, kExact);
}

TT_CASE("06.5/var",
        "var has the slope 2(x − mean)/n",
        .what = "six choices of axes against differences; unbiased too",
        .why = "normalisation layers divide by it",
        .learn = "that the mean moves as well cancels out") {
  expect_over_axes([](const Tensor& x, const Dims& d, bool k) { return var(x, d, k); });
  expect_gradients([](const In& in) { return square(var(in[0], 1, false, true)); },
                   {spread_out({2, 3})});
}

TT_CASE("06.5/var-worked",
        "var of [1, 2, 3, 4], biased and unbiased",
        .what = "(x − 2.5)/2 and (x − 2.5)·2/3",
        .why = "the divisor is n or n − 1, forward and backward",
        .learn = "the slopes add up to 0: shifting all values changes nothing") {
  const Tensor x = tensor({1, 2, 3, 4});
  expect_near(gradient_at([](const Tensor& v) { return var(v); }, x),
              {-0.75f, -0.25f, 0.25f, 0.75f},
              kArith);
  expect_near(gradient_at([](const Tensor& v) { return var(v, {}, false, true); }, x),
              {-1, -1.0f / 3, 1.0f / 3, 1},
              kArith);
}
