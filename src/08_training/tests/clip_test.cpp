#include <cmath>
#include <limits>
#include <vector>

#include "tinytorch/autograd.hpp"
#include "tinytorch/training.hpp"

#include "support/test.hpp"

using namespace tinytorch;

namespace {

Tensor with_gradient(const Nested& gradient) {
  const Tensor g = tensor(gradient);
  Tensor x = Tensor::zeros(g.shape());
  x.requires_grad_();
  x.set_grad(g);
  return x;
}

}  // namespace

TT_CASE("08.2/worked",
        "a gradient longer than the limit is shortened to it",
        .what = "[3, 4] with max_norm 1",
        .why = "one bad batch must not throw the weights away",
        .learn = "norm 5, factor 1/5: [.6, .8]") {
  const std::vector<Tensor> parameters{with_gradient({3, 4})};
  CHECK(clip_grad_norm_(parameters, 1.0) == 5);
  expect_near(parameters[0].grad(), {0.6f, 0.8f}, kArith);
}

TT_CASE("08.2/common-norm",
        "all gradients are one vector and share one factor",
        .what = "[2, 4] and [4] with max_norm 3: the norm is 6",
        .why = "clipping each tensor for itself would turn the direction of the step",
        .learn = "√(Σ over all tensors), then the same factor for each",
        .mistake = "W0802") {
  const std::vector<Tensor> parameters{with_gradient({2, 4}), with_gradient({4})};
  CHECK(clip_grad_norm_(parameters, 3.0) == 6);
  expect_near(parameters[0].grad(), {1, 2}, kExact);
  expect_near(parameters[1].grad(), {2}, kExact);
}

TT_CASE("08.2/short-unchanged",
        "gradients within the limit keep every bit",
        .what = "norm 5 with max_norm 5 and 6",
        .why = "scaling up would be wrong, a factor of 1 useless",
        .learn = "only if larger") {
  const std::vector<Tensor> parameters{with_gradient({3, 4})};
  CHECK(clip_grad_norm_(parameters, 5.0) == 5);
  CHECK(clip_grad_norm_(parameters, 6.0) == 5);
  expect_near(parameters[0].grad(), {3, 4}, kExact);
}

TT_CASE("08.2/default-limit",
        "the limit is 1 unless told otherwise",
        .what = "[0, 10]",
        .why = "defaults are part of the contract",
        .learn = "the clipped vector has length 1") {
  const std::vector<Tensor> parameters{with_gradient({0, 10})};
  CHECK(clip_grad_norm_(parameters) == 10);
  expect_near(parameters[0].grad(), {0, 1}, kArith);
}

TT_CASE("08.2/huge",
        "entries of 1e20 are clipped, not turned into infinity",
        .what = "[3e20, 4e20]: their squares do not fit into a float",
        .why = "exploding gradients are what clipping is for",
        .learn = "sum squares in double") {
  const std::vector<Tensor> parameters{with_gradient({3e20, 4e20})};
  expect_near(clip_grad_norm_(parameters, 1.0), 5e20, {.rtol = 1e-6});
  expect_near(parameters[0].grad(), {0.6f, 0.8f}, kArith);
}

TT_CASE("08.2/not-finite",
        "a norm that is not finite is returned and nothing is scaled",
        .what = "gradients with infinity, then with NaN",
        .why = "infinity·(1/infinity) would hide the fault as NaN",
        .learn = "let the caller see it") {
  const float infinity = std::numeric_limits<float>::infinity();
  const std::vector<Tensor> infinite{with_gradient({infinity, 7})};
  CHECK(std::isinf(clip_grad_norm_(infinite, 1.0)));
  CHECK(infinite[0].grad().at({1}) == 7);
  const std::vector<Tensor> nan{with_gradient({std::nanf(""), 7})};
  CHECK(std::isnan(clip_grad_norm_(nan, 1.0)));
  CHECK(nan[0].grad().at({1}) == 7);
}

TT_CASE("08.2/nothing-there",
        "no parameters, or none with a gradient, have norm 0",
        .what = "an empty list; a parameter without gradient beside one with",
        .why = "unused layers have no gradient",
        .learn = "undefined gradients do not count") {
  CHECK(clip_grad_norm_(std::vector<Tensor>{}) == 0);
  const std::vector<Tensor> parameters{tensor({1, 2}, true), with_gradient({3, 4})};
  CHECK(clip_grad_norm_(parameters, 2.5) == 5);
  CHECK(!parameters[0].grad().defined());
  expect_near(parameters[1].grad(), {1.5f, 2}, kExact);
}

TT_CASE("08.2/zero-limit",
        "a limit of 0 makes all gradients 0",
        .what = "[3, 4] with max_norm 0, then again",
        .why = "the second time the norm is 0: 0/0 must not appear",
        .learn = "0 is not larger than 0") {
  const std::vector<Tensor> parameters{with_gradient({3, 4})};
  CHECK(clip_grad_norm_(parameters, 0) == 5);
  CHECK(clip_grad_norm_(parameters, 0) == 0);
  expect_near(parameters[0].grad(), {0, 0}, kExact);
}

TT_CASE("08.2/strided",
        "gradients that are views are clipped by position",
        .what = "a transposed and an expanded gradient",
        .why = "an expanded gradient shows one number at many places",
        .learn = "norm 10 over [[1, 5, …]] … each place counts") {
  Tensor turned = Tensor::zeros({2, 2}), wide = Tensor::zeros({4});
  turned.requires_grad_();
  wide.requires_grad_();
  turned.set_grad(tensor({{1, 5}, {3, 1}}).transpose());
  wide.set_grad(tensor({4}).expand({4}));
  const std::vector<Tensor> parameters{turned, wide};
  CHECK(clip_grad_norm_(parameters, 5.0) == 10);
  expect_near(turned.grad(), {0.5f, 1.5f, 2.5f, 0.5f}, kExact);
  expect_near(wide.grad(), {2, 2, 2, 2}, kExact);
}

TT_CASE("08.2/errors",
        "a limit that is negative or not finite is refused",
        .what = "−1, infinity and NaN; also in the Trainer's constructor",
        .why = "a negative factor would climb",
        .learn = "TT-L0802") {
  const std::vector<Tensor> parameters{with_gradient({3, 4})};
  const double infinity = std::numeric_limits<double>::infinity();
  expect_error(802, ErrorKind::value, [&] { clip_grad_norm_(parameters, -1); }, {"max_norm is -1"});
  expect_error(802, [&] { clip_grad_norm_(parameters, infinity); }, {"inf"});
  expect_error(802, [&] { clip_grad_norm_(parameters, std::nan("")); }, {"nan"});
  expect_near(parameters[0].grad(), {3, 4}, kExact);
  Linear model(1, 1);
  SGD optimizer(model.parameters());
  const MSELoss loss;
  expect_error(802, [&] { Trainer(model, optimizer, loss, {}, -0.5); }, {"-0.5"});
  CHECK(clip_grad_norm_(parameters, 5) == 5);
}
