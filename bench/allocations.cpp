// Counts what reaches the heap.
#include <atomic>
#include <cstdlib>
#include <new>

#include "timing.hpp"

namespace {
std::atomic<std::int64_t> g_count{0};

void* counted(std::size_t bytes, std::size_t align) {
  g_count.fetch_add(1, std::memory_order_relaxed);
  void* block = align > __STDCPP_DEFAULT_NEW_ALIGNMENT__
                    ? std::aligned_alloc(align, (bytes + align - 1) / align * align)
                    : std::malloc(bytes);
  if (block == nullptr) throw std::bad_alloc();
  return block;
}
}  // namespace

void* operator new(std::size_t bytes) {
  return counted(bytes, 0);
}
void* operator new(std::size_t bytes, std::align_val_t align) {
  return counted(bytes, static_cast<std::size_t>(align));
}
void operator delete(void* block) noexcept {
  std::free(block);
}
void operator delete(void* block, std::size_t) noexcept {
  std::free(block);
}
void operator delete(void* block, std::align_val_t) noexcept {
  std::free(block);
}
void operator delete(void* block, std::size_t, std::align_val_t) noexcept {
  std::free(block);
}

std::int64_t tinytorch::bench::heap_allocations() noexcept {
  return g_count.load(std::memory_order_relaxed);
}
