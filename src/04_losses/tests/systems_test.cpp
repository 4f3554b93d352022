// Module 04, part systems: breaking points, sums and memory, predicted and measured.
#include <cmath>
#include <cstdio>

#include "tinytorch/04_systems.hpp"
#include "tinytorch/activations.hpp"
#include "tinytorch/losses.hpp"

#include "support/test.hpp"

using namespace tinytorch;
using namespace tinytorch::systems::m04;

namespace {

constexpr std::int64_t kCopies = std::int64_t{1} << 25;
constexpr double kTrueSum = 0.1f * static_cast<double>(kCopies);  // exact: 24 bits times 2^25

// Highest bytes held while `run` runs, beyond what is held before.
template <class F>
std::int64_t peak_bytes(F&& run) {
  const std::int64_t before = memory_stats().current_bytes;
  reset_peak_memory();
  run();
  return memory_stats().peak_bytes - before;
}

double composed_loss(const Tensor& logits, const Tensor& target) {
  const Tensor shifted = logits - max(logits, -1, true);
  const Tensor lp = shifted - log(sum(exp(shifted), -1, true));
  const Tensor loss = -mean(gather(lp, -1, target.unsqueeze(-1)));
  return loss.item();
}

double error_of(const char* name, float sum) {
  const double error = std::fabs(sum - kTrueSum);
  std::printf("  %-24s %14.2f  off by %.2f\n", name, static_cast<double>(sum), error);
  return error;
}

}  // namespace

TT_CASE("04.S1/edge",
        "the gap is where the naive form turns into -inf, and not before",
        .what = "both forms at the gap and one float below it",
        .why = "a loss that becomes inf cannot be learned from",
        .learn = "e^-104 is below half the smallest float: softmax gives exactly 0") {
  const float gap = gap_where_naive_breaks();
  const float below = std::nextafter(gap, 0.0f);
  CHECK(log(softmax(tensor({gap, 0}))).at({1}) == -INFINITY);
  CHECK(std::isfinite(log(softmax(tensor({below, 0}))).at({1})));
  expect_near(log_softmax(tensor({gap, 0})).at({1}), -gap, kMath);
}

TT_CASE("04.S1/place",
        "the gap is near the logarithm of the smallest float",
        .what = "about 103.97, or 87.34 where tiny numbers are flushed to 0",
        .why = "float ends at 1.4e-45: so little probability is lost",
        .learn = "150·log 2 = 103.97; 126·log 2 = 87.34") {
  const double gap = gap_where_naive_breaks();
  std::printf("  log(softmax) breaks at a gap of %.4f\n", gap);
  CHECK((is_near(gap, 150 * std::log(2.0), {.atol = 0.01}) ||
         is_near(gap, 126 * std::log(2.0), {.atol = 0.01})));
}

TT_CASE("04.S2/small",
        "all four add correctly where nothing rounds",
        .what = "0, 1, 7 and 1,000 copies of 0.5",
        .why = "before comparing errors, all must be sums",
        .learn = "halves and their small multiples are exact") {
  for (const std::int64_t n : {0, 1, 7, 1000}) {
    const float exact = 0.5f * static_cast<float>(n);
    CHECK(sum_with_one(0.5f, n) == exact);
    CHECK(sum_with_four(0.5f, n) == exact);
    CHECK(sum_pairwise(0.5f, n) == exact);
    CHECK(sum_in_double(0.5f, n) == exact);
  }
}

TT_CASE("04.S2/one",
        "one float accumulator stops growing",
        .what = "2^25 copies of 0.1: the sum stays at 2,097,152",
        .why = "beyond 2^21 neighbouring floats are 0.25 apart: adding 0.1 rounds to nothing",
        .learn = "a third of the data is lost, without any warning") {
  const float sum = sum_with_one(0.1f, kCopies);
  CHECK(sum == 2097152.0f);
  CHECK(error_of("one float", sum) > 1e6);
}

TT_CASE("04.S2/others",
        "four accumulators are nearer, pairs and double exact",
        .what = "errors of the other three sums of 2^25 copies of 0.1",
        .why = "the losses of this module add in double",
        .learn = "double needs no recursion and no luck, so it is used") {
  const float four = sum_with_four(0.1f, kCopies);
  CHECK(four == 3546052.25f);
  CHECK(error_of("four floats", four) < 2e5);
  CHECK(error_of("pairs", sum_pairwise(0.1f, kCopies)) == 0.0);
  CHECK(error_of("double", sum_in_double(0.1f, kCopies)) == 0.0);
}

TT_CASE("04.S3/composed",
        "separate ops hold as many bytes as predicted",
        .what = "peak memory of the composed loss on (64, 4000) logits",
        .why = "vocabularies make logits the largest tensor of a language model",
        .learn = "the temporaries that are alive together count") {
  const Tensor logits = Tensor::randn({64, 4000}), target = Tensor::zeros({64});
  const std::int64_t peak = peak_bytes([&] { composed_loss(logits, target); });
  expect_near(static_cast<double>(peak_bytes_of_composed(64, 4000)),
              static_cast<double>(peak),
              {.rtol = 0.02});
}

TT_CASE("04.S3/fused",
        "the fused loss holds as many bytes as predicted",
        .what = "peak memory of CrossEntropyLoss on (64, 4000) logits; its value",
        .why = "row by row, nothing of the size of the logits is needed",
        .learn = "fusing saves memory first, time second") {
  const Tensor logits = Tensor::randn({64, 4000}), target = Tensor::zeros({64});
  double loss = 0;
  const std::int64_t peak = peak_bytes([&] { loss = CrossEntropyLoss()(logits, target).item(); });
  expect_near(static_cast<double>(peak_bytes_of_fused(64, 4000)),
              static_cast<double>(peak),
              {.rtol = 0.02});
  expect_near(loss, composed_loss(logits, target), kMath);
}

TT_CASE("04.S3/language-model",
        "the prediction for (512, 32000) follows",
        .what = "bytes for 512 positions and 32,000 classes",
        .why = "the size of a small language model's last layer",
        .learn = "196.6 million bytes against 4,096") {
  std::printf("  (512, 32000): composed %.1f MB, fused %.4f MB\n",
              static_cast<double>(peak_bytes_of_composed(512, 32000)) / 1048576,
              static_cast<double>(peak_bytes_of_fused(512, 32000)) / 1048576);
  CHECK(peak_bytes_of_composed(512, 32000) == 128 * peak_bytes_of_composed(256, 500));
  CHECK(peak_bytes_of_fused(512, 32000) == 8 * peak_bytes_of_fused(64, 4000));
}
