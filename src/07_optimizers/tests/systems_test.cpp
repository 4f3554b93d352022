// Module 07, part systems: predictions against the counters of memory and of the probe.
#include <cstdio>
#include <memory>

#include "tinytorch/07_systems.hpp"
#include "tinytorch/autograd.hpp"
#include "tinytorch/optimizers.hpp"
#include "tinytorch/probe.hpp"

#include "support/test.hpp"
#include "support/timing.hpp"

using namespace tinytorch;
using namespace tinytorch::systems::m07;

namespace {

Tensor parameter_of(std::int64_t n) {
  Tensor x = Tensor::ones({n});
  x.requires_grad_();
  x.set_grad(Tensor::full({n}, 0.01f));
  return x;
}

// Tensor memory that stays after the first step.
std::int64_t bytes_held(Optimizer& optimizer) {
  const std::int64_t before = memory_stats().current_bytes;
  optimizer.step();
  return memory_stats().current_bytes - before;
}

template <class F>
std::int64_t tensors_made(F&& run) {
  const std::int64_t before = memory_stats().allocations;
  run();
  return memory_stats().allocations - before;
}

struct Bytes : ProbeSink {
  std::int64_t moved = 0;
  void on_event(const ProbeEvent& event) override { moved += event.bytes; }
};

std::int64_t bytes_moved(Optimizer& optimizer) {
  Bytes sink;
  ProbeSink* const before = set_probe(&sink);
  optimizer.step();
  set_probe(before);
  return sink.moved;
}

// Bytes per second of adding one large array to another: read, read, write.
double measured_bandwidth() {
  constexpr std::int64_t n = 4'000'000;
  Tensor to = Tensor::ones({n});
  const Tensor from = Tensor::ones({n});
  const test::Timing t = test::time_of([&] { to.add_(from); });
  return 12.0 * n / (t.ms / 1e3);
}

void print_times(const char* name, Optimizer& optimizer, double expected_ms) {
  const test::Timing t = test::time_of([&] { optimizer.step(); });
  std::printf(
      "  %-10s predicted %7.2f ms, measured %7.2f ms  %s\n", name, expected_ms, t.ms, t.verdict());
}

}  // namespace

TT_CASE("07.S1/memory",
        "the predicted memory is what stays after the first step",
        .what = "a million parameters with SGD, momentum and Adam",
        .why = "for large models the optimizer needs more memory than the weights",
        .learn = "0, 4 and 8 bytes per parameter: 0, 3.81 and 7.63 MB") {
  constexpr std::int64_t n = 1'000'000;
  SGD sgd({parameter_of(n)}), momentum({parameter_of(n)}, {.momentum = 0.9});
  Adam adam({parameter_of(n)});
  CHECK(bytes_held_by_sgd() == bytes_held(sgd));
  CHECK(bytes_held_by_momentum() == bytes_held(momentum));
  CHECK(bytes_held_by_adam() == bytes_held(adam));
}

TT_CASE("07.S2/steady-state",
        "steps after the first make no tensor and ask the system for nothing",
        .what = "ten more steps of SGD, momentum, Adam and AdamW",
        .why = "an allocation per step and parameter costs more than small steps themselves",
        .learn = "state is made once and written in place",
        .mistake = "W0013") {
  SGD sgd({parameter_of(100)}), momentum({parameter_of(100)}, {.momentum = 0.9});
  Adam adam({parameter_of(100)});
  AdamW adamw({parameter_of(100)});
  for (Optimizer* each : std::initializer_list<Optimizer*>{&sgd, &momentum, &adam, &adamw}) {
    each->step();
    const std::int64_t system_before = memory_stats().system_allocations;
    for (int i = 0; i < 10; ++i) {
      CHECK(tensors_made([&] { each->step(); }) == tensors_made_by_fused_step());
    }
    CHECK(memory_stats().system_allocations == system_before);
  }
}

TT_CASE("07.S2/temporaries-of-momentum",
        "the momentum formula written with operators makes the predicted tensors",
        .what = "allocations of v = v * mu + g; x = x - v * lr",
        .why = "each operator writes a whole new array",
        .learn = "one result for each operator") {
  Tensor x = Tensor::ones({64}), v = Tensor::ones({64});
  const Tensor g = Tensor::ones({64});
  const float mu = 0.9f, lr = 0.1f;
  CHECK(tensors_made_by_momentum_expression() == tensors_made([&] {
          v = v * mu + g;
          x = x - v * lr;
        }));
}

TT_CASE("07.S2/temporaries-of-adam",
        "the Adam formula written with operators makes the predicted tensors",
        .what = "allocations of the three lines in the header",
        .why = "twelve arrays written and read again, against three in the loop",
        .learn = "that is what one pass over memory saves") {
  Tensor x = Tensor::ones({64}), m = Tensor::ones({64}), v = Tensor::ones({64});
  const Tensor g = Tensor::ones({64});
  const float a = 0.9f, b = 0.1f, c = 0.999f, d = 0.001f, lr = 0.1f, eps = 1e-8f;
  CHECK(tensors_made_by_adam_expression() == tensors_made([&] {
          m = m * a + g * b;
          v = v * c + g * g * d;
          x = x - m * lr / (sqrt(v) + eps);
        }));
}

TT_CASE("07.S3/bytes",
        "the predicted bytes are those that the probe reports",
        .what = "bytes moved per parameter, from a step on 1,000",
        .why = "a step is limited by memory, not by arithmetic",
        .learn = "12, 20 and 28: count what is read and what is written") {
  constexpr std::int64_t n = 1'000;
  SGD sgd({parameter_of(n)}), momentum({parameter_of(n)}, {.momentum = 0.9});
  Adam adam({parameter_of(n)});
  CHECK(bytes_moved_by_sgd() * n == bytes_moved(sgd));
  CHECK(bytes_moved_by_momentum() * n == bytes_moved(momentum));
  CHECK(bytes_moved_by_adam() * n == bytes_moved(adam));
}

TT_CASE("07.S3/prediction",
        "the time of a step is its bytes divided by the bandwidth",
        .what = "predicted_ms for round numbers; times of 1,000,000 parameters are printed",
        .why = "a roof tells how far from the best possible a loop is",
        .learn = "10^6 parameters, 20 bytes, 10 GB/s: 2 ms") {
  expect_near(predicted_ms(1'000'000, 20, 10e9), 2, kArith);
  expect_near(predicted_ms(1'000, 28, 1e6), 28, kArith);
  constexpr std::int64_t n = 1'000'000;
  const double bandwidth = measured_bandwidth();
  SGD sgd({parameter_of(n)}), momentum({parameter_of(n)}, {.momentum = 0.9});
  Adam adam({parameter_of(n)});
  print_times("SGD", sgd, predicted_ms(n, bytes_moved_by_sgd(), bandwidth));
  print_times("momentum", momentum, predicted_ms(n, bytes_moved_by_momentum(), bandwidth));
  print_times("Adam", adam, predicted_ms(n, bytes_moved_by_adam(), bandwidth));
}
