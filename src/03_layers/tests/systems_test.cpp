// Module 03, part systems: predictions against counters, probe events and counted calls.
#include <cstdio>
#include <string>

#include "tinytorch/03_systems.hpp"
#include "tinytorch/layers.hpp"
#include "tinytorch/probe.hpp"

#include "support/test.hpp"
#include "support/timing.hpp"

using namespace tinytorch;
using namespace tinytorch::systems::m03;

namespace {

// Bytes of tensor memory asked for while `run` runs.
template <class F>
std::int64_t bytes_asked(F&& run) {
  const std::int64_t before = memory_stats().total_bytes;
  run();
  return memory_stats().total_bytes - before;
}

class LastEvent final : public ProbeSink {
 public:
  LastEvent() : before_(set_probe(this)) {}
  ~LastEvent() override { set_probe(before_); }
  void on_event(const ProbeEvent& event) override { last = event; }
  ProbeEvent last;

 private:
  ProbeSink* before_;
};

std::int64_t calls = 0;

// Counts the calls of forward on any kind of layer.
template <class L>
class Counting : public L {
 public:
  using L::L;
  Tensor forward(const Tensor& x) override {
    ++calls;
    return L::forward(x);
  }
};

class Nothing : public Layer {
 public:
  Tensor forward(const Tensor& x) override { return x; }
};

}  // namespace

TT_CASE("03.S1/handles",
        "moving, copying and returning layers asks for the predicted bytes",
        .what = "model.add(std::move(layer)), model.add(layer), return model",
        .why = "a model must not grow because it was handed around",
        .learn = "what is moved or copied are handles of a few bytes") {
  Linear layer(256, 128), other(256, 128);
  Sequential model;
  CHECK(bytes_of_add_by_copy() == bytes_asked([&] { model.add(layer); }));
  CHECK(bytes_of_add_by_move() == bytes_asked([&] { model.add(std::move(other)); }));
  const auto build = [&] {
    Sequential built(layer);
    return built;
  };
  CHECK(bytes_of_return() == bytes_asked([&] { const Sequential taken = build(); }));
  CHECK(model.num_parameters() == 2 * (256 * 128 + 128));
}

TT_CASE("03.S1/second-layer",
        "a second layer asks for the predicted bytes",
        .what = "Linear second(256, 128)",
        .why = "only a new tensor costs memory",
        .learn = "4 bytes for each weight and each bias") {
  CHECK(bytes_of_second_layer() == bytes_asked([] { const Linear second(256, 128); }));
}

TT_CASE("03.S2/flops-and-bytes",
        "linear reports the predicted work",
        .what = "the probe event of Linear(784, 128) at batch 1 and 64",
        .why = "what a layer costs can be known before it runs",
        .learn = "200,704 operations per example; the weight is read once per batch") {
  Linear layer(784, 128);
  const LastEvent probe;
  layer(Tensor::ones({1, 784}));
  CHECK(std::string(probe.last.op) == "linear");
  CHECK(flops_of_forward(1) == probe.last.flops);
  CHECK(bytes_of_forward(1) == probe.last.bytes);
  layer(Tensor::ones({64, 784}));
  CHECK(flops_of_forward(64) == probe.last.flops);
  CHECK(bytes_of_forward(64) == probe.last.bytes);
}

TT_CASE("03.S2/intensity",
        "a batch does more work for each byte",
        .what = "operations per byte at batch 1 and 64",
        .why = "below some 10 operations per byte a processor waits for memory",
        .learn = "0.49 against 20: the weight is used 64 times once it is there") {
  expect_near(intensity_of_forward(1), 200704.0 / 405568.0, {.rtol = 1e-9});
  expect_near(intensity_of_forward(64), 64 * 200704.0 / 635392.0, {.rtol = 1e-9});
}

TT_CASE("03.S2/speed",
        "speed and memory traffic are printed and decide nothing",
        .what = "one forward at batch 1 and at batch 64",
        .why = "a fast loop is held up by memory where the intensity is low",
        .learn = "at equal speed, batch 64 needs a fortieth of the traffic") {
  Linear layer(784, 128);
  for (const std::int64_t batch : {1, 64}) {
    const Tensor x = Tensor::ones({batch, 784});
    const test::Timing t = test::time_of([&] { layer(x); });
    std::printf("  batch %2d: %6.2f GFLOP/s, %6.2f GB/s  %s\n",
                static_cast<int>(batch),
                static_cast<double>(flops_of_forward(batch)) / t.ms / 1e6,
                static_cast<double>(bytes_of_forward(batch)) / t.ms / 1e6,
                t.verdict());
  }
  CHECK(intensity_of_forward(64) > 40 * intensity_of_forward(1));
}

TT_CASE("03.S3/calls",
        "one forward makes the predicted number of virtual calls",
        .what = "containers and layers that count their calls",
        .why = "every layer, containers too, is called through its table of functions",
        .learn = "one call for each node of the tree") {
  Counting<Sequential> inner{};
  inner.add(Counting<Linear>(2, 2)).add(Counting<Dropout>(0.5f));
  Counting<Sequential> model{};
  model.add(Counting<Linear>(2, 2)).add(inner).add(Counting<Linear>(2, 2));
  calls = 0;
  model(Tensor::ones({1, 2}));
  CHECK(virtual_calls_of_forward() == calls);
}

TT_CASE("03.S3/speed",
        "virtual and direct calls are timed; the times decide nothing",
        .what = "a million calls of a layer that does nothing",
        .why = "people avoid virtual calls for their cost: here it is",
        .learn = "about a nanosecond: it matters where a call does less than some 100 operations") {
  constexpr int kCalls = 125000;  // a million in all
  Nothing layer;
  Layer* volatile unknown = &layer;  // or the compiler finds out what is behind it
  const Tensor x = Tensor::ones({1});
  std::int64_t same = 0;
  const auto all = [&](auto call) {
    return test::time_of([&] {
      for (int i = 0; i < kCalls; ++i) same += call().is_same(x);
    });
  };
  test::print_time("125,000 virtual calls", all([&] { return unknown->forward(x); }));
  test::print_time("125,000 direct calls", all([&] { return layer.Nothing::forward(x); }));
  CHECK(same == 2 * test::timed_runs() * kCalls);
  CHECK(virtual_calls_of_forward() > 0);
}
