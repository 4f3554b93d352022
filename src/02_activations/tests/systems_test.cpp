// Module 02, part systems: predictions against probe events, counters and results.
#include <algorithm>
#include <cstdio>
#include <vector>

#include "tinytorch/02_systems.hpp"
#include "tinytorch/activations.hpp"
#include "tinytorch/probe.hpp"

#include "support/test.hpp"
#include "support/timing.hpp"

using namespace tinytorch;
using namespace tinytorch::systems::m02;

namespace {

// Adds up what the ops report while it is alive.
class Listener final : public ProbeSink {
 public:
  Listener() : before_(set_probe(this)) {}
  ~Listener() override { set_probe(before_); }
  void on_event(const ProbeEvent& event) override {
    bytes += event.bytes;
    last = event.op;
  }
  std::int64_t bytes = 0;
  std::string last;

 private:
  ProbeSink* before_;
};

// Reads and writes per element, to the nearest whole number.
std::int64_t passes(const Listener& heard, const Tensor& x) {
  return (heard.bytes + 2 * x.numel()) / (4 * x.numel());
}

// Signs in random order, as many of each.
std::vector<float> random_signs(std::int64_t n) {
  Generator g(8);
  std::vector<float> x(static_cast<std::size_t>(n));
  for (float& value : x) value = g.uniform(-1, 1);
  return x;
}

template <class F>
std::int64_t tensors_made(F&& make) {
  const std::int64_t before = memory_stats().allocations;
  const Tensor result = make();
  return memory_stats().allocations - before;
}

}  // namespace

TT_CASE("02.S1/composed",
        "softmax of separate ops makes as many passes as predicted",
        .what = "bytes that max, sub, exp, sum and div report for a (8, 4096) tensor",
        .why = "long rows are limited by memory, not by arithmetic",
        .learn = "every op reads all its inputs and writes its result") {
  const Tensor x = Tensor::ones({8, 4096});
  const Listener heard;
  const Tensor e = exp(x - max(x, -1, true));
  const Tensor y = e / sum(e, -1, true);
  CHECK(passes_of_composed_softmax() == passes(heard, x));
  CHECK(y.at({0, 0}) == 1.0f / 4096);
}

TT_CASE("02.S1/fused",
        "softmax as one op makes as many passes as predicted",
        .what = "bytes that softmax reports for the same tensor",
        .why = "one loop over a row works on numbers that are in the cache already",
        .learn = "the fewest possible: read the input, write the result") {
  const Tensor x = Tensor::ones({8, 4096});
  const Listener heard;
  const Tensor y = softmax(x);
  CHECK(heard.last == "softmax");
  CHECK(passes_of_softmax() == passes(heard, x));
  CHECK(heard.bytes == 2 * x.memory_footprint());
}

TT_CASE("02.S2/temporaries",
        "both ways to write gelu allocate what was predicted",
        .what = "tensors made by x * sigmoid(x * 1.702f) and by gelu(x)",
        .why = "temporaries of a big activation are what fills memory",
        .learn = "a fused op needs no place for what lies between") {
  const Tensor x = Tensor::ones({100});
  CHECK(tensors_of_composed_gelu() == tensors_made([&] { return x * sigmoid(x * 1.702f); }));
  CHECK(tensors_of_gelu() == tensors_made([&] { return gelu(x); }));
  expect_near(x * sigmoid(x * 1.702f), gelu(x), kMath);
}

TT_CASE("02.S3/both-right",
        "both loops compute relu",
        .what = "relu_with_if and relu_with_max on 1,001 random numbers",
        .why = "only equal results may be compared in speed",
        .learn = "an if and a choice can mean the same") {
  const std::vector<float> x = random_signs(1001);
  Tensor a = Tensor::zeros({1001}), b = Tensor::ones({1001});
  relu_with_if(x.data(), a.mutable_data().data(), 1001);
  relu_with_max(x.data(), b.mutable_data().data(), 1001);
  const Tensor expected = relu(Tensor::from_vector(x, {1001}));
  expect_near(a, expected, kExact);
  expect_near(b, expected, kExact);
}

TT_CASE("02.S3/guesses",
        "wrong guesses are counted like a simple processor makes them",
        .what = "- + + - by hand, alternating signs, sorted and random signs",
        .why = "each wrong guess costs the work of 10 to 20 cycles",
        .learn = "order decides: sorted data have one change of sign") {
  const std::vector<float> hand{-1, 2, 3, -4}, alternating{1, -1, 1, -1, 1};
  CHECK(wrong_guesses(hand.data(), 4) == 2);
  CHECK(wrong_guesses(alternating.data(), 5) == 5);
  CHECK(wrong_guesses(hand.data(), 0) == 0);
  std::vector<float> x = random_signs(1000);
  const auto random = static_cast<double>(wrong_guesses(x.data(), 1000));
  expect_near(random, 500, {.rtol = 0.1});
  std::ranges::sort(x);
  CHECK(wrong_guesses_when_sorted() == wrong_guesses(x.data(), 1000));
}

TT_CASE(
    "02.S3/speed",
    "both loops are timed on both orders; the times decide nothing",
    .what = "2^16 numbers with random and with sorted signs",
    .why = "an if over random signs waits for wrong guesses",
    .learn = "a store that may not happen must stay a branch; a choice of two values need not") {
  std::vector<float> x = random_signs(1 << 16), out(x.size());
  const auto n = static_cast<std::int64_t>(x.size());
  const auto show = [&](const char* what, auto* loop) {
    std::ranges::fill(out, 0.0f);
    test::print_time(what, test::time_of([&] { loop(x.data(), out.data(), n); }));
  };
  show("if, random signs", relu_with_if);
  show("max, random signs", relu_with_max);
  std::ranges::sort(x);
  show("if, sorted signs", relu_with_if);
  show("max, sorted signs", relu_with_max);
  CHECK(out.back() == x.back());
}
