// Data sets that only point into others: rows of tensors, and choices of samples.
#include <numeric>
#include <string>

#include "tinytorch/data.hpp"
#include "tinytorch/detail/loading.hpp"

namespace tinytorch {
namespace detail {

std::int64_t checked_sample(const char* op, std::int64_t i, std::int64_t n) {
  TT_CHECK(i >= -n && i < n,
           ErrorKind::index,
           503,
           op,
           "sample " + std::to_string(i) + " does not exist",
           "there are " + std::to_string(n) + " samples, so positions run from " +
               std::to_string(-n) + " to " + std::to_string(n - 1),
           "pass a position in that range");
  // BEGIN SOLUTION 05.1
  return i < 0 ? n + i : i;
  // END SOLUTION
}

void check_dataset(const char* op, const std::shared_ptr<const Dataset>& dataset) {
  TT_CHECK(dataset != nullptr,
           ErrorKind::value,
           501,
           op,
           "there is no data set",
           "the pointer to the data set is null",
           "pass std::make_shared<TensorDataset>(…) or another data set");
}

}  // namespace detail

Sample Dataset::operator[](std::int64_t i) const {
  return get(detail::checked_sample("Dataset", i, size()));
}

TensorDataset::TensorDataset(std::vector<Tensor> tensors) : tensors_(std::move(tensors)) {
  TT_CHECK(!tensors_.empty(),
           ErrorKind::value,
           501,
           "TensorDataset",
           "there is nothing to take samples from",
           "got 0 tensors",
           "pass at least one tensor, such as {images, labels}");
  for (std::size_t k = 0; k < tensors_.size(); ++k) {
    const Shape& shape = tensors_[k].shape();
    TT_CHECK(!shape.empty() && shape[0] == tensors_[0].shape()[0],
             ErrorKind::shape,
             502,
             "TensorDataset",
             "tensor " + std::to_string(k) + " has another number of rows",
             "tensor 0 is " + to_string(tensors_[0].shape()) + ", tensor " + std::to_string(k) +
                 " is " + to_string(shape),
             "give every tensor one row per sample along axis 0");
  }
}

std::int64_t TensorDataset::size() const {
  return tensors_[0].shape()[0];
}

Sample TensorDataset::get(std::int64_t i) const {
  i = detail::checked_sample("TensorDataset", i, size());
  Sample sample;
  // BEGIN SOLUTION 05.1
  for (const Tensor& tensor : tensors_) sample.push_back(tensor.select(0, i));
  // END SOLUTION
  return sample;
}

Subset::Subset(std::shared_ptr<const Dataset> dataset, std::vector<std::int64_t> indices)
    : dataset_(std::move(dataset)), indices_(std::move(indices)) {
  detail::check_dataset("Subset", dataset_);
  for (std::int64_t& i : indices_) i = detail::checked_sample("Subset", i, dataset_->size());
}

std::int64_t Subset::size() const {
  return std::ssize(indices_);
}

Sample Subset::get(std::int64_t i) const {
  const auto at = static_cast<std::size_t>(detail::checked_sample("Subset", i, size()));
  // BEGIN SOLUTION 05.7
  return dataset_->get(indices_[at]);
  // END SOLUTION
}

Sample Subset::draw(std::int64_t i, Generator& generator) const {
  const auto at = static_cast<std::size_t>(detail::checked_sample("Subset", i, size()));
  // BEGIN SOLUTION 05.7
  return dataset_->draw(indices_[at], generator);
  // END SOLUTION
}

std::vector<Subset> random_split(const std::shared_ptr<const Dataset>& dataset,
                                 const std::vector<std::int64_t>& lengths,
                                 std::uint64_t seed) {
  detail::check_dataset("random_split", dataset);
  const std::int64_t n = dataset->size();
  std::string listed;
  std::int64_t left = n;
  bool fits = true;
  for (const std::int64_t length : lengths) {
    listed += (listed.empty() ? "" : " + ") + std::to_string(length);
    fits = fits && length >= 0 && length <= left;
    if (fits) left -= length;
  }
  TT_CHECK(fits && left == 0,
           ErrorKind::value,
           509,
           "random_split",
           "the lengths do not add up to the data set",
           "the lengths are " + (listed.empty() ? "none" : listed) + ", the data set has " +
               std::to_string(n) + " samples",
           "choose lengths of 0 or more whose sum is the size of the data set");
  std::vector<Subset> parts;
  // BEGIN SOLUTION 05.7
  std::vector<std::int64_t> order(static_cast<std::size_t>(n));
  std::iota(order.begin(), order.end(), 0);
  Generator(seed).shuffle(order);
  auto from = order.begin();
  for (const std::int64_t length : lengths) {
    parts.emplace_back(dataset, std::vector<std::int64_t>(from, from + length));
    from += length;
  }
  // END SOLUTION
  return parts;
}

}  // namespace tinytorch
