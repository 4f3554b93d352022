// Changes to one image: mirror, pad, cut, shift and scale its values.
#include "tinytorch/transforms.hpp"

#include <string>
#include <utility>

#include "tinytorch/detail/loading.hpp"

namespace tinytorch {
namespace {

// Which axis is which; an (H, W) image has no channel axis.
struct ImageAxes {
  std::int64_t height, width, channel;
};

ImageAxes image_axes(const char* op, const Tensor& image) {
  const std::int64_t ndim = image.ndim();
  TT_CHECK(ndim == 2 || ndim == 3,
           ErrorKind::shape,
           508,
           op,
           "this is not one image",
           "the tensor is " + to_string(image.shape()) + ": " + std::to_string(ndim) +
               " axes, an image has 2 or 3",
           "pass (H, W), (C, H, W) or (H, W, C); take images out of a batch one by one");
  if (ndim == 2) return {.height = 0, .width = 1, .channel = -1};
  if (image.size(0) <= 4) return {.height = 1, .width = 2, .channel = 0};
  return {.height = 0, .width = 1, .channel = 2};
}

void check_transform(const char* op, const std::shared_ptr<const Transform>& transform) {
  TT_CHECK(transform != nullptr,
           ErrorKind::value,
           506,
           op,
           "there is no transform",
           "the pointer to the transform is null",
           "pass std::make_shared<RandomCrop>(…) or another transform");
}

std::string listed(const std::vector<float>& values) {
  std::string text = "{";
  for (const float v : values) text += (text.size() > 1 ? ", " : "") + std::to_string(v);
  return text + "}";
}

}  // namespace

Tensor Transform::operator()(const Tensor& image) const {
  return apply(image, default_generator());
}

RandomHorizontalFlip::RandomHorizontalFlip(float p) : p_(p) {
  TT_CHECK(p >= 0 && p <= 1,
           ErrorKind::value,
           506,
           "RandomHorizontalFlip",
           "this is no probability",
           "p is " + std::to_string(p),
           "pass a p from 0 (never) to 1 (always)");
}

Tensor RandomHorizontalFlip::apply(const Tensor& image, Generator& generator) const {
  const ImageAxes axes = image_axes("RandomHorizontalFlip", image);
  // BEGIN SOLUTION 05.5
  return generator.uniform() < p_ ? flip(image, axes.width) : image;
  // END SOLUTION
}

Tensor pad_image(const Tensor& image, std::int64_t padding) {
  const ImageAxes axes = image_axes("pad_image", image);
  TT_CHECK(padding >= 0,
           ErrorKind::value,
           507,
           "pad_image",
           "an image cannot be padded by less than nothing",
           "padding is " + std::to_string(padding),
           "pass a padding of 0 or more");
  Shape shape = image.shape();
  // BEGIN SOLUTION 05.5
  shape[axes.height] += 2 * padding;
  shape[axes.width] += 2 * padding;
  Tensor padded = Tensor::zeros(shape);
  padded.slice(axes.height, padding, padding + image.size(axes.height))
      .slice(axes.width, padding, padding + image.size(axes.width))
      .copy_(image);
  return padded;
  // END SOLUTION
}

RandomCrop::RandomCrop(std::int64_t size, std::int64_t padding) : RandomCrop(size, size, padding) {}

RandomCrop::RandomCrop(std::int64_t height, std::int64_t width, std::int64_t padding)
    : height_(height), width_(width), padding_(padding) {
  TT_CHECK(height >= 1 && width >= 1 && padding >= 0,
           ErrorKind::value,
           507,
           "RandomCrop",
           "such a window cannot be cut out",
           "height is " + std::to_string(height) + ", width is " + std::to_string(width) +
               ", padding is " + std::to_string(padding),
           "pass a height and a width of 1 or more and a padding of 0 or more");
}

Tensor RandomCrop::apply(const Tensor& image, Generator& generator) const {
  const ImageAxes axes = image_axes("RandomCrop", image);
  const std::int64_t rows = image.size(axes.height) + 2 * padding_;
  const std::int64_t cols = image.size(axes.width) + 2 * padding_;
  TT_CHECK(height_ <= rows && width_ <= cols,
           ErrorKind::value,
           507,
           "RandomCrop",
           "the window is larger than the padded image",
           "the window is " + to_string(Shape{height_, width_}) + ", the image " +
               to_string(image.shape()) + " padded by " + std::to_string(padding_) + " is " +
               to_string(Shape{rows, cols}),
           "choose a smaller window or a larger padding");
  // BEGIN SOLUTION 05.5
  const std::int64_t top = generator.below(rows - height_ + 1);
  const std::int64_t left = generator.below(cols - width_ + 1);
  return pad_image(image, padding_)
      .slice(axes.height, top, top + height_)
      .slice(axes.width, left, left + width_)
      .contiguous();
  // END SOLUTION
}

Normalize::Normalize(std::vector<float> mean, std::vector<float> std)
    : mean_(std::move(mean)), std_(std::move(std)) {
  bool fits = !mean_.empty() && mean_.size() == std_.size();
  for (const float s : std_) fits = fits && s > 0;
  TT_CHECK(fits,
           ErrorKind::value,
           506,
           "Normalize",
           "mean and std cannot be used",
           "mean is " + listed(mean_) + ", std is " + listed(std_),
           "pass one mean and one std above 0 for each channel");
}

Tensor Normalize::apply(const Tensor& image, [[maybe_unused]] Generator& generator) const {
  const ImageAxes axes = image_axes("Normalize", image);
  const std::int64_t channels = axes.channel < 0 ? 1 : image.size(axes.channel);
  const std::int64_t given = std::ssize(mean_);
  TT_CHECK(given == 1 || given == channels,
           ErrorKind::shape,
           508,
           "Normalize",
           "the image has another number of channels",
           "the image is " + to_string(image.shape()) + " with channels: " +
               std::to_string(channels) + ", means given: " + std::to_string(given),
           "pass one mean and one std per channel, or one pair for all");
  // BEGIN SOLUTION 05.5
  Shape shape;  // (C, 1, 1), (1, 1, C) or (1, 1): broadcasts over the pixels
  for (std::int64_t d = 0; d < image.ndim(); ++d) shape.push_back(d == axes.channel ? given : 1);
  return (image - Tensor::from_vector(mean_, shape)) / Tensor::from_vector(std_, shape);
  // END SOLUTION
}

Compose::Compose(std::vector<std::shared_ptr<const Transform>> transforms)
    : transforms_(std::move(transforms)) {
  for (const auto& transform : transforms_) check_transform("Compose", transform);
}

Tensor Compose::apply(const Tensor& image, Generator& generator) const {
  // BEGIN SOLUTION 05.5
  Tensor result = image;
  for (const auto& transform : transforms_) result = transform->apply(result, generator);
  return result;
  // END SOLUTION
}

TransformedDataset::TransformedDataset(std::shared_ptr<const Dataset> dataset,
                                       std::shared_ptr<const Transform> transform)
    : dataset_(std::move(dataset)), transform_(std::move(transform)) {
  detail::check_dataset("TransformedDataset", dataset_);
  check_transform("TransformedDataset", transform_);
}

std::int64_t TransformedDataset::size() const {
  return dataset_->size();
}

Sample TransformedDataset::get(std::int64_t i) const {
  return transformed(dataset_->get(i), default_generator());
}

Sample TransformedDataset::draw(std::int64_t i, Generator& generator) const {
  return transformed(dataset_->draw(i, generator), generator);
}

Sample TransformedDataset::transformed(Sample sample, Generator& generator) const {
  TT_CHECK(!sample.empty(),
           ErrorKind::shape,
           505,
           "TransformedDataset",
           "there is no field to transform",
           "the sample has 0 fields",
           "make samples whose field 0 is the image");
  sample[0] = transform_->apply(sample[0], generator);
  return sample;
}

}  // namespace tinytorch
