// Milestone 04 part 3: the same idea with two layers of filters, on 60,000 real pictures of
// clothes.
#include <cstdint>
#include <string>

#include "tinytorch/activations.hpp"
#include "tinytorch/spatial.hpp"

#include "common/image_training.hpp"
#include "filters.hpp"

using namespace tinytorch;
using namespace tinytorch::milestone;

namespace {

constexpr Part kPart{
    .id = "04",
    .n = 3,
    .name = "fashion-mnist",
    .title = "The CNN revolution",
    .year = 1998,
    .story =
        "Filters on filters: the first layer finds edges, the second what edges form.\n"
        "70,000 pictures of clothes in ten kinds, 28 by 28 pixels, from a shop's catalogue.",
    .folder = "04_1998_cnn",
    .seed = 7};

constexpr std::int64_t kQuickImages = 6000;

ImageModel cnn() {
  return {.summary = "conv 1-16 3x3, relu, pool 2, conv 16-32 3x3, relu, pool 2, linear 1568-10",
          .make =
              [](std::uint64_t seed) {
                manual_seed(seed);
                return Sequential(Conv2d(1, 16, 3, 1, 1),
                                  ReLU(),
                                  MaxPool2d(2),
                                  Conv2d(16, 32, 3, 1, 1),
                                  ReLU(),
                                  MaxPool2d(2),
                                  Flatten(),
                                  Linear(1568, 10));
              },
          .layers = {conv(28, 1, Activation::relu),
                     max_pool(28, 2),
                     conv(14, 1, Activation::relu),
                     max_pool(14, 2),
                     dense()}};
}

void clothes(Run& run) {
  ImageData data = image_data("fashion-mnist", false);
  ImagePlan plan{.descent = {.rule = Rule::adam, .lr = 3e-3},
                 .last_lr = 1.5e-4,
                 .batch_size = 64,
                 .epochs = 4};
  if (run.options().quick) {
    data.keep(kQuickImages);
    plan.epochs = 2;
    plan.glance = true;
  }
  Learned learned = run_images(run, cnn(), data, plan);
  if (run.draws())
    run.picture("filters", heat_maps_svg(kernel_maps(learned.model.parameters()[0])));
  run.say(
      "\n0 T-shirt or top, 1 trouser, 2 pullover, 3 dress, 4 coat, 5 sandal, 6 shirt, 7 sneaker,\n"
      "8 bag, 9 ankle boot. Shirts, pullovers and coats are mixed up most: at 28 by 28 pixels "
      "people\nmix them up, too.");
  run.say("20,490 numbers, two layers of filters, name " +
          number(100 * learned.answers.accuracy()) +
          " % of the clothes they never saw.\nNext: attention, which looks wherever it wants to.");
}

}  // namespace

int main(int argc, char** argv) {
  return run_part(kPart, argc, argv, clothes);
}
