#include "tinytorch/attention.hpp"
#include "tinytorch/ops.hpp"

#include "support/test.hpp"

using namespace tinytorch;
using namespace tinytorch::test;

TT_CASE("12.4/split",
        "head n gets columns n·hd to (n + 1)·hd of every position",
        .what = "three positions of width 4, two heads",
        .why = "a reshape without transpose would mix positions",
        .learn = "(B, S, N, hd), then axes 1 and 2 change places") {
  const Tensor x = Tensor::arange(0, 12).view({1, 3, 4});
  const Tensor heads = detail::split_heads(x, 2);
  CHECK(heads.shape() == Shape{1, 2, 3, 2});
  expect_near(heads, {0, 1, 4, 5, 8, 9, 2, 3, 6, 7, 10, 11}, kExact);
}

TT_CASE("12.4/split-copies-nothing",
        "splitting makes another view",
        .what = "storage and strides of the heads",
        .why = "the projections are the largest tensors here",
        .learn = "strides S·D, hd, D, 1") {
  const Tensor x = Tensor::arange(0, 24).view({2, 3, 4});
  const Tensor heads = detail::split_heads(x, 2);
  CHECK(heads.shares_storage(x));
  CHECK(heads.strides() == Shape{12, 2, 4, 1});
}

TT_CASE("12.4/merge",
        "merging is the way back, with one copy",
        .what = "split and merge of (2, 3, 6); bytes asked for",
        .why = "out_proj reads rows of D",
        .learn = "the transposed view has to be made dense once") {
  const Tensor x = Tensor::arange(0, 36).view({2, 3, 6});
  const Tensor heads = detail::split_heads(x, 3).contiguous();  // as attention returns them
  const std::int64_t before = memory_stats().total_bytes;
  const Tensor merged = detail::merge_heads(heads);
  CHECK(memory_stats().total_bytes - before == x.memory_footprint());
  CHECK(merged.shape() == x.shape());
  expect_near(merged, x, kExact);
}

TT_CASE("12.4/merge-order",
        "the heads' results stand side by side at each position",
        .what = "two heads of width 1 at three positions",
        .why = "out_proj must find each head in its columns",
        .learn = "(B, N, S, hd) → (B, S, N, hd) → (B, S, D)") {
  const Tensor heads = tensor({{{{1}, {2}, {3}}, {{10}, {20}, {30}}}});
  expect_near(detail::merge_heads(heads), {1, 10, 2, 20, 3, 30}, kExact);
}

TT_CASE("12.4/gradient",
        "gradients go back to the columns that the heads took",
        .what = "a different gradient for each number, through split and merge",
        .why = "views pass gradients on",
        .learn = "the gradient arrives where the value came from") {
  Tensor x = Tensor::zeros({2, 3, 4});
  x.requires_grad_();
  const Tensor g = Tensor::arange(0, 24).view({2, 3, 4});
  detail::merge_heads(detail::split_heads(x, 2)).backward(g);
  expect_near(x.grad(), g, kExact);
}
