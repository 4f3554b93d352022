// Module 05: changes made to an image when it is drawn: flip, crop, normalise. Needs 01, data.hpp.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "tinytorch/data.hpp"

namespace tinytorch {

/// A function on one image that may use random numbers.
/// Shapes: an image is (H, W), (C, H, W) with C ≤ 4, or (H, W, C) where the first size is above 4.
/// Errors: TT-L0508 for any other rank.
class Transform {
 public:
  virtual ~Transform() = default;
  /// The changed image; the input stays as it is, and may itself be the result if nothing changes.
  virtual Tensor apply(const Tensor& image, Generator& generator) const = 0;
  /// The same with the default generator.
  Tensor operator()(const Tensor& image) const;
};

/// Mirrors left and right with probability p. Errors: TT-L0506 if p is outside [0, 1].
class RandomHorizontalFlip : public Transform {
 public:
  explicit RandomHorizontalFlip(float p = 0.5f);
  Tensor apply(const Tensor& image, Generator& generator) const override;

 private:
  float p_;
};

/// Pads with zeros on all sides, then cuts out a window whose place is drawn at random: first the
/// top, then the left edge, every place equally likely. Errors: TT-L0507 if a size is below 1, the
/// padding negative, or the window larger than the padded image.
class RandomCrop : public Transform {
 public:
  explicit RandomCrop(std::int64_t size, std::int64_t padding = 4);
  RandomCrop(std::int64_t height, std::int64_t width, std::int64_t padding);
  Tensor apply(const Tensor& image, Generator& generator) const override;

 private:
  std::int64_t height_, width_, padding_;
};

/// (image - mean) / std, one mean and std per channel; a single pair serves every channel.
/// Errors: TT-L0506 if the lists are empty, differ in length, or a std is not above 0;
/// TT-L0508 if the image has another number of channels.
class Normalize : public Transform {
 public:
  Normalize(std::vector<float> mean, std::vector<float> std);
  Tensor apply(const Tensor& image, Generator& generator) const override;

 private:
  std::vector<float> mean_, std_;
};

/// Several transforms, one after the other. An empty list changes nothing.
/// Errors: TT-L0506 if one of them is null.
class Compose : public Transform {
 public:
  explicit Compose(std::vector<std::shared_ptr<const Transform>> transforms);
  Tensor apply(const Tensor& image, Generator& generator) const override;

 private:
  std::vector<std::shared_ptr<const Transform>> transforms_;
};

/// The image with `padding` rows and columns of zeros on each side.
/// Shapes: (C, H, W) → (C, H + 2·padding, W + 2·padding), the other layouts likewise.
/// Errors: TT-L0507 if padding is negative; TT-L0508 rank.
[[nodiscard]] Tensor pad_image(const Tensor& image, std::int64_t padding);

/// Another data set with a transform applied to field 0 of each sample; `get` uses the default
/// generator, `draw` (the loader) the one given. Errors: TT-L0501 if there is no data set; TT-L0506
/// no transform; TT-L0505 a sample without fields.
class TransformedDataset : public Dataset {
 public:
  TransformedDataset(std::shared_ptr<const Dataset> dataset,
                     std::shared_ptr<const Transform> transform);
  std::int64_t size() const override;
  Sample get(std::int64_t i) const override;
  Sample draw(std::int64_t i, Generator& generator) const override;

 private:
  Sample transformed(Sample sample, Generator& generator) const;

  std::shared_ptr<const Dataset> dataset_;
  std::shared_ptr<const Transform> transform_;
};

}  // namespace tinytorch
