// Milestone 04 part 2 on drawn pictures: its own data are not shipped.
#include "04_1998_cnn/photos.hpp"

#include <filesystem>

#include "common/values.hpp"
#include "support/temp.hpp"
#include "support/test.hpp"

using namespace tinytorch;
using namespace tinytorch::milestone;

namespace {

constexpr Part kPart{.id = "04",
                     .n = 2,
                     .name = "drawn pictures",
                     .title = "",
                     .year = 1998,
                     .story = "",
                     .folder = "04_1998_cnn",
                     .seed = 7};

// A bright bar on noise, at a height that tells the kind.
ImageSet bars(std::int64_t count, std::uint64_t seed) {
  Generator generator(seed);
  Tensor images = Tensor::randn({count, 3, 32, 32}, 1, generator);
  std::vector<float> labels;
  for (std::int64_t i = 0; i < count; ++i) {
    const std::int64_t kind = i % 10;
    labels.push_back(static_cast<float>(kind));
    images[i].slice(1, 3 * kind, 3 * kind + 3).add_(Tensor::full({3, 3, 32}, 2.0f));
  }
  return {images, Tensor::from_vector(labels, {count})};
}

ImageData drawn() {
  ImageData data{.name = "bars", .splits = {bars(60, 1), bars(20, 2)}};
  data.train_counts.fill(6);
  data.test_counts.fill(2);
  data.file = nullptr;
  data.augmented = true;
  data.train_x = data.splits.train.images;
  data.train_y = data.splits.train.labels;
  data.test_x = data.splits.test.images;
  data.test_y = data.splits.test.labels;
  return data;
}

ImagePlan plan_of(int epochs) {
  ImagePlan plan = photo_plan(false);
  plan.batch_size = 20;
  plan.epochs = epochs;
  plan.descent.lr = 1e-2;  // there are few steps
  plan.glance = true;
  return plan;
}

Values trained(const ImageData& data, const ImagePlan& plan) {
  Sequential model = photo_cnn().make(5);
  train_images(model, model.parameters(), data, plan, 5);
  Values all;
  for (const NamedTensor& one : model.state_dict()) {
    const Values values = values_of(one.value);
    all.insert(all.end(), values.begin(), values.end());
  }
  return all;
}

}  // namespace

TT_CASE("photos/protocol",
        "the network with BatchNorm and Dropout holds every integrity gate",
        .what = "two epochs on 60 drawn pictures; gradients against plain doubles",
        .why = "the photographs themselves are on few machines",
        .learn =
            "forward, loss, gradients, updates, movement and data are right; so are the "
            "running statistics") {
  Run run(kPart, {.seed = 7});
  const ImageData data = drawn();
  CHECK(photo_cnn().make(7).num_parameters() == 1'070'986);
  check_dropout(run, 7);
  Learned learned = run_images(run, photo_cnn(), data, plan_of(2));
  check_running_statistics(run, learned, data.test_x);
  CHECK(run.gates().size() > 15);
  for (const Gate& gate : run.gates())
    CHECK_MESSAGE(gate.passed, gate.name << " " << number(gate.value));
}

TT_CASE("photos/resumed",
        "what was resumed ends as what was not interrupted",
        .what = "two epochs at once, and one, then another from its checkpoint",
        .why = "the full training takes long enough to be interrupted",
        .learn = "every value is the same, bit for bit") {
  const test::TempDir folder;
  const ImageData data = drawn();
  ImagePlan first = plan_of(1), second = plan_of(2);
  first.checkpoint = second.checkpoint = folder / "checkpoint";
  const Values whole = trained(data, plan_of(2));
  second.resume = true;
  expect_error(6, [&] { (void)trained(data, second); }, {"checkpoint"});
  CHECK(trained(data, first) != whole);
  CHECK(trained(data, second) == whole);
}

TT_CASE("photos/augmented",
        "an augmented picture that is not its own is found",
        .what = "the check on right pictures and on a set whose pictures stay as they are",
        .why = "a check that never fails proves nothing",
        .learn = "unchanged pictures fail it") {
  Run good(kPart, {.seed = 7}), bad(kPart, {.seed = 7});
  ImageData data = drawn();
  check_augmentation(good, data, 20);
  CHECK(good.all_hold());
  data.augmented = false;
  check_augmentation(bad, data, 20);
  CHECK_FALSE(bad.all_hold());
}
