// core: recycled memory blocks, so that a training step in its steady state asks the system for
// nothing. Needs nothing.
#pragma once

#include <cstddef>
#include <cstdint>

namespace tinytorch::detail {

/// A block of at least `bytes`, aligned to 64 if `bytes` is a multiple of 64, else to 16.
/// Errors: std::bad_alloc after the caches were emptied and the system still refused.
/// Cost: a few nanoseconds from the calling thread's cache. Thread-safe.
void* pool_allocate(std::int64_t bytes);

/// Gives a block back; `bytes` must be what was asked for. Any thread may do so.
void pool_release(void* block, std::int64_t bytes) noexcept;

/// Blocks and slabs obtained from the system so far.
std::int64_t pool_system_allocations() noexcept;

/// Base that makes `new` and `delete` of a class use the pool.
template <class T>
class Pooled {
 public:
  static void* operator new(std::size_t bytes) {
    return pool_allocate(static_cast<std::int64_t>(bytes));
  }
  static void operator delete(void* block, std::size_t bytes) noexcept {
    pool_release(block, static_cast<std::int64_t>(bytes));
  }

 private:
  Pooled() = default;
  friend T;
};

}  // namespace tinytorch::detail
