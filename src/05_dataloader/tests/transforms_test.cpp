#include "tinytorch/transforms.hpp"

#include <limits>
#include <memory>
#include <set>
#include <vector>

#include "sets.hpp"
#include "support/test.hpp"

using namespace tinytorch;
using namespace tinytorch::test;

namespace {

// 0, 1, 2, … in row-major order: each pixel shows where it came from.
Tensor counted(const Shape& shape) {
  return Tensor::arange(0, static_cast<float>(numel(shape))).view(shape);
}

std::shared_ptr<const Transform> doubling() {
  return std::make_shared<Normalize>(std::vector<float>{0}, std::vector<float>{0.5f});
}

}  // namespace

TT_CASE("05.5/flip-row",
        "flipping mirrors left and right",
        .what = "the image [[1, 2, 3]] with p = 1",
        .why = "a cat that looks left is still a cat",
        .learn = "reverse the width axis") {
  Generator generator(1);
  const Tensor image = tensor({{1, 2, 3}});
  expect_near(RandomHorizontalFlip(1).apply(image, generator), tensor({{3, 2, 1}}), kExact);
  expect_near(image, {1, 2, 3}, kExact);
}

TT_CASE("05.5/flip-layouts",
        "the width axis depends on the layout",
        .what = "a (1, 2, 3) image, channels first, and a (5, 2, 3) image, channels last",
        .why = "reversing the channels would turn red into blue",
        .learn = "3 axes: first size up to 4 means (C, H, W), else (H, W, C)") {
  Generator generator(1);
  const RandomHorizontalFlip flip(1);
  expect_near(flip.apply(counted({1, 2, 3}), generator), {2, 1, 0, 5, 4, 3}, kExact);
  const Tensor rows = flip.apply(counted({5, 2, 3}), generator);
  expect_near(rows.select(0, 0), tensor({{3, 4, 5}, {0, 1, 2}}), kExact);
}

TT_CASE("05.5/flip-chance",
        "p decides how often",
        .what = "1,000 images with p = 0.5, and p = 0",
        .why = "half of the images should stay as they are",
        .learn = "flip if a uniform draw is below p") {
  Generator generator(3), same(3);
  const Tensor image = tensor({{1, 2}});
  int flipped = 0, expected = 0;
  for (int i = 0; i < 1000; ++i) {
    flipped += RandomHorizontalFlip().apply(image, generator).at({0, 0}) == 2;
    expected += same.uniform() < 0.5f;
  }
  CHECK(flipped == expected);
  CHECK(flipped > 450);
  CHECK(flipped < 550);
  expect_near(RandomHorizontalFlip(0).apply(image, generator), {1, 2}, kExact);
}

TT_CASE("05.5/pad",
        "padding puts zeros on all sides",
        .what = "[[1, 2], [3, 4]] padded by 1",
        .why = "a crop near the edge needs something to show",
        .learn = "a larger tensor of zeros with the image copied into its middle") {
  const Tensor expected = tensor({{0, 0, 0, 0}, {0, 1, 2, 0}, {0, 3, 4, 0}, {0, 0, 0, 0}});
  expect_near(pad_image(tensor({{1, 2}, {3, 4}}), 1), expected, kExact);
}

TT_CASE("05.5/pad-layouts",
        "only height and width grow",
        .what = "(3, 2, 2) and (5, 2, 3) padded by 2, and a padding of 0",
        .why = "an image keeps its channels",
        .learn = "find the axes of the layout first") {
  CHECK(pad_image(counted({3, 2, 2}), 2).shape() == Shape{3, 6, 6});
  CHECK(pad_image(counted({5, 2, 3}), 2).shape() == Shape{9, 6, 3});
  expect_near(pad_image(counted({5, 2, 3}), 2).index({2, 2}), {0, 1, 2}, kExact);
  expect_near(pad_image(counted({2, 2}), 0), counted({2, 2}), kExact);
}

TT_CASE("05.5/pad-view",
        "a transposed image is padded as it looks",
        .what = "a strided (2, 3) view padded by 1",
        .why = "views are tensors like any other",
        .learn = "copy_ reads through strides") {
  const Tensor image = tensor({{1, 4}, {2, 5}, {3, 6}}).transpose();
  expect_near(pad_image(image, 1), pad_image(tensor({{1, 2, 3}, {4, 5, 6}}), 1), kExact);
}

TT_CASE("05.5/crop-everywhere",
        "every window of the image can be cut out",
        .what = "the corners seen in 200 crops of 2×3 from a 4×5 image",
        .why = "a crop that never reaches the last row wastes it",
        .learn = "there are H - h + 1 places for the top edge",
        .mistake = "W0503") {
  Generator generator(11);
  std::set<float> corners;
  for (int i = 0; i < 200; ++i) {
    corners.insert(RandomCrop(2, 3, 0).apply(counted({4, 5}), generator).at({0, 0}));
  }
  CHECK(corners == std::set<float>{0, 1, 2, 5, 6, 7, 10, 11, 12});
}

TT_CASE("05.5/crop-draws",
        "the top edge is drawn first, then the left one",
        .what = "one crop of 4×4 from an 8×8 image padded by 4, against the same draws",
        .why = "the order of draws is part of being repeatable",
        .learn = "top = below(H + 2p - h + 1), left likewise") {
  Generator generator(6), same(6);
  const Tensor image = counted({1, 8, 8}) + 1.f;
  const std::int64_t top = same.below(13), left = same.below(13);
  REQUIRE(top != left);
  const Tensor expected = pad_image(image, 4).slice(1, top, top + 4).slice(2, left, left + 4);
  expect_near(RandomCrop(4).apply(image, generator), expected.clone(), kExact);
}

TT_CASE("05.5/crop-edges",
        "a crop may be the whole padded image, or one pixel",
        .what = "4 from a 2×2 image padded by 1, and 1 from a 1×1 image",
        .why = "the largest window has exactly one place",
        .learn = "below(1) is always 0") {
  Generator generator(1);
  const Tensor image = tensor({{1, 2}, {3, 4}});
  expect_near(RandomCrop(4, 1).apply(image, generator), pad_image(image, 1), kExact);
  expect_near(RandomCrop(1, 0).apply(tensor({{7}}), generator), tensor({{7}}), kExact);
}

TT_CASE("05.5/crop-owns",
        "a crop is dense and leaves the image as it was",
        .what = "memory of a crop of a strided (5, 4, 3) view",
        .why = "a view would keep the large padded image alive",
        .learn = "end with contiguous()") {
  Generator generator(2);
  const Tensor image = counted({3, 4, 5}).permute({2, 1, 0});  // (5, 4, 3): channels last
  const Tensor crop = RandomCrop(2, 2, 0).apply(image, generator);
  CHECK(crop.shape() == Shape{2, 2, 3});
  CHECK(crop.is_contiguous());
  CHECK_FALSE(crop.shares_storage(image));
  expect_near(crop.index({0, 0, 1}) - crop.index({0, 0, 0}), {20}, kExact);
}

TT_CASE("05.5/normalize",
        "each channel has its own mean and std",
        .what = "a (2, 1, 2) image with means 1, 2 and stds 2, 4",
        .why = "layers learn faster on values around 0",
        .learn = "(image - mean) / std, shaped to broadcast over the pixels") {
  Generator generator(1);
  const Tensor image = tensor({{{1, 3}}, {{2, 10}}});
  const Normalize normalize({1, 2}, {2, 4});
  expect_near(normalize.apply(image, generator), tensor({{{0, 1}}, {{0, 2}}}), kArith);
  expect_near(image, {1, 3, 2, 10}, kExact);
}

TT_CASE("05.5/normalize-layouts",
        "channels are found in every layout",
        .what = "an (H, W) image, an (H, W, C) image, and one pair for three channels",
        .why = "grey images have no channel axis",
        .learn = "the broadcast shape is (1, 1), (1, 1, C) or (C, 1, 1)") {
  Generator generator(1);
  expect_near(Normalize({1}, {2}).apply(tensor({{1, 5}}), generator), tensor({{0, 2}}), kArith);
  expect_near(
      Normalize({0, 10}, {1, 2}).apply(Tensor::full({5, 1, 2}, 10), generator).index({4, 0}),
      {10, 0},
      kArith);
  expect_near(Normalize({1}, {2}).apply(Tensor::full({3, 1, 1}, 5), generator), {2, 2, 2}, kArith);
}

TT_CASE("05.5/compose",
        "transforms are applied from first to last",
        .what = "doubling and padding, a shift before and after padding, and nothing",
        .why = "normalising after padding changes the border too",
        .learn = "the result of one is the input of the next") {
  const auto shift = std::make_shared<Normalize>(std::vector<float>{1}, std::vector<float>{1});
  const auto pad = std::make_shared<RandomCrop>(3, 1);  // of a 1×1 image: padding alone
  Generator generator(1);
  const Tensor image = tensor({{5}});
  expect_near(Compose({shift, doubling()}).apply(image, generator), tensor({{8}}), kArith);
  expect_near(Compose({shift, pad}).apply(image, generator).at({0, 0}), 0, kExact);
  expect_near(Compose({pad, shift}).apply(image, generator).at({0, 0}), -1, kExact);
  expect_near(Compose({}).apply(image, generator), image, kExact);
}

TT_CASE("05.5/default-generator",
        "called like a function, a transform uses the default generator",
        .what = "two crops after manual_seed(1) against two with Generator(1)",
        .why = "it is what one types in an experiment",
        .learn = "operator() is apply with default_generator()") {
  manual_seed(1);
  Generator one(1);
  const RandomCrop crop(4, 4);
  const Tensor image = counted({4, 4});
  expect_near(crop(image), crop.apply(image, one), kExact);
  expect_near(crop(image), crop.apply(image, one), kExact);
}

TT_CASE("05.5/transformed-set",
        "a transformed set changes field 0 and nothing else",
        .what = "doubled images with their labels",
        .why = "a label is no image",
        .learn = "transform the first field of the sample, pass the rest on") {
  const auto images = tensor({{{1, 2}}, {{3, 4}}}), labels = tensor({5, 6});
  const auto set = std::make_shared<TensorDataset>(std::vector<Tensor>{images, labels});
  const TransformedDataset doubled(set, doubling());
  CHECK(doubled.size() == 2);
  expect_near(doubled[1].at(0), {6, 8}, kArith);
  expect_near(doubled[1].at(1), {6}, kExact);
  expect_near(images, {1, 2, 3, 4}, kExact);
}

TT_CASE("05.5/transformed-batches",
        "random crops do not depend on the workers",
        .what = "two epochs of cropped images with 0 and 2 workers",
        .why = "augmented training must be repeatable too",
        .learn = "draw hands on the generator of the sample") {
  const auto images = std::make_shared<TensorDataset>(std::vector<Tensor>{counted({9, 4, 4})});
  const auto set = std::make_shared<TransformedDataset>(images, std::make_shared<RandomCrop>(3, 2));
  DataLoader alone(set, {.batch_size = 2, .shuffle = true, .seed = 8});
  DataLoader workers(set, {.batch_size = 2, .shuffle = true, .seed = 8, .num_workers = 2});
  const Floats first = collect(alone);
  CHECK(collect(workers) == first);
  CHECK(collect(alone) != first);
}

TT_CASE("05.5/arguments",
        "arguments outside their range are refused",
        .what = "probabilities, means and stds that cannot be used, and null pointers",
        .why = "a std of 0 would fill the batch with infinities",
        .learn = "check in the constructor; NaN fails every comparison") {
  expect_error(506, ErrorKind::value, [] { RandomHorizontalFlip(1.5f); }, {"1.5"});
  expect_error(506, [] { RandomHorizontalFlip(-0.1f); }, {"-0.1"});
  expect_error(506, [] { RandomHorizontalFlip{std::numeric_limits<float>::quiet_NaN()}; }, {"nan"});
  expect_error(506, [] { Normalize({}, {}); }, {"{}"});
  expect_error(506, [] { Normalize({1, 2}, {1}); }, {"{1", "2"});
  expect_error(506, [] { Normalize({1}, {0}); }, {"{0"});
  expect_error(506, [] { Compose({nullptr}); }, {"null"});
  expect_error(506, [] { TransformedDataset(numbered(1), nullptr); }, {"null"});
  expect_error(501, [] { TransformedDataset(nullptr, doubling()); }, {"null"});
  CHECK(Normalize({1}, {2})(Tensor::ones({1, 1})).item() == 0.0f);
}

TT_CASE("05.5/crop-too-large",
        "a window larger than the padded image is refused",
        .what = "5 from a 2×2 image padded by 1, sizes below 1 and negative paddings",
        .why = "there is no place where it fits",
        .learn = "compare with H + 2·padding") {
  Generator generator(1);
  expect_error(507,
               ErrorKind::value,
               [&] {
                 RandomCrop(5, 1).apply(Tensor::ones({2, 2}), generator);
               },
               {"(5, 5)", "(2, 2)", "(4, 4)"});
  expect_error(507,
               [&] {
                 RandomCrop(1, 5, 1).apply(Tensor::ones({2, 2}), generator);
               },
               {"(1, 5)"});
  expect_error(507, [] { RandomCrop(0); }, {"height is 0"});
  expect_error(507, [] { RandomCrop(2, -1); }, {"padding is -1"});
  expect_error(507, [] { (void)pad_image(Tensor::ones({2, 2}), -1); }, {"-1"});
  CHECK(RandomCrop(4, 1).apply(Tensor::ones({2, 2}), generator).shape() == Shape{4, 4});
}

TT_CASE("05.5/no-image",
        "a tensor that is no image is refused",
        .what = "1 and 4 axes, 3 means for 1 channel, a sample without fields",
        .why = "a whole batch looks like an image with too many axes",
        .learn = "images have 2 or 3 axes") {
  Generator generator(1);
  expect_error(508,
               ErrorKind::shape,
               [&] { RandomHorizontalFlip().apply(Tensor::ones({4}), generator); },
               {"(4)", "1 axes"});
  expect_error(508, [] { (void)pad_image(Tensor::ones({2, 1, 4, 4}), 1); }, {"(2, 1, 4, 4)"});
  expect_error(508, [&] { RandomCrop(1).apply(Tensor::ones({4}), generator); }, {"(4)"});
  expect_error(508,
               [&] {
                 Normalize({1, 2, 3}, {1, 1, 1}).apply(Tensor::ones({1, 4, 4}), generator);
               },
               {"(1, 4, 4)", "3"});
  class NoFields : public Dataset {
    std::int64_t size() const override { return 1; }
    Sample get(std::int64_t) const override { return {}; }
  };
  expect_error(
      505, [] { TransformedDataset(std::make_shared<NoFields>(), doubling())[0]; }, {"0 fields"});
  CHECK(pad_image(Tensor::ones({4, 4}), 1).shape() == Shape{6, 6});
}
