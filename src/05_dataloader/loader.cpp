// One pass over the data: in which order, drawn how, put together into batches of B samples.
#include <algorithm>
#include <numeric>
#include <string>

#include "tinytorch/data.hpp"
#include "tinytorch/detail/loading.hpp"

namespace tinytorch {
namespace detail {

std::vector<std::int64_t> epoch_order(std::int64_t n, bool shuffle, Generator generator) {
  std::vector<std::int64_t> order(static_cast<std::size_t>(n));
  // BEGIN SOLUTION 05.2
  std::iota(order.begin(), order.end(), 0);
  if (shuffle) generator.shuffle(order);
  // END SOLUTION
  return order;
}

std::vector<Sample> draw_samples(const Epoch& epoch,
                                 std::int64_t b,
                                 const std::atomic<bool>& stop) {
  std::vector<Sample> samples;
  const std::int64_t n = std::ssize(epoch.order);
  // BEGIN SOLUTION 05.2
  const std::int64_t first = b * epoch.batch_size;
  const std::int64_t last = std::min(first + epoch.batch_size, n);
  for (std::int64_t at = first; at < last && !stop; ++at) {
    const std::int64_t i = epoch.order[static_cast<std::size_t>(at)];
    Generator generator = epoch.generator.fork(1 + static_cast<std::uint64_t>(i));
    samples.push_back(epoch.dataset->draw(i, generator));
  }
  // END SOLUTION
  return samples;
}

namespace {

[[noreturn]] void refuse_sample(const std::string& headline, const std::string& facts) {
  throw Error(ErrorKind::shape,
              505,
              "DataLoader",
              headline,
              facts,
              "make all samples alike, or load them with batch_size 1");
}

void check_alike(const std::vector<Sample>& samples) {
  const Sample& first = samples[0];
  if (first.empty()) refuse_sample("a sample has no fields", "sample 0 of the batch is empty");
  for (std::size_t i = 1; i < samples.size(); ++i) {
    const std::string sample = "sample " + std::to_string(i) + " of the batch";
    if (samples[i].size() != first.size()) {
      refuse_sample(sample + " has another number of fields",
                    "sample 0 has " + std::to_string(first.size()) + ", " + sample + " has " +
                        std::to_string(samples[i].size()));
    }
    for (std::size_t k = 0; k < first.size(); ++k) {
      if (samples[i][k].shape() == first[k].shape()) continue;
      refuse_sample(sample + " has another shape",
                    "field " + std::to_string(k) + " is " + to_string(first[k].shape()) +
                        " in sample 0 and " + to_string(samples[i][k].shape()) + " in " + sample);
    }
  }
}

// Makes each batch when it is asked for, in the thread that asks.
class InOrder : public BatchSource {
 public:
  explicit InOrder(Epoch epoch) : epoch_(std::move(epoch)) {}
  Batch next() override { return collate(draw_samples(epoch_, next_++, stop_)); }

 private:
  const Epoch epoch_;
  std::int64_t next_ = 0;
  const std::atomic<bool> stop_{false};
};

std::unique_ptr<BatchSource> source_for(Epoch epoch, const DataLoaderOptions& options) {
  if (options.num_workers == 0) return std::make_unique<InOrder>(std::move(epoch));
  return std::make_unique<Prefetcher>(
      std::move(epoch), options.num_workers, options.prefetch_factor);
}

}  // namespace

Batch collate(const std::vector<Sample>& samples) {
  check_alike(samples);
  Batch batch;
  // BEGIN SOLUTION 05.3
  for (std::size_t k = 0; k < samples[0].size(); ++k) {
    Shape shape = samples[0][k].shape();  // (…) of one sample becomes (B, …)
    shape.insert(shape.begin(), std::ssize(samples));
    Tensor field = Tensor::empty(shape);
    float* to = field.mutable_data().data();
    for (const Sample& sample : samples) {
      const Tensor dense = sample[k].contiguous();
      to = std::copy(dense.data().begin(), dense.data().end(), to);
    }
    batch.push_back(field);
  }
  // END SOLUTION
  return batch;
}

}  // namespace detail

DataLoader::DataLoader(std::shared_ptr<const Dataset> dataset, DataLoaderOptions options)
    : dataset_(std::move(dataset)), options_(options) {
  detail::check_dataset("DataLoader", dataset_);
  TT_CHECK(options_.batch_size >= 1,
           ErrorKind::value,
           504,
           "DataLoader",
           "a batch needs at least one sample",
           "batch_size is " + std::to_string(options_.batch_size),
           "pass a batch_size of 1 or more");
  TT_CHECK(options_.num_workers >= 0 && options_.prefetch_factor >= 1,
           ErrorKind::value,
           515,
           "DataLoader",
           "these workers cannot be started",
           "num_workers is " + std::to_string(options_.num_workers) + ", prefetch_factor is " +
               std::to_string(options_.prefetch_factor),
           "pass a num_workers of 0 or more and a prefetch_factor of 1 or more");
}

std::int64_t DataLoader::size() const {
  const std::int64_t n = dataset_->size(), full = n / options_.batch_size;
  // BEGIN SOLUTION 05.2
  const bool rest = n % options_.batch_size != 0;
  return rest && !options_.drop_last ? full + 1 : full;
  // END SOLUTION
}

DataLoader::Iterator DataLoader::begin() {
  // BEGIN SOLUTION 05.2
  if (!options_.seed) options_.seed = default_generator().next_u64();
  const auto e = static_cast<std::uint64_t>(epoch_++);
  const Generator generator = Generator(*options_.seed).fork(e);
  detail::Epoch epoch{.dataset = dataset_,
                      .order = detail::epoch_order(dataset_->size(), options_.shuffle, generator),
                      .batch_size = options_.batch_size,
                      .batches = size(),
                      .generator = generator};
  return Iterator(detail::source_for(std::move(epoch), options_), size());
  // END SOLUTION
}

DataLoader::Iterator::Iterator(std::unique_ptr<detail::BatchSource> source, std::int64_t batches)
    : source_(std::move(source)), left_(batches) {
  if (left_ > 0) current_ = source_->next();
}

DataLoader::Iterator::Iterator(Iterator&&) noexcept = default;
DataLoader::Iterator& DataLoader::Iterator::operator=(Iterator&&) noexcept = default;
DataLoader::Iterator::~Iterator() = default;

DataLoader::Iterator& DataLoader::Iterator::operator++() {
  // BEGIN SOLUTION 05.3
  current_.clear();  // its memory is free for the next batch, unless someone kept a handle
  --left_;
  if (left_ > 0) current_ = source_->next();
  // END SOLUTION
  return *this;
}

}  // namespace tinytorch
