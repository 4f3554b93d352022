// Module 06, part rules_matmul: gradients of matrix products (06.3).
#include "tinytorch/autograd.hpp"

#include "grads.hpp"

using namespace tinytorch;
using test::expect_gradients;
using test::In;
using test::turned;

namespace {

Tensor product(const In& in) {
  return matmul(in[0], in[1]);
}

Tensor random(const Shape& shape, std::uint64_t seed) {
  return test::away_from_zero(shape, seed);
}

// Both gradients of a·b for the output gradient g.
std::vector<Tensor> gradients(const Tensor& a, const Tensor& b, const Tensor& g) {
  Tensor x = a.detach(), y = b.detach();
  x.requires_grad_();
  y.requires_grad_();
  return grad(matmul(x, y), {x, y}, g);
}

}  // namespace

TT_CASE("06.3/worked",
        "[[1,2],[3,4]] · [[5],[6]] with gradient 1",
        .what = "gA = [[5,6],[5,6]], gB = [[4],[6]]",
        .why = "computed by hand",
        .learn = "gA = g·Bᵀ, gB = Aᵀ·g") {
  const auto g = gradients(tensor({{1, 2}, {3, 4}}), tensor({{5}, {6}}), Tensor::ones({2, 1}));
  CHECK(g[0].shape() == Shape{2, 2});
  CHECK(g[1].shape() == Shape{2, 1});
  expect_near(g[0], {5, 6, 5, 6}, kExact);
  expect_near(g[1], {4, 6}, kExact);
}

TT_CASE("06.3/worked-weighted",
        "unequal gradients of the output show a wrong transpose",
        .what = "(2, 2) · (2, 2) with g = [[1, 2], [3, 4]]",
        .why = "with g = 1 some mistakes give the right numbers",
        .learn = "rows of g go with rows of A, columns with columns of B") {
  const auto g =
      gradients(tensor({{1, 2}, {3, 4}}), tensor({{5, 6}, {7, 8}}), tensor({{1, 2}, {3, 4}}));
  expect_near(g[0], {17, 23, 39, 53}, kExact);
  expect_near(g[1], {10, 14, 14, 20}, kExact);
}

TT_CASE("06.3/matrices",
        "all sizes different",
        .what = "(2, 3) · (3, 4), then with transposed operands on either side",
        .why = "equal sizes hide swapped axes",
        .learn = "the shapes admit only one formula") {
  const Tensor a = random({2, 3}, 1), b = random({3, 4}, 2);
  expect_gradients(product, {a, b});
  expect_gradients(product, {turned(a), b});
  expect_gradients(product, {a, turned(b)});
  expect_gradients(product, {turned(a), turned(b)});
}

TT_CASE("06.3/vectors",
        "vectors on one or both sides",
        .what = "(3)·(3), (2, 3)·(3), (3)·(3, 4)",
        .why = "inner products give outer products back, and the other way round",
        .learn = "a vector is a matrix with one axis dropped") {
  expect_gradients(product, {random({3}, 3), random({3}, 4)});
  expect_gradients(product, {random({2, 3}, 5), random({3}, 6)});
  expect_gradients(product, {random({3}, 7), random({3, 4}, 8)});
}

TT_CASE("06.3/vectors-worked",
        "the gradient of a dot product is the other vector",
        .what = "[1,2,3] · [4,5,6] with gradient 2",
        .why = "scores of attention are dot products",
        .learn = "shapes come back as they were: (3)") {
  const auto g = gradients(tensor({1, 2, 3}), tensor({4, 5, 6}), tensor(2));
  CHECK(g[0].shape() == Shape{3});
  expect_near(g[0], {8, 10, 12}, kExact);
  expect_near(g[1], {2, 4, 6}, kExact);
}

TT_CASE("06.3/batches",
        "each pair of matrices has its own gradients",
        .what = "(2, 2, 3) · (2, 3, 2), also with a transposed side",
        .why = "attention multiplies one pair per head",
        .learn = "the formula holds on the last two axes") {
  const Tensor a = random({2, 2, 3}, 9), b = random({2, 3, 2}, 10);
  expect_gradients(product, {a, b});
  expect_gradients(product, {turned(a), b});
  expect_gradients(product, {a.transpose(0, 1).contiguous().transpose(0, 1), turned(b)});
}

TT_CASE("06.3/batches-broadcast",
        "repeated batch axes are summed",
        .what = "(2, 1, 2, 3) · (3, 3, 2) and (1, 2, 2) · (3, 2, 2)",
        .why = "a matrix that met three others gets three contributions",
        .learn = "the same rule as for add") {
  expect_gradients(product, {random({2, 1, 2, 3}, 11), random({3, 3, 2}, 12)});
  expect_gradients(product, {random({1, 2, 2}, 13), random({3, 2, 2}, 14)});
}

TT_CASE("06.3/batch-and-matrix",
        "one matrix for the whole batch, on either side",
        .what = "(2, 2, 3) · (3, 4), (4, 3) · (2, 3, 2), and a 4-D batch",
        .why = "one weight matrix serves every example",
        .learn = "its gradient is a sum over the batch") {
  expect_gradients(product, {random({2, 2, 3}, 15), random({3, 4}, 16)});
  expect_gradients(product, {turned(random({2, 2, 3}, 17)), random({3, 4}, 18)});
  expect_gradients(product, {random({4, 3}, 19), random({2, 3, 2}, 20)});
  expect_gradients(product, {random({2, 2, 1, 3}, 21), random({3, 2}, 22)});
}

TT_CASE("06.3/batch-and-vector",
        "one vector for the whole batch, on either side",
        .what = "(2, 2, 3) · (3) and (2) · (3, 2, 2)",
        .why = "both special cases at once",
        .learn = "first the dropped axis, then the batch") {
  expect_gradients(product, {random({2, 2, 3}, 23), random({3}, 24)});
  expect_gradients(product, {random({2}, 25), random({3, 2, 2}, 26)});
}

TT_CASE("06.3/empty",
        "sizes of 0 give zeros or empty gradients",
        .what = "(2, 0)·(0, 3), (0, 3)·(3, 2), an empty batch",
        .why = "an empty batch must pass backward, too",
        .learn = "a weight that met nothing gets zeros") {
  const auto inner = gradients(Tensor::zeros({2, 0}), Tensor::zeros({0, 3}), Tensor::ones({2, 3}));
  CHECK(inner[0].shape() == Shape{2, 0});
  CHECK(inner[1].shape() == Shape{0, 3});
  const auto rows = gradients(Tensor::zeros({0, 3}), Tensor::ones({3, 2}), Tensor::zeros({0, 2}));
  expect_near(rows[1], {0, 0, 0, 0, 0, 0}, kExact);
  const Tensor no_batch = Tensor::zeros({0, 2, 3});
  const auto batch = gradients(no_batch, Tensor::ones({3, 1}), Tensor::zeros({0, 2, 1}));
  CHECK(batch[0].shape() == Shape{0, 2, 3});
  expect_near(batch[1], {0, 0, 0}, kExact);
}

TT_CASE("06.3/shared",
        "x · x sends both gradients to x",
        .what = "a square matrix times itself",
        .why = "self-attention multiplies views of one tensor",
        .learn = "g·xᵀ + xᵀ·g") {
  expect_gradients([](const In& in) { return matmul(in[0], in[0]); }, {random({3, 3}, 27)});
  expect_gradients([](const In& in) { return matmul(in[0], in[0].transpose()); },
                   {random({2, 3}, 28)});
}

TT_CASE("06.3/only-what-is-needed",
        "no product is computed for an operand that wants no gradient",
        .what = "flops of tensors made by backward, with one and with two gradients",
        .why = "a product is the most expensive thing a network does",
        .learn = "ask needs first: one product instead of two") {
  const auto bytes = [](bool both) {
    Tensor a = Tensor::ones({16, 8}), b = Tensor::ones({8, 4});
    a.requires_grad_(both);
    b.requires_grad_();
    const Tensor y = matmul(a, b), g = Tensor::ones({16, 4});
    const std::int64_t before = memory_stats().total_bytes;
    (void)grad(y, {a, b}, g);
    return memory_stats().total_bytes - before;
  };
  CHECK(bytes(false) == 8 * 4 * 4);
  CHECK(bytes(true) >= 8 * 4 * 4 + 16 * 8 * 4);
}
