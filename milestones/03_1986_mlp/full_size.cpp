// Milestone 03 part 3: the same network, wider, on 60,000 pictures of 28 by 28 pixels.
#include <cstdint>
#include <string>

#include "tinytorch/activations.hpp"

#include "common/image_training.hpp"

using namespace tinytorch;
using namespace tinytorch::milestone;

namespace {

constexpr Part kPart{
    .id = "03",
    .n = 3,
    .name = "full-size",
    .title = "The MLP revival",
    .year = 1986,
    .story =
        "Sixty times the pictures, twelve times the pixels: the set that a generation of networks\n"
        "was compared on, or the pictures of clothes that were made to take its place.",
    .folder = "03_1986_mlp",
    .seed = 7,
    .sets = {"mnist", "fashion-mnist"}};

constexpr std::int64_t kQuickImages = 10'000;
constexpr double kQuickDigits = 0.92;  // accuracy on MNIST after a quick look

ImageModel mlp() {
  return {.summary = "784-128-10 relu",
          .make =
              [](std::uint64_t seed) {
                manual_seed(seed);
                return Sequential(Linear(784, 128), ReLU(), Linear(128, 10));
              },
          .layers = {dense(Activation::relu), dense()}};
}

void full_size(Run& run) {
  const bool clothes = run.options().data == "fashion-mnist", quick = run.options().quick;
  ImageData data = image_data(clothes ? "fashion-mnist" : "mnist", true);
  ImagePlan plan{.descent = {.lr = 0.01, .momentum = 0.9}, .batch_size = 64, .epochs = 5};
  if (quick) {
    data.keep(kQuickImages);
    plan.epochs = 2;
    plan.glance = true;
  }
  const Learned learned = run_images(run, mlp(), data, plan);
  const double accuracy = learned.answers.accuracy();
  if (quick && !clothes) run.gate("accuracy, quick look", accuracy, ">=", kQuickDigits, "08");
  run.say("\n101,770 numbers name " + number(100 * accuracy) + " % of " +
          (clothes ? "clothes" : "digits") +
          " they never saw.\nEach pixel has weights of its own: milestone 04 shares them.");
}

}  // namespace

int main(int argc, char** argv) {
  return run_part(kPart, argc, argv, full_size);
}
