// Data sets for the tests of module 05.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <vector>

#include "tinytorch/data.hpp"

#include "support/test.hpp"

namespace tinytorch::test {

/// n samples {image, label}: the image is a (2) tensor {i, 10·i}, the label is i.
inline std::shared_ptr<const Dataset> numbered(std::int64_t n) {
  Tensor images = Tensor::empty({n, 2}), labels = Tensor::empty({n});
  for (std::int64_t i = 0; i < n; ++i) {
    images.set_({i, 0}, static_cast<float>(i));
    images.set_({i, 1}, static_cast<float>(10 * i));
    labels.set_({i}, static_cast<float>(i));
  }
  return std::make_shared<TensorDataset>(std::vector<Tensor>{images, labels});
}

/// Sample i is {i} for `get` and {a random number} for `draw`.
class RandomSet : public Dataset {
 public:
  explicit RandomSet(std::int64_t n) : n_(n) {}
  std::int64_t size() const override { return n_; }
  Sample get(std::int64_t i) const override { return {tensor(i)}; }
  Sample draw(std::int64_t, Generator& generator) const override {
    return {tensor(generator.uniform())};
  }

 private:
  std::int64_t n_;
};

/// Like numbered(n) with one field, but one sample throws.
class BrokenSet : public Dataset {
 public:
  BrokenSet(std::int64_t n, std::int64_t broken) : n_(n), broken_(broken) {}
  std::int64_t size() const override { return n_; }
  Sample get(std::int64_t i) const override {
    if (i == broken_) throw std::runtime_error("sample " + std::to_string(i) + " is broken");
    return {tensor(i)};
  }

 private:
  std::int64_t n_, broken_;
};

/// Counts the samples that were begun and those in work at once; `work` is called within each.
class WatchedSet : public Dataset {
 public:
  using Work = void (*)(const WatchedSet&, std::int64_t i);
  explicit WatchedSet(
      std::int64_t n, Work work = [](const WatchedSet&, std::int64_t) {})
      : n_(n), work_(work) {}

  std::int64_t size() const override { return n_; }
  Sample get(std::int64_t i) const override {
    change([&] { ++begun_, ++working_, most_ = std::max(most_, working_); });
    work_(*this, i);
    change([&] { --working_; });
    return {tensor(i)};
  }

  std::int64_t begun() const { return read(begun_); }
  std::int64_t most_at_once() const { return read(most_); }
  /// Blocks until so many samples were begun, or were in work at once; false after 5 seconds.
  bool wait_begun(std::int64_t n) const {
    return wait([&] { return begun_ >= n; }, std::chrono::seconds(5));
  }
  bool wait_at_once(std::int64_t n) const {
    return wait([&] { return most_ >= n; }, std::chrono::seconds(5));
  }
  /// Whether that happens within a short time: for what must not happen.
  bool soon_begun(std::int64_t n) const {
    return wait([&] { return begun_ >= n; }, std::chrono::milliseconds(30));
  }

 private:
  template <class F>
  void change(F f) const {
    const std::lock_guard lock(mutex_);
    f();
    changed_.notify_all();
  }
  std::int64_t read(const std::int64_t& value) const {
    const std::lock_guard lock(mutex_);
    return value;
  }
  template <class Ready, class Time>
  bool wait(Ready ready, Time time) const {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, time, ready);
  }

  std::int64_t n_;
  Work work_;
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  mutable std::int64_t begun_ = 0, working_ = 0, most_ = 0;
};

/// Field `k` of all batches of one pass, one after the other.
inline std::vector<float> collect(DataLoader& loader, std::size_t k = 0) {
  std::vector<float> all;
  for (const Batch& batch : loader) {
    for (const float value : batch[k].to_vector()) all.push_back(value);
  }
  return all;
}

/// The first sizes of all batches of one pass.
inline std::vector<std::int64_t> batch_sizes(DataLoader& loader) {
  std::vector<std::int64_t> sizes;
  for (const Batch& batch : loader) sizes.push_back(batch[0].size(0));
  return sizes;
}

using Floats = std::vector<float>;
using Sizes = std::vector<std::int64_t>;

}  // namespace tinytorch::test
