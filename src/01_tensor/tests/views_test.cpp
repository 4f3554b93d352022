// Module 01, part views: other shapes of the same memory (01.6).
#include <cstdint>

#include "tinytorch/tensor.hpp"

#include "layouts.hpp"
#include "support/test.hpp"

using namespace tinytorch;
using test::counting;
using test::seen_as;

namespace {

Tensor two_by_three() {
  return tensor({{1, 2, 3}, {4, 5, 6}});
}

}  // namespace

// ---- view ----

TT_CASE("01.6/view",
        "view shows the same memory under another shape",
        .what = "view of (2, 3) as (3, 2), and a write through it",
        .why = "layers flatten and unflatten all the time, for free",
        .learn = "row-major order stays the same") {
  const Tensor x = two_by_three();
  Tensor v = x.view({3, 2});
  CHECK(v.strides() == Shape{2, 1});
  CHECK(v.shares_storage(x));
  expect_near(v, {1, 2, 3, 4, 5, 6}, kExact);
  v.set_({0, 1}, 9);
  CHECK(x.at({0, 1}) == 9.0f);
}

TT_CASE("01.6/view-hole",
        "one -1 stands for the size that is left",
        .what = "view with -1 first, last, alone, and on an empty tensor",
        .why = "batch sizes differ, the rest of the shape does not",
        .learn = "-1 is numel divided by the other sizes") {
  const Tensor x = Tensor::zeros({2, 3, 4});
  CHECK(x.view({-1, 4}).shape() == Shape{6, 4});
  CHECK(x.view({2, -1}).shape() == Shape{2, 12});
  CHECK(x.view({-1}).shape() == Shape{24});
  CHECK(x.view({2, 3, -1, 4}).shape() == Shape{2, 3, 1, 4});
  CHECK(Tensor::zeros({0, 3}).view({-1, 3}).shape() == Shape{0, 3});
}

TT_CASE("01.6/view-few-elements",
        "numbers and empty tensors can be viewed, too",
        .what = "view of one element as () and (1, 1), of none as (3, 0)",
        .why = "losses are 0-D, batches may be empty",
        .learn = "a size of 0 is fine where there are no elements") {
  CHECK(tensor({5}).view({}).shape() == Shape{});
  CHECK(tensor(5).view({1, 1}).item() == 5.0f);
  CHECK(Tensor::zeros({0, 3}).view({3, 0}).shape() == Shape{3, 0});
}

TT_CASE("01.6/view-counts",
        "view refuses another number of elements",
        .what = "6 elements as (2, 2), (0) and as two huge sizes",
        .why = "there would be elements missing or left over",
        .learn = "the product of the sizes must stay the same") {
  const Tensor x = two_by_three();
  expect_error(105,
               [&] {
                 (void)x.view({2, 2});
               },
               {"(2, 3)", "(2, 2)", "6 elements vs 4 elements"});
  expect_error(105, [&] { (void)x.view({0}); }, {"6 elements vs 0 elements"});
  const std::int64_t huge = std::int64_t{1} << 40;
  expect_error(118, [&] { (void)x.view({huge, huge}); }, {"(1099511627776, 1099511627776)"});
  expect_error(118, [&] { (void)x.view({huge, huge, -1}); }, {"1099511627776"});
  CHECK(x.view({1, 6}).shape() == Shape{1, 6});
}

TT_CASE("01.6/view-bad-hole",
        "view refuses a -1 that cannot be found",
        .what = "two -1, a size below -1, a product that does not divide, a -1 beside 0",
        .why = "several answers or none would fit",
        .learn = "the message shows both shapes") {
  const Tensor x = two_by_three();
  expect_error(106, [&] { (void)x.view({-1, -1}); }, {"(2, 3)", "6 elements", "(-1, -1)"});
  expect_error(106, [&] { (void)x.view({-2, 3}); }, {"(-2, 3)"});
  expect_error(106, [&] { (void)x.view({-1, 4}); }, {"(-1, 4)"});
  expect_error(106, [] { (void)Tensor::zeros({0}).view({-1, 0}); }, {"(0)", "(-1, 0)"});
  CHECK(x.view({-1, 6}).shape() == Shape{1, 6});
}

TT_CASE("01.6/view-strided",
        "view splits and joins axes of a strided tensor where strides allow",
        .what = "views of the first 4 columns of a (4, 6) tensor",
        .why = "a view may be possible although memory has gaps",
        .learn = "axes join if one full turn of the inner is one step of the outer") {
  const Tensor x = seen_as(counting({4, 6}), {4, 4}, {6, 1});
  CHECK(x.view({2, 2, 4}).strides() == Shape{12, 6, 1});
  CHECK(x.view({4, 2, 2}).strides() == Shape{6, 2, 1});
  CHECK(x.view({2, 2, 2, 2}).at({1, 0, 1, 1}) == 15.0f);
  CHECK(x.view({4, 1, 4}).shares_storage(x));
  CHECK(x.view({4, 1, 4}).to_vector() == x.to_vector());
}

TT_CASE("01.6/view-joins-inner",
        "axes that follow each other densely join although an outer one does not",
        .what = "a (2, 3, 4) tensor cut to 2 of 4 blocks, viewed as (2, 12)",
        .why = "only neighbours matter",
        .learn = "compare stride by stride, from the right") {
  const Tensor x = seen_as(counting({4, 3, 4}), {2, 3, 4}, {24, 4, 1});
  const Tensor v = x.view({2, 12});
  CHECK(v.strides() == Shape{24, 1});
  CHECK(v.at({1, 0}) == 24.0f);
  CHECK(v.at({1, 11}) == 35.0f);
  CHECK(x.view({2, 2, 6}).at({1, 1, 5}) == 35.0f);
}

TT_CASE("01.6/view-expanded",
        "repeated axes can be split",
        .what = "a (3, 1) tensor expanded to (3, 4), viewed as (3, 2, 2)",
        .why = "stride 0 is a stride like any other",
        .learn = "parts of a repeated axis are repeated, too") {
  const Tensor x = tensor({{1}, {2}, {3}}).expand({3, 4});
  CHECK(x.view({3, 2, 2}).strides() == Shape{1, 0, 0});
  expect_near(x.view({3, 2, 2}), {1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3}, kExact);
}

TT_CASE("01.6/view-needs-copy",
        "view refuses what strides cannot say",
        .what = "flat views of a transpose and of a column range, a join across a repeated axis",
        .why = "view promises never to copy",
        .learn = "reshape copies when it must") {
  expect_error(
      111, [] { (void)two_by_three().transpose().view({6}); }, {"(3, 2)", "strides (1, 3)", "(6)"});
  expect_error(111,
               [] {
                 (void)seen_as(Tensor::zeros({4, 6}), {4, 4}, {6, 1}).view({16});
               },
               {"(4, 4)", "(6, 1)"});
  expect_error(111,
               [] {
                 (void)tensor({{1}, {2}}).expand({2, 2}).view({4});
               },
               {"(2, 2)", "(1, 0)"});
  expect_error(111, [] { (void)two_by_three().transpose().view({2, 3}); }, {"(2, 3)"});
}

// ---- reshape, flatten, contiguous, clone ----

TT_CASE("01.6/reshape-view",
        "reshape of a dense tensor is a view",
        .what = "reshape of (2, 3) to (3, 2)",
        .why = "copies cost time and memory",
        .learn = "same memory, other strides") {
  const Tensor x = two_by_three();
  CHECK(x.reshape({3, 2}).shares_storage(x));
  CHECK(x.reshape({3, -1}).shape() == Shape{3, 2});
}

TT_CASE("01.6/reshape-transposed",
        "reshape of a transposed view copies in logical order",
        .what = "the transpose of (2, 3) reshaped to (6) and (2, 3)",
        .why = "the values must come in the order of the view, not of memory",
        .learn = "a copy is needed where no strides fit") {
  const Tensor t = two_by_three().transpose();
  expect_near(t.reshape({6}), {1, 4, 2, 5, 3, 6}, kExact);
  expect_near(t.reshape({2, 3}), {1, 4, 2, 5, 3, 6}, kExact);
  CHECK_FALSE(t.reshape({6}).shares_storage(t));
}

TT_CASE("01.6/reshape-errors",
        "reshape refuses wrong counts and holes like view",
        .what = "reshape of 6 elements to (4) and (-1, 4)",
        .why = "copying does not make elements",
        .learn = "the same checks stand before both") {
  expect_error(105, [] { (void)two_by_three().reshape({4}); }, {"6 elements vs 4 elements"});
  expect_error(106, [] { (void)two_by_three().reshape({-1, 4}); }, {"(-1, 4)"});
  CHECK(two_by_three().reshape({-1, 2}).shape() == Shape{3, 2});
}

TT_CASE("01.6/flatten",
        "flatten joins a range of axes",
        .what = "flatten of (2, 3, 4): all, the last two, the first two, one, and of a number",
        .why = "a classifier head wants one row per example",
        .learn = "flatten(1) keeps the batch axis") {
  const Tensor x = Tensor::arange(0, 24).view({2, 3, 4});
  CHECK(x.flatten().shape() == Shape{24});
  CHECK(x.flatten(1).shape() == Shape{2, 12});
  CHECK(x.flatten(0, 1).shape() == Shape{6, 4});
  CHECK(x.flatten(-2, -2).shape() == Shape{2, 3, 4});
  CHECK(tensor(3).flatten().shape() == Shape{1});
  CHECK(x.transpose(0, 2).flatten().at({1}) == 12.0f);
}

TT_CASE("01.6/flatten-errors",
        "flatten refuses axes that do not exist or stand in the wrong order",
        .what = "flatten(0, 2), flatten(-3) and flatten(1, 0) of a (2, 3) tensor",
        .why = "an empty range of axes has no meaning",
        .learn = "start_dim <= end_dim") {
  const Tensor x = two_by_three();
  expect_error(107, [&] { (void)x.flatten(0, 2); }, {"(2, 3)"});
  expect_error(107, [&] { (void)x.flatten(-3); }, {"(2, 3)"});
  expect_error(107, [&] { (void)x.flatten(1, 0); }, {"start_dim 1", "end_dim 0"});
  CHECK(x.flatten(1, 1).shape() == Shape{2, 3});
}

TT_CASE("01.0/contiguous",
        "contiguous returns the tensor itself if it is dense, else a dense copy",
        .what = "contiguous of a matrix and of its transpose",
        .why = "kernels ask for it without paying twice",
        .learn = "is_same tells whether it copied") {
  const Tensor x = two_by_three(), t = x.transpose();
  CHECK(x.contiguous().is_same(x));
  CHECK(t.contiguous().is_contiguous());
  CHECK(t.contiguous().strides() == Shape{2, 1});
  CHECK_FALSE(t.contiguous().shares_storage(x));
  expect_near(t.contiguous(), {1, 4, 2, 5, 3, 6}, kExact);
}

TT_CASE("01.0/clone",
        "clone always copies, in dense order",
        .what = "clone of a matrix, of its transpose, and a write to the clone",
        .why = "keeping old values needs memory of its own",
        .learn = "assignment shares, clone copies") {
  const Tensor x = two_by_three();
  Tensor c = x.clone();
  CHECK_FALSE(c.shares_storage(x));
  c.fill_(0);
  expect_near(x, {1, 2, 3, 4, 5, 6}, kExact);
  CHECK(x.transpose().clone().is_contiguous());
  expect_near(x.transpose().clone(), {1, 4, 2, 5, 3, 6}, kExact);
}

TT_CASE("01.0/detach",
        "detach shares values and drops the flag",
        .what = "detach of a tensor that requires a gradient",
        .why = "statistics must not become part of the graph",
        .learn = "a view, not a copy") {
  const Tensor x = tensor({1, 2}, true);
  const Tensor d = x.detach();
  CHECK(d.shares_storage(x));
  CHECK_FALSE(d.is_same(x));
  CHECK_FALSE(d.requires_grad());
  CHECK(x.requires_grad());
}
