#include "tools/image_stats.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>

#include "tinytorch/error.hpp"

namespace tinytorch {
namespace {

constexpr std::size_t kImagesHead = 16, kLabelsHead = 8, kCifarPixels = 3072;
constexpr const char* kFix = "run `tito data verify`: it compares the files with the registry";

}  // namespace

void ImageStats::take(std::string_view image, unsigned char label) {
  TT_CHECK(
      label < per_class.size(),
      ErrorKind::io,
      2113,
      "stats_of_images",
      "a label is outside its range",
      "image " + std::to_string(images) + " has label " + std::to_string(label) + "; at most 9",
      kFix);
  ++images;
  ++per_class.at(label);
  for (const char c : image) {
    const auto value = static_cast<unsigned char>(c);
    smallest = std::min<std::int64_t>(smallest, value);
    largest = std::max<std::int64_t>(largest, value);
    sum += value;
    squares_ += std::int64_t{value} * value;
  }
  pixels += std::ssize(image);
}

double ImageStats::mean() const {
  return static_cast<double>(sum) / static_cast<double>(std::max<std::int64_t>(pixels, 1));
}

double ImageStats::deviation() const {
  const double all = static_cast<double>(std::max<std::int64_t>(pixels, 1));
  return std::sqrt(static_cast<double>(squares_) / all - mean() * mean());
}

ImageStats stats_of_idx(std::string_view images, std::string_view labels) {
  const std::size_t count = labels.size() - std::min(labels.size(), kLabelsHead);
  const std::size_t bytes = images.size() - std::min(images.size(), kImagesHead);
  TT_CHECK(count > 0 && bytes > 0 && bytes % count == 0,
           ErrorKind::io,
           2105,
           "stats_of_idx",
           "images and labels do not fit each other",
           std::to_string(bytes) + " bytes of pixels for " + std::to_string(count) + " labels",
           kFix);
  ImageStats stats;
  for (std::size_t i = 0; i < count; ++i)
    stats.take(images.substr(kImagesHead + i * (bytes / count), bytes / count),
               static_cast<unsigned char>(labels[kLabelsHead + i]));
  return stats;
}

void take_cifar(std::string_view file, ImageStats& stats) {
  TT_CHECK(
      file.size() % (kCifarPixels + 1) == 0,
      ErrorKind::io,
      2105,
      "take_cifar",
      "the last record is cut",
      std::to_string(file.size()) + " bytes are no multiple of " + std::to_string(kCifarPixels + 1),
      kFix);
  for (std::size_t at = 0; at < file.size(); at += kCifarPixels + 1)
    stats.take(file.substr(at + 1, kCifarPixels), static_cast<unsigned char>(file[at]));
}

}  // namespace tinytorch
