// Images in numbers.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace tinytorch {

class ImageStats {
 public:
  /// Errors: TT-L2113 if the label is above 9.
  void take(std::string_view pixels, unsigned char label);

  std::int64_t images = 0;
  std::array<std::int64_t, 10> per_class{};
  std::int64_t pixels = 0, sum = 0, smallest = 255, largest = 0;
  double mean() const;
  double deviation() const;  // of all pixels, not of a sample

 private:
  std::int64_t squares_ = 0;
};

/// Of a pair of IDX files. Errors: TT-L2105 if their sizes do not fit each other.
ImageStats stats_of_idx(std::string_view images, std::string_view labels);

/// Adds the pictures of a file of CIFAR-10: records of a label and 3 × 32 × 32 pixels.
/// Errors: TT-L2105 if a record is cut.
void take_cifar(std::string_view file, ImageStats& stats);

}  // namespace tinytorch
