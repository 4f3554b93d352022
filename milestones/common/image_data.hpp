// The picture sets that milestones learn from, each in ten kinds, and what is checked about them.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "tinytorch/data.hpp"
#include "tinytorch/datasets.hpp"
#include "tinytorch/tensor.hpp"

#include "common/run.hpp"

namespace tinytorch::milestone {

/// A set as a network takes it: pictures (n, channels, side, side), or (n, side·side) if flat.
struct ImageData {
  std::string name;  // of the data set
  ImageSplits splits;
  std::array<std::int64_t, 10> train_counts{}, test_counts{};  // of each kind
  std::int64_t twins = 0;  // as many test pictures may be among the training ones
  const char* file = "train-images-idx3-ubyte";  // its checksum is told
  bool augmented = false;  // pictures are moved by up to 4 pixels and mirrored when they are drawn
  Tensor train_x{}, train_y{}, test_x{}, test_y{};

  std::int64_t side() const { return splits.test.images.size(3); }
  /// Learns from the first `n` pictures only; their counts are no longer known.
  void keep(std::int64_t n);
  /// Is tested on the first `n` pictures only.
  void keep_tests(std::int64_t n);
};

/// "tinydigits", pixels 0 … 1; "mnist" and "fashion-mnist", centred and scaled to deviation 1.
/// "cifar10" likewise in each channel, with the first train_limit / 10 pictures of each kind.
/// Errors: as the loader of that set.
ImageData image_data(std::string_view name, bool flat, std::int64_t train_limit = 50'000);

/// I6: the counts and balance of what is learned from; train and test share no picture.
void check_images(Run& run, const ImageData& data);

/// I6: each epoch brings every picture once, beside its own label, in an order of its own.
void check_order(Run& run, const ImageData& data, std::int64_t batch_size);

/// I6: an augmented picture is a mirrored or plain cut of its own, and most are changed.
void check_augmentation(Run& run, const ImageData& data, std::int64_t batch_size);

/// The batches of an epoch, in the order that `seed` draws.
DataLoader loader_of(const ImageData& data, std::int64_t batch_size, std::uint64_t seed);

}  // namespace tinytorch::milestone
