// Module 01, part index: views of chosen positions (01.7).
#include <cstdint>
#include <limits>

#include "tinytorch/tensor.hpp"

#include "support/test.hpp"

using namespace tinytorch;

namespace {

constexpr std::int64_t kFar = std::numeric_limits<std::int64_t>::max();

// Row i begins with 4i.
Tensor grid() {
  return Tensor::arange(0, 12).view({3, 4});
}

}  // namespace

// ---- slice, select, index: views ----

TT_CASE("01.7/slice-worked",
        "a slice moves the offset and shrinks one size",
        .what = "zeros(2, 3, 4).slice(2, 1, 3)",
        .why = "batches, windows and heads are slices",
        .learn = "offset 1, shape (2, 3, 2), strides unchanged") {
  const Tensor x = Tensor::zeros({2, 3, 4});
  const Tensor s = x.slice(2, 1, 3);
  CHECK(s.shape() == Shape{2, 3, 2});
  CHECK(s.storage_offset() == 1);
  CHECK(s.strides() == Shape{12, 4, 1});
  CHECK(s.shares_storage(x));
}

TT_CASE("01.7/slice-values",
        "slices of rows, columns and steps show the right elements",
        .what = "slices along both axes of a (3, 4) grid",
        .why = "the end is excluded, the start included",
        .learn = "a step multiplies the stride") {
  expect_near(grid().slice(0, 1, 3), {4, 5, 6, 7, 8, 9, 10, 11}, kExact);
  expect_near(grid().slice(1, 1, 3), {1, 2, 5, 6, 9, 10}, kExact);
  expect_near(grid().slice(1, 0, 4, 2), {0, 2, 4, 6, 8, 10}, kExact);
  expect_near(grid().slice(1, 1, 4, 2), {1, 3, 5, 7, 9, 11}, kExact);
  expect_near(grid().slice(0, 0, 3, 3), {0, 1, 2, 3}, kExact);
  CHECK(grid().slice(1, 0, 4, 3).strides() == Shape{4, 3});
}

TT_CASE("01.7/slice-clips",
        "slices clip at both ends and count negative positions from the end",
        .what = "ends beyond the size, negative starts, starts after the end",
        .why = "the last batch is often shorter",
        .learn = "a slice is never out of range, at worst it is empty") {
  const Tensor x = Tensor::arange(0, 5);
  expect_near(x.slice(0, 3, 99), {3, 4}, kExact);
  expect_near(x.slice(0, -2, kFar), {3, 4}, kExact);
  expect_near(x.slice(0, -99, -3), {0, 1}, kExact);
  CHECK(x.slice(0, 4, 2).shape() == Shape{0});
  CHECK(x.slice(0, 7, 9).shape() == Shape{0});
  CHECK(x.slice(-1, 2, 2).to_vector().empty());
}

TT_CASE("01.7/slice-huge-step",
        "a step beyond the end leaves the first position",
        .what = "a slice with the largest possible step, along both axes",
        .why = "rounding up must not overflow",
        .learn = "one position needs no step at all") {
  expect_near(Tensor::arange(0, 5).slice(0, 1, 5, kFar), {1}, kExact);
  expect_near(grid().slice(0, 0, 3, kFar), {0, 1, 2, 3}, kExact);
  CHECK(grid().slice(0, 3, 3, kFar).shape() == Shape{0, 4});
}

TT_CASE("01.7/slice-writes",
        "writing through a slice changes the base",
        .what = "x.slice(…).copy_(y)",
        .why = "this is assignment to a part of a tensor",
        .learn = "a slice shares memory") {
  Tensor x = Tensor::zeros({2, 3});
  x.slice(1, 1, 3).copy_(tensor({{1, 2}, {3, 4}}));
  expect_near(x, {0, 1, 2, 0, 3, 4}, kExact);
}

TT_CASE("01.7/slice-errors",
        "a step below 1 and an axis that does not exist are refused",
        .what = "steps 0 and -1, axis 2 of a matrix",
        .why = "a step of 0 never arrives",
        .learn = "flip walks backwards") {
  expect_error(117,
               ErrorKind::value,
               [] { (void)grid().slice(1, 0, 4, 0); },
               {"step is 0", "axis 1", "(3, 4)"});
  expect_error(117, [] { (void)grid().slice(1, 4, 0, -1); }, {"step is -1", "(3, 4)"});
  expect_error(107, [] { (void)grid().slice(2, 0, 1); }, {"(3, 4)"});
  CHECK(grid().slice(1, 0, 4, 1).shape() == Shape{3, 4});
}

TT_CASE("01.7/select",
        "select takes one position and drops the axis",
        .what = "rows, columns and negative positions of a grid, and operator[]",
        .why = "x[i] is the i-th example",
        .learn = "only the offset changes") {
  expect_near(grid().select(0, 1), {4, 5, 6, 7}, kExact);
  expect_near(grid().select(1, 2), {2, 6, 10}, kExact);
  expect_near(grid().select(-1, -1), {3, 7, 11}, kExact);
  expect_near(grid()[2], {8, 9, 10, 11}, kExact);
  CHECK(grid()[1][2].shape() == Shape{});
  CHECK(grid()[1][2].item() == 6.0f);
  expect_near(grid().transpose().select(0, 3), {3, 7, 11}, kExact);
}

TT_CASE("01.7/select-errors",
        "positions and axes outside are refused",
        .what = "select(0, 3), select(1, -5), select(2, 0), and [] of a number",
        .why = "a position is not clipped: it names one element",
        .learn = "0 … size - 1, or -size … -1") {
  expect_error(
      108, ErrorKind::index, [] { (void)grid().select(0, 3); }, {"axis 0", "(3, 4)", "size 3"});
  expect_error(108, [] { (void)grid().select(1, -5); }, {"axis 1", "(3, 4)", "size 4"});
  expect_error(108, [] { (void)Tensor::zeros({0})[0]; }, {"(0)", "size 0"});
  expect_error(107, ErrorKind::index, [] { (void)grid().select(2, 0); }, {"(3, 4)"});
  expect_error(107, [] { (void)tensor(1)[0]; }, {"()"});
  CHECK(grid().select(1, -4).at({2}) == 8.0f);
}

TT_CASE("01.7/index-numbers-slices",
        "integers drop an axis, slices keep it",
        .what = "index with {1}, {1, 2}, {1, slice}, {slice, 2}",
        .why = "this is x[1, 1:3] of other libraries",
        .learn = "axes that are not named stay whole") {
  expect_near(grid().index({1}), {4, 5, 6, 7}, kExact);
  CHECK(grid().index({1, 2}).item() == 6.0f);
  expect_near(grid().index({1, Slice{1, 3}}), {5, 6}, kExact);
  expect_near(grid().index({Slice{1, {}}, 2}), {6, 10}, kExact);
  expect_near(grid().index({Slice{{}, {}, 2}, Slice{-1, {}}}), {3, 11}, kExact);
  CHECK(grid().index({-1, -1}).item() == 11.0f);
}

TT_CASE("01.7/index-ellipsis",
        "an Ellipsis stands for all axes that are left",
        .what = "index with Ellipsis first, last, in the middle and with nothing left to stand for",
        .why = "code for any number of axes",
        .learn = "entries after it count from the end") {
  const Tensor x = Tensor::arange(0, 24).view({2, 3, 4});
  CHECK(x.index({Ellipsis{}, 0}).shape() == Shape{2, 3});
  CHECK(x.index({0, Ellipsis{}}).shape() == Shape{3, 4});
  CHECK(x.index({1, Ellipsis{}, Slice{1, 3}}).shape() == Shape{3, 2});
  CHECK(x.index({1, Ellipsis{}, Slice{1, 3}}).at({2, 0}) == 21.0f);
  CHECK(x.index({1, 2, Ellipsis{}, 3}).item() == 23.0f);
  CHECK(x.index({Ellipsis{}}).shape() == Shape{2, 3, 4});
}

TT_CASE("01.7/index-new-axis",
        "NewAxis adds an axis of size 1 where it stands",
        .what = "NewAxis first, between, last, and after an Ellipsis",
        .why = "broadcasting often needs one more axis",
        .learn = "it uses up no axis of x") {
  CHECK(grid().index({NewAxis{}}).shape() == Shape{1, 3, 4});
  CHECK(grid().index({Slice{}, NewAxis{}}).shape() == Shape{3, 1, 4});
  CHECK(grid().index({Ellipsis{}, NewAxis{}}).shape() == Shape{3, 4, 1});
  CHECK(grid().index({0, NewAxis{}, Slice{0, 2}}).shape() == Shape{1, 2});
  expect_near(grid().index({0, NewAxis{}, Slice{0, 2}}), {0, 1}, kExact);
}

TT_CASE("01.7/index-views",
        "index of any kind is a view",
        .what = "storage and a write through index({…})",
        .why = "parts can be assigned",
        .learn = "index_select and gather copy, index does not") {
  const Tensor x = Tensor::zeros({2, 3});
  x.index({1, Slice{0, 2}}).copy_(tensor({5, 6}));
  CHECK(x.index({Ellipsis{}, 0}).shares_storage(x));
  expect_near(x, {0, 0, 0, 5, 6, 0}, kExact);
}

TT_CASE("01.7/index-errors",
        "too many entries, two Ellipsis and bad positions are refused",
        .what = "three entries for two axes, two Ellipsis, 3 in an axis of 3, step 0",
        .why = "it would not be clear which axes are meant",
        .learn = "at most one entry per axis, one Ellipsis") {
  expect_error(107, [] { (void)grid().index({0, 0, 0}); }, {"3 integers and slices", "(3, 4)"});
  expect_error(107, [] { (void)grid().index({Ellipsis{}, Ellipsis{}}); }, {"2 Ellipsis", "(3, 4)"});
  expect_error(108, [] { (void)grid().index({Slice{}, 4}); }, {"(3, 4)", "size 4"});
  expect_error(117, [] { (void)grid().index({Slice{0, 2, 0}}); }, {"step is 0"});
}
