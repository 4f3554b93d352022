// Module 01, part tensor: tensors from values, and their values read back (01.2).
#include "tinytorch/tensor.hpp"

#include <vector>

#include "layouts.hpp"
#include "support/test.hpp"

using namespace tinytorch;
using test::counting;
using test::seen_as;
using test::transposed;

namespace {

using Floats = std::vector<float>;

}  // namespace

// ---- 01.2: from values ----

TT_CASE("01.2/tensor-matrix",
        "nested lists become rows",
        .what = "tensor of two rows of three",
        .why = "small tensors in tests and lessons are written this way",
        .learn = "the depth of the braces is the number of axes") {
  const Tensor x = tensor({{1, 2, 3}, {4, 5, 6}});
  CHECK(x.shape() == Shape{2, 3});
  CHECK(x.strides() == Shape{3, 1});
  expect_near(x, {1, 2, 3, 4, 5, 6}, kExact);
}

TT_CASE("01.2/tensor-three-axes",
        "lists of lists of lists keep their order",
        .what = "tensor of shape (2, 2, 2)",
        .why = "batches of matrices are 3-D",
        .learn = "the last axis runs fastest") {
  const Tensor x = tensor({{{1, 2}, {3, 4}}, {{5, 6}, {7, 8}}});
  CHECK(x.shape() == Shape{2, 2, 2});
  expect_near(x, {1, 2, 3, 4, 5, 6, 7, 8}, kExact);
}

TT_CASE("01.2/tensor-small",
        "numbers, single elements and empty lists keep their depth",
        .what = "tensor of 7, {7}, {{7}}, {} and {{}, {}}",
        .why = "compilers disagree about such braces unless a function takes them",
        .learn = "a number has shape (), the empty list (0)") {
  CHECK(tensor(7).shape() == Shape{});
  CHECK(tensor(7).item() == 7.0f);
  CHECK(tensor({7}).shape() == Shape{1});
  CHECK(tensor({{7}}).shape() == Shape{1, 1});
  CHECK(tensor({}).shape() == Shape{0});
  CHECK(tensor({{}, {}}).shape() == Shape{2, 0});
}

TT_CASE("01.2/tensor-mixed-numbers",
        "all kinds of numbers may stand together",
        .what = "tensor of an int, a float, a double and a bool",
        .why = "storage is always float32",
        .learn = "each value is converted once, on the way in") {
  expect_near(tensor({1, 2.5f, -0.25, true}), {1.0f, 2.5f, -0.25f, 1.0f}, kExact);
}

TT_CASE("01.2/tensor-ragged-length",
        "rows of different lengths are refused",
        .what = "tensor with a second row that is shorter, longer, empty",
        .why = "there is no shape for them",
        .learn = "pad rows to one length first") {
  expect_error(101, [] { (void)tensor({{1, 2}, {3}}); }, {"(2, 2)", "depth 1", "list of 1"});
  expect_error(101, [] { (void)tensor({{1, 2}, {3, 4, 5}}); }, {"(2, 2)", "list of 3"});
  expect_error(101, [] { (void)tensor({{1}, {}}); }, {"(2, 1)", "list of 0"});
}

TT_CASE("01.2/tensor-ragged-depth",
        "numbers beside lists are refused",
        .what = "tensor({{1, 2}, 3}) and tensor({1, {2, 3}})",
        .why = "all elements must stand at one depth",
        .learn = "the message names the depth that does not fit") {
  expect_error(101, [] { (void)tensor({{1, 2}, 3}); }, {"(2, 2)", "depth 1", "a number"});
  expect_error(101, [] { (void)tensor({1, {2, 3}}); }, {"(2)", "depth 1", "list of 2"});
}

TT_CASE("01.2/tensor-flag",
        "requires_grad is off unless asked for",
        .what = "the flag of tensor(…) and tensor(…, true)",
        .why = "only parameters need gradients",
        .learn = "data never asks for gradients by itself") {
  CHECK_FALSE(tensor({1, 2}).requires_grad());
  CHECK(tensor({1, 2}, true).requires_grad());
}

// ---- 01.2: values ----

TT_CASE("01.2/item",
        "item reads the only value, whatever the number of axes",
        .what = "item of (), (1), (1, 1) and of a one-element view",
        .why = "a loss is printed this way",
        .learn = "one value, any number of axes of size 1") {
  CHECK(tensor(3).item() == 3.0f);
  CHECK(tensor({{4}}).item() == 4.0f);
  CHECK(seen_as(tensor({{1, 2}, {3, 4}}), {1, 1}, {2, 1}, 3).item() == 4.0f);
}

TT_CASE("01.2/item-count",
        "item refuses more or fewer values than one",
        .what = "item of (2) and of (0)",
        .why = "which of them would be meant?",
        .learn = "reduce first") {
  expect_error(109, [] { (void)tensor({1, 2}).item(); }, {"(2)", "2 values"});
  expect_error(109, [] { (void)tensor({}).item(); }, {"(0)", "0 values"});
}

TT_CASE("01.2/at",
        "at reads one value through the strides",
        .what = "at on a matrix, on its transpose, on a slice, and with negative indices",
        .why = "a view must answer like a copy",
        .learn = "the offset of a view is added first") {
  const Tensor x = tensor({{1, 2, 3}, {4, 5, 6}});
  CHECK(x.at({1, 0}) == 4.0f);
  CHECK(x.at({-1, -1}) == 6.0f);
  CHECK(transposed(x).at({2, 0}) == 3.0f);
  CHECK(seen_as(x, {2, 2}, {3, 1}, 1).at({1, 1}) == 6.0f);
  CHECK(tensor(8).at({}) == 8.0f);
}

TT_CASE("01.2/at-range",
        "at refuses positions outside the tensor",
        .what = "at({2, 0}) and at({0}) of a (2, 3) tensor",
        .why = "reading beyond the end is undefined behaviour",
        .learn = "one index per axis, each within its size") {
  const Tensor x = Tensor::zeros({2, 3});
  expect_error(108, [&] { (void)x.at({2, 0}); }, {"axis 0", "(2, 3)", "size 2"});
  expect_error(108, [&] { (void)x.at({0}); }, {"1 indices", "(2, 3)"});
}

TT_CASE("01.2/set",
        "set_ writes one value, seen through every view",
        .what = "set_ on a matrix and on its transpose",
        .why = "views share memory",
        .learn = "writing through a view changes the base") {
  Tensor x = Tensor::zeros({2, 3});
  x.set_({0, 2}, 5);
  transposed(x).set_({1, 1}, 7);
  expect_near(x, {0, 0, 5, 0, 7, 0}, kExact);
}

TT_CASE("01.2/set-refused",
        "set_ refuses repeated elements and positions outside",
        .what = "set_ on an expanded tensor, and at a position that does not exist",
        .why = "one write would appear at several places",
        .learn = "clone() an expanded tensor before writing") {
  Tensor x = Tensor::zeros({2, 3});
  Tensor wide = seen_as(x, {4}, {0});
  expect_error(114, [&] { wide.set_({0}, 1); }, {"(4)", "strides (0)"});
  expect_error(108, [&] { x.set_({0, 3}, 1); }, {"axis 1", "size 3"});
  CHECK(x.to_vector() == Floats(6, 0.0f));
}

TT_CASE("01.2/data",
        "data shows dense values, also those of a dense view",
        .what = "data of a matrix, of one of its rows, of an empty tensor",
        .why = "kernels read plain arrays",
        .learn = "a row of a dense matrix is dense itself") {
  const Tensor x = tensor({{1, 2, 3}, {4, 5, 6}});
  CHECK(x.data().size() == 6);
  const Tensor row = seen_as(x, {3}, {1}, 3);
  CHECK(row.data()[0] == 4.0f);
  CHECK(row.data().size() == 3);
  CHECK(tensor({}).data().empty());
}

TT_CASE("01.2/data-strided",
        "data refuses a layout that is not dense",
        .what = "data and mutable_data of a transpose and of an expanded tensor",
        .why = "a span knows no strides and would show the wrong order",
        .learn = "contiguous() copies, to_vector() copies too") {
  Tensor t = transposed(Tensor::zeros({2, 3}));
  expect_error(112, [&] { (void)t.data(); }, {"(3, 2)", "strides (1, 3)"});
  expect_error(112, [&] { (void)t.mutable_data(); }, {"(3, 2)", "strides (1, 3)"});
  expect_error(
      112, [] { (void)seen_as(Tensor::zeros({1}), {2}, {0}).data(); }, {"(2)", "strides (0)"});
}

TT_CASE("01.2/mutable-data",
        "mutable_data writes and tells that it may have written",
        .what = "values and storage version around mutable_data and data",
        .why = "autograd must notice changed saved values",
        .learn = "reading does not count as writing") {
  Tensor x = tensor({1, 2});
  const auto before = detail::impl(x).storage->version();
  (void)x.data();
  CHECK(detail::impl(x).storage->version() == before);
  x.mutable_data()[1] = 9;
  CHECK(detail::impl(x).storage->version() > before);
  expect_near(x, {1, 9}, kExact);
}

TT_CASE("01.2/to-vector-strided",
        "to_vector reads in logical order through any strides",
        .what = "to_vector of a transpose, a stepped slice, an expanded and an empty tensor",
        .why = "tests and files want values in row-major order",
        .learn = "logical order is what the indices say, not what memory says") {
  const Tensor x = tensor({{1, 2, 3}, {4, 5, 6}});
  CHECK(transposed(x).to_vector() == Floats{1, 4, 2, 5, 3, 6});
  CHECK(seen_as(x, {2, 2}, {3, 2}).to_vector() == Floats{1, 3, 4, 6});
  CHECK(seen_as(tensor({1, 2}), {2, 2}, {1, 0}).to_vector() == Floats{1, 1, 2, 2});
  CHECK(transposed(Tensor::zeros({3, 0})).to_vector().empty());
}

TT_CASE("01.2/to-vector-three-axes",
        "to_vector walks three permuted axes in order",
        .what = "to_vector of a (2, 3, 4) range permuted to (4, 2, 3)",
        .why = "images change between channel orders",
        .learn = "carry from the last axis to the first, like an odometer") {
  const Tensor x = seen_as(counting({2, 3, 4}), {4, 2, 3}, {1, 12, 4});
  const Floats got = x.to_vector();
  CHECK(Floats(got.begin(), got.begin() + 8) == Floats{0, 4, 8, 12, 16, 20, 1, 5});
  CHECK(got.back() == 23.0f);
}
