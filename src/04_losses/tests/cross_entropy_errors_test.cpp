// Module 04, part cross_entropy: what is refused (04.3).
#include <limits>

#include "tinytorch/losses.hpp"

#include "support/test.hpp"

using namespace tinytorch;

namespace {

constexpr float kInf = std::numeric_limits<float>::infinity();
constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

Tensor worked_logits() {
  return tensor({{2, 1, .1}, {.5, 2, .3}});
}

}  // namespace

TT_CASE("04.3/error-shapes",
        "logits and targets must fit",
        .what = "one-hot targets, a target too many, logits with one axis",
        .why = "class numbers, not one-hot rows, are asked for",
        .learn = "TT-L0403 shows both shapes and the two forms that are right") {
  const CrossEntropyLoss loss;
  expect_error(403, ErrorKind::shape, [&] { loss(worked_logits(), worked_logits()); }, {"(2, 3)"});
  expect_error(403, [&] { loss(worked_logits(), tensor({0, 1, 2})); }, {"(2, 3)", "(3)"});
  expect_error(403, [&] { loss(tensor({1, 2}), tensor(0)); }, {"(2)", "()"});
  expect_error(403, [&] { loss(Tensor::ones({1, 1, 1, 2}), Tensor::zeros({1, 1, 1})); });
  expect_near(loss(worked_logits(), tensor({0, 1})).item(), .37882314, kMath);
}

TT_CASE("04.3/error-empty",
        "an empty batch and no classes are refused",
        .what = "logits (0, 3) and (2, 0)",
        .why = "a mean of nothing is NaN",
        .learn = "TT-L0402 shows the shapes") {
  const CrossEntropyLoss loss;
  expect_error(402, [&] { loss(Tensor::zeros({0, 3}), Tensor::zeros({0})); }, {"(0, 3)"});
  expect_error(402, [&] { loss(Tensor::zeros({2, 0}), Tensor::zeros({2})); }, {"(2, 0)"});
  CHECK(loss(Tensor::zeros({1, 1}), tensor({0})).item() == 0.0f);
}

TT_CASE("04.3/error-not-whole",
        "a target that is no whole number is refused",
        .what = "1.5, NaN, inf and 2^25",
        .why = "1.5 would quietly become class 1",
        .learn = "TT-L0404; float skips whole numbers beyond 2^24") {
  const CrossEntropyLoss loss;
  const auto at = [&](float target) {
    return [=] { loss(tensor({{1, 2, 3}}), tensor({target})); };
  };
  expect_error(404, ErrorKind::value, at(1.5f), {"1.5"});
  expect_error(404, at(kNaN), {"nan"});
  expect_error(404, at(kInf), {"inf"});
  expect_error(404, at(33554432), {"33554432"});
  expect_near(loss(tensor({{0, 0}}), tensor({1})).item(), .69314718, kMath);
}

TT_CASE("04.3/error-range",
        "a target outside the classes is refused",
        .what = "3 and -1 with three classes",
        .why = "-1 as the last class would hide wrong labels",
        .learn = "TT-L0405 names the range; negative numbers are no classes") {
  const CrossEntropyLoss loss;
  expect_error(405,
               ErrorKind::value,
               [&] {
                 loss(worked_logits(), tensor({0, 3}));
               },
               {"3", "0 to 2"});
  expect_error(405, [&] { loss(worked_logits(), tensor({-1, 0})); }, {"-1", "0 to 2"});
  expect_near(loss(worked_logits(), tensor({2, 2})).item(), 2.17882314, kMath);
}

TT_CASE("04.3/error-all-ignored",
        "a batch with nothing to count is refused",
        .what = "two targets, both -100",
        .why = "0 / 0 is NaN",
        .learn = "TT-L0407; skip such batches") {
  expect_error(407,
               ErrorKind::value,
               [] {
                 CrossEntropyLoss()(worked_logits(), tensor({-100, -100}));
               },
               {"2", "-100"});
  expect_near(CrossEntropyLoss()(worked_logits(), tensor({0, -100})).item(), .41703002, kMath);
}

TT_CASE("04.3/error-smoothing",
        "smoothing must be a share below 1",
        .what = "-0.1, 1 and NaN",
        .why = "with 1 the target would not matter at all",
        .learn = "TT-L0408 shows the value") {
  const auto with_smoothing = [](float s) {
    return [s] { CrossEntropyLoss({.label_smoothing = s}); };
  };
  expect_error(408, ErrorKind::value, with_smoothing(-.1f), {"-0.1"});
  expect_error(408, with_smoothing(1), {" 1"});
  expect_error(408, with_smoothing(kNaN), {"nan"});
  expect_near(CrossEntropyLoss({.label_smoothing = .5f})(tensor({{0, 0}}), tensor({0})).item(),
              .69314718,
              kMath);
}
