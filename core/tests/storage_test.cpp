#include "tinytorch/storage.hpp"

#include <algorithm>
#include <cstdint>
#include <thread>
#include <vector>

#include "tinytorch/detail/pool.hpp"

#include "support/test.hpp"

using namespace tinytorch;

namespace {

using Block = detail::Ref<Storage>;

bool aligned(const Block& block) {
  return reinterpret_cast<std::uintptr_t>(block->as<float>()) % 64 == 0;
}

}  // namespace

TT_CASE("00.storage/bytes",
        "a storage has the bytes asked for, aligned to 64",
        .what = "sizes of 0 to 5,000 bytes, and 10 MB",
        .why = "vector loads want aligned rows",
        .learn = "64 bytes are one cache line") {
  for (const std::int64_t bytes : {0, 1, 4, 63, 64, 65, 1000, 1024, 1025, 5000, 10000000}) {
    const Block block = Storage::allocate(bytes);
    CHECK(block->bytes() == bytes);
    CHECK(aligned(block));
    std::fill_n(block->as<unsigned char>(), bytes, static_cast<unsigned char>(7));
  }
}

TT_CASE("00.storage/shared",
        "copies of a reference share one storage, which goes with the last",
        .what = "counts and held bytes",
        .why = "views of a tensor look at the same memory",
        .learn = "who is last turns off the light") {
  const std::int64_t before = memory_stats().current_bytes;
  Block a = Storage::allocate(400);
  Block b = a;
  CHECK(a == b);
  CHECK(a->use_count() == 2);
  a.reset();
  CHECK(memory_stats().current_bytes == before + 400);
  CHECK(b->use_count() == 1);
  b.reset();
  CHECK(memory_stats().current_bytes == before);
}

TT_CASE("00.storage/moves",
        "moving a reference neither copies nor counts",
        .what = "move construction, move assignment and self-assignment",
        .why = "returning a tensor should cost a pointer",
        .learn = "after a move the source holds nothing") {
  Block a = Storage::allocate(4);
  const Storage* const object = a.get();
  Block b = std::move(a);
  CHECK(b.get() == object);
  CHECK(b->use_count() == 1);
  Block& alias = b;
  b = alias;
  CHECK(b->use_count() == 1);
  Block c;
  CHECK(!c);
  c = std::move(b);
  CHECK(c.get() == object);
}

TT_CASE("00.storage/statistics",
        "the counters follow every storage",
        .what = "current, peak, total and number over two storages",
        .why = "lessons measure memory with them",
        .learn = "the peak is what a machine must have") {
  reset_peak_memory();
  const MemoryStats before = memory_stats();
  { const Block a = Storage::allocate(1000), b = Storage::allocate(500); }
  { const Block c = Storage::allocate(200); }
  const MemoryStats after = memory_stats();
  CHECK(after.current_bytes == before.current_bytes);
  CHECK(after.peak_bytes == before.current_bytes + 1500);
  CHECK(after.total_bytes == before.total_bytes + 1700);
  CHECK(after.allocations == before.allocations + 3);
  reset_peak_memory();
  CHECK(memory_stats().peak_bytes == memory_stats().current_bytes);
}

TT_CASE("00.storage/pooled",
        "repeating a pattern of sizes asks the system for nothing new",
        .what = "100 rounds of eight sizes after a first one",
        .why = "a training step repeats its shapes thousands of times",
        .learn = "give back to the pool, take from the pool") {
  const auto round = [] {
    std::vector<Block> blocks;
    for (const std::int64_t bytes : {40, 64, 100, 1000, 4096, 5000, 100000, 3000000})
      blocks.push_back(Storage::allocate(bytes));
  };
  round();
  const std::int64_t before = memory_stats().system_allocations;
  for (int i = 0; i < 100; ++i) round();
  CHECK(memory_stats().system_allocations == before);
}

TT_CASE("00.storage/version",
        "the version rises with every announced write",
        .what = "two bumps",
        .why = "autograd refuses values that changed after they were saved",
        .learn = "a counter is the cheapest way to notice change") {
  const Block block = Storage::allocate(4);
  const std::uint64_t before = block->version();
  block->bump_version();
  block->bump_version();
  CHECK(block->version() == before + 2);
}

TT_CASE("00.storage/size-error",
        "sizes that cannot be are refused before anything is counted",
        .what = "a negative size and one of 2^60 bytes",
        .why = "a shape that overflowed leads here",
        .learn = "error 4 names the bytes") {
  const MemoryStats before = memory_stats();
  expect_error(4, [] { Storage::allocate(-8); }, {"-8 bytes"});
  expect_error(4, [] { Storage::allocate(std::int64_t{1} << 60); }, {"1152921504606846976 bytes"});
  CHECK(memory_stats().current_bytes == before.current_bytes);
  CHECK(memory_stats().allocations == before.allocations);
}

TT_CASE("00.storage/threads",
        "storages can be made in one thread and dropped in another",
        .what = "four threads that hand 500 blocks each to the main thread",
        .why = "data loading makes batches in workers",
        .learn = "memory belongs to the process, not to a thread") {
  const std::int64_t before = memory_stats().current_bytes;
  std::vector<std::vector<Block>> made(4);
  std::vector<std::thread> workers;
  workers.reserve(made.size());
  for (auto& mine : made) {
    workers.emplace_back([&mine] {
      for (int i = 0; i < 500; ++i) mine.push_back(Storage::allocate(64 + i * 16));
    });
  }
  for (std::thread& worker : workers) worker.join();
  std::vector<void*> places;
  for (const auto& mine : made) {
    for (const Block& block : mine) places.push_back(block.get());
  }
  std::ranges::sort(places);
  CHECK(std::ranges::adjacent_find(places) == places.end());
  made.clear();
  CHECK(memory_stats().current_bytes == before);
}

TT_CASE("00.storage/pool-sizes",
        "blocks of all sizes are distinct and keep what is written",
        .what = "blocks of 1 to 3,000 bytes, filled with their number",
        .why = "a size class that is too small would let neighbours overlap",
        .learn = "round sizes up, never down") {
  std::vector<unsigned char*> blocks;
  for (std::int64_t bytes = 1; bytes <= 3000; ++bytes) {
    auto* block = static_cast<unsigned char*>(detail::pool_allocate(bytes));
    std::fill_n(block, bytes, static_cast<unsigned char>(bytes % 251));
    blocks.push_back(block);
  }
  std::int64_t damaged = 0;
  for (std::int64_t bytes = 1; bytes <= 3000; ++bytes) {
    unsigned char* block = blocks[static_cast<std::size_t>(bytes - 1)];
    damaged += std::count(block, block + bytes, static_cast<unsigned char>(bytes % 251)) != bytes;
    detail::pool_release(block, bytes);
  }
  CHECK(damaged == 0);
}
