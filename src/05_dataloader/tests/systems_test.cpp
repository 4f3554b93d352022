#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <new>
#include <thread>

#include "tinytorch/05_systems.hpp"
#include "tinytorch/data.hpp"

#include "sets.hpp"
#include "support/rounds.hpp"
#include "support/test.hpp"
#include "support/timing.hpp"

using namespace tinytorch;
using namespace tinytorch::test;
using namespace tinytorch::systems::m05;

namespace {

constexpr const char* kThreads = "/proc/self/task";

std::int64_t live_threads() {
  std::int64_t threads = 0;
  for ([[maybe_unused]] const auto& thread : std::filesystem::directory_iterator(kThreads))
    ++threads;
  return threads;
}

// The system may need a moment to see that a joined thread is gone, a worker to put its last batch
// away.
template <class Condition>
bool eventually(Condition holds) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(5);
  while (!holds() && std::chrono::steady_clock::now() < end) std::this_thread::yield();
  return holds();
}

// Returns when the workers do not begin samples any more.
void wait_until_full(const WatchedSet& set) {
  while (set.soon_begun(set.begun() + 1)) {
  }
}

void wait_2_ms(const WatchedSet&, std::int64_t) {
  std::this_thread::sleep_for(std::chrono::milliseconds(2));
}

void compute(const WatchedSet&, std::int64_t i) {
  Generator generator(static_cast<std::uint64_t>(i));
  for (int k = 0; k < 200'000; ++k) generator.next_u64();
}

void print_speed_up(const char* what, const std::shared_ptr<const Dataset>& set, double predicted) {
  DataLoader one(set, {.num_workers = 1}), two(set, {.num_workers = 2});
  const Timing slow = time_of([&] { collect(one); }), fast = time_of([&] { collect(two); });
  const char* verdict = slow.noise > fast.noise ? slow.verdict() : fast.verdict();
  std::printf("  %-28s %9.2f times as fast, predicted %.0f  %s\n",
              what,
              slow.ms / fast.ms,
              predicted,
              verdict);
}

// Two threads, each adding a million to its own counter.
double count_ms(std::int64_t distance) {
  alignas(64) static char memory[256];
  const auto count = [](char* where) {
    auto& counter = *new (where) std::atomic<std::int64_t>(0);
    for (int i = 0; i < 1'000'000; ++i) counter.fetch_add(1, std::memory_order_relaxed);
  };
  const Timing timing = time_of([&] {
    std::thread other(count, memory + distance);
    count(memory);
    other.join();
  });
  print_time(distance < 64 ? "counters on one line" : "counters on two lines", timing);
  return timing.ms;
}

bool same_line(std::uintptr_t a, std::uintptr_t b) {
  return a / 64 == b / 64;
}

}  // namespace

TT_CASE("05.S1/threads-end",
        "passes left half-way leave no thread behind",
        .what = "threads of the process before, during and after many passes with 2 workers",
        .why = "a thread that nobody joins keeps its memory until the program ends",
        .learn = "what the constructor starts, the destructor ends") {
  if (!std::filesystem::exists(kThreads))
    skip("this system does not list the threads of a process");
  DataLoader loader(numbered(50), {.batch_size = 2, .num_workers = 2});
  const std::int64_t before = live_threads();
  std::int64_t during = 0;
  for (int pass = 0; pass < rounds(300); ++pass) {
    auto it = loader.begin();
    ++it;
    if (pass == 0) during = live_threads();
  }
  CHECK(during <= before + threads_of_pass(2));
  CHECK(threads_of_pass(2) == 2);
  CHECK(eventually([&] { return live_threads() == before; }));
}

TT_CASE("05.S1/threads-of-pass",
        "each worker is one thread, from begin() to the end of the iterator",
        .what = "threads added by passes whose workers face a full queue",
        .why = "threads are memory and work for the system",
        .learn = "no workers, no threads") {
  if (!std::filesystem::exists(kThreads))
    skip("this system does not list the threads of a process");
  const std::int64_t before = live_threads();
  for (const int workers : {0, 1, 3}) {
    DataLoader loader(numbered(500), {.num_workers = workers});
    const auto it = loader.begin();
    CHECK(eventually([&] { return live_threads() - before == threads_of_pass(workers); }));
  }
}

TT_CASE("05.S1/queue-bytes",
        "the queue holds as many batches as was predicted",
        .what = "tensor bytes alive when 2 workers × 3 batches are ahead, and after the pass",
        .why = "batches of images are large: this is the memory that loading needs",
        .learn = "num_workers × prefetch_factor, and the one in use") {
  const auto set = std::make_shared<WatchedSet>(200);
  DataLoader loader(set, {.batch_size = 4, .num_workers = 2, .prefetch_factor = 3});
  const std::int64_t before = memory_stats().current_bytes;
  const auto batches = [&] { return (memory_stats().current_bytes - before) / 16; };
  {
    const auto it = loader.begin();
    wait_until_full(*set);
    CHECK(eventually([&] { return batches() == batches_alive(2, 3); }));
    CHECK(set->begun() == 4 * batches_alive(2, 3));
  }
  CHECK(batches() == 0);
}

TT_CASE("05.S2/in-flight",
        "two workers draw two samples at once",
        .what = "the most samples in work at the same moment with 0, 1 and 2 workers",
        .why = "waiting in parallel is what makes loading faster",
        .learn = "as many as there are threads that draw") {
  for (const int workers : {0, 1}) {
    const auto set = std::make_shared<WatchedSet>(6);
    DataLoader loader(set, {.num_workers = workers});
    CHECK(collect(loader) == Floats{0, 1, 2, 3, 4, 5});
    CHECK(set->most_at_once() == samples_in_flight(workers));
  }
  const auto set = std::make_shared<WatchedSet>(6, [](const WatchedSet& watched, std::int64_t i) {
    if (i < 2) watched.wait_at_once(2);
  });
  DataLoader loader(set, {.num_workers = 2});
  CHECK(collect(loader) == Floats{0, 1, 2, 3, 4, 5});
  CHECK(set->most_at_once() == samples_in_flight(2));
}

TT_CASE("05.S2/speed-up",
        "waits overlap always, computations only on separate cores",
        .what = "a pass over samples that wait 2 ms, or compute, with 1 worker and with 2",
        .why = "more workers than cores help only while they wait",
        .learn = "the times are printed beside the prediction and decide nothing") {
  CHECK(speed_up_of_waiting() == 2);
  CHECK(speed_up_of_computing(1) == 1);
  CHECK(speed_up_of_computing(8) == 2);
  const auto cores = static_cast<int>(std::thread::hardware_concurrency());
  print_speed_up(
      "samples that wait", std::make_shared<WatchedSet>(8, wait_2_ms), speed_up_of_waiting());
  print_speed_up("samples that compute",
                 std::make_shared<WatchedSet>(8, compute),
                 speed_up_of_computing(cores));
}

TT_CASE(
    "05.S3/safe-distance",
    "counters at that distance never share a cache line",
    .what = "cache lines of two counters, computed from addresses, for every place of the first",
    .why = "two cores that write one line hand it to and fro",
    .learn = "one line further is enough, less is not") {
  alignas(64) char memory[256] = {};
  const auto base = reinterpret_cast<std::uintptr_t>(memory);
  const auto distance = static_cast<std::uintptr_t>(safe_distance());
  std::int64_t shared = 0, shared_when_closer = 0;
  for (std::uintptr_t at = base; at < base + 64; at += 8) {
    shared += same_line(at, at + distance);
    shared_when_closer += same_line(at, at + distance - 8);
  }
  CHECK(shared == 0);
  CHECK(shared_when_closer > 0);
}

TT_CASE("05.S3/times",
        "two counters are timed on one line and on two",
        .what = "two threads, a million additions each",
        .why = "this trap is found in real thread pools",
        .learn = "the times are printed and decide nothing") {
  const double one_line = count_ms(8), two_lines = count_ms(safe_distance());
  std::printf("  on one line it takes %.1f times as long\n", one_line / two_lines);
  CHECK(safe_distance() == 64);
}
