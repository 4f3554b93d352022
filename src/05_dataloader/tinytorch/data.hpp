// Module 05: data sets and the loader that turns them into shuffled batches. Needs 01.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "tinytorch/tensor.hpp"

namespace tinytorch {

/// The fields of one example, such as {image, label}.
using Sample = std::vector<Tensor>;
/// The same fields for many examples: each tensor has one more axis in front, the batch axis B.
using Batch = std::vector<Tensor>;

/// A numbered collection of samples.
/// Thread-safety: `get` and `draw` are const and must be safe to call from several threads at once.
class Dataset {
 public:
  virtual ~Dataset() = default;
  virtual std::int64_t size() const = 0;
  /// Sample i, 0 ≤ i < size().
  virtual Sample get(std::int64_t i) const = 0;
  /// What the loader calls. Data sets with random changes override it and take every random number
  /// from `generator`, so that a sample does not depend on which thread asks for it.
  virtual Sample draw(std::int64_t i, [[maybe_unused]] Generator& generator) const {
    return get(i);
  }
  /// Sample i; negative positions count from the end. Errors: TT-L0503 outside [-size(), size()).
  Sample operator[](std::int64_t i) const;
};

/// Tensors that all have one row per sample; sample i is row i of each.
/// The rows are views: they share storage with the tensors.
/// Shapes: tensor k is (n, …) → field k of a sample is (…).
/// Errors: TT-L0501 if there is no tensor; TT-L0502 if the first sizes differ; `get`: TT-L0503.
/// Example: `TensorDataset({images, labels})[0]` is {images[0], labels[0]}.
class TensorDataset : public Dataset {
 public:
  explicit TensorDataset(std::vector<Tensor> tensors);
  std::int64_t size() const override;
  Sample get(std::int64_t i) const override;

 private:
  std::vector<Tensor> tensors_;
};

/// Some samples of another data set, by position; repeats are allowed.
/// Errors: TT-L0501 if there is no data set; TT-L0503 if a position does not exist.
class Subset : public Dataset {
 public:
  Subset(std::shared_ptr<const Dataset> dataset, std::vector<std::int64_t> indices);
  std::int64_t size() const override;
  Sample get(std::int64_t i) const override;
  Sample draw(std::int64_t i, Generator& generator) const override;
  const std::vector<std::int64_t>& indices() const { return indices_; }

 private:
  std::shared_ptr<const Dataset> dataset_;
  std::vector<std::int64_t> indices_;
};

/// Deals all samples out at random: one shuffle of 0 … n-1 by `Generator(seed)`, cut into these
/// lengths. Errors: TT-L0501; TT-L0509 if a length is negative or they do not add up to the size.
std::vector<Subset> random_split(const std::shared_ptr<const Dataset>& dataset,
                                 const std::vector<std::int64_t>& lengths,
                                 std::uint64_t seed);

struct DataLoaderOptions {
  std::int64_t batch_size = 1;
  bool shuffle = false;
  bool drop_last = false;  // leave out a last batch that is not full
  std::optional<std::uint64_t>
      seed{};               // absent: drawn from the default generator at the first begin()
  int num_workers = 0;      // threads that prepare batches ahead; 0: none
  int prefetch_factor = 2;  // batches prepared ahead per worker
};

namespace detail {
class BatchSource;
}

/// Walks through a data set in batches, in a new order each time:
/// `for (const Batch& batch : loader) …` is one pass, called an epoch.
/// Epoch e visits 0 … n-1 shuffled by `Generator(seed).fork(e)` and draws sample i with
/// `Generator(seed).fork(e).fork(1 + i)`: results do not depend on num_workers.
/// Errors: constructor: TT-L0501 no data set; TT-L0504 batch_size < 1; TT-L0515 worker settings.
/// Passes: TT-L0505 if the samples of one batch differ in fields or shapes; what `draw` threw, at
/// the position of its batch.
class DataLoader {
 public:
  class Iterator;
  struct Sentinel {};

  explicit DataLoader(std::shared_ptr<const Dataset> dataset, DataLoaderOptions options = {});
  /// Batches per epoch: ⌈n / batch_size⌉, or ⌊n / batch_size⌋ with drop_last.
  std::int64_t size() const;
  /// Starts the next epoch: the first call is epoch 0. The iterator is independent of the loader.
  Iterator begin();
  Sentinel end() const { return {}; }
  /// The next begin() starts epoch e (for resuming).
  void set_epoch(std::int64_t epoch) { epoch_ = epoch; }

 private:
  std::shared_ptr<const Dataset> dataset_;
  DataLoaderOptions options_;
  std::int64_t epoch_ = 0;
};

/// One pass. Can be moved, not copied. Destroying it in mid-pass stops its workers and joins them
/// as soon as the samples they are at are drawn.
class DataLoader::Iterator {
 public:
  using value_type = Batch;
  using difference_type = std::ptrdiff_t;

  Iterator(std::unique_ptr<detail::BatchSource> source, std::int64_t batches);
  Iterator(Iterator&&) noexcept;
  Iterator& operator=(Iterator&&) noexcept;
  ~Iterator();

  /// The present batch: fresh memory, free to keep or to change. Not at the end.
  Batch& operator*() noexcept { return current_; }
  Batch* operator->() noexcept { return &current_; }
  Iterator& operator++();
  void operator++(int) { ++*this; }
  friend bool operator==(const Iterator& it, Sentinel) noexcept { return it.left_ <= 0; }

 private:
  std::unique_ptr<detail::BatchSource> source_;
  Batch current_;
  std::int64_t left_;  // batches from the present one to the end
};

}  // namespace tinytorch
