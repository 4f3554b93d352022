// Module 09, part systems: predictions against counters, addresses and each other.
#include <cstdio>

#include "tinytorch/09_systems.hpp"
#include "tinytorch/probe.hpp"

#include "naive.hpp"
#include "support/timing.hpp"

using namespace tinytorch;
using namespace tinytorch::systems::m09;

namespace {

class LastConv final : public ProbeSink {
 public:
  LastConv() : before_(set_probe(this)) {}
  ~LastConv() override { set_probe(before_); }
  void on_event(const ProbeEvent& event) override {
    if (std::string(event.op) == "conv2d") last = event;
  }
  ProbeEvent last;

 private:
  ProbeSink* before_;
};

// Changes of cache line while channel 0 of a (64, 32, 32) or (32, 32, 64) image is read.
std::int64_t line_visits(std::int64_t row, std::int64_t column) {
  std::int64_t visits = 0, line = -1;
  for (std::int64_t r = 0; r < 32; ++r) {
    for (std::int64_t c = 0; c < 32; ++c) {
      const std::int64_t now = 4 * (r * row + c * column) / 64;
      visits += now != line;
      line = now;
    }
  }
  return visits;
}

using Loops = void (*)(const float*, const float*, float*, const Sizes&);

Tensor convolved(Loops loops, const Tensor& x, const Tensor& w) {
  const Sizes s{x.size(0), x.size(1), w.size(0), x.size(2), x.size(3), w.size(2)};
  Tensor y = Tensor::zeros({s.batch, s.out, s.height - s.kernel + 1, s.width - s.kernel + 1});
  loops(x.data().data(), w.data().data(), y.mutable_data().data(), s);
  return y;
}

}  // namespace

TT_CASE("09.S1/parameters",
        "a convolution has the predicted number of parameters",
        .what = "Conv2d(3, 32, 3) against Linear(3·32·32, 32)",
        .why = "fewer weights need fewer examples",
        .learn = "896 against 98,336: the same kernel everywhere") {
  CHECK(parameters_of_conv() == Conv2d(3, 32, 3).num_parameters());
  CHECK(parameters_of_linear() == Linear(3 * 32 * 32, 32).num_parameters());
}

TT_CASE("09.S1/work",
        "it works more with each weight",
        .what = "multiply-adds as the probe counts them, for one image",
        .why = "few weights do not mean little work",
        .learn = "864 weights, 884,736 multiply-adds: each is used 1,024 times") {
  Conv2d conv(3, 32, 3, 1, 1);
  const LastConv probe;
  conv(Tensor::ones({1, 3, 32, 32}));
  CHECK(2 * multiply_adds_of_conv() == probe.last.flops);
  CHECK(probe.last.bytes == 4 * (3 * 1024 + 864 + 32 + 32 * 1024));
  conv(Tensor::ones({2, 3, 32, 32}));
  CHECK(4 * multiply_adds_of_conv() == probe.last.flops);
}

TT_CASE("09.S2/steps",
        "strides of two layouts",
        .what = "a (64, 32, 32) and a (32, 32, 64) image",
        .why = "the order of the axes decides what lies together",
        .learn = "the last axis has step 1") {
  const Shape first = Tensor::zeros({64, 32, 32}).strides();
  const Shape last = Tensor::zeros({32, 32, 64}).strides();
  CHECK(Shape{steps_of_nchw().channel, steps_of_nchw().row, steps_of_nchw().column} == first);
  CHECK(Shape{steps_of_nhwc().row, steps_of_nhwc().column, steps_of_nhwc().channel} == last);
}

TT_CASE("09.S2/lines",
        "reading one channel touches the predicted cache lines",
        .what = "addresses of 1,024 pixels, counted",
        .why = "each line is 64 bytes that memory must bring",
        .learn = "64 lines against 1,024; a 1×1 convolution sees it the other way round") {
  CHECK(line_visits_of_one_channel_nchw() == line_visits(32, 1));
  CHECK(line_visits_of_one_channel_nhwc() == line_visits(32 * 64, 64));
}

TT_CASE("09.S3/equal",
        "both orders of the loops give the same bits",
        .what = "random images against conv2d, and the two against each other",
        .why = "an order of loops may change speed, not meaning",
        .learn = "the terms of one result are added in the same order") {
  const Tensor x = test::noise({2, 3, 6, 5}, 150), w = test::noise({4, 3, 3, 3}, 151);
  const Tensor a = convolved(conv_kernel_innermost, x, w),
               b = convolved(conv_column_innermost, x, w);
  expect_near(a, conv2d(x, w), matmul_tol(27, 4, 4));
  expect_near(b, a, kExact);
  expect_near(
      convolved(conv_kernel_innermost, test::noise({1, 2, 3, 3}, 1), test::noise({1, 2, 1, 1}, 2)),
      conv2d(test::noise({1, 2, 3, 3}, 1), test::noise({1, 2, 1, 1}, 2)),
      kMath);
}

TT_CASE("09.S3/speed",
        "speed of both orders is printed and decides nothing",
        .what = "16 → 32 channels on 4 images of 16×16",
        .why = "a loop of three rounds has hardly begun when it ends",
        .learn = "long inner loops along memory; a compiler makes vectors of them") {
  const Tensor x = test::noise({4, 16, 16, 16}, 152), w = test::noise({32, 16, 3, 3}, 153);
  Tensor last;
  for (const Loops loops : {conv_kernel_innermost, conv_column_innermost}) {
    const test::Timing t = test::time_of([&] { last = convolved(loops, x, w); });
    std::printf("  %s innermost: %6.2f GFLOP/s  %s\n",
                loops == conv_kernel_innermost ? "kernel" : "column",
                2.0 * 4 * 32 * 14 * 14 * 16 * 9 / t.ms / 1e6,
                t.verdict());
  }
  expect_near(last, conv2d(x, w), matmul_tol(144, 4, 4));
}
