// Size classes: every 16 bytes up to 1 KiB, then four per doubling. Each thread keeps its own lists
// of free blocks; what a list holds too much of goes to lists shared under a lock, and from there
// to others.
#include "tinytorch/detail/pool.hpp"

#include <algorithm>
#include <atomic>
#include <bit>
#include <mutex>
#include <new>

#include "tinytorch/detail/ref.hpp"

#if defined(__SANITIZE_ADDRESS__)
#define TT_POISONS 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define TT_POISONS 1
#endif
#endif
#ifdef TT_POISONS
#include <sanitizer/asan_interface.h>
#endif

namespace tinytorch::detail {
namespace {

constexpr std::int64_t kSmallStep = 16;
constexpr std::int64_t kSmallMost = 1024;
constexpr std::int64_t kSmallClasses = kSmallMost / kSmallStep;
constexpr std::int64_t kClasses = kSmallClasses + std::int64_t{4} * 40;
constexpr std::int64_t kSlabBytes = std::int64_t{64} * 1024;
constexpr std::int64_t kThreadMost = std::int64_t{64} << 20;  // cached bytes a class and thread
constexpr std::align_val_t kAlign{64};

struct FreeBlock {
  FreeBlock* next;
};

struct FreeList {
  FreeBlock* head = nullptr;
  std::int64_t count = 0;

  void push(FreeBlock* block) noexcept {
    block->next = head;
    head = block;
    ++count;
  }
  FreeBlock* pop() noexcept {
    FreeBlock* block = head;
    if (block != nullptr) {
      head = block->next;
      --count;
    }
    return block;
  }
};

struct Caches {
  FreeList lists[kClasses];
};

// Never destroyed: static tensors may be released after everything else is gone.
struct Shared {
  std::mutex mutex;
  Caches caches;
};
Shared& shared() {
  static Shared& all = *new Shared;
  return all;
}

enum class Phase : std::uint8_t { fresh, live, dead };
constinit thread_local Caches t_caches{};
constinit thread_local Phase t_phase = Phase::fresh;
constinit std::atomic<std::int64_t> g_system_allocations{0};

// At a thread's end its free blocks go to the shared lists.
struct Janitor {
  Janitor() { t_phase = Phase::live; }
  ~Janitor() {
    t_phase = Phase::dead;
    const std::lock_guard lock(shared().mutex);
    for (std::int64_t c = 0; c < kClasses; ++c) {
      while (FreeBlock* block = t_caches.lists[c].pop()) shared().caches.lists[c].push(block);
    }
  }
};

std::int64_t class_of(std::int64_t bytes) noexcept {
  if (bytes <= kSmallMost) return std::max<std::int64_t>(bytes - 1, 0) / kSmallStep;
  const auto last = static_cast<std::uint64_t>(bytes - 1);
  const std::int64_t log = static_cast<std::int64_t>(std::bit_width(last)) - 1;  // ≥ 10
  const auto quarter = static_cast<std::int64_t>((last >> (log - 2)) & 3);
  return kSmallClasses + 4 * (log - 10) + quarter;
}

std::int64_t class_bytes(std::int64_t c) noexcept {
  if (c < kSmallClasses) return (c + 1) * kSmallStep;
  const std::int64_t log = 10 + (c - kSmallClasses) / 4;
  const std::int64_t quarter = (c - kSmallClasses) % 4;
  return (std::int64_t{1} << log) + (quarter + 1) * (std::int64_t{1} << (log - 2));
}

void* from_system(std::int64_t bytes) {
  void* block = ::operator new(static_cast<std::size_t>(bytes), kAlign);
  bump<std::int64_t>(g_system_allocations, 1);
  return block;
}

void hide([[maybe_unused]] void* block, [[maybe_unused]] std::int64_t bytes) noexcept {
#ifdef TT_POISONS
  // The first bytes stay readable: they hold the list's link.
  const auto keep = static_cast<std::int64_t>(sizeof(FreeBlock));
  __asan_poison_memory_region(static_cast<char*>(block) + keep,
                              static_cast<std::size_t>(bytes - keep));
#endif
}

void show([[maybe_unused]] void* block,
          [[maybe_unused]] std::int64_t bytes,
          [[maybe_unused]] std::int64_t whole) noexcept {
#ifdef TT_POISONS
  __asan_unpoison_memory_region(block, static_cast<std::size_t>(bytes));
  __asan_poison_memory_region(static_cast<char*>(block) + bytes,
                              static_cast<std::size_t>(whole - bytes));
#endif
}

void free_to_system(FreeBlock* block, [[maybe_unused]] std::int64_t c) noexcept {
#ifdef TT_POISONS
  __asan_unpoison_memory_region(block, static_cast<std::size_t>(class_bytes(c)));
#endif
  ::operator delete(static_cast<void*>(block), kAlign);
}

// Slabs are never returned; a class's stride keeps multiples of 64 aligned to 64.
FreeBlock* carve_slab(std::int64_t c, FreeList& rest) {
  const std::int64_t stride = class_bytes(c);
  char* slab = static_cast<char*>(from_system(kSlabBytes));
  for (std::int64_t at = (kSlabBytes / stride - 1) * stride; at > 0; at -= stride) {
    auto* block = ::new (slab + at) FreeBlock{nullptr};
    hide(block, stride);
    rest.push(block);
  }
  return ::new (slab) FreeBlock{nullptr};
}

FreeBlock* take_shared(std::int64_t c) noexcept {
  const std::lock_guard lock(shared().mutex);
  return shared().caches.lists[c].pop();
}

void drop_large_blocks(Caches& caches) noexcept {
  for (std::int64_t c = kSmallClasses; c < kClasses; ++c) {
    while (FreeBlock* block = caches.lists[c].pop()) free_to_system(block, c);
  }
}

FreeBlock* refill(std::int64_t c) {
  if (t_phase == Phase::fresh) static thread_local Janitor janitor;
  if (FreeBlock* block = take_shared(c)) return block;
  if (c < kSmallClasses) {
    if (t_phase == Phase::live) return carve_slab(c, t_caches.lists[c]);
    const std::lock_guard lock(shared().mutex);
    return carve_slab(c, shared().caches.lists[c]);
  }
  try {
    return ::new (from_system(class_bytes(c))) FreeBlock{nullptr};
  } catch (const std::bad_alloc&) {
    drop_large_blocks(t_caches);
    const std::lock_guard lock(shared().mutex);
    drop_large_blocks(shared().caches);
  }
  return ::new (from_system(class_bytes(c))) FreeBlock{nullptr};
}

// Half of an overfull list moves on: to other threads if it holds small blocks, else to the system.
void spill(FreeList& list, std::int64_t c) noexcept {
  const std::lock_guard lock(shared().mutex);
  for (std::int64_t keep = list.count / 2; list.count > keep;) {
    FreeBlock* block = list.pop();
    if (c < kSmallClasses) {
      shared().caches.lists[c].push(block);
    } else {
      free_to_system(block, c);
    }
  }
}

}  // namespace

void* pool_allocate(std::int64_t bytes) {
  const std::int64_t c = class_of(bytes);
  FreeBlock* block = t_caches.lists[c].pop();
  if (block == nullptr) block = refill(c);
  show(block, bytes, class_bytes(c));
  return block;
}

void pool_release(void* memory, std::int64_t bytes) noexcept {
  const std::int64_t c = class_of(bytes);
  show(memory, class_bytes(c), class_bytes(c));
  auto* block = ::new (memory) FreeBlock{nullptr};
  hide(block, class_bytes(c));
  if (t_phase == Phase::dead) {
    const std::lock_guard lock(shared().mutex);
    shared().caches.lists[c].push(block);
    return;
  }
  if (t_phase == Phase::fresh) static thread_local Janitor janitor;
  FreeList& list = t_caches.lists[c];
  list.push(block);
  if (list.count * class_bytes(c) > kThreadMost && list.count > 4) spill(list, c);
}

std::int64_t pool_system_allocations() noexcept {
  return g_system_allocations.load(std::memory_order_relaxed);
}

}  // namespace tinytorch::detail
