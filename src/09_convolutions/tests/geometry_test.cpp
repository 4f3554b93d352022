// Module 09, part geometry: output sizes and what is refused (09.1).
#include "tinytorch/detail/sliding.hpp"

#include "naive.hpp"

using namespace tinytorch;

TT_CASE("09.1/sizes",
        "the number of places where a kernel fits",
        .what = "sizes with stride and padding, computed by hand",
        .why = "every layer after this one is built with the result",
        .learn = "(in + 2p - k)/s rounded down, plus 1") {
  CHECK(conv_out_size(4, 2, 1, 0) == 3);
  CHECK(conv_out_size(4, 3, 1, 1) == 4);
  CHECK(conv_out_size(32, 3, 2, 1) == 16);
  CHECK(conv_out_size(28, 2, 2, 0) == 14);
  CHECK(conv_out_size(5, 5, 3, 0) == 1);
  CHECK(conv_out_size(8, 3, 2, 0) == 3);
}

TT_CASE("09.1/by-counting",
        "the formula agrees with counting the starts",
        .what = "all sizes to 9 with kernels to 4, strides to 3, padding to 2",
        .why = "rounding up or forgetting the 1 is right for some sizes",
        .learn = "a kernel may start wherever it still ends inside the padding") {
  for (std::int64_t in = 1; in < 10; ++in)
    for (std::int64_t k = 1; k < 5; ++k)
      for (std::int64_t s = 1; s < 4; ++s)
        for (std::int64_t p = 0; p < 3; ++p) {
          std::int64_t starts = 0;
          for (std::int64_t at = -p; at + k <= in + p; at += s) ++starts;
          if (starts > 0) CHECK(conv_out_size(in, k, s, p) == starts);
        }
}

TT_CASE("09.1/inside",
        "which outputs read the image and not the padding",
        .what = "every offset of kernels on sizes 1 to 6, against trying each output",
        .why = "the inner loop has no room for an if",
        .learn = "cut the range once, then loop without a question") {
  for (std::int64_t in = 1; in < 7; ++in)
    for (std::int64_t out = 1; out < 7; ++out)
      for (std::int64_t stride = 1; stride < 4; ++stride)
        for (std::int64_t offset = -8; offset < 9; ++offset) {
          const auto [begin, end] = detail::inside(in, out, stride, offset);
          CHECK(begin <= end);
          for (std::int64_t o = 0; o < out; ++o) {
            const std::int64_t at = o * stride + offset;
            CHECK((o >= begin && o < end) == (at >= 0 && at < in));
          }
        }
}

TT_CASE("09.1/sliding",
        "the sizes of an input and of its result",
        .what = "x (2, 3, 7, 5) under a (3, 2) kernel",
        .why = "height and width are easily swapped while images are square",
        .learn = "rows come first everywhere") {
  const detail::Sliding s =
      detail::sliding("test", Tensor::zeros({2, 3, 7, 5}), {3, 2}, {2, 1}, {1, 0});
  CHECK(s.batch == 2);
  CHECK(s.channels == 3);
  CHECK(s.height == 7);
  CHECK(s.width == 5);
  CHECK(s.out_height == 4);
  CHECK(s.out_width == 4);
  CHECK(s.plane() == 35);
}

TT_CASE("09.0/error-not-4d",
        "what is no batch of images is refused",
        .what = "3-D, 2-D and 5-D inputs of every layer",
        .why = "the batch axis is forgotten most often",
        .learn = "TT-L0901 says which axes to add") {
  Conv2d conv(1, 1, 2);
  expect_error(901,
               ErrorKind::shape,
               [&] {
                 conv(Tensor::zeros({1, 4, 4}));
               },
               {"(1, 4, 4)", "3-D"});
  expect_error(901, [&] { conv(Tensor::zeros({4, 4})); }, {"2-D"});
  expect_error(901, [] { MaxPool2d(2)(Tensor::zeros({1, 1, 1, 4, 4})); }, {"5-D"});
  expect_error(901, [] { AvgPool2d(2)(Tensor::zeros({4})); }, {"1-D"});
  expect_error(901, [] { BatchNorm2d(3)(Tensor::zeros({2, 3})); }, {"(2, 3)"});
  try {
    conv(Tensor::zeros({1, 4, 4}));
  } catch (const Error& error) {
    CHECK(error.fix().find("unsqueeze(0)") != std::string::npos);
  }
}

TT_CASE("09.0/error-window",
        "windows that cannot slide are refused",
        .what = "kernels, strides below 1, padding below 0",
        .why = "a stride of 0 would never end",
        .learn = "TT-L0904 shows all three") {
  expect_error(904, ErrorKind::value, [] { (void)conv_out_size(4, 0, 1, 0); }, {"kernel_size=0"});
  expect_error(904, [] { (void)conv_out_size(4, 2, 0, 0); }, {"stride=0"});
  expect_error(904, [] { (void)conv_out_size(4, 2, 1, -1); }, {"padding=-1"});
  expect_error(904, [] { Conv2d(1, 1, {2, 0}); }, {"(2, 0)"});
  expect_error(904, [] { MaxPool2d(2, Pair(1, 0)); }, {"stride=(1, 0)"});
  expect_error(904, [] { AvgPool2d(2, 2, {0, -1}); }, {"padding=(0, -1)"});
}

TT_CASE("09.0/error-pool-padding",
        "a pool whose windows may lie outside is refused",
        .what = "padding 2 with kernel 3",
        .why = "the largest of nothing is no number",
        .learn = "TT-L0906: at most half the kernel") {
  expect_error(906, ErrorKind::value, [] { MaxPool2d(3, 1, 2); }, {"kernel_size=3", "padding=2"});
  expect_error(906, [] { AvgPool2d({2, 4}, 1, {2, 2}); }, {"padding=2"});
  CHECK(MaxPool2d(4, 1, 2).repr() == "MaxPool2d(kernel_size=4, stride=1, padding=2)");
}

TT_CASE("09.0/error-too-small",
        "a kernel that does not fit once is refused",
        .what = "kernel 5 on 3 + 2·0 rows, and an image without columns",
        .why = "images shrink with every layer until one does not fit",
        .learn = "TT-L0903 computes the padded size") {
  expect_error(903, ErrorKind::shape, [] { (void)conv_out_size(3, 5, 1, 0); }, {"5", "3"});
  expect_error(903, [] { Conv2d(1, 1, {1, 6}, 1, {0, 1})(Tensor::zeros({1, 1, 3, 3})); }, {"= 5"});
  expect_error(903, [] { MaxPool2d(2, 2, 1)(Tensor::zeros({1, 1, 4, 0})); }, {"0 + 2·1"});
}
