// core: the memory under a tensor, and the counters that know how much of it there is.
#pragma once

#include <atomic>
#include <cstdint>

#include "tinytorch/detail/ref.hpp"

namespace tinytorch {

/// One block of bytes, aligned to 64, shared through `detail::Ref<Storage>`.
/// The header and the bytes are one pooled block. Contents start uninitialised.
/// Thread-safety: the count is safe; who writes the bytes must be the only one doing so.
class alignas(64) Storage : public detail::Counted {
 public:
  /// Errors: TT-L0004 if `bytes` is negative or the system has no more memory.
  /// Cost: one pooled allocation.
  static detail::Ref<Storage> allocate(std::int64_t bytes);
  static void dispose(Storage* storage) noexcept;

  Storage(const Storage&) = delete;
  Storage& operator=(const Storage&) = delete;

  template <class T>
  T* as() noexcept {
    return reinterpret_cast<T*>(this + 1);
  }
  std::int64_t bytes() const noexcept { return bytes_; }

  /// Rises with every write through a tensor, so that autograd notices changed saved values.
  std::uint64_t version() const noexcept { return version_.load(std::memory_order_relaxed); }
  void bump_version() noexcept { detail::bump<std::uint64_t>(version_, 1); }

 private:
  explicit Storage(std::int64_t bytes) noexcept : bytes_(bytes) {}

  std::int64_t bytes_;
  std::atomic<std::uint64_t> version_{0};
};

/// What the storages of this process hold and have held. Units: bytes, and numbers of events.
struct MemoryStats {
  std::int64_t current_bytes = 0;       // held now
  std::int64_t peak_bytes = 0;          // most held at once since start or reset_peak_memory
  std::int64_t total_bytes = 0;         // asked for so far
  std::int64_t allocations = 0;         // Storage objects made so far
  std::int64_t system_allocations = 0;  // requests to the system: pooled blocks are reused
};
MemoryStats memory_stats() noexcept;

/// Sets the peak to what is held now.
void reset_peak_memory() noexcept;

}  // namespace tinytorch
