#include <cstdint>
#include <string>

#include "tinytorch/12_systems.hpp"
#include "tinytorch/autograd.hpp"
#include "tinytorch/probe.hpp"

#include "support/test.hpp"

using namespace tinytorch;
using namespace tinytorch::test;
using namespace tinytorch::systems::m12;

namespace {

class Flops final : public ProbeSink {
 public:
  Flops() : before_(set_probe(this)) {}
  ~Flops() override { set_probe(before_); }
  void on_event(const ProbeEvent& event) override {
    (std::string(event.op) == "linear" ? projections : scores) += event.flops;
  }
  std::int64_t projections = 0, scores = 0;

 private:
  ProbeSink* before_;
};

}  // namespace

TT_CASE("12.S1/bytes",
        "the weights of 4 heads have the predicted bytes",
        .what = "weights made for S = 64, 256 and 1024 positions; 16,777,216 bytes at the last",
        .why = "this tensor limits how long a text may be",
        .learn = "4·N·S²: twice the length, four times the memory") {
  for (const std::int64_t s : {64, 256, 1024}) {
    const Tensor q = Tensor::zeros({1, 4, s, 1});
    const std::int64_t before = memory_stats().total_bytes;
    const AttentionResult result = scaled_dot_product_attention(q, q, q);
    const std::int64_t asked = memory_stats().total_bytes - before;
    CHECK(score_bytes(s) == result.weights.memory_footprint());
    CHECK(score_bytes(s) == asked - result.output.memory_footprint());
  }
}

TT_CASE("12.S1/cache",
        "the first power of two whose weights leave a cache",
        .what = "caches of 1 MB, of 1 MB less a byte, and of 16 MB",
        .why = "beyond the cache each pass waits for memory",
        .learn = "solve 4·N·S² > bytes for S") {
  CHECK(first_length_beyond(1048576) == 512);
  CHECK(first_length_beyond(1048575) == 256);
  CHECK(first_length_beyond(16777216) == 2048);
}

TT_CASE("12.S2/crossing",
        "projections and scores cost what was predicted, and cross where it was predicted",
        .what = "probe sums of one forward of width 64 at S = 64, 128 and 256",
        .why = "short texts pay for the width, long ones for the length",
        .learn = "8·S·D² = 4·S²·D at S = 2·D") {
  const NoGradGuard guard;
  MultiHeadAttention layer(64, 4);
  CHECK(crossing_length(64) == 128);
  for (const std::int64_t s : {64, 128, 256}) {
    const Tensor x = Tensor::zeros({1, s, 64});
    const Flops probe;
    (void)layer(x);
    CHECK(flops_of_projections(s, 64) == probe.projections);
    CHECK(flops_of_scores(s, 64) == probe.scores);
    CHECK((probe.scores <=> probe.projections) == (s <=> crossing_length(64)));
  }
}

TT_CASE("12.S3/strides",
        "positions of a head are as far apart as predicted",
        .what = "strides after split_heads for widths 8 and 64",
        .why = "strides decide what has to be copied",
        .learn = "a whole row of D lies between") {
  for (const std::int64_t width : {8, 64}) {
    const Tensor heads = detail::split_heads(Tensor::zeros({1, 3, width}), 4);
    CHECK(position_stride(width) == heads.strides()[2]);
  }
}

TT_CASE("12.S3/copies",
        "one forward makes the predicted number of dense copies",
        .what = "bytes asked for beyond projections, weights and result of attention",
        .why = "a copy costs as much memory traffic as the result itself",
        .learn = "queries, keys, values, and the merged heads") {
  const NoGradGuard guard;
  MultiHeadAttention layer(8, 2);
  const Tensor x = Tensor::zeros({1, 6, 8});
  const std::int64_t before = memory_stats().total_bytes;
  (void)layer(x);
  const std::int64_t asked = memory_stats().total_bytes - before;
  const std::int64_t projections = 4 * x.memory_footprint(), weights = 4 * 2 * 6 * 6;
  const std::int64_t rest = asked - projections - weights - x.memory_footprint();
  CHECK(copies_in_forward() * x.memory_footprint() == rest);
}
