// Module 05, given: what the parts of the loader share.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <exception>
#include <iterator>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "tinytorch/data.hpp"

namespace tinytorch::detail {

/// i, or n + i if i is negative. Errors: TT-L0503 if that is no position below n.
std::int64_t checked_sample(const char* op, std::int64_t i, std::int64_t n);

/// Errors: TT-L0501 if the pointer is null.
void check_dataset(const char* op, const std::shared_ptr<const Dataset>& dataset);

/// Everything one pass has to know, fixed when it begins.
struct Epoch {
  std::shared_ptr<const Dataset> dataset;
  std::vector<std::int64_t> order;  // the samples in the order of this epoch
  std::int64_t batch_size = 1;
  std::int64_t batches = 0;
  Generator generator;  // sample i is drawn with generator.fork(1 + i)
};

/// 0 … n-1, shuffled by a copy of `generator` if `shuffle`.
std::vector<std::int64_t> epoch_order(std::int64_t n, bool shuffle, Generator generator);

/// The samples of batch b. Gives up, with fewer of them, once `stop` is set.
std::vector<Sample> draw_samples(const Epoch& epoch, std::int64_t b, const std::atomic<bool>& stop);

/// Field k of the batch is field k of all samples, one after the other along a new axis 0.
/// Errors: TT-L0505 if the samples differ in number of fields or in a shape.
Batch collate(const std::vector<Sample>& samples);

/// Where an iterator gets its batches from.
class BatchSource {
 public:
  virtual ~BatchSource() = default;
  /// The next batch, in order; called at most Epoch::batches times.
  /// Errors: what drawing the batch threw; the call after that goes on with the following batch.
  virtual Batch next() = 0;
};

/// Worker threads that make batches ahead of their use. The finished ones wait in `slots_`, batch b
/// in slot b mod capacity, where capacity = num_workers · prefetch_factor; at most that many are
/// begun but not yet taken. Workers and user sleep on condition variables while there is nothing to
/// do.
class Prefetcher : public BatchSource {
 public:
  Prefetcher(Epoch epoch, int num_workers, int prefetch_factor);
  Prefetcher(const Prefetcher&) = delete;
  Prefetcher& operator=(const Prefetcher&) = delete;
  ~Prefetcher() override;
  Batch next() override;

 private:
  struct Slot {
    bool full = false;
    Batch batch{};
    std::exception_ptr error{};  // instead of the batch, if drawing it threw
  };

  void run() noexcept;  // the body of each worker: claim, make, put until there is no more
  std::optional<std::int64_t>
  claim();                          // the next batch to make, once there is room; none at the end
  Slot make(std::int64_t b) const;  // that batch, or what went wrong
  void put(std::int64_t b, Slot slot);  // hands it over
  void shut_down() noexcept;            // stops and joins the workers
  Slot& slot_of(std::int64_t b) { return slots_[static_cast<std::size_t>(b % capacity())]; }
  std::int64_t capacity() const { return std::ssize(slots_); }

  const Epoch epoch_;
  std::atomic<bool> stop_{false};  // set once, by the destructor
  std::mutex mutex_;               // protects all below but threads_
  std::condition_variable room_;   // signalled when a batch was taken
  std::condition_variable ready_;  // signalled when a batch was put
  std::vector<Slot> slots_;
  std::int64_t claimed_ = 0;          // batches that workers have begun
  std::int64_t taken_ = 0;            // batches that next() has handed out
  std::exception_ptr failure_{};      // set if a worker cannot go on; next() rethrows it
  std::vector<std::thread> threads_;  // last, so that they start when all else is there
};

}  // namespace tinytorch::detail
