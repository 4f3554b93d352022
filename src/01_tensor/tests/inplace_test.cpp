// Module 01, part inplace: writing through a handle (01.4).
#include <cstdint>
#include <limits>
#include <vector>

#include "tinytorch/tensor.hpp"

#include "layouts.hpp"
#include "support/test.hpp"

using namespace tinytorch;
using test::seen_as;
using test::transposed;

TT_CASE("01.4/inplace-four",
        "add_, sub_, mul_ and div_ change the tensor itself",
        .what = "the four on (2), and add_ with a factor",
        .why = "optimizers update parameters in place",
        .learn = "add_(g, -lr) is one step of gradient descent") {
  Tensor x = tensor({8, 6});
  const Tensor y = tensor({2, 3});
  expect_near(x.add_(y), {10, 9}, kExact);
  expect_near(x.sub_(y), {8, 6}, kExact);
  expect_near(x.mul_(y), {16, 18}, kExact);
  expect_near(x.div_(y), {8, 6}, kExact);
  expect_near(x.add_(y, -0.5f), {7, 4.5f}, kExact);
  expect_near(y, {2, 3}, kExact);
}

TT_CASE("01.4/inplace-fill",
        "fill_, zero_, clamp_ and copy_ overwrite",
        .what = "the four on a (2, 2) tensor",
        .why = "gradients are cleared and limited in place",
        .learn = "the memory stays the same") {
  Tensor x = tensor({{1, 2}, {3, 4}});
  expect_near(x.clamp_(2, 3), {2, 2, 3, 3}, kExact);
  expect_near(x.copy_(tensor({{5, 6}, {7, 8}})), {5, 6, 7, 8}, kExact);
  expect_near(x.fill_(9), {9, 9, 9, 9}, kExact);
  expect_near(x.zero_(), {0, 0, 0, 0}, kExact);
}

TT_CASE("01.4/inplace-returns-self",
        "in-place ops return the tensor they changed",
        .what = "addresses and storage after a chain of calls",
        .why = "calls can be chained without a copy",
        .learn = "Tensor& comes back, not a new tensor") {
  Tensor x = Tensor::ones({2});
  const Tensor other = x;
  CHECK(&x.add_(x) == &x);
  CHECK(&x.mul_(x).fill_(3).clamp_(0, 2).zero_() == &x);
  CHECK(other.is_same(x));
}

TT_CASE("01.4/inplace-broadcast",
        "the right side broadcasts to the left",
        .what = "add_ of a row, mul_ of a column, div_ of a 0-D tensor, copy_ of a row",
        .why = "a bias is added to every row",
        .learn = "the left shape decides") {
  Tensor x = tensor({{1, 2}, {3, 4}});
  expect_near(x.add_(tensor({10, 20})), {11, 22, 13, 24}, kExact);
  expect_near(x.mul_(tensor({{1}, {2}})), {11, 22, 26, 48}, kExact);
  expect_near(x.div_(tensor(2)), {5.5f, 11, 13, 24}, kExact);
  expect_near(x.copy_(tensor({7, 8})), {7, 8, 7, 8}, kExact);
}

TT_CASE("01.4/inplace-shape",
        "the left shape never changes",
        .what = "sources with more axes or larger sizes in five ops",
        .why = "other handles rely on the shape",
        .learn = "the op without the underscore makes the larger tensor") {
  Tensor x = Tensor::ones({3});
  const Tensor wide = Tensor::ones({2, 3});
  expect_error(102, [&] { x.add_(wide); }, {"(3)", "(2, 3)"});
  expect_error(102, [&] { x.sub_(wide); }, {"(3)", "(2, 3)"});
  expect_error(102, [&] { x.mul_(wide); }, {"(3)", "(2, 3)"});
  expect_error(102, [&] { x.div_(Tensor::ones({1, 3})); }, {"(3)", "(1, 3)"});
  expect_error(102, [&] { x.copy_(Tensor::ones({2})); }, {"(3)", "(2)"});
  expect_near(x, {1, 1, 1}, kExact);
  expect_near(x.add_(Tensor::ones({1})), {2, 2, 2}, kExact);
}

TT_CASE("01.4/inplace-view",
        "writing through a view changes exactly the viewed elements",
        .what = "fill_, add_ and copy_ through a column, a stepped slice and a transpose",
        .why = "x.slice(…).copy_(y) is how parts are assigned",
        .learn = "the strides of the left side count as well") {
  Tensor x = Tensor::zeros({2, 3});
  seen_as(x, {2}, {3}, 1).fill_(5);
  expect_near(x, {0, 5, 0, 0, 5, 0}, kExact);
  seen_as(x, {2, 2}, {3, 2}).add_(tensor({{1, 2}, {3, 4}}));
  expect_near(x, {1, 5, 2, 3, 5, 4}, kExact);
  transposed(x).copy_(tensor({{1, 2}, {3, 4}, {5, 6}}));
  expect_near(x, {1, 3, 5, 2, 4, 6}, kExact);
}

TT_CASE("01.4/inplace-strided-source",
        "a strided right side is read through its strides",
        .what = "add_, sub_, mul_, div_ and copy_ of a transpose into a dense tensor",
        .why = "gradients often arrive transposed",
        .learn = "both sides have strides") {
  const Tensor t = transposed(tensor({{1, 2}, {4, 8}}));
  Tensor x = Tensor::full({2, 2}, 8);
  expect_near(x.clone().add_(t), {9, 12, 10, 16}, kExact);
  expect_near(x.clone().sub_(t), {7, 4, 6, 0}, kExact);
  expect_near(x.clone().mul_(t), {8, 32, 16, 64}, kExact);
  expect_near(x.clone().div_(t), {8, 2, 4, 1}, kExact);
  expect_near(x.copy_(t), {1, 4, 2, 8}, kExact);
}

TT_CASE("01.4/inplace-shift",
        "shifting a vector onto itself works in both directions",
        .what = "copy_ between overlapping slices, one step right and one step left",
        .why = "element by element, the first value would run through the vector",
        .learn = "overlapping sources are copied first",
        .mistake = "W0104") {
  Tensor right = Tensor::arange(0, 5), left = Tensor::arange(0, 5);
  seen_as(right, {4}, {1}, 1).copy_(seen_as(right, {4}, {1}));
  expect_near(right, {0, 0, 1, 2, 3}, kExact);
  seen_as(left, {4}, {1}).copy_(seen_as(left, {4}, {1}, 1));
  expect_near(left, {1, 2, 3, 4, 4}, kExact);
}

TT_CASE("01.4/inplace-transpose",
        "a matrix can be replaced by its own transpose",
        .what = "copy_ and add_ of transposed(x) into x",
        .why = "half of the elements are overwritten before they are read",
        .learn = "the result is as if the source had been copied first",
        .mistake = "W0104") {
  Tensor x = tensor({{1, 2, 3}, {4, 5, 6}, {7, 8, 9}});
  x.copy_(transposed(x));
  expect_near(x, {1, 4, 7, 2, 5, 8, 3, 6, 9}, kExact);
  x.add_(transposed(x));
  expect_near(x, {2, 6, 10, 6, 10, 14, 10, 14, 18}, kExact);
}

TT_CASE("01.4/inplace-own-row",
        "a row of the tensor itself may be the right side",
        .what = "mul_ by its first row, sub_ by its last column, div_ by its own element",
        .why = "the row changes while it is being used",
        .learn = "sharing storage at another place needs a copy") {
  Tensor x = tensor({{2, 3}, {4, 5}});
  expect_near(x.mul_(seen_as(x, {2}, {1})), {4, 9, 8, 15}, kExact);
  expect_near(x.sub_(seen_as(x, {2, 1}, {2, 1}, 1)), {-5, 0, -7, 0}, kExact);
  Tensor y = tensor({4, 8});
  expect_near(y.div_(seen_as(y, {}, {})), {1, 2}, kExact);
}

TT_CASE("01.4/inplace-self",
        "a tensor may be its own right side",
        .what = "add_, sub_, mul_, div_ and copy_ with itself",
        .why = "each element is read before it is written",
        .learn = "the same place is no overlap") {
  Tensor x = tensor({3, 4});
  expect_near(x.add_(x), {6, 8}, kExact);
  expect_near(x.mul_(x), {36, 64}, kExact);
  expect_near(x.copy_(x), {36, 64}, kExact);
  expect_near(x.div_(x), {1, 1}, kExact);
  expect_near(x.sub_(x), {0, 0}, kExact);
}

TT_CASE("01.4/inplace-expanded",
        "every in-place op refuses a tensor that repeats elements",
        .what = "all eight ops on an expanded tensor",
        .why = "one memory cell would be written several times",
        .learn = "clone() it, or write before expanding") {
  Tensor wide = seen_as(Tensor::ones({2}), {2, 3}, {1, 0});
  const Tensor y = Tensor::ones({2, 3});
  expect_error(114, [&] { wide.add_(y); }, {"(2, 3)", "(1, 0)", "axis 1"});
  expect_error(114, [&] { wide.sub_(y); }, {"(2, 3)", "(1, 0)"});
  expect_error(114, [&] { wide.mul_(y); }, {"(2, 3)", "(1, 0)"});
  expect_error(114, [&] { wide.div_(y); }, {"(2, 3)", "(1, 0)"});
  expect_error(114, [&] { wide.copy_(y); }, {"(2, 3)", "(1, 0)"});
  expect_error(114, [&] { wide.fill_(0); }, {"(2, 3)", "(1, 0)"});
  expect_error(114, [&] { wide.zero_(); }, {"(2, 3)", "(1, 0)"});
  expect_error(114, [&] { wide.clamp_(0, 1); }, {"(2, 3)", "(1, 0)"});
  expect_near(wide.clone().add_(y), {2, 2, 2, 2, 2, 2}, kExact);
}

TT_CASE("01.4/inplace-expanded-one",
        "stride 0 is harmless where nothing repeats",
        .what = "fill_ on (1) expanded to (1, 1), and expanded sources",
        .why = "size 1 is written once",
        .learn = "sources may repeat, destinations may not") {
  Tensor one = seen_as(Tensor::zeros({1}), {1, 1}, {0, 0});
  expect_near(one.fill_(3), {3}, kExact);
  Tensor x = Tensor::zeros({2, 2});
  expect_near(x.add_(seen_as(tensor({1, 2}), {2, 2}, {1, 0})), {1, 1, 2, 2}, kExact);
}

TT_CASE("01.4/inplace-edges",
        "in-place ops take numbers and empty tensors",
        .what = "add_ on (), fill_ on (0), copy_ of (1) into (0, 3)",
        .why = "loops meet them without asking",
        .learn = "no element, no write") {
  Tensor x = tensor(1), none = Tensor::zeros({0, 3});
  CHECK(x.add_(tensor(2)).item() == 3.0f);
  CHECK(none.fill_(5).numel() == 0);
  CHECK(none.copy_(tensor({1})).shape() == Shape{0, 3});
}

TT_CASE("01.4/inplace-nan",
        "clamp_ leaves NaN, zero_ and fill_ remove it",
        .what = "clamp_, zero_ and copy_ on NaN",
        .why = "clearing a gradient by multiplying with 0 would keep NaN",
        .learn = "overwrite, do not multiply") {
  Tensor x = tensor({std::numeric_limits<float>::quiet_NaN()});
  CHECK(x.clamp_(0, 1).item() != x.item());
  CHECK(x.zero_().item() == 0.0f);
}

TT_CASE("01.4/inplace-version",
        "each in-place write raises the version of the storage",
        .what = "the version before and after add_ through a view",
        .why = "autograd compares versions to notice overwritten values",
        .learn = "reading leaves it alone") {
  Tensor x = Tensor::zeros({4});
  const auto before = detail::impl(x).storage->version();
  (void)(x + x);
  CHECK(detail::impl(x).storage->version() == before);
  seen_as(x, {2}, {1}).add_(Tensor::ones({2}));
  CHECK(detail::impl(x).storage->version() > before);
}
