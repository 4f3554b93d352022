// Workers that make batches ahead, and the bounded queue between them and the user.
#include <utility>

#include "tinytorch/detail/loading.hpp"

namespace tinytorch::detail {

Prefetcher::Prefetcher(Epoch epoch, int num_workers, int prefetch_factor)
    : epoch_(std::move(epoch)),
      slots_(static_cast<std::size_t>(num_workers) * static_cast<std::size_t>(prefetch_factor)) {
  try {
    for (int w = 0; w < num_workers; ++w) threads_.emplace_back(&Prefetcher::run, this);
  } catch (
      ...) {  // the system has no thread left: a destructor that would join the others never runs
    shut_down();
    throw;
  }
}

Prefetcher::~Prefetcher() {
  shut_down();
}

void Prefetcher::shut_down() noexcept {
  {
    const std::lock_guard lock(
        mutex_);  // a worker between its test and its sleep would miss the signal
    stop_ = true;
  }
  room_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void Prefetcher::run() noexcept {
  try {
    while (const auto b = claim()) put(*b, make(*b));
  } catch (...) {
    const std::lock_guard lock(mutex_);
    failure_ = std::current_exception();
    ready_.notify_one();
  }
}

Prefetcher::Slot Prefetcher::make(std::int64_t b) const {
  Slot slot{.full = true};
  try {
    const std::vector<Sample> samples = draw_samples(epoch_, b, stop_);
    if (!stop_) slot.batch = collate(samples);
  } catch (...) {
    slot.error = std::current_exception();
  }
  return slot;
}

std::optional<std::int64_t> Prefetcher::claim() {
  std::unique_lock lock(mutex_);
  // BEGIN SOLUTION 05.4
  const auto finished = [&] { return stop_ || claimed_ == epoch_.batches; };
  room_.wait(lock, [&] { return finished() || claimed_ - taken_ < capacity(); });
  if (finished()) return std::nullopt;
  return claimed_++;
  // END SOLUTION
}

void Prefetcher::put(std::int64_t b, Slot slot) {
  const std::lock_guard lock(mutex_);
  // BEGIN SOLUTION 05.4
  slot_of(b) = std::move(slot);
  ready_.notify_one();
  // END SOLUTION
}

Batch Prefetcher::next() {
  Slot slot;
  std::unique_lock lock(mutex_);
  // BEGIN SOLUTION 05.4
  Slot& oldest = slot_of(taken_);
  ready_.wait(lock, [&] { return oldest.full || failure_; });
  if (failure_) std::rethrow_exception(failure_);
  slot = std::exchange(oldest, Slot{});
  ++taken_;
  room_.notify_one();
  // END SOLUTION
  lock.unlock();
  if (slot.error) std::rethrow_exception(slot.error);
  return std::move(slot.batch);
}

}  // namespace tinytorch::detail
