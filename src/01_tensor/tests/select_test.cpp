// Module 01, part index: copies of chosen elements (01.7).
#include <limits>
#include <string>

#include "tinytorch/tensor.hpp"

#include "support/test.hpp"

using namespace tinytorch;

namespace {

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

// Row i begins with 4i.
Tensor grid() {
  return Tensor::arange(0, 12).view({3, 4});
}

}  // namespace

// ---- masked_fill, masked_select ----

TT_CASE("01.7/masked-fill",
        "masked_fill writes a value where the mask is 1, into a copy",
        .what = "masked_fill with a full mask and with a row that broadcasts",
        .why = "attention hides the future this way",
        .learn = "x itself stays as it is") {
  const Tensor x = tensor({{1, 2}, {3, 4}});
  expect_near(masked_fill(x, gt(x, tensor(2)), -1), {1, 2, -1, -1}, kExact);
  expect_near(x.masked_fill(tensor({0, 1}), 9), {1, 9, 3, 9}, kExact);
  CHECK_FALSE(masked_fill(x, tensor({0, 0}), 9).shares_storage(x));
  expect_near(x, {1, 2, 3, 4}, kExact);
}

TT_CASE("01.7/masked-strided",
        "masked_fill and masked_select read both operands through strides",
        .what = "a transposed tensor with a transposed mask, and mixed",
        .why = "values and mask must meet at the same index",
        .learn = "logical order, on both sides") {
  const Tensor t = tensor({{1, 2}, {3, 4}}).transpose(), mask = tensor({{1, 1}, {0, 0}});
  expect_near(masked_fill(t, mask, 0), {0, 0, 2, 4}, kExact);
  expect_near(masked_fill(t, mask.transpose(), 0), {0, 3, 0, 4}, kExact);
  expect_near(masked_select(t, mask), {1, 3}, kExact);
  expect_near(masked_select(t, mask.transpose()), {1, 2}, kExact);
}

TT_CASE("01.7/masked-select",
        "masked_select lists the chosen elements in row-major order",
        .what = "masked_select with a full mask, a row, and a mask of zeros",
        .why = "filters keep some examples",
        .learn = "the result is 1-D: its length depends on the values") {
  const Tensor x = tensor({{5, 6}, {7, 8}});
  CHECK(masked_select(x, tensor({{1, 0}, {1, 1}})).shape() == Shape{3});
  expect_near(masked_select(x, tensor({{1, 0}, {1, 1}})), {5, 7, 8}, kExact);
  expect_near(x.masked_select(tensor({0, 1})), {6, 8}, kExact);
  CHECK(masked_select(x, Tensor::zeros({2, 2})).shape() == Shape{0});
}

TT_CASE("01.7/masked-errors",
        "other mask values and shapes are refused",
        .what = "a mask with 2, and masks that are larger than x or do not fit",
        .why = "x cannot grow",
        .learn = "the mask broadcasts to x, not the other way") {
  const Tensor x = Tensor::zeros({2, 3});
  expect_error(119,
               ErrorKind::value,
               [&] {
                 (void)masked_fill(x, tensor({0, 2, 1}), 0);
               },
               {"(3)", "contains 2"});
  expect_error(119, [&] { (void)masked_select(x, tensor({0, kNan, 1})); }, {"(3)", "nan"});
  expect_error(102, [&] { (void)masked_fill(x, Tensor::ones({2}), 0); }, {"(2, 3)", "(2)"});
  expect_error(102,
               [&] {
                 (void)masked_fill(x, Tensor::ones({4, 2, 3}), 0);
               },
               {"(2, 3)", "(4, 2, 3)"});
  expect_error(102, [&] { (void)masked_select(x, Tensor::ones({2})); }, {"(2, 3)", "(2)"});
  expect_near(masked_fill(x, Tensor::ones({2, 1}), 4), {4, 4, 4, 4, 4, 4}, kExact);
}

TT_CASE("01.0/masked-errors-op",
        "errors of masks begin with the op that was called",
        .what = "op() of the errors of masked_fill and masked_select",
        .why = "a name that you never wrote sends you searching",
        .learn = "pass the op down to the check") {
  const Tensor x = Tensor::zeros({2, 3});
  const auto op_of = [](auto call) {
    try {
      call();
    } catch (const NotImplemented&) {
      throw;  // a task that is not written is no wrong answer
    } catch (const Error& error) {
      return error.op();
    }
    return std::string("nothing");
  };
  CHECK(op_of([&] { (void)masked_fill(x, Tensor::ones({2}), 0); }) == "masked_fill");
  CHECK(op_of([&] { (void)masked_select(x, Tensor::ones({4, 2, 3})); }) == "masked_select");
}

// ---- index_select, gather ----

TT_CASE("01.7/index-select",
        "index_select takes positions in the given order, also several times",
        .what = "rows 2, 0, 2 and columns 3, -4 of a grid",
        .why = "batches and embeddings are rows chosen by id",
        .learn = "the axis gets the length of the ids") {
  expect_near(
      index_select(grid(), 0, tensor({2, 0, 2})), {8, 9, 10, 11, 0, 1, 2, 3, 8, 9, 10, 11}, kExact);
  expect_near(grid().index_select(1, tensor({3, -4})), {3, 0, 7, 4, 11, 8}, kExact);
  CHECK(index_select(grid(), -2, tensor({1})).shape() == Shape{1, 4});
  CHECK_FALSE(index_select(grid(), 0, tensor({0, 1, 2})).shares_storage(grid()));
}

TT_CASE("01.7/index-select-middle",
        "a middle axis is chosen inside every block",
        .what = "positions 2 and 0 of axis 1 of (2, 3, 2)",
        .why = "time steps are picked from a batch of sequences",
        .learn = "outer blocks, chosen rows, inner elements") {
  const Tensor x = Tensor::arange(0, 12).view({2, 3, 2});
  expect_near(index_select(x, 1, tensor({2, 0})), {4, 5, 0, 1, 10, 11, 6, 7}, kExact);
}

TT_CASE("01.7/index-select-edges",
        "number ids, empty ids, empty tensors and views",
        .what = "ids of shape () and (0), x of (2, 0), x transposed, ids strided",
        .why = "each comes up in data loaders",
        .learn = "a 0-D id gives an axis of size 1") {
  CHECK(index_select(grid(), 0, tensor(1)).shape() == Shape{1, 4});
  CHECK(index_select(grid(), 0, tensor({})).shape() == Shape{0, 4});
  CHECK(index_select(Tensor::zeros({2, 0}), 0, tensor({1, 1, 0})).shape() == Shape{3, 0});
  expect_near(index_select(grid().transpose(), 0, tensor({3, 0})), {3, 7, 11, 0, 4, 8}, kExact);
  expect_near(index_select(Tensor::arange(0, 4), 0, tensor({3, 0, 1, 0}).slice(0, 0, 4, 2)),
              {3, 1},
              kExact);
}

TT_CASE("01.7/index-select-errors",
        "ids that are not whole, out of range, or no list are refused",
        .what = "ids 3, -4, 0.5, NaN, a (1, 1) tensor, and a wrong axis",
        .why = "a wrong id silently reads another row",
        .learn = "ids are checked before anything is copied") {
  expect_error(108, [] { (void)index_select(grid(), 0, tensor({0, 3})); }, {"size 3"});
  expect_error(108, [] { (void)index_select(grid(), 0, tensor({-4})); }, {"size 3"});
  expect_error(115,
               ErrorKind::value,
               [] { (void)index_select(grid(), 0, tensor({0.5})); },
               {"0.5", "position 0"});
  expect_error(115,
               [] {
                 (void)index_select(grid(), 0, tensor({0, kNan}));
               },
               {"nan", "position 1"});
  expect_error(102, [] { (void)index_select(grid(), 0, tensor({{0}})); }, {"(1, 1)", "(3, 4)"});
  expect_error(107, [] { (void)index_select(grid(), 2, tensor({0})); }, {"(3, 4)"});
  expect_near(index_select(grid(), 1, tensor({-4})), {0, 4, 8}, kExact);
}

TT_CASE("01.7/gather",
        "gather picks along one axis, one id for each result element",
        .what = "gather of (2, 3) over axis 1 and axis 0",
        .why = "cross-entropy picks the score of the right class per row",
        .learn = "out[i][j] = x[i][ids[i][j]] for axis 1") {
  const Tensor x = tensor({{1, 2, 3}, {4, 5, 6}});
  expect_near(gather(x, 1, tensor({{2}, {0}})), {3, 4}, kExact);
  expect_near(
      gather(x, 1, tensor({{2, 2, 0, 1}, {0, -1, 1, 1}})), {3, 3, 1, 2, 4, 6, 5, 5}, kExact);
  expect_near(x.gather(0, tensor({{1, 0, 1}})), {4, 2, 6}, kExact);
  CHECK(gather(x, 1, tensor({{2}, {0}})).shape() == Shape{2, 1});
}

TT_CASE("01.7/gather-smaller",
        "ids may be smaller than x outside the axis",
        .what = "gather with ids (1, 2) on (2, 3), over both axes, and in three axes",
        .why = "only the first rows may be wanted",
        .learn = "the result has the shape of the ids") {
  const Tensor x = tensor({{1, 2, 3}, {4, 5, 6}});
  expect_near(gather(x, 1, tensor({{2, 1}})), {3, 2}, kExact);
  expect_near(gather(x, 0, tensor({{1, 1}})), {4, 5}, kExact);
  const Tensor cube = Tensor::arange(0, 8).view({2, 2, 2});
  expect_near(gather(cube, 1, tensor({{{1, 0}}, {{0, 1}}})), {2, 1, 4, 7}, kExact);
}

TT_CASE("01.7/gather-strided",
        "gather reads x and ids through their strides",
        .what = "a transposed x, and transposed ids",
        .why = "ids computed by argmax of a view are strided",
        .learn = "both sides in logical order") {
  const Tensor t = tensor({{1, 2, 3}, {4, 5, 6}}).transpose();
  expect_near(gather(t, 1, tensor({{1}, {0}, {1}})), {4, 2, 6}, kExact);
  expect_near(gather(t, 0, tensor({{2, 0}, {1, 1}})), {3, 4, 2, 5}, kExact);
  expect_near(gather(t, 0, tensor({{2, 0}, {1, 1}}).transpose()), {3, 5, 1, 5}, kExact);
  CHECK(gather(t, 1, Tensor::zeros({3, 0})).shape() == Shape{3, 0});
}

TT_CASE("01.7/gather-errors",
        "ids with other axes, larger sizes or bad values are refused",
        .what = "1-D ids for a matrix, more rows than x, id 3 of 3, half an id",
        .why = "there is no element of x to pick",
        .learn = "ids has as many axes as x") {
  const Tensor x = tensor({{1, 2, 3}, {4, 5, 6}});
  expect_error(102, [&] { (void)gather(x, 1, tensor({0, 1})); }, {"(2, 3)", "(2)"});
  expect_error(102,
               [&] {
                 (void)gather(x, 1, Tensor::zeros({3, 1}));
               },
               {"(2, 3)", "(3, 1)", "dim 1"});
  expect_error(108, [&] { (void)gather(x, 1, tensor({{0}, {3}})); }, {"size 3"});
  expect_error(115, [&] { (void)gather(x, 1, tensor({{0}, {0.5}})); }, {"0.5"});
  expect_error(107, [&] { (void)gather(x, 2, tensor({{0}})); }, {"(2, 3)"});
  expect_near(gather(x, 1, tensor({{0}, {-1}})), {1, 6}, kExact);
}
