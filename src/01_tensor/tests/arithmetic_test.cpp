// Module 01, part elementwise: the four operations with broadcasting (01.3).
#include <cmath>
#include <limits>

#include "tinytorch/tensor.hpp"

#include "layouts.hpp"
#include "support/test.hpp"

using namespace tinytorch;
using test::counting;
using test::seen_as;
using test::transposed;

namespace {

constexpr float kInf = std::numeric_limits<float>::infinity();
constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

}  // namespace

// ---- 01.3: two operands ----

TT_CASE("01.3/four-operations",
        "add, sub, mul and div work element by element",
        .what = "the four operations on two (2, 2) tensors",
        .why = "everything a network computes is made of them",
        .learn = "one loop, four functions") {
  const Tensor a = tensor({{8, 6}, {4, 2}}), b = tensor({{1, 2}, {4, 8}});
  expect_near(add(a, b), {9, 8, 8, 10}, kExact);
  expect_near(sub(a, b), {7, 4, 0, -6}, kExact);
  expect_near(mul(a, b), {8, 12, 16, 16}, kExact);
  expect_near(div(a, b), {8, 3, 1, 0.25f}, kExact);
}

TT_CASE("01.3/operators",
        "operators and members are the same functions",
        .what = "+ - * / of tensors, and add, sub, mul, div as members",
        .why = "formulas should read like formulas",
        .learn = "operators only forward") {
  const Tensor a = tensor({8, 6}), b = tensor({1, 2});
  expect_near(a + b, {9, 8}, kExact);
  expect_near(a - b, {7, 4}, kExact);
  expect_near(a * b, {8, 12}, kExact);
  expect_near(a / b, {8, 3}, kExact);
  expect_near(a.add(b).sub(b).mul(b).div(b), a, kExact);
}

TT_CASE("01.3/row-and-column",
        "a row is added to every row, a column to every column",
        .what = "(2, 3) + (3) and (2, 3) + (2, 1)",
        .why = "a bias is a row, a mean per example is a column",
        .learn = "repeating flat data gives the row case right and the column case wrong",
        .mistake = "W0101") {
  const Tensor x = tensor({{1, 2, 3}, {4, 5, 6}});
  expect_near(x + tensor({10, 20, 30}), {11, 22, 33, 14, 25, 36}, kExact);
  expect_near(x + tensor({{10}, {20}}), {11, 12, 13, 24, 25, 26}, kExact);
}

TT_CASE("01.3/outer",
        "a column and a row make a table",
        .what = "(3, 1) - (2) both ways round",
        .why = "both sides may stretch at once",
        .learn = "order matters for sub") {
  const Tensor column = tensor({{10}, {20}, {30}}), row = tensor({1, 2});
  CHECK((column - row).shape() == Shape{3, 2});
  expect_near(column - row, {9, 8, 19, 18, 29, 28}, kExact);
  expect_near(row - column, {-9, -8, -19, -18, -29, -28}, kExact);
}

TT_CASE("01.3/three-axes",
        "(2, 1, 3) + (4, 1) has shape (2, 4, 3) and the right values",
        .what = "the worked example with numbers",
        .why = "attention masks broadcast over two axes at once",
        .learn = "element (i, j, k) is a[i][0][k] + b[j][0]") {
  const Tensor a = counting({2, 1, 3});
  const Tensor b = tensor({{10}, {20}, {30}, {40}});
  const Tensor y = a + b;
  CHECK(y.shape() == Shape{2, 4, 3});
  expect_near(y,
              {10, 11, 12, 20, 21, 22, 30, 31, 32, 40, 41, 42,
               13, 14, 15, 23, 24, 25, 33, 34, 35, 43, 44, 45},
              kExact);
}

TT_CASE("01.3/number-tensor",
        "a 0-D tensor meets every shape",
        .what = "(2, 2) * (), () / (2), () + ()",
        .why = "learned scales are 0-D tensors",
        .learn = "the result has the larger shape") {
  expect_near(tensor({{1, 2}, {3, 4}}) * tensor(10), {10, 20, 30, 40}, kExact);
  expect_near(tensor(12) / tensor({3, 4}), {4, 3}, kExact);
  CHECK((tensor(1) + tensor(2)).shape() == Shape{});
  CHECK((tensor(1) + tensor(2)).item() == 3.0f);
}

TT_CASE("01.3/empty",
        "empty operands give empty results",
        .what = "(0, 3) + (3), (1) * (0), (2, 0) - (2, 1)",
        .why = "the last batch of a filter may be empty",
        .learn = "1 against 0 gives 0") {
  CHECK((Tensor::zeros({0, 3}) + Tensor::ones({3})).shape() == Shape{0, 3});
  CHECK((Tensor::ones({1}) * Tensor::zeros({0})).shape() == Shape{0});
  CHECK((Tensor::zeros({2, 0}) - Tensor::ones({2, 1})).shape() == Shape{2, 0});
}

TT_CASE("01.3/one-transposed",
        "each operation reads a transposed operand through its strides",
        .what = "dense + transposed and transposed - dense, with hand-computed values",
        .why = "a transpose moves no data: only strides tell",
        .learn = "never walk a view with one flat pointer",
        .mistake = "W0102") {
  const Tensor x = tensor({{1, 2}, {3, 4}}), t = transposed(tensor({{10, 20}, {30, 40}}));
  expect_near(x + t, {11, 32, 23, 44}, kExact);
  expect_near(t - x, {9, 28, 17, 36}, kExact);
  expect_near(x * t, {10, 60, 60, 160}, kExact);
  expect_near(t / x, {10, 15, 20.0f / 3, 10}, kArith);
}

TT_CASE("01.3/both-strided",
        "two strided operands of equal strides are still read through them",
        .what = "the sum of two transposes, and of two stepped slices",
        .why = "equal strides do not make dense memory",
        .learn = "the result is dense and in logical order") {
  const Tensor a = tensor({{1, 2, 3}, {4, 5, 6}}), b = tensor({{10, 20, 30}, {40, 50, 60}});
  expect_near(transposed(a) + transposed(b), {11, 44, 22, 55, 33, 66}, kExact);
  CHECK((transposed(a) + transposed(b)).is_contiguous());
  expect_near(seen_as(a, {2, 2}, {3, 2}) + seen_as(b, {2, 2}, {3, 2}), {11, 33, 44, 66}, kExact);
}

TT_CASE("01.3/expanded-operand",
        "expanded operands and rows with an offset are read right",
        .what = "an expanded column plus the last two columns of a matrix",
        .why = "views of views are ordinary operands",
        .learn = "offset first, then strides") {
  const Tensor wide = seen_as(tensor({1, 2}), {2, 2}, {1, 0});
  const Tensor right = seen_as(tensor({{1, 2, 3}, {4, 5, 6}}), {2, 2}, {3, 1}, 1);
  expect_near(wide + right, {3, 4, 7, 8}, kExact);
  expect_near(right * wide, {2, 3, 10, 12}, kExact);
}

TT_CASE("01.3/own-storage",
        "results own their memory and inputs stay as they are",
        .what = "storage and values of both operands after each operation",
        .why = "an op that writes its input breaks every later use of it",
        .learn = "ops return new tensors; only names ending in _ write") {
  const Tensor a = tensor({{1, 2}, {3, 4}}), b = tensor({5, 6});
  for (const Tensor& y : {a + b, a - b, a * b, a / b, maximum(a, b), minimum(a, b)}) {
    CHECK_FALSE(y.shares_storage(a));
    CHECK_FALSE(y.shares_storage(b));
  }
  expect_near(a, {1, 2, 3, 4}, kExact);
  expect_near(b, {5, 6}, kExact);
}

TT_CASE("01.3/self",
        "an operand may stand on both sides",
        .what = "x + x, x - x, x * its transpose",
        .why = "squares and doubles are written this way",
        .learn = "reading twice is harmless") {
  const Tensor x = tensor({{1, 2}, {3, 4}});
  expect_near(x + x, {2, 4, 6, 8}, kExact);
  expect_near(x - x, {0, 0, 0, 0}, kExact);
  expect_near(x * transposed(x), {1, 6, 6, 16}, kExact);
}

TT_CASE("01.3/divide-by-zero",
        "division by zero follows IEEE 754",
        .what = "1 / 0, -1 / 0 and 0 / 0",
        .why = "an exception in the middle of a batch would hide the rest",
        .learn = "±inf and NaN travel on and show up in the loss") {
  const Tensor y = tensor({1, -1, 0}) / tensor({0, 0, 0});
  CHECK(y.at({0}) == kInf);
  CHECK(y.at({1}) == -kInf);
  CHECK(std::isnan(y.at({2})));
}

TT_CASE("01.3/maximum-minimum",
        "maximum and minimum choose per element, broadcasting",
        .what = "both against a row and a transposed matrix",
        .why = "relu is maximum with 0, clipping is both",
        .learn = "the same loop with another function") {
  const Tensor x = tensor({{1, 5}, {4, 2}});
  expect_near(maximum(x, tensor({3, 3})), {3, 5, 4, 3}, kExact);
  expect_near(minimum(x, tensor({3, 3})), {1, 3, 3, 2}, kExact);
  expect_near(maximum(x, transposed(x)), {1, 5, 5, 2}, kExact);
  expect_near(minimum(x, transposed(x)), {1, 4, 4, 2}, kExact);
}

TT_CASE("01.3/maximum-nan",
        "NaN on either side wins maximum and minimum",
        .what = "NaN left and right",
        .why = "a broken value must not disappear",
        .learn = "every comparison with NaN is false",
        .mistake = "W0105") {
  const Tensor a = tensor({kNan, 1}), b = tensor({1, kNan});
  CHECK(std::isnan(maximum(a, b).at({0})));
  CHECK(std::isnan(maximum(a, b).at({1})));
  CHECK(std::isnan(minimum(a, b).at({0})));
  CHECK(std::isnan(minimum(a, b).at({1})));
}

TT_CASE("01.3/shape-errors",
        "each operation refuses shapes that do not broadcast",
        .what = "(2, 3) with (2) in all six operations",
        .why = "the usual cause is a missing transpose",
        .learn = "shapes align at the right end") {
  const Tensor a = Tensor::zeros({2, 3}), b = Tensor::zeros({2});
  expect_error(102, [&] { (void)add(a, b); }, {"(2, 3)", "(2)", "axis -1 has 3 and 2"});
  expect_error(102, [&] { (void)sub(a, b); }, {"axis -1 has 3 and 2"});
  expect_error(102, [&] { (void)mul(a, b); }, {"axis -1 has 3 and 2"});
  expect_error(102, [&] { (void)div(a, b); }, {"axis -1 has 3 and 2"});
  expect_error(102, [&] { (void)maximum(b, a); }, {"axis -1 has 2 and 3"});
  expect_error(102, [&] { (void)minimum(b, a); }, {"axis -1 has 2 and 3"});
}

TT_CASE("01.3/distributive",
        "multiplication distributes over addition",
        .what = "a · (b + c) against a · b + a · c on random tensors that broadcast",
        .why = "a law that holds for numbers must hold for tensors",
        .learn = "properties find mistakes that examples miss") {
  Generator g(1);
  const Tensor a = Tensor::rand({4, 1, 5}, g), b = Tensor::rand({3, 1}, g),
               c = Tensor::rand({3, 5}, g);
  expect_near(a * (b + c), a * b + a * c, kMath);
}
