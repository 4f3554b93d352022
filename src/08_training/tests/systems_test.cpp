// Module 08, part systems: predictions against probe, counters and killed processes.
#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "tinytorch/08_systems.hpp"
#include "tinytorch/autograd.hpp"
#include "tinytorch/probe.hpp"
#include "tinytorch/training.hpp"

#include "crash.hpp"
#include "models.hpp"
#include "support/rounds.hpp"
#include "support/temp.hpp"
#include "support/test.hpp"
#include "support/timing.hpp"

using namespace tinytorch;
using namespace tinytorch::test;
using namespace tinytorch::systems::m08;

namespace {

struct Flops : ProbeSink {
  std::int64_t sum = 0;
  void on_event(const ProbeEvent& event) override { sum += event.flops; }
};

template <class F>
std::int64_t flops_of(F&& run) {
  Flops sink;
  ProbeSink* const before = set_probe(&sink);
  run();
  set_probe(before);
  return sink.sum;
}

struct Digits {
  Sequential model{Linear(64, 32), ReLU(), Linear(32, 10)};
  SGD optimizer{model.parameters(), {.lr = 0.1, .momentum = 0.9}};
  CrossEntropyLoss loss{};
  Tensor x, y;

  explicit Digits(std::int64_t B) : x(Tensor::rand({B, 64})), y(Tensor::randint(0, 10, {B})) {}
  Tensor forward() { return loss(model(x), y); }
};

// Bytes that the graph of a forward pass over B samples saves; the loss itself does not count.
std::int64_t saved_by_forward(std::int64_t B) {
  Digits digits(B);
  const std::int64_t before = saved_bytes();
  const Tensor loss = digits.forward();
  return saved_bytes() - before - digits.x.memory_footprint();
}

std::int64_t gradient_bytes(std::int64_t B, int batches) {
  Digits digits(B);
  for (int i = 0; i < batches; ++i) digits.forward().backward();
  std::int64_t bytes = 0;
  for (const Tensor& p : digits.model.parameters()) bytes += p.grad().storage_bytes();
  return bytes;
}

std::int64_t peak_of_step(std::int64_t B, int batches) {
  Digits digits(B);
  const std::int64_t before = memory_stats().current_bytes;
  reset_peak_memory();
  for (int i = 0; i < batches; ++i) digits.forward().backward();
  return memory_stats().peak_bytes - before;
}

}  // namespace

TT_CASE("08.S1/flops",
        "the predicted flops are those that the probe counts",
        .what = "forward, backward and step of the 64-32-10 network at batch 32",
        .why = "the rule of thumb says backward costs twice forward; here it does not",
        .learn = "4,736 and 5,376: the pictures need no gradient") {
  constexpr std::int64_t B = 32;
  Digits digits(B);
  Tensor loss;
  CHECK(flops_of([&] { loss = digits.forward(); }) == B * flops_of_forward());
  CHECK(flops_of([&] { loss.backward(); }) == B * flops_of_backward());
  CHECK(flops_of([&] { digits.optimizer.step(); }) == B * flops_of_optimizer());
  expect_near(backward_by_forward(), 1.135, {.atol = 1e-3});
}

TT_CASE("08.S1/times",
        "the times of the three parts are printed beside their flops",
        .what = "forward, backward and step at batch 32",
        .why = "flops are not all: small ops pay for their bookkeeping, steps for bytes",
        .learn = "compare the shares of time with those of flops") {
  Digits digits(32);
  Tensor loss = digits.forward();
  const Timing forward = time_of([&] { loss = digits.forward(); });
  const Timing both = time_of([&] { digits.forward().backward(); });
  print_time("forward", forward);
  print_time("forward and backward", both);
  print_time("optimizer", time_of([&] { digits.optimizer.step(); }));
  CHECK(flops_of_forward() + flops_of_backward() == 10'112);
}

TT_CASE("08.S2/activations",
        "a batch of 256 saves as many times more as predicted than one of 32",
        .what = "saved_bytes of one forward pass each; peaks of a whole window are printed",
        .why = "memory limits the batch, accumulation goes round that limit",
        .learn = "what is saved grows with the batch: 8 to 1") {
  const auto fixed = saved_by_forward(32) * 2 - saved_by_forward(64);  // the weights
  const auto at_32 = static_cast<double>(saved_by_forward(32) - fixed);
  const auto at_256 = static_cast<double>(saved_by_forward(256) - fixed);
  CHECK(ratio_of_activations() == at_256 / at_32);
  std::printf("  peak of one batch of 256: %lld bytes, of 8 batches of 32: %lld bytes\n",
              static_cast<long long>(peak_of_step(256, 1)),
              static_cast<long long>(peak_of_step(32, 8)));
}

TT_CASE("08.S2/gradients",
        "gradients need the same memory either way",
        .what = "bytes of all gradients after one batch of 256 and after 8 of 32",
        .why = "accumulation adds up in place",
        .learn = "one gradient per parameter") {
  CHECK(ratio_of_gradients() ==
        static_cast<double>(gradient_bytes(256, 1)) / static_cast<double>(gradient_bytes(32, 8)));
}

namespace {

struct Crash {};

// Files as they are on a disk: names refer to contents, writing goes through a buffer.
class Disk {
 public:
  explicit Disk(int actions) : left_(actions) {}

  // Throws Crash before the action that is one too many. What is not flushed is lost then.
  void run(const std::vector<SaveStep>& steps) {
    for (const SaveStep step : steps) {
      act();
      if (step == SaveStep::write_target) open(target_);
      if (step == SaveStep::write_beside) open(beside_ = std::make_shared<std::string>());
      if (step == SaveStep::rename_over_target && beside_ != nullptr) target_ = beside_;
      if (step == SaveStep::flush && open_ != nullptr) flush();
    }
  }
  const std::string& contents() const { return *target_; }
  int left() const { return left_; }

 private:
  using File = std::shared_ptr<std::string>;

  void act() {
    if (left_-- == 0) throw Crash{};
  }
  void open(const File& file) {
    open_ = file;
    open_->clear();
  }
  void flush() {
    for (const char c : std::string("new contents")) {
      act();
      *open_ += c;
    }
  }

  File target_ = std::make_shared<std::string>("old contents"), beside_{}, open_{};
  int left_;
};

}  // namespace

TT_CASE("08.S3/order",
        "a crash between any two actions leaves the old contents or the new ones",
        .what = "the steps of safe_save() on a small model of a disk, cut off everywhere",
        .why = "power fails without asking",
        .learn = "write beside, flush, rename") {
  Disk whole(1'000);
  whole.run(safe_save());
  CHECK(whole.contents() == "new contents");
  const int actions = 1'000 - whole.left();
  for (int crash_at = 0; crash_at < actions; ++crash_at) {
    Disk disk(crash_at);
    CHECK_THROWS_AS(disk.run(safe_save()), Crash);
    CHECK((disk.contents() == "old contents" || disk.contents() == "new contents"));
  }
}

#ifdef TT_CAN_FORK
TT_CASE("08.S3/checkpoints",
        "a process killed while it saves checkpoints leaves a whole one",
        .what = "a child that saves two checkpoints in turn, killed at random moments",
        .why = "long training on shared machines is killed all the time",
        .learn = "save_checkpoint writes beside, flushes, renames") {
  const TempDir folder;
  Sequential model = small_model(1), other = small_model(2);
  SGD optimizer(model.parameters()), other_optimizer(other.parameters());
  const CrossEntropyLoss loss;
  Trainer a(model, optimizer, loss), b(other, other_optimizer, loss);
  a.save_checkpoint(folder / "a");
  b.save_checkpoint(folder / "b");
  a.save_checkpoint(folder / "c");
  Generator moments(3);
  for (int i = 0; i < rounds(50); ++i) {
    run_and_kill(
        [&] {
          for (;;) {
            a.save_checkpoint(folder / "c");
            b.save_checkpoint(folder / "c");
          }
        },
        moments.below(8'000));
    const std::string found = folder.read("c");
    CHECK((found == folder.read("a") || found == folder.read("b")));
  }
  a.load_checkpoint(folder / "c");
  CHECK(safe_save().back() == SaveStep::rename_over_target);
}
#endif
