#include "tinytorch/storage.hpp"

#include <new>
#include <string>

#include "tinytorch/detail/pool.hpp"
#include "tinytorch/error.hpp"

namespace tinytorch {
namespace {

constinit std::atomic<std::int64_t> g_current{0};
constinit std::atomic<std::int64_t> g_peak{0};
constinit std::atomic<std::int64_t> g_total{0};
constinit std::atomic<std::int64_t> g_allocations{0};

void raise_peak(std::int64_t now) noexcept {
  std::int64_t peak = g_peak.load(std::memory_order_relaxed);
  while (now > peak && !g_peak.compare_exchange_weak(peak, now, std::memory_order_relaxed)) {
  }
}

// Header and bytes, rounded up so that blocks stay aligned to 64.
std::int64_t block_bytes(std::int64_t bytes) noexcept {
  return static_cast<std::int64_t>(sizeof(Storage)) + (bytes + 63) / 64 * 64;
}

}  // namespace

detail::Ref<Storage> Storage::allocate(std::int64_t bytes) {
  constexpr std::int64_t kMost = std::int64_t{1} << 46;
  if (bytes < 0 || bytes > kMost) {
    throw Error(ErrorKind::value,
                4,
                "storage",
                "size is not possible",
                std::to_string(bytes) + " bytes were asked for",
                "check the shape: a size may have overflowed");
  }
  void* block = nullptr;
  try {
    block = detail::pool_allocate(block_bytes(bytes));
  } catch (const std::bad_alloc&) {
    throw Error(ErrorKind::value,
                4,
                "storage",
                "the system has no more memory",
                std::to_string(bytes) + " bytes were asked for, " +
                    std::to_string(memory_stats().current_bytes) + " are held by tensors",
                "use smaller batches or drop tensors that are no longer needed");
  }
  raise_peak(detail::bump<std::int64_t>(g_current, bytes));
  detail::bump<std::int64_t>(g_total, bytes);
  detail::bump<std::int64_t>(g_allocations, 1);
  return detail::Ref<Storage>(::new (block) Storage(bytes));
}

void Storage::dispose(Storage* storage) noexcept {
  const std::int64_t bytes = storage->bytes_;
  storage->~Storage();
  detail::pool_release(storage, block_bytes(bytes));
  detail::bump<std::int64_t>(g_current, -bytes);
}

MemoryStats memory_stats() noexcept {
  return {.current_bytes = g_current.load(std::memory_order_relaxed),
          .peak_bytes = g_peak.load(std::memory_order_relaxed),
          .total_bytes = g_total.load(std::memory_order_relaxed),
          .allocations = g_allocations.load(std::memory_order_relaxed),
          .system_allocations = detail::pool_system_allocations()};
}

void reset_peak_memory() noexcept {
  g_peak.store(g_current.load(std::memory_order_relaxed), std::memory_order_relaxed);
}

}  // namespace tinytorch
