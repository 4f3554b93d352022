// core: reference counts that live inside the counted object. Needs nothing.
#pragma once

#include <atomic>
#include <cstdint>
#include <utility>

#if __has_include(<sys/single_threaded.h>)
#include <sys/single_threaded.h>
#endif

namespace tinytorch::detail {

/// True only while the process has never started a second thread; counts may then be plain
/// integers. Source: glibc tells through `__libc_single_threaded`; elsewhere the answer is always
/// no.
inline bool single_threaded() noexcept {
#if __has_include(<sys/single_threaded.h>)
  return __libc_single_threaded != 0;
#else
  return false;
#endif
}

/// Adds `by` to `counter`; atomic only when a second thread can exist. Returns the new value.
template <class T>
T bump(std::atomic<T>& counter, T by) noexcept {
  if (single_threaded()) {
    const T now = static_cast<T>(counter.load(std::memory_order_relaxed) + by);
    counter.store(now, std::memory_order_relaxed);
    return now;
  }
  return static_cast<T>(counter.fetch_add(by, std::memory_order_acq_rel) + by);
}

/// Base of objects that are shared through `Ref`. A copy starts with its own count of zero.
class Counted {
 public:
  Counted() = default;
  Counted(const Counted&) noexcept {}
  Counted& operator=(const Counted&) noexcept { return *this; }

  void add_ref() const noexcept { bump<std::int32_t>(refs_, 1); }
  bool drop_ref() const noexcept { return bump<std::int32_t>(refs_, -1) == 0; }
  std::int32_t use_count() const noexcept { return refs_.load(std::memory_order_relaxed); }

 private:
  mutable std::atomic<std::int32_t> refs_{0};
};

/// Shared ownership of a `Counted` object: 8 bytes, no control block.
/// When the last Ref goes, `T::dispose(object)` is called.
template <class T>
class Ref {
 public:
  Ref() noexcept = default;
  explicit Ref(T* object) noexcept : object_(object) { retain(); }
  Ref(const Ref& other) noexcept : object_(other.object_) { retain(); }
  Ref(Ref&& other) noexcept : object_(std::exchange(other.object_, nullptr)) {}
  ~Ref() { release(); }

  // NOLINTNEXTLINE(bugprone-unhandled-self-assignment): copying first handles it
  Ref& operator=(const Ref& other) noexcept {
    Ref(other).swap(*this);
    return *this;
  }
  Ref& operator=(Ref&& other) noexcept {
    Ref(std::move(other)).swap(*this);
    return *this;
  }

  void swap(Ref& other) noexcept { std::swap(object_, other.object_); }
  void reset() noexcept { Ref().swap(*this); }
  T* get() const noexcept { return object_; }
  T* operator->() const noexcept { return object_; }
  T& operator*() const noexcept { return *object_; }
  explicit operator bool() const noexcept { return object_ != nullptr; }
  friend bool operator==(const Ref& a, const Ref& b) noexcept { return a.object_ == b.object_; }

 private:
  void retain() noexcept {
    if (object_ != nullptr) object_->add_ref();
  }
  void release() noexcept {
    if (object_ != nullptr && object_->drop_ref()) T::dispose(object_);
  }

  T* object_ = nullptr;
};

}  // namespace tinytorch::detail
