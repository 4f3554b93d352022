// Module 06, part rules_index: gradients of choosing elements (06.4).
#include "tinytorch/autograd.hpp"

#include "grads.hpp"

using namespace tinytorch;
using test::expect_gradients;
using test::gradient_at;
using test::In;
using test::turned;

namespace {

template <class F>
auto squared(F f) {
  return [f](const In& in) { return square(f(in[0])); };
}

Tensor random(const Shape& shape) {
  return test::away_from_zero(shape, 40);
}

}  // namespace

TT_CASE("06.4/slice",
        "what lies outside a slice gets 0",
        .what = "positions 1 to 3 of 5, and against differences on both axes",
        .why = "most of the input did not take part",
        .learn = "zeros, and the gradient in the slice") {
  const auto middle = [](const Tensor& x) { return x.slice(0, 1, 4); };
  expect_near(gradient_at(middle, Tensor::zeros({5}), tensor({1, 2, 3})), {0, 1, 2, 3, 0}, kExact);
  expect_gradients(squared([](const Tensor& x) { return x.slice(1, 1, 3); }), {random({2, 4})});
  expect_gradients(squared([](const Tensor& x) { return x.slice(0, -2, 3); }),
                   {turned(random({3, 2}))});
}

TT_CASE("06.4/slice-step",
        "a step leaves gaps",
        .what = "every second and every third position, ends that fall short, steps beyond the end",
        .why = "the last position depends on start, length and step",
        .learn = "start + (n − 1)·step is the last one") {
  const auto second = [](const Tensor& x) { return x.slice(0, 1, 6, 2); };
  expect_near(
      gradient_at(second, Tensor::zeros({6}), tensor({1, 2, 3})), {0, 1, 0, 2, 0, 3}, kExact);
  expect_gradients(squared([](const Tensor& x) { return x.slice(1, 0, 5, 3); }), {random({2, 5})});
  expect_gradients(squared([](const Tensor& x) { return x.slice(0, 1, 3, 100); }),
                   {turned(random({3, 2}))});
}

TT_CASE("06.4/slice-empty",
        "an empty slice sends zeros",
        .what = "positions 2 to 2, and 3 to 1",
        .why = "a loop over chunks may end with an empty one",
        .learn = "nothing chosen, nothing to put back") {
  for (const std::int64_t end : {2, 1}) {
    const auto none = [end](const Tensor& x) { return x.slice(0, 2, end); };
    expect_near(gradient_at(none, Tensor::ones({3}), Tensor::zeros({0})), {0, 0, 0}, kExact);
  }
}

TT_CASE("06.4/slices-overlap",
        "elements of two overlapping slices get both gradients",
        .what = "x[0:2] + x[1:3]",
        .why = "sliding windows overlap",
        .learn = "contributions add up at the input") {
  const auto f = [](const Tensor& x) { return x.slice(0, 0, 2) + x.slice(0, 1, 3); };
  expect_near(gradient_at(f, Tensor::zeros({3}), tensor({1, 10})), {1, 11, 10}, kExact);
}

TT_CASE("06.4/select",
        "one position of an axis gets everything",
        .what = "row 1, column −1, an element of an element",
        .why = "x[i] is the most common index",
        .learn = "the dropped axis comes back") {
  const auto row = [](const Tensor& x) { return x[1]; };
  expect_near(gradient_at(row, Tensor::zeros({2, 2}), tensor({3, 4})), {0, 0, 3, 4}, kExact);
  expect_gradients(squared([](const Tensor& x) { return x.select(1, -1); }),
                   {turned(random({2, 3}))});
  expect_gradients(squared([](const Tensor& x) { return x[1][2]; }), {random({2, 3})});
}

TT_CASE("06.4/index",
        "index combines integers, slices, Ellipsis and NewAxis",
        .what = "x.index({0, Ellipsis{}, Slice{0, 3, 2}, NewAxis{}}) of (2, 2, 3)",
        .why = "it is made of select, slice and unsqueeze",
        .learn = "no rule of its own is needed") {
  const auto f = [](const Tensor& x) {
    return x.index({0, Ellipsis{}, Slice{.start = 0, .stop = 3, .step = 2}, NewAxis{}});
  };
  expect_gradients(squared(f), {random({2, 2, 3})});
  expect_gradients(squared(f), {turned(random({2, 2, 3}))});
}

TT_CASE("06.4/index-select-repeats",
        "a row taken twice gets both gradients",
        .what = "rows 0, 2, 0 of three, gradient 1: 2, 0, 1 contributions",
        .why = "a word that occurs twice learns twice",
        .learn = "add, never overwrite",
        .mistake = "W0603") {
  const Tensor ids = tensor({0, 2, 0});
  const auto rows = [&](const Tensor& x) { return index_select(x, 0, ids); };
  expect_near(gradient_at(rows, Tensor::zeros({3, 2})), {2, 2, 0, 0, 1, 1}, kExact);
  expect_near(
      gradient_at(rows, Tensor::zeros({3, 1}), tensor({{1}, {10}, {100}})), {101, 0, 10}, kExact);
}

TT_CASE("06.4/index-select",
        "every axis, negative and 0-D ids",
        .what = "against differences on (2, 3) and (2, 3, 2)",
        .why = "embeddings select along axis 0, others elsewhere",
        .learn = "outer, axis, inner") {
  const Tensor ids = tensor({2, -1, 0, 2});
  expect_gradients(squared([&](const Tensor& x) { return index_select(x, 1, ids); }),
                   {random({2, 3})});
  expect_gradients(squared([&](const Tensor& x) { return index_select(x, 1, ids); }),
                   {turned(random({2, 3, 2}))});
  expect_gradients(squared([](const Tensor& x) { return index_select(x, 0, tensor(1)); }),
                   {random({2, 3})});
}

TT_CASE("06.4/index-select-strided-gradient",
        "strides of the gradient do not matter",
        .what = "index_select followed by transpose",
        .why = "the gradient arrives as a transposed view",
        .learn = "make it dense before walking it") {
  const auto f = [](const Tensor& x) { return index_select(x, 0, tensor({1, 1, 0})).transpose(); };
  expect_gradients(squared(f), {random({2, 3})});
}

TT_CASE("06.4/gather-repeats",
        "an element gathered twice gets both gradients",
        .what = "out[i][j] = x[ids[i][j]][j] with one element chosen twice",
        .why = "the loss of a batch gathers one score per row",
        .learn = "the way back of gather is scatter-add") {
  const Tensor ids = tensor({{0, 1}, {0, 0}});
  const auto f = [&](const Tensor& x) { return gather(x, 0, ids); };
  const Tensor g = gradient_at(f, Tensor::zeros({2, 2}), tensor({{1, 10}, {100, 1000}}));
  expect_near(g, {101, 1000, 0, 10}, kExact);
}

TT_CASE("06.4/gather",
        "both axes, negative ids, ids smaller than x",
        .what = "against differences on (2, 3) and (3, 2, 2), also transposed",
        .why = "what the ids do not reach gets 0",
        .learn = "the other axes keep their position") {
  const Tensor wide = tensor({{0, -1, 1, 1}, {2, 0, 0, 1}}), small = tensor({{{-1, 0}}});
  expect_gradients(squared([&](const Tensor& x) { return gather(x, 1, wide); }), {random({2, 3})});
  expect_gradients(squared([&](const Tensor& x) { return gather(x, 1, wide); }),
                   {turned(random({2, 3}))});
  expect_gradients(squared([&](const Tensor& x) { return gather(x, 0, small); }),
                   {random({3, 2, 2})});
  expect_gradients(squared([&](const Tensor& x) { return gather(x, 1, wide).transpose(); }),
                   {random({2, 3})});
}

TT_CASE("06.4/masked-select",
        "chosen elements get their gradients, in order",
        .what = "a full mask, a mask that broadcasts, nothing chosen, a transposed input",
        .why = "padding is left out like this",
        .learn = "walk the mask, take the next gradient at each 1") {
  const Tensor mask = tensor({{1, 0, 1}, {0, 1, 1}});
  const auto some = [&](const Tensor& x) { return masked_select(x, mask); };
  expect_near(
      gradient_at(some, Tensor::zeros({2, 3}), tensor({1, 2, 3, 4})), {1, 0, 2, 0, 3, 4}, kExact);
  expect_gradients(squared(some), {turned(random({2, 3}))});
  expect_gradients(squared([](const Tensor& x) {
                     return masked_select(x, tensor({0, 1, 1}));
                   }),
                   {random({2, 3})});
  const auto none = [](const Tensor& x) { return masked_select(x, tensor({0})); };
  expect_near(gradient_at(none, Tensor::ones({2}), Tensor::zeros({0})), {0, 0}, kExact);
}
