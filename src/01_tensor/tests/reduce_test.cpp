// Module 01, part reduce: which axes are reduced, and in which precision (01.8).
#include "tinytorch/tensor.hpp"

#include "support/test.hpp"

using namespace tinytorch;

namespace {

Tensor two_by_three() {
  return tensor({{1, 2, 3}, {4, 5, 6}});
}

Tensor cube() {
  return Tensor::arange(0, 24).view({2, 3, 4});
}

}  // namespace

TT_CASE("01.8/sum-all",
        "sum without axes adds everything to a number",
        .what = "sum of (2, 3), of a number, and as a member",
        .why = "a loss is one number",
        .learn = "no axes given means all axes") {
  CHECK(sum(two_by_three()).shape() == Shape{});
  CHECK(sum(two_by_three()).item() == 21.0f);
  CHECK(two_by_three().sum().item() == 21.0f);
  CHECK(sum(tensor(4)).item() == 4.0f);
}

TT_CASE("01.8/sum-axis",
        "sum over one axis removes it",
        .what = "sum of (2, 3) over 0, 1 and -1",
        .why = "a bias gradient sums over the batch axis",
        .learn = "over axis 0 the rows are added, over axis 1 the columns") {
  CHECK(sum(two_by_three(), 0).shape() == Shape{3});
  expect_near(sum(two_by_three(), 0), {5, 7, 9}, kExact);
  expect_near(sum(two_by_three(), 1), {6, 15}, kExact);
  expect_near(sum(two_by_three(), -1), {6, 15}, kExact);
}

TT_CASE("01.8/sum-middle",
        "sum over a middle axis keeps the order of the others",
        .what = "sum of (2, 3, 4) over axis 1",
        .why = "sequences are averaged over time, the middle axis",
        .learn = "elements of one result stand inner steps apart") {
  const Tensor y = sum(cube(), 1);
  CHECK(y.shape() == Shape{2, 4});
  expect_near(y, {12, 15, 18, 21, 48, 51, 54, 57}, kExact);
}

TT_CASE("01.8/sum-several",
        "several axes are reduced at once, in any order",
        .what = "sum of (2, 3, 4) over {1, 2}, {0, 1}, {-1, 0} and all three",
        .why = "batch norm reduces batch, height and width but not channels",
        .learn = "axes that are not neighbours work, too") {
  expect_near(sum(cube(), {1, 2}), {66, 210}, kExact);
  expect_near(sum(cube(), {0, 1}), {60, 66, 72, 78}, kExact);
  expect_near(sum(cube(), {0, 2}), {60, 92, 124}, kExact);
  expect_near(sum(cube(), {-1, 0}), {60, 92, 124}, kExact);
  CHECK(sum(cube(), {2, 0, 1}).item() == 276.0f);
}

TT_CASE("01.8/keepdim",
        "keepdim leaves size 1 where an axis was reduced",
        .what = "shapes of sum with keepdim for one, two and all axes",
        .why = "the result then broadcasts against the input",
        .learn = "x - mean(x, -1, true) needs it") {
  CHECK(sum(cube(), 1, true).shape() == Shape{2, 1, 4});
  CHECK(sum(cube(), {0, 2}, true).shape() == Shape{1, 3, 1});
  CHECK(sum(cube(), {}, true).shape() == Shape{1, 1, 1});
  CHECK(mean(cube(), -1, true).shape() == Shape{2, 3, 1});
  CHECK(max(cube(), 0, true).shape() == Shape{1, 3, 4});
  CHECK(min(cube(), {}, true).shape() == Shape{1, 1, 1});
  CHECK(var(cube(), {1, 2}, true).shape() == Shape{2, 1, 1});
  CHECK(argmax(cube(), 1, true).shape() == Shape{2, 1, 4});
}

TT_CASE("01.8/keepdim-values",
        "keepdim changes the shape, not the values",
        .what = "x - mean(x, 1, keepdim) by hand",
        .why = "normalisation is written this way",
        .learn = "a (2, 1) result stretches over the columns") {
  const Tensor x = two_by_three();
  expect_near(x - mean(x, 1, true), {-1, 0, 1, -1, 0, 1}, kExact);
}

TT_CASE("01.8/sum-empty",
        "the sum of nothing is 0",
        .what = "sum of (0), of (2, 0) over axis 1, and of (2, 0) over axis 0",
        .why = "0 is what adding nothing gives",
        .learn = "no elements to reduce and no results are two things") {
  CHECK(sum(tensor({})).item() == 0.0f);
  expect_near(sum(Tensor::zeros({2, 0}), 1), {0, 0}, kExact);
  CHECK(sum(Tensor::zeros({2, 0}), 0).shape() == Shape{0});
}

TT_CASE("01.8/sum-double",
        "sums accumulate in double",
        .what = "the sum and mean of 2^24 followed by 10,000 ones",
        .why = "in float, adding 1 to 16,777,216 changes nothing",
        .learn = "accumulate wider than you store",
        .mistake = "W0103") {
  Tensor x = Tensor::ones({10'001});
  x.mutable_data()[0] = 16'777'216.0f;
  CHECK(sum(x).item() == 16'787'216.0f);
  CHECK(mean(x).item() == static_cast<float>(16'787'216.0 / 10'001));
}

TT_CASE("01.8/sum-double-axis",
        "sums over an outer axis accumulate in double, too",
        .what = "2^24 followed by two ones, added over axis 0 and over axes {0, 2}",
        .why = "each path through the loop needs the wide sum",
        .learn = "2^24 + 1 + 1 is 2^24 in float",
        .mistake = "W0103") {
  const Tensor x = tensor({{16777216, 0}, {1, 0}, {1, 0}});
  expect_near(sum(x, 0), {16777218.0f, 0}, kExact);
  expect_near(sum(x.view({3, 1, 2}), {0, 2}), {16777218.0f}, kExact);
}

TT_CASE("01.8/strided",
        "every reduction reads a transpose through its strides",
        .what = "six reductions over the last axis of a transposed (2, 3)",
        .why = "memory order would mix rows and columns",
        .learn = "the transpose of (2, 3) has rows (1, 4), (2, 5), (3, 6)") {
  const Tensor t = two_by_three().transpose();
  expect_near(sum(t, 1), {5, 7, 9}, kExact);
  expect_near(mean(t, 1), {2.5f, 3.5f, 4.5f}, kExact);
  expect_near(max(t, 1), {4, 5, 6}, kExact);
  expect_near(min(t, 1), {1, 2, 3}, kExact);
  expect_near(var(t, 1), {2.25f, 2.25f, 2.25f}, kArith);
  expect_near(argmax(t, 1), {1, 1, 1}, kExact);
  expect_near(argmax(t, 0), {2, 2}, kExact);
}

TT_CASE("01.8/strided-more",
        "sums of slices, expanded tensors and permuted cubes",
        .what = "sum of a column range, of a repeated column, of a permuted cube",
        .why = "stride 0 must count its element every time",
        .learn = "numel counts repeats") {
  expect_near(sum(two_by_three().slice(1, 1, 3), 1), {5, 11}, kExact);
  CHECK(sum(tensor({{1}, {2}}).expand({2, 3})).item() == 9.0f);
  expect_near(sum(cube().permute({2, 0, 1}), {0, 2}), {66, 210}, kExact);
  expect_near(
      sum(cube().permute({2, 0, 1}), 1), {12, 20, 28, 14, 22, 30, 16, 24, 32, 18, 26, 34}, kExact);
}

TT_CASE("01.8/wide",
        "rows of odd lengths beyond any block size",
        .what = "sum and max over axis 0 of (3, 131), sum over axis 1 of (131, 3)",
        .why = "loops that work in blocks must not forget the rest",
        .learn = "test sizes that nothing divides") {
  const Tensor x = Tensor::arange(0, 393).view({3, 131});
  expect_near(sum(x, 0), Tensor::arange(0, 131) * 3.0f + 393.0f, kExact);
  expect_near(max(x, 0), Tensor::arange(262, 393), kExact);
  expect_near(sum(x.view({131, 3}), 1), Tensor::arange(0, 131) * 9.0f + 3.0f, kExact);
}

TT_CASE("01.8/axis-errors",
        "axes that do not exist are refused by every reduction",
        .what = "axis 2 and -3 of a (2, 3) tensor, axis 0 of a number",
        .why = "there is nothing to reduce there",
        .learn = "the message lists the axes there are") {
  const Tensor x = two_by_three();
  expect_error(107, [&] { (void)sum(x, 2); }, {"(2, 3)", "-2 to 1"});
  expect_error(107, [&] { (void)mean(x, -3); }, {"(2, 3)"});
  expect_error(107, [&] { (void)max(x, {0, 5}); }, {"(2, 3)"});
  expect_error(107, [&] { (void)min(x, 2); }, {"(2, 3)"});
  expect_error(107, [&] { (void)var(x, 2); }, {"(2, 3)"});
  expect_error(107, [&] { (void)argmax(x, 2); }, {"(2, 3)"});
  expect_error(107, [] { (void)sum(tensor(1), 0); }, {"()"});
  CHECK(sum(x, {-2, -1}).item() == 21.0f);
}

TT_CASE("01.8/axis-twice",
        "an axis given twice is refused",
        .what = "sum over {0, 0} and mean over {1, -1}",
        .why = "the second reduction would have nothing left",
        .learn = "-1 and 1 name the same axis of a matrix") {
  expect_error(107, [] { (void)sum(two_by_three(), {0, 0}); }, {"(2, 3)", "(0, 0)"});
  expect_error(107, [] { (void)mean(two_by_three(), {1, -1}); }, {"(2, 3)", "(1, -1)"});
  CHECK(sum(two_by_three(), {1, -2}).item() == 21.0f);
}

TT_CASE("01.8/nothing-left",
        "mean, max, min, var and argmax of nothing are refused",
        .what = "the five on (0) and on the empty axis of (2, 0)",
        .why = "there is no value to return",
        .learn = "only sum has an answer for nothing") {
  const Tensor none = tensor({}), rows = Tensor::zeros({2, 0});
  expect_error(110, [&] { (void)mean(none); }, {"(0)"});
  expect_error(110, [&] { (void)max(none); }, {"(0)"});
  expect_error(110, [&] { (void)min(rows, 1); }, {"(2, 0)", "(1)"});
  expect_error(110, [&] { (void)var(rows); }, {"(2, 0)"});
  expect_error(110, [&] { (void)argmax(rows); }, {"(2, 0)"});
  expect_near(sum(rows, 1), {0, 0}, kExact);
}

TT_CASE("01.8/own-storage",
        "results own their memory also when nothing is reduced",
        .what = "all reductions over an axis of size 1, then the input",
        .why = "a result that shares memory would change with its input",
        .learn = "a new tensor each time") {
  const Tensor x = tensor({{1}, {2}});
  for (const Tensor& y : {sum(x, 1), mean(x, 1), max(x, 1), min(x, 1), var(x, 1), argmax(x, 1)}) {
    CHECK(y.shape() == Shape{2});
    CHECK_FALSE(y.shares_storage(x));
  }
  expect_near(x, {1, 2}, kExact);
}

TT_CASE("01.8/steps-agree",
        "reducing axes one by one gives the same as all at once",
        .what = "sum and max of a random (3, 4, 5) tensor in one and in three steps",
        .why = "a law that every reduction order must obey",
        .learn = "sums of sums are sums") {
  Generator g(9);
  const Tensor x = Tensor::randint(-9, 10, {3, 4, 5}, g);
  expect_near(sum(x), sum(sum(sum(x, 0), 0), 0), kExact);
  expect_near(max(x, {0, 2}), max(max(x, 2), 0), kExact);
  expect_near(sum(x, {0, 2}), sum(sum(x, 2), 0), kExact);
}

TT_CASE("01.8/product-as-sum",
        "a product is a broadcast multiplication and a sum",
        .what = "(5, 7) · (7, 3) against sum over k of a[:, k, 1] * b[1, k, :]",
        .why = "two ways to the same numbers check each other",
        .learn = "matmul saves the (m, k, n) intermediate") {
  Generator g(5);
  const Tensor a = Tensor::randn({5, 7}, 1, g), b = Tensor::randn({7, 3}, 1, g);
  const Tensor wanted = sum(a.unsqueeze(2) * b.unsqueeze(0), 1);
  expect_near(matmul(a, b), wanted, matmul_tol(7, 4, 4));
}
