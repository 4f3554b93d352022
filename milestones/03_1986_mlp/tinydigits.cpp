// Milestone 03 part 2, 1986: a network with 2,410 parameters reads real handwritten digits.
#include <cstdint>
#include <cstdio>
#include <string>

#include "common/image_training.hpp"

using namespace tinytorch;
using namespace tinytorch::milestone;

namespace {

constexpr Part kPart{
    .id = "03",
    .n = 2,
    .name = "tinydigits",
    .title = "The MLP revival",
    .year = 1986,
    .story =
        "Backpropagation leaves the toy problems: networks begin to read handwriting.\n"
        "The digits here were written on real forms, 8 by 8 pixels each.",
    .folder = "03_1986_mlp",
    .seed = 7};

// Slow learning, other batch sizes, moved pictures: printed, decides nothing.
void side_experiments(Run& run, Sequential& model, const ImageData& data) {
  const ImageModel design = digits_mlp();
  const Learned slowly =
      learned_images(design, data, {.descent = {.lr = 0.01}, .epochs = 25}, run.seed());
  const double slow = slowly.answers.accuracy();
  run.say("\nwith lr 0.01 and no momentum, 25 epochs reach only " + number(100 * slow) + " %");
  run.metric("accuracy_lr_0.01_no_momentum", slow);
  run.say("batch size   steps   seconds   accuracy after 5 epochs");
  for (const std::int64_t size : {16, 64, 256}) {
    const Learned learned =
        learned_images(design, data, {.batch_size = size, .epochs = 5}, run.seed());
    const std::int64_t steps = 5 * ((1000 + size - 1) / size);
    char line[96];
    std::snprintf(line,
                  sizeof line,
                  "  %7lld   %5lld   %7.3f   %5.1f %%",
                  static_cast<long long>(size),
                  static_cast<long long>(steps),
                  learned.seconds,
                  100 * learned.answers.accuracy());
    run.say(line);
  }
  const double moved = shifted_accuracy(model, data.splits.test.images, data.test_y, true);
  run.say("test pictures moved by one pixel: " + number(100 * moved) +
          " % (each pixel has weights of its own)");
  run.metric("accuracy_shifted", moved);
}

void tinydigits(Run& run) {
  const ImageData data = image_data("tinydigits", true);
  const ImagePlan plan;
  Learned learned = run_images(run, digits_mlp(), data, plan);
  if (run.talks() && !run.options().quick && run.all_hold())
    side_experiments(run, learned.model, data);
  run.say("\n2,410 numbers, corrected " + std::to_string(plan.epochs * 32) + " times, read " +
          number(100 * learned.answers.accuracy()) +
          " % of digits they never saw; a picture costs 4,736 flops.\n"
          "It memorised no picture, but knows each pixel only at its place.");
}

}  // namespace

int main(int argc, char** argv) {
  return run_part(kPart, argc, argv, tinydigits);
}
