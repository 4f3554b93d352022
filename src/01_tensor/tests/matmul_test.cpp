// Module 01, part matmul: products of vectors, matrices and batches (01.5).
#include <cmath>
#include <cstdint>
#include <limits>

#include "tinytorch/tensor.hpp"

#include "layouts.hpp"
#include "support/test.hpp"

using namespace tinytorch;
using test::seen_as;

TT_CASE("01.5/matrix-worked",
        "the product of two (2, 2) matrices",
        .what = "[[1,2],[3,4]] · [[5,6],[7,8]]",
        .why = "a layer is a matrix product",
        .learn = "row of a times column of b") {
  const Tensor y = matmul(tensor({{1, 2}, {3, 4}}), tensor({{5, 6}, {7, 8}}));
  CHECK(y.shape() == Shape{2, 2});
  expect_near(y, {19, 22, 43, 50}, kExact);
}

TT_CASE("01.5/matrix-rectangular",
        "(2, 3) · (3, 4) is (2, 4)",
        .what = "a product whose three sizes differ",
        .why = "equal sizes hide swapped loops",
        .learn = "the inner sizes meet and disappear") {
  const Tensor a = tensor({{1, 2, 3}, {4, 5, 6}});
  const Tensor b = tensor({{1, 0, 2, 1}, {0, 1, 1, 2}, {1, 1, 0, 3}});
  const Tensor y = matmul(a, b);
  CHECK(y.shape() == Shape{2, 4});
  expect_near(y, {4, 5, 4, 14, 10, 11, 13, 32}, kExact);
}

TT_CASE("01.5/vector-vector",
        "two vectors give their dot product",
        .what = "[1,2,3] · [4,5,6]",
        .why = "similarity is a dot product",
        .learn = "the result is a number: shape ()") {
  const Tensor y = matmul(tensor({1, 2, 3}), tensor({4, 5, 6}));
  CHECK(y.shape() == Shape{});
  CHECK(y.item() == 32.0f);
}

TT_CASE("01.5/matrix-vector",
        "a vector on one side loses its added axis again",
        .what = "(2, 3) · (3) and (2) · (2, 3)",
        .why = "one example is a vector, a batch is a matrix",
        .learn = "left a row, right a column") {
  const Tensor x = tensor({{1, 2, 3}, {4, 5, 6}});
  const Tensor right = matmul(x, tensor({1, 0, 2})), left = matmul(tensor({1, 10}), x);
  CHECK(right.shape() == Shape{2});
  expect_near(right, {7, 16}, kExact);
  CHECK(left.shape() == Shape{3});
  expect_near(left, {41, 52, 63}, kExact);
}

TT_CASE("01.5/batch",
        "each matrix of a batch meets its own partner",
        .what = "(2, 2, 2) · (2, 2, 2) with different second matrices",
        .why = "attention multiplies one pair of matrices per head",
        .learn = "matrix i of a with matrix i of b") {
  const Tensor a = tensor({{{1, 2}, {3, 4}}, {{1, 0}, {0, 2}}});
  const Tensor b = tensor({{{5, 6}, {7, 8}}, {{1, 2}, {3, 4}}});
  const Tensor y = matmul(a, b);
  CHECK(y.shape() == Shape{2, 2, 2});
  expect_near(y, {19, 22, 43, 50, 1, 2, 6, 8}, kExact);
}

TT_CASE("01.5/batch-broadcast",
        "leading axes broadcast like those of add",
        .what = "(2, 1, 1, 2) · (3, 2, 1), and a batch with one matrix on either side",
        .why = "one weight matrix serves every example",
        .learn = "only the last two axes are matrices") {
  const Tensor a = tensor({{{{1, 2}}}, {{{3, 4}}}});
  const Tensor b = tensor({{{1}, {1}}, {{0}, {1}}, {{2}, {0}}});
  CHECK(matmul(a, b).shape() == Shape{2, 3, 1, 1});
  expect_near(matmul(a, b), {3, 2, 2, 7, 4, 6}, kExact);
  const Tensor eye = Tensor::eye(2), batch = Tensor::arange(0, 8).view({2, 2, 2});
  expect_near(matmul(batch, eye), batch, kExact);
  expect_near(matmul(eye, batch), batch, kExact);
}

TT_CASE("01.5/batch-vector",
        "a vector meets every matrix of a batch",
        .what = "(2, 2, 3) · (3) and (2) · (2, 2, 3)",
        .why = "one query may be compared with many keys",
        .learn = "the vector's axis is gone, the batch axis stays") {
  const Tensor x = Tensor::arange(0, 12).view({2, 2, 3});
  const Tensor right = matmul(x, tensor({1, 1, 1})), left = matmul(tensor({1, -1}), x);
  CHECK(right.shape() == Shape{2, 2});
  expect_near(right, {3, 12, 21, 30}, kExact);
  CHECK(left.shape() == Shape{2, 3});
  expect_near(left, {-3, -3, -3, -3, -3, -3}, kExact);
}

TT_CASE("01.5/transposed",
        "transposed operands are read through their strides",
        .what = "aᵀ · b, a · bᵀ and aᵀ · bᵀ of (2, 2) matrices",
        .why = "the backward pass of a product needs both transposes",
        .learn = "a transpose costs no copy on the left") {
  const Tensor a = tensor({{1, 2}, {3, 4}}), b = tensor({{5, 6}, {7, 8}});
  expect_near(matmul(a.transpose(), b), {26, 30, 38, 44}, kExact);
  expect_near(matmul(a, b.transpose()), {17, 23, 39, 53}, kExact);
  expect_near(matmul(a.transpose(), b.transpose()), {23, 31, 34, 46}, kExact);
}

TT_CASE("01.5/strided",
        "columns, column ranges, stepped rows and expanded batches are read right",
        .what = "four strided operands with hand-computed products",
        .why = "slices of larger matrices are everyday operands",
        .learn = "rows of b must lie densely, else they are copied") {
  const Tensor x = tensor({{1, 2, 3}, {4, 5, 6}, {7, 8, 9}});
  expect_near(matmul(x, seen_as(x, {3}, {3}, 1)), {36, 81, 126}, kExact);
  expect_near(matmul(seen_as(x, {3, 2}, {3, 1}), seen_as(x, {2, 3}, {3, 1})),
              {9, 12, 15, 24, 33, 42, 39, 54, 69},
              kExact);
  expect_near(matmul(seen_as(x, {2, 3}, {6, 1}), seen_as(x, {3, 2}, {3, 1}, 1)),
              {36, 42, 126, 150},
              kExact);
  const Tensor wide = tensor({{1, 1, 1}}).expand({2, 1, 3});
  expect_near(matmul(wide, x), {12, 15, 18, 12, 15, 18}, kExact);
}

TT_CASE("01.5/permuted-batch",
        "batch axes may be permuted on both sides",
        .what = "(3, 2, 1, 2) operands made by permuting (2, 3, …)",
        .why = "attention permutes heads before it multiplies",
        .learn = "each matrix is found through the batch strides") {
  const Tensor a = Tensor::arange(0, 12).view({2, 3, 1, 2}).transpose(0, 1);
  const Tensor b = Tensor::arange(0, 12).view({2, 3, 2, 1}).transpose(0, 1);
  const Tensor y = matmul(a, b);
  CHECK(y.shape() == Shape{3, 2, 1, 1});
  expect_near(y, {1, 85, 13, 145, 41, 221}, kExact);
}

TT_CASE("01.5/inner-zero",
        "an inner size of 0 gives zeros",
        .what = "(2, 0) · (0, 3) and (0) · (0)",
        .why = "the sum of nothing is 0",
        .learn = "outputs start at 0 before anything is added") {
  const Tensor y = matmul(Tensor::zeros({2, 0}), Tensor::zeros({0, 3}));
  CHECK(y.shape() == Shape{2, 3});
  expect_near(y, {0, 0, 0, 0, 0, 0}, kExact);
  CHECK(matmul(Tensor::zeros({0}), Tensor::zeros({0})).item() == 0.0f);
}

TT_CASE("01.5/outer-zero",
        "outer sizes and batches of 0 give empty results",
        .what = "(0, 3) · (3, 2), (2, 3) · (3, 0) and an empty batch",
        .why = "an empty batch must pass through a layer",
        .learn = "the shape is computed as always") {
  CHECK(matmul(Tensor::zeros({0, 3}), Tensor::zeros({3, 2})).shape() == Shape{0, 2});
  CHECK(matmul(Tensor::zeros({2, 3}), Tensor::zeros({3, 0})).shape() == Shape{2, 0});
  CHECK(matmul(Tensor::zeros({0, 2, 3}), Tensor::zeros({3, 2})).shape() == Shape{0, 2, 2});
}

TT_CASE("01.5/one-by-one",
        "sizes of 1 everywhere",
        .what = "(1, 1) · (1, 1), (3, 1) · (1, 2), (1, 3) · (3, 1)",
        .why = "loops that start at 1 fail here",
        .learn = "a column times a row is an outer product") {
  CHECK(matmul(tensor({{3}}), tensor({{4}})).item() == 12.0f);
  expect_near(matmul(tensor({{1}, {2}, {3}}), tensor({{1, 10}})), {1, 10, 2, 20, 3, 30}, kExact);
  expect_near(matmul(tensor({{1, 2, 3}}), tensor({{1}, {1}, {1}})), tensor({{6}}), kExact);
}

TT_CASE("01.5/inner-error",
        "inner sizes that differ are refused with both shapes",
        .what = "(2, 3) · (2, 3), (3) · (2), (2, 3) · (2)",
        .why = "the most frequent error of all",
        .learn = "columns of a = rows of b") {
  const Tensor x = Tensor::zeros({2, 3});
  expect_error(103, [&] { (void)matmul(x, x); }, {"a is (2, 3)", "b is (2, 3)", "3 ≠ 2"});
  expect_error(
      103, [&] { (void)matmul(Tensor::zeros({3}), Tensor::zeros({2})); }, {"(3)", "(2)", "3 ≠ 2"});
  expect_error(103, [&] { (void)matmul(x, Tensor::zeros({2})); }, {"(2, 3)", "(2)", "3 ≠ 2"});
  expect_near(matmul(x, Tensor::zeros({3})), {0, 0}, kExact);
}

TT_CASE("01.5/number-error",
        "numbers are refused on either side",
        .what = "() · (2) and (2, 2) · ()",
        .why = "a number has no rows to multiply",
        .learn = "scaling is *, not matmul") {
  expect_error(104, [] { (void)matmul(tensor(2), tensor({1, 2})); }, {"a is ()", "b is (2)"});
  expect_error(104, [] { (void)matmul(Tensor::eye(2), tensor(2)); }, {"a is (2, 2)", "b is ()"});
  CHECK(matmul(tensor({2}), tensor({3})).item() == 6.0f);
}

TT_CASE("01.5/batch-error",
        "leading axes that do not broadcast are refused",
        .what = "(2, 2, 2) · (3, 2, 2)",
        .why = "there is no partner for the third matrix",
        .learn = "the message speaks of the leading axes") {
  expect_error(102,
               [] {
                 (void)matmul(Tensor::zeros({2, 2, 2}), Tensor::zeros({3, 2, 2}));
               },
               {"axis -1 has 2 and 3"});
  CHECK(matmul(Tensor::ones({1, 2, 2}), Tensor::ones({3, 2, 2})).shape() == Shape{3, 2, 2});
}

TT_CASE("01.5/nan-travels",
        "0 times infinity is NaN and must be seen",
        .what = "[0] · [[inf]] and a zero row beside a NaN",
        .why = "skipping zeros would hide broken weights",
        .learn = "every product is computed") {
  const float inf = std::numeric_limits<float>::infinity();
  CHECK(std::isnan(matmul(tensor({{0}}), tensor({{inf}})).item()));
}

TT_CASE("01.5/own-storage",
        "the product owns its memory and leaves both sides alone",
        .what = "storage and values after a product with the identity, and of x · x",
        .why = "the backward pass needs both operands unchanged",
        .learn = "a new tensor, dense") {
  const Tensor x = tensor({{1, 2}, {3, 4}}), eye = Tensor::eye(2);
  const Tensor y = matmul(x, eye);
  CHECK_FALSE(y.shares_storage(x));
  CHECK_FALSE(y.shares_storage(eye));
  expect_near(matmul(x, x), {7, 10, 15, 22}, kExact);
  expect_near(x.matmul(x), {7, 10, 15, 22}, kExact);
  expect_near(x, {1, 2, 3, 4}, kExact);
}

TT_CASE("01.5/transpose-rule",
        "(a · b)ᵀ equals bᵀ · aᵀ",
        .what = "both sides on random (3, 5) and (5, 4) matrices",
        .why = "backward rules rely on it",
        .learn = "the order turns around") {
  Generator g(6);
  const Tensor a = Tensor::randn({3, 5}, 1, g), b = Tensor::randn({5, 4}, 1, g);
  expect_near(matmul(a, b).transpose(), matmul(b.transpose(), a.transpose()), matmul_tol(5, 4, 4));
}

TT_CASE("01.5/linear",
        "the product is linear in its left side",
        .what = "(2a + c) · b against 2(a · b) + c · b",
        .why = "gradients of matmul are matmuls because of this",
        .learn = "sums and factors pass through") {
  Generator g(8);
  const Tensor a = Tensor::randn({3, 4}, 1, g), c = Tensor::randn({3, 4}, 1, g);
  const Tensor b = Tensor::randn({4, 2}, 1, g);
  expect_near(matmul(a * 2.0f + c, b), matmul(a, b) * 2.0f + matmul(c, b), matmul_tol(4, 12, 4));
}
