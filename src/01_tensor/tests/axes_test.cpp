// Module 01, part views: axes swapped, added, dropped and repeated (01.6).
#include "tinytorch/tensor.hpp"

#include "support/test.hpp"

using namespace tinytorch;

namespace {

Tensor two_by_three() {
  return tensor({{1, 2, 3}, {4, 5, 6}});
}

}  // namespace

// ---- transpose, permute ----

TT_CASE("01.6/transpose-worked",
        "transpose swaps sizes and strides, and moves nothing",
        .what = "zeros(2, 3, 4).transpose(0, 2)",
        .why = "matrix products and attention transpose constantly",
        .learn = "(4, 3, 2) with strides (1, 4, 12)") {
  const Tensor x = Tensor::zeros({2, 3, 4});
  const Tensor t = x.transpose(0, 2);
  CHECK(t.shape() == Shape{4, 3, 2});
  CHECK(t.strides() == Shape{1, 4, 12});
  CHECK_FALSE(t.is_contiguous());
  CHECK(t.shares_storage(x));
}

TT_CASE("01.6/transpose-last-two",
        "transpose without arguments swaps the last two axes",
        .what = "transpose of a matrix, of a batch, of a vector and of a number",
        .why = "leading axes are batches",
        .learn = "a 1-D tensor has nothing to swap") {
  expect_near(two_by_three().transpose(), {1, 4, 2, 5, 3, 6}, kExact);
  CHECK(Tensor::zeros({2, 3, 4}).transpose().shape() == Shape{2, 4, 3});
  const Tensor v = tensor({1, 2}), s = tensor(1);
  CHECK(v.transpose().is_same(v));
  CHECK(s.transpose().is_same(s));
}

TT_CASE("01.6/transpose-negative",
        "axes may be counted from the end",
        .what = "transpose(-1, 0), transpose twice, transpose(1, 1)",
        .why = "code for any number of axes counts from the end",
        .learn = "swapping twice gives the tensor back") {
  const Tensor x = Tensor::arange(0, 24).view({2, 3, 4});
  CHECK(x.transpose(-1, 0).shape() == Shape{4, 3, 2});
  CHECK(x.transpose(0, 1).transpose(0, 1).is_contiguous());
  CHECK(x.transpose(1, 1).to_vector() == x.to_vector());
}

TT_CASE("01.6/transpose-errors",
        "transpose refuses axes that do not exist",
        .what = "transpose(0, 2) and transpose(-3, 0) of a matrix",
        .why = "there is no third axis",
        .learn = "the message lists the axes there are") {
  expect_error(107, [] { (void)two_by_three().transpose(0, 2); }, {"(2, 3)", "-2 to 1"});
  expect_error(107, [] { (void)two_by_three().transpose(-3, 0); }, {"(2, 3)", "-2 to 1"});
  CHECK(two_by_three().transpose(-2, 1).shape() == Shape{3, 2});
}

TT_CASE("01.6/permute",
        "permute puts axis dims[i] at place i",
        .what = "a (2, 3, 4) tensor permuted by (2, 0, 1), and by negative axes",
        .why = "images move between channels-first and channels-last",
        .learn = "a permutation that is no swap tells dims from its inverse") {
  const Tensor x = Tensor::arange(0, 24).view({2, 3, 4});
  const Tensor p = x.permute({2, 0, 1});
  CHECK(p.shape() == Shape{4, 2, 3});
  CHECK(p.strides() == Shape{1, 12, 4});
  CHECK(p.at({3, 1, 2}) == x.at({1, 2, 3}));
  CHECK(x.permute({-1, 0, -2}).shape() == Shape{4, 2, 3});
  CHECK(tensor(1).permute({}).shape() == Shape{});
}

TT_CASE("01.6/permute-errors",
        "permute wants each axis exactly once",
        .what = "permute with a repeat, a missing axis, an extra axis, a repeat by sign",
        .why = "an axis left out would lose elements",
        .learn = "0 and -2 name the same axis of a matrix") {
  const Tensor x = two_by_three();
  expect_error(120, [&] { (void)x.permute({0, 0}); }, {"(2, 3)", "(0, 0)"});
  expect_error(120, [&] { (void)x.permute({0}); }, {"(2, 3)", "(0)"});
  expect_error(120, [&] { (void)x.permute({0, 1, 2}); }, {"(0, 1, 2)"});
  expect_error(120, [&] { (void)x.permute({0, 2}); }, {"(0, 2)"});
  expect_error(120, [&] { (void)x.permute({0, -2}); }, {"(0, -2)"});
  CHECK(x.permute({1, -2}).shape() == Shape{3, 2});
}

// ---- squeeze, unsqueeze, expand ----

TT_CASE("01.6/squeeze",
        "squeeze drops an axis of size 1 and leaves others alone",
        .what = "squeeze of axes 0, 1 and -1 of (2, 1, 3)",
        .why = "keepdim results lose their axis this way",
        .learn = "an axis of another size stays") {
  const Tensor x = Tensor::zeros({2, 1, 3});
  CHECK(x.squeeze(1).shape() == Shape{2, 3});
  CHECK(x.squeeze(1).shares_storage(x));
  CHECK(x.squeeze(0).shape() == Shape{2, 1, 3});
  CHECK(x.transpose(1, 2).squeeze(-1).strides() == Shape{3, 1});
  expect_error(107, [&] { (void)x.squeeze(3); }, {"(2, 1, 3)"});
}

TT_CASE("01.6/unsqueeze",
        "unsqueeze adds an axis of size 1 at the named place",
        .what = "unsqueeze at 0, 1, 2, -1 and -3 of a (2, 3) tensor, and of a number",
        .why = "broadcasting needs an axis where the other tensor has one",
        .learn = "-1 adds at the end: axes are counted in the result") {
  const Tensor x = two_by_three();
  CHECK(x.unsqueeze(0).shape() == Shape{1, 2, 3});
  CHECK(x.unsqueeze(1).shape() == Shape{2, 1, 3});
  CHECK(x.unsqueeze(2).shape() == Shape{2, 3, 1});
  CHECK(x.unsqueeze(-1).shape() == Shape{2, 3, 1});
  CHECK(x.unsqueeze(-3).shape() == Shape{1, 2, 3});
  CHECK(tensor(1).unsqueeze(0).shape() == Shape{1});
  expect_near(x.transpose().unsqueeze(1), {1, 4, 2, 5, 3, 6}, kExact);
}

TT_CASE("01.6/unsqueeze-errors",
        "unsqueeze refuses places that do not exist and a ninth axis",
        .what = "unsqueeze(3) and unsqueeze(-4) of a matrix, unsqueeze of 8 axes",
        .why = "a result of 3 axes has places -3 to 2",
        .learn = "the message shows the tensor's own shape") {
  const Tensor x = two_by_three();
  expect_error(107, [&] { (void)x.unsqueeze(3); }, {"x is (2, 3),", "-3 to 2"});
  expect_error(107, [&] { (void)x.unsqueeze(-4); }, {"x is (2, 3),", "-3 to 2"});
  expect_error(118, [] { (void)Tensor::zeros({1, 1, 1, 1, 1, 1, 1, 1}).unsqueeze(0); }, {"ninth"});
}

TT_CASE("01.6/expand",
        "expand repeats axes of size 1 without copying",
        .what = "(2, 1) expanded to (2, 3), to (4, 2, 3), and with -1",
        .why = "this is what broadcasting does inside every op",
        .learn = "stride 0: the same element again and again") {
  const Tensor x = tensor({{1}, {2}});
  CHECK(x.expand({2, 3}).strides() == Shape{1, 0});
  expect_near(x.expand({2, 3}), {1, 1, 1, 2, 2, 2}, kExact);
  CHECK(x.expand({4, 2, 3}).strides() == Shape{0, 1, 0});
  CHECK(x.expand({-1, 3}).shape() == Shape{2, 3});
  CHECK(x.expand({2, 3}).shares_storage(x));
}

TT_CASE("01.6/expand-edges",
        "expand takes numbers to any shape and size 1 to size 0",
        .what = "expand of (), of (1) to (0), and to the same shape",
        .why = "an empty batch of a bias is an empty tensor",
        .learn = "size 1 stretches to 0 as well") {
  expect_near(tensor(7).expand({2, 2}), {7, 7, 7, 7}, kExact);
  CHECK(tensor({7}).expand({0}).shape() == Shape{0});
  CHECK(two_by_three().expand({2, 3}).strides() == Shape{3, 1});
}

TT_CASE("01.6/expand-errors",
        "expand refuses other sizes and fewer axes",
        .what = "(2, 3) expanded to (4, 3), (3), (1, 3), and with -1 for a new axis",
        .why = "only one element can be repeated",
        .learn = "-1 keeps a size that is there") {
  const Tensor x = two_by_three();
  expect_error(102, [&] { (void)x.expand({4, 3}); }, {"(2, 3)", "(4, 3)"});
  expect_error(102, [&] { (void)x.expand({3}); }, {"(2, 3)", "(3)"});
  expect_error(102, [&] { (void)x.expand({1, 3}); }, {"(2, 3)", "(1, 3)"});
  expect_error(102, [&] { (void)x.expand({-1, 2, 3}); }, {"(2, 3)", "(-1, 2, 3)"});
  CHECK(x.expand({1, -1, 3}).shape() == Shape{1, 2, 3});
}
