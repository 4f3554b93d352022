// Module 01, part join: putting tensors together, triangles, reversed axes (01.7).
#include <cstdint>
#include <vector>

#include "tinytorch/tensor.hpp"

#include "support/test.hpp"

using namespace tinytorch;

TT_CASE("01.7/cat",
        "cat joins along an existing axis",
        .what = "cat of (2, 2) and (1, 2) over axis 0, of (2, 2) and (2, 1) over axis 1 and -1",
        .why = "heads and caches are joined this way",
        .learn = "that axis adds up, all others must be equal") {
  const Tensor a = tensor({{1, 2}, {3, 4}});
  expect_near(cat({a, tensor({{5, 6}})}), {1, 2, 3, 4, 5, 6}, kExact);
  expect_near(cat({a, tensor({{5}, {6}})}, 1), {1, 2, 5, 3, 4, 6}, kExact);
  expect_near(cat({a, tensor({{5}, {6}})}, -1), {1, 2, 5, 3, 4, 6}, kExact);
  CHECK(cat({a, tensor({{5, 6}})}).shape() == Shape{3, 2});
}

TT_CASE("01.7/cat-many",
        "cat takes one, three or empty parts, and parts that are views",
        .what = "cat of one tensor, of three with an empty one, of transposes",
        .why = "lists built in a loop have any length",
        .learn = "each part is copied through its strides") {
  const Tensor a = tensor({{1, 2}, {3, 4}});
  expect_near(cat({a}), {1, 2, 3, 4}, kExact);
  expect_near(cat({a, Tensor::zeros({0, 2}), a}), {1, 2, 3, 4, 1, 2, 3, 4}, kExact);
  expect_near(cat({a.transpose(), a}, 1), {1, 3, 1, 2, 2, 4, 3, 4}, kExact);
  const std::vector<Tensor> list{tensor({1}), tensor({2}), tensor({3})};
  expect_near(cat(list), {1, 2, 3}, kExact);
}

TT_CASE("01.7/cat-middle",
        "cat along a middle axis interleaves blocks",
        .what = "cat of (2, 1, 2) and (2, 2, 2) over axis 1",
        .why = "time steps are appended to every sequence",
        .learn = "for each outer block: first a, then b") {
  const Tensor a = tensor({{{1, 2}}, {{3, 4}}});
  const Tensor b = tensor({{{5, 6}, {7, 8}}, {{9, 10}, {11, 12}}});
  expect_near(cat({a, b}, 1), {1, 2, 5, 6, 7, 8, 3, 4, 9, 10, 11, 12}, kExact);
}

TT_CASE("01.7/cat-owns",
        "cat copies, also a single part",
        .what = "storage and parts after cat",
        .why = "the joined tensor must not change with its parts",
        .learn = "one new tensor") {
  const Tensor a = tensor({1, 2}), y = cat({a});
  CHECK_FALSE(y.shares_storage(a));
  expect_near(cat({a, a}), {1, 2, 1, 2}, kExact);
  expect_near(a, {1, 2}, kExact);
}

TT_CASE("01.7/cat-errors",
        "cat refuses empty lists, other shapes and axes that do not exist",
        .what = "no tensors, (2, 2) with (2, 3) over 0, with (2), a number, axis 2",
        .why = "there would be holes",
        .learn = "stack makes a new axis, cat does not") {
  const Tensor a = Tensor::zeros({2, 2});
  expect_error(116, ErrorKind::shape, [] { (void)cat(std::span<const Tensor>()); }, {"0 tensors"});
  expect_error(116, [&] { (void)cat({a, Tensor::zeros({2, 3})}); }, {"(2, 2)", "(2, 3)", "dim 0"});
  expect_error(116, [&] { (void)cat({a, Tensor::zeros({2})}, 1); }, {"(2, 2)", "(2)", "dim 1"});
  expect_error(107, [&] { (void)cat({a, a}, 2); }, {"(2, 2)"});
  expect_error(107, [] { (void)cat({tensor(1), tensor(2)}); }, {"()"});
  CHECK(cat({a, Tensor::zeros({3, 2})}).shape() == Shape{5, 2});
}

TT_CASE("01.7/stack",
        "stack joins along a new axis",
        .what = "stack of two vectors over 0, 1 and -1, and of numbers",
        .why = "examples become a batch",
        .learn = "all shapes must be equal") {
  const Tensor a = tensor({1, 2, 3}), b = tensor({4, 5, 6});
  CHECK(stack({a, b}).shape() == Shape{2, 3});
  expect_near(stack({a, b}), {1, 2, 3, 4, 5, 6}, kExact);
  CHECK(stack({a, b}, 1).shape() == Shape{3, 2});
  expect_near(stack({a, b}, -1), {1, 4, 2, 5, 3, 6}, kExact);
  expect_near(stack({tensor(7), tensor(8)}), {7, 8}, kExact);
  CHECK_FALSE(stack({a}).shares_storage(a));
}

TT_CASE("01.7/stack-errors",
        "stack refuses empty lists and shapes that differ",
        .what = "no tensors, (2) with (3), (2) with (1, 2), axis 2 of vectors",
        .why = "rows of a batch have one length",
        .learn = "pad first") {
  const Tensor a = Tensor::zeros({2});
  expect_error(116, [] { (void)stack(std::span<const Tensor>()); }, {"0 tensors"});
  expect_error(116, [&] { (void)stack({a, Tensor::zeros({3})}); }, {"(2)", "(3)"});
  expect_error(116, [&] { (void)stack({a, Tensor::zeros({1, 2})}); }, {"(2)", "(1, 2)"});
  expect_error(107, [&] { (void)stack({a, a}, 2); }, {"(2)"});
  CHECK(stack({a, a}, -2).shape() == Shape{2, 2});
}

TT_CASE("01.7/cat-undoes-slice",
        "cutting a tensor and joining it gives it back",
        .what = "slices of a random (3, 5) tensor joined along both axes",
        .why = "cat and slice are each other's inverse",
        .learn = "a property covers many positions at once") {
  Generator g(4);
  const Tensor x = Tensor::randn({3, 5}, 1, g);
  expect_near(cat({x.slice(1, 0, 2), x.slice(1, 2, 5)}, 1), x, kExact);
  expect_near(cat({x.slice(0, 0, 1), x.slice(0, 1, 3)}), x, kExact);
  expect_near(stack({x[0], x[1], x[2]}), x, kExact);
}

TT_CASE("01.7/tril",
        "tril keeps what is on or below a diagonal",
        .what = "tril of ones (3, 4) for k = 0, 1, -1",
        .why = "a causal mask is tril of ones",
        .learn = "row i keeps columns j <= i + k") {
  const Tensor x = Tensor::ones({3, 4});
  expect_near(tril(x), {1, 0, 0, 0, 1, 1, 0, 0, 1, 1, 1, 0}, kExact);
  expect_near(tril(x, 1), {1, 1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 1}, kExact);
  expect_near(x.tril(-1), {0, 0, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0}, kExact);
}

TT_CASE("01.7/triu",
        "triu keeps what is on or above a diagonal",
        .what = "triu of a (2, 3) tensor for k = 0, 1, -1",
        .why = "the future in attention is triu with k = 1",
        .learn = "tril(x) + triu(x, 1) is x") {
  const Tensor x = tensor({{1, 2, 3}, {4, 5, 6}});
  expect_near(triu(x), {1, 2, 3, 0, 5, 6}, kExact);
  expect_near(x.triu(1), {0, 2, 3, 0, 0, 6}, kExact);
  expect_near(triu(x, -1), {1, 2, 3, 4, 5, 6}, kExact);
  expect_near(tril(x) + triu(x, 1), x, kExact);
}

TT_CASE("01.7/triangle-batch",
        "triangles are taken per matrix, through any strides",
        .what = "tril of a (2, 2, 2) batch and of a transpose, NaN above the diagonal",
        .why = "masks are applied to batches of heads",
        .learn = "what is cut off is 0, even if it was NaN") {
  const Tensor x = Tensor::arange(1, 9).view({2, 2, 2});
  expect_near(tril(x), {1, 0, 3, 4, 5, 0, 7, 8}, kExact);
  expect_near(tril(tensor({{1, 2}, {3, 4}}).transpose()), {1, 0, 2, 4}, kExact);
  expect_near(triu(tensor({{1, 2}, {3, 4}}).transpose()), {1, 3, 0, 4}, kExact);
  expect_near(tril(log(tensor({{1, -1}, {1, 1}}))), {0, 0, 0, 0}, kExact);
  CHECK_FALSE(tril(x, 9).shares_storage(x));
}

TT_CASE("01.7/triangle-errors",
        "triangles need a matrix",
        .what = "tril of a vector, triu of a number",
        .why = "a diagonal needs rows and columns",
        .learn = "unsqueeze makes a matrix of a vector") {
  expect_error(104, ErrorKind::shape, [] { (void)tril(tensor({1, 2})); }, {"(2)"});
  expect_error(104, [] { (void)triu(tensor(1)); }, {"()"});
  expect_near(triu(tensor({{5}})), {5}, kExact);
}

TT_CASE("01.7/flip",
        "flip reverses the named axes",
        .what = "flip of (2, 3) over 0, 1, both and -1, and of a transpose",
        .why = "images are mirrored to get more training data",
        .learn = "start at the last element, walk backwards") {
  const Tensor x = tensor({{1, 2, 3}, {4, 5, 6}});
  expect_near(flip(x, 0), {4, 5, 6, 1, 2, 3}, kExact);
  expect_near(flip(x, 1), {3, 2, 1, 6, 5, 4}, kExact);
  expect_near(flip(x, {0, 1}), {6, 5, 4, 3, 2, 1}, kExact);
  expect_near(x.flip(-1), {3, 2, 1, 6, 5, 4}, kExact);
  expect_near(flip(x.transpose(), 0), {3, 6, 2, 5, 1, 4}, kExact);
  CHECK_FALSE(flip(x, 0).shares_storage(x));
}

TT_CASE("01.7/flip-edges",
        "flip of numbers and empty tensors, and flip twice",
        .what = "flip of () over nothing, of (0, 3) over 0, twice over {0, 2}",
        .why = "there is nothing before the first element of nothing",
        .learn = "flip is its own inverse") {
  CHECK(flip(tensor(5), {}).item() == 5.0f);
  CHECK(flip(Tensor::zeros({0, 3}), 0).shape() == Shape{0, 3});
  const Tensor x = Tensor::arange(0, 12).view({2, 3, 2});
  expect_near(flip(flip(x, {0, 2}), {0, 2}), x, kExact);
}

TT_CASE("01.7/flip-errors",
        "flip refuses axes that do not exist or are named twice",
        .what = "axis 2 of a matrix, {0, 0} and {1, -1}",
        .why = "reversing an axis twice would leave the tensor's memory",
        .learn = "-1 and 1 name the same axis of a matrix") {
  const Tensor x = Tensor::zeros({2, 3});
  expect_error(107, [&] { (void)flip(x, 2); }, {"(2, 3)"});
  expect_error(107, [&] { (void)flip(x, {0, 0}); }, {"(2, 3)", "(0, 0)"});
  expect_error(107, [&] { (void)flip(x, {1, -1}); }, {"(2, 3)", "(1, -1)"});
  CHECK(flip(x, {1, -2}).shape() == Shape{2, 3});
}
