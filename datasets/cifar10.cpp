// CIFAR-10 from its binary files.
#include <array>
#include <filesystem>
#include <string>
#include <vector>

#include "tinytorch/datasets.hpp"
#include "tinytorch/detail/registry.hpp"
#include "tinytorch/error.hpp"
#include "tinytorch/file.hpp"
#include "tinytorch/ops.hpp"
#include "tinytorch/readers.hpp"

namespace tinytorch {
namespace {

constexpr const char* kFix = "tito data fetch cifar10";
constexpr std::int64_t kAll = 50'000, kKinds = 10;

CifarBatch read_batch(const std::string& folder, const std::string& file) {
  const std::string path = folder + "/" + file;
  std::error_code ignored;
  TT_CHECK(std::filesystem::exists(path, ignored),
           ErrorKind::io,
           2102,
           "load_cifar10",
           "a file of the data set is not there",
           path + " does not exist",
           kFix);
  try {
    return read_cifar10(path);
  } catch (const Error& error) {
    if (error.code() != 513 && error.code() != 514) throw;
    throw Error(ErrorKind::io,
                2105,
                "load_cifar10",
                error.headline(),
                error.facts() + " (" + error_code(error.code()) + ")",
                kFix);
  }
}

// The first `of_each` pictures of each kind that are still wanted.
std::vector<std::int64_t> wanted(const Tensor& labels,
                                 std::int64_t of_each,
                                 std::array<std::int64_t, kKinds>& taken) {
  std::vector<std::int64_t> places;
  std::int64_t at = 0;
  for (const std::int32_t label : labels.to_ids()) {
    if (taken[static_cast<std::size_t>(label)]++ < of_each) places.push_back(at);
    ++at;
  }
  return places;
}

void verify_all(const std::string& folder) {
  for (const detail::DataFile& file : detail::find_dataset("cifar10").files)
    detail::verify(folder, file, kFix);
}

ImageSet training_part(const std::string& folder, std::int64_t limit) {
  std::array<std::int64_t, kKinds> taken{};
  std::vector<Tensor> images, labels;
  for (int n = 1; n <= 5; ++n) {
    const CifarBatch batch = read_batch(folder, "data_batch_" + std::to_string(n) + ".bin");
    const std::vector<std::int64_t> places = wanted(batch.labels, limit / kKinds, taken);
    for (const std::int64_t place : places) {
      images.push_back(batch.images.slice(0, place, place + 1));
      labels.push_back(batch.labels.slice(0, place, place + 1));
    }
  }
  return {cat(images), cat(labels)};
}

// Each colour for itself, by what the training part is.
void standardise(ImageSplits& splits) {
  const Tensor& x = splits.train.images;
  const Tensor center = mean(x, {0, 2, 3}, true), spread = sqrt(var(x, {0, 2, 3}, true));
  splits.train.images = (splits.train.images - center) / spread;
  splits.test.images = (splits.test.images - center) / spread;
}

}  // namespace

namespace detail {

ImageSplits load_cifar10_from(const std::string& folder,
                              Scale scale,
                              std::int64_t train_limit,
                              Check check) {
  TT_CHECK(train_limit >= kKinds && train_limit <= kAll && train_limit % kKinds == 0,
           ErrorKind::value,
           2101,
           "load_cifar10",
           "the limit does not give as many pictures of each kind",
           "train_limit is " + std::to_string(train_limit),
           "pass a multiple of 10 from 10 to 50000");
  const CifarBatch test = read_batch(folder, "test_batch.bin");
  ImageSplits splits{.train = training_part(folder, train_limit),
                     .test = {test.images, test.labels}};
  if (check == Check::everything) verify_all(folder);
  if (scale == Scale::raw) return splits;
  splits.train.images = splits.train.images / 255.0f;
  splits.test.images = splits.test.images / 255.0f;
  if (scale == Scale::standard) standardise(splits);
  return splits;
}

}  // namespace detail

ImageSplits load_cifar10(Scale scale, std::int64_t train_limit) {
  return detail::load_cifar10_from(
      dataset_path("cifar10"), scale, train_limit, detail::Check::everything);
}

}  // namespace tinytorch
