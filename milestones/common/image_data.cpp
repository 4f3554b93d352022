#include "common/image_data.hpp"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "tinytorch/error.hpp"
#include "tinytorch/transforms.hpp"

#include "common/values.hpp"

namespace tinytorch::milestone {
namespace {

constexpr std::int64_t kPadding = 4;
constexpr double kMostSame = 0.2;  // one picture in 162 stays by chance

constexpr std::int64_t kPhotos = 50'000;
// Of CIFAR-10's 10,000 test pictures 3.3 % have a nearly equal one in training (Barz and Denzler
// 2020, Purging CIFAR of Near-Duplicates); no more than these can be equal.
constexpr std::int64_t kPhotoTwins = 330;

using Counts = std::array<std::int64_t, 10>;

Counts each(std::int64_t count) {
  Counts counts;
  counts.fill(count);
  return counts;
}

ImageData set_of(std::string_view name, std::int64_t train_limit) {
  if (name == "tinydigits") return {"tinydigits", load_tinydigits(), each(100), each(20)};
  if (name == "mnist") {
    return {"mnist",
            load_mnist(Scale::standard),
            {5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949},
            {980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009}};
  }
  if (name == "cifar10") {
    ImageData data{"cifar10",
                   load_cifar10(Scale::standard, train_limit),
                   each(std::min(train_limit, kPhotos) / 10),
                   each(1000),
                   kPhotoTwins};
    data.file = "data_batch_1.bin";
    return data;
  }
  TT_CHECK(name == "fashion-mnist",
           ErrorKind::value,
           2101,
           "image_data",
           "this part does not know the data set",
           "asked for \"" + std::string(name) + "\"",
           "ask for tinydigits, mnist, fashion-mnist or cifar10");
  return {"fashion-mnist", load_fashion_mnist(Scale::standard), each(6000), each(1000)};
}

// Equal pictures have equal prints; others by a chance of 2⁻⁶⁴.
std::uint64_t print_of(const Tensor& picture) {
  std::uint64_t print = 0xcbf29ce484222325;  // in the manner of FNV-1a, a pixel at a time
  for (const float pixel : picture.to_vector()) {
    std::uint32_t bits = 0;
    std::memcpy(&bits, &pixel, sizeof bits);
    print = (print ^ bits) * 0x100000001b3;
    print ^= print >> 29;
  }
  return print;
}

std::vector<std::uint64_t> prints_of(const Tensor& pictures) {
  std::vector<std::uint64_t> prints;
  for (std::int64_t i = 0; i < pictures.size(0); ++i) prints.push_back(print_of(pictures[i]));
  return prints;
}

double off_balance(const Tensor& y, const Counts& expected) {
  Counts counts{};
  double strange = 0;
  for (const std::int64_t label : labels_of(y)) {
    if (label < 0 || label > 9) {
      ++strange;
    } else {
      ++counts[static_cast<std::size_t>(label)];
    }
  }
  for (std::size_t c = 0; c < counts.size(); ++c)
    strange += static_cast<double>(std::abs(counts[c] - expected[c]));
  return strange;
}

std::shared_ptr<const Dataset> pictures_of(const ImageData& data) {
  return std::make_shared<TensorDataset>(std::vector<Tensor>{data.train_x, data.train_y});
}

DataLoaderOptions options_of(std::int64_t batch_size, std::uint64_t seed) {
  return {.batch_size = batch_size, .shuffle = true, .seed = seed};
}

// Without augmentation.
DataLoader plain_loader(const ImageData& data, std::int64_t batch_size, std::uint64_t seed) {
  return DataLoader(pictures_of(data), options_of(batch_size, seed));
}

// Whether `cut` is `own`, moved by (down, right) with zeros around it and perhaps mirrored.
bool is_cut(
    const Tensor& cut, const Tensor& own, std::int64_t down, std::int64_t right, bool flip) {
  const std::int64_t side = own.size(1), plane = side * side;
  const std::vector<float> a = cut.to_vector(), b = own.to_vector();
  for (std::int64_t i = 0; i < std::ssize(a); ++i) {
    const std::int64_t row = i % plane / side, column = i % side;
    const std::int64_t y = row + down, x = (flip ? side - 1 - column : column) + right;
    const bool inside = y >= 0 && y < side && x >= 0 && x < side;
    const auto from = static_cast<std::size_t>(i / plane * plane + y * side + x);
    if (a[static_cast<std::size_t>(i)] != (inside ? b[from] : 0.0f)) return false;
  }
  return true;
}

bool is_cut_of(const Tensor& cut, const Tensor& own) {
  for (std::int64_t down = -kPadding; down <= kPadding; ++down) {
    for (std::int64_t right = -kPadding; right <= kPadding; ++right) {
      if (is_cut(cut, own, down, right, false) || is_cut(cut, own, down, right, true)) return true;
    }
  }
  return false;
}

}  // namespace

ImageData image_data(std::string_view name, bool flat, std::int64_t train_limit) {
  ImageData data = set_of(name, train_limit);
  const auto shaped = [&](const Tensor& images) { return flat ? images.flatten(1) : images; };
  data.train_x = shaped(data.splits.train.images);
  data.train_y = data.splits.train.labels;
  data.test_x = shaped(data.splits.test.images);
  data.test_y = data.splits.test.labels;
  return data;
}

void ImageData::keep(std::int64_t n) {
  train_x = train_x.slice(0, 0, n);
  train_y = train_y.slice(0, 0, n);
}

void ImageData::keep_tests(std::int64_t n) {
  test_x = test_x.slice(0, 0, n);
  test_y = test_y.slice(0, 0, n);
}

void check_images(Run& run, const ImageData& data) {
  const double off = off_balance(data.splits.train.labels, data.train_counts) +
                     off_balance(data.splits.test.labels, data.test_counts);
  run.gate("I6 labels out of balance", off, "==", 0, "05");
  const std::vector<std::uint64_t> learned = prints_of(data.splits.train.images);
  const std::set<std::uint64_t> known(learned.begin(), learned.end());
  std::int64_t shared = 0;
  for (const std::uint64_t print : prints_of(data.test_x))
    shared += static_cast<std::int64_t>(known.count(print));
  run.gate("I6 pictures in train and test",
           static_cast<double>(shared),
           "<=",
           static_cast<double>(data.twins),
           "05");
}

void check_order(Run& run, const ImageData& data, std::int64_t batch_size) {
  std::map<std::uint64_t, std::set<float>> truth;  // a picture may be there twice
  for (std::int64_t i = 0; i < data.train_x.size(0); ++i)
    truth[print_of(data.train_x[i])].insert(data.train_y[i].item());
  DataLoader loader = plain_loader(data, batch_size, run.seed());
  std::vector<std::vector<float>> orders;
  double strange = 0;
  for (int epoch = 0; epoch < 2; ++epoch) {
    std::set<std::uint64_t> seen;
    std::vector<float> order;
    for (const Batch& batch : loader) {
      const std::vector<std::uint64_t> prints = prints_of(batch[0]);
      const std::vector<float> labels = batch[1].to_vector();
      for (std::size_t i = 0; i < prints.size(); ++i) {
        const auto known = truth.find(prints[i]);
        strange += known == truth.end() || known->second.count(labels[i]) == 0;
      }
      seen.insert(prints.begin(), prints.end());
      order.insert(order.end(), labels.begin(), labels.end());
    }
    strange += static_cast<double>(truth.size()) - static_cast<double>(seen.size());
    strange += order.size() != static_cast<std::size_t>(data.train_x.size(0));
    orders.push_back(order);
  }
  run.gate("I6 pictures lost or mislabelled", strange, "==", 0, "05");
  run.gate("I6 epochs in one order", orders[0] == orders[1], "==", 0, "05");
}

void check_augmentation(Run& run, const ImageData& data, std::int64_t batch_size) {
  DataLoader drawn = loader_of(data, batch_size, run.seed());
  DataLoader plain = plain_loader(data, batch_size, run.seed());
  const Batch changed = *drawn.begin(), own = *plain.begin();
  double strange = 0, same = 0;
  for (std::int64_t i = 0; i < own[0].size(0); ++i) {
    strange += !is_cut_of(changed[0][i], own[0][i]);
    same += changed[0][i].equal(own[0][i]);
  }
  run.gate("I6 pictures that are no cut of their own", strange, "==", 0, "05");
  run.gate(
      "I6 share left as it was", same / static_cast<double>(own[0].size(0)), "<=", kMostSame, "05");
}

DataLoader loader_of(const ImageData& data, std::int64_t batch_size, std::uint64_t seed) {
  if (!data.augmented) return plain_loader(data, batch_size, seed);
  const std::vector<std::shared_ptr<const Transform>> steps{
      std::make_shared<RandomCrop>(data.side(), kPadding),
      std::make_shared<RandomHorizontalFlip>()};
  return DataLoader(
      std::make_shared<TransformedDataset>(pictures_of(data), std::make_shared<Compose>(steps)),
      options_of(batch_size, seed));
}

}  // namespace tinytorch::milestone
