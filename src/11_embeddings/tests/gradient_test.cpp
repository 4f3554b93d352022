#include <vector>

#include "tinytorch/autograd.hpp"
#include "tinytorch/embeddings.hpp"
#include "tinytorch/gradcheck.hpp"

#include "support/test.hpp"

using namespace tinytorch;
using namespace tinytorch::test;

namespace {

// The gradient of a (rows, 2) table of zeros for these ids, if the result receives `grad`.
Tensor table_gradient(const Tensor& ids, std::int64_t rows, const Tensor& grad) {
  Tensor weight = Tensor::zeros({rows, 2});
  weight.requires_grad_();
  embedding(ids, weight).backward(grad);
  return weight.grad();
}

}  // namespace

TT_CASE("11.2/row-sums",
        "a row that was used twice gets both gradients",
        .what = "ids 0 2 0 with a gradient of ones",
        .why = "frequent words would learn from their last use only",
        .learn = "add, never overwrite: row sums 2 0 1 for each column") {
  const Tensor grad = table_gradient(tensor({0, 2, 0}), 3, Tensor::ones({3, 2}));
  expect_near(grad, {2, 2, 0, 0, 1, 1}, kExact);
}

TT_CASE("11.2/values",
        "each use sends its own gradient to its row",
        .what = "ids 1 0 1 with six different values",
        .why = "ones hide a mix-up of rows or columns",
        .learn = "grad_weight[ids[i]] += grad_out[i]") {
  const Tensor grad = table_gradient(tensor({1, 0, 1}), 3, tensor({{1, 2}, {3, 4}, {5, 6}}));
  expect_near(grad, {3, 4, 6, 8, 0, 0}, kExact);
}

TT_CASE("11.2/unused",
        "rows that were not used get exactly zero",
        .what = "one id of five rows, and no ids at all",
        .why = "the optimizer sees the whole table",
        .learn = "start from zeros") {
  const Tensor grad = table_gradient(tensor({3}), 5, tensor({{7, 8}}));
  expect_near(grad, {0, 0, 0, 0, 0, 0, 7, 8, 0, 0}, kExact);
  expect_near(table_gradient(Tensor::zeros({0}), 1, Tensor::zeros({0, 2})), {0, 0}, kExact);
}

TT_CASE("11.2/batch",
        "a batch adds up over all its texts",
        .what = "ids (2, 2) where id 1 stands in both texts",
        .why = "one table serves the whole batch",
        .learn = "positions in row-major order") {
  const Tensor grad =
      table_gradient(tensor({{0, 1}, {1, 1}}), 2, tensor({{{1, 1}, {2, 2}}, {{3, 3}, {4, 4}}}));
  expect_near(grad, {1, 1, 9, 9}, kExact);
}

TT_CASE("11.2/strided-gradient",
        "a gradient that is a transposed view is read by its strides",
        .what = "the gradient of a transposed result",
        .why = "the op behind the embedding may turn axes",
        .learn = "make it dense before walking through it") {
  Tensor weight = Tensor::zeros({2, 2});
  weight.requires_grad_();
  embedding(tensor({0, 1}), weight).transpose().backward(tensor({{1, 2}, {3, 4}}));
  expect_near(weight.grad(), {1, 3, 2, 4}, kExact);
}

TT_CASE("11.2/order",
        "uses are added in ascending order of positions",
        .what = "1e8, -1e8 and 1 for one row, in two orders",
        .why = "in float the order decides what is lost, and runs must be repeatable",
        .learn = "one loop over the positions") {
  const Tensor first =
      table_gradient(tensor({0, 0, 0}), 1, tensor({{1e8f, 1}, {-1e8f, 1e8f}, {1, -1e8f}}));
  expect_near(first, {1, 0}, kExact);
}

TT_CASE("11.2/gradcheck",
        "the gradient agrees with differences",
        .what = "every element of a (4, 3) table, ids with repeats, a non-linear function behind",
        .why = "differences know nothing of your loop",
        .learn = "the gradient of a look-up is a scatter-add") {
  Generator generator(3);
  const Tensor ids = tensor({{0, 3}, {3, 1}});
  const GradCheckResult result = gradcheck(
      [&](const std::vector<Tensor>& in) {
        const Tensor rows = embedding(ids, in[0]);
        return rows * rows;
      },
      {Tensor::randn({4, 3}, 1.0, generator)});
  CHECK(result.checked == 12);
  CHECK(result.ok);
}

TT_CASE("11.2/shared-table",
        "a table used twice in one computation gets the sum",
        .what = "embedding(a) + embedding(b) of one weight",
        .why = "models use one table for input and output",
        .learn = "autograd adds what its uses send") {
  Tensor weight = Tensor::zeros({2, 2});
  weight.requires_grad_();
  (embedding(tensor({0}), weight) + embedding(tensor({1}), weight) * 3.0f)
      .backward(Tensor::ones({1, 2}));
  expect_near(weight.grad(), {1, 1, 3, 3}, kExact);
}

TT_CASE("11.2/ids-have-none",
        "ids receive no gradient, and changing them afterwards changes nothing",
        .what = "ids that require grad, overwritten before backward",
        .why = "a batch buffer is filled anew while a graph still lives",
        .learn = "the rule keeps the positions, not the tensor") {
  Tensor ids = tensor({1, 1});
  Tensor weight = Tensor::zeros({2, 2});
  weight.requires_grad_();
  const Tensor out = embedding(ids, weight);
  ids.fill_(0);
  out.backward(Tensor::ones({2, 2}));
  expect_near(weight.grad(), {0, 0, 2, 2}, kExact);
  CHECK(!ids.grad().defined());
}

TT_CASE("11.2/second-derivative",
        "differentiating twice through an embedding is refused",
        .what = "grad with create_graph",
        .why = "the rule is not made of recorded ops",
        .learn = "ops with a rule of their own have first derivatives only") {
  Tensor weight = Tensor::ones({2, 2});
  weight.requires_grad_();
  const Tensor loss = sum(embedding(tensor({0}), weight));
  expect_error(610, [&] { grad(loss, {weight}, {}, true, true); }, {"embedding"});
  expect_near(grad(loss, {weight})[0], {1, 1, 0, 0}, kExact);
}
