// Milestone 04 part 1, 1998: eight small filters read digits better, with fewer parameters.
#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

#include "tinytorch/activations.hpp"
#include "tinytorch/autograd.hpp"
#include "tinytorch/spatial.hpp"

#include "common/image_training.hpp"
#include "common/values.hpp"
#include "filters.hpp"

using namespace tinytorch;
using namespace tinytorch::milestone;

namespace {

constexpr Part kPart{
    .id = "04",
    .n = 1,
    .name = "tinydigits",
    .title = "The CNN revolution",
    .year = 1998,
    .story =
        "LeCun's LeNet reads cheques: small filters slide over the picture and share their "
        "weights.\nThe digits are those of milestone 03, so that the two can be compared.",
    .folder = "04_1998_cnn",
    .seed = 7};

constexpr double kDocumented = 0.95;  // accuracy with the documented seed
constexpr double kLeastCost = 0.001;  // less than one of 600 answers

ImageModel cnn() {
  return {.summary = "conv 1-8 3x3, relu, pool 2, linear 128-10",
          .make =
              [](std::uint64_t seed) {
                manual_seed(seed);
                return Sequential(
                    Conv2d(1, 8, 3, 1, 1), ReLU(), MaxPool2d(2), Flatten(), Linear(128, 10));
              },
          .layers = {conv(8, 1, Activation::relu), max_pool(8, 2), dense()}};
}

// Mean accuracy over three seeds, with the convolution learning or left as it was drawn.
double mean_accuracy(const ImageData& data, std::uint64_t seed, bool frozen) {
  double sum = 0;
  for (std::uint64_t s = seed; s < seed + 3; ++s) {
    Sequential model = cnn().make(s);
    std::vector<Tensor> learning = model.parameters();
    if (frozen) learning.erase(learning.begin(), learning.begin() + 2);  // weight and bias
    train_images(model, learning, data, {}, s);
    sum += answers_of(model, data.test_x, data.test_y).accuracy();
  }
  return sum / 3;
}

void control(Run& run, const ImageData& data) {
  const double learning = mean_accuracy(data, run.seed(), false);
  const double frozen = mean_accuracy(data, run.seed(), true);
  run.gate("frozen convolution costs, 3 seeds", learning - frozen, ">=", kLeastCost, "09");
  run.metric("accuracy_3_seeds", learning);
  run.metric("accuracy_3_seeds_frozen", frozen);
  run.say(
      "\nthree seeds, convolution learning: " + number(100 * learning) +
      " %; with its gradient taken away: " + number(100 * frozen) +
      " %\nRandom filters already see a lot; accuracy alone would not prove that these learned.");
}

void row(const Run& run, const char* name, const Learned& one, const PlainNet& net, double moved) {
  std::int64_t parameters = 0;
  for (const PlainLayer& layer : net)
    parameters += std::ssize(layer.weight) + std::ssize(layer.bias);
  char line[96];
  std::snprintf(line,
                sizeof line,
                "  %-4s  %10lld  %16lld  %8.1f %%  %15.1f %%  %11.4f",
                name,
                static_cast<long long>(parameters),
                static_cast<long long>(flops(net)),
                100 * one.answers.accuracy(),
                100 * moved,
                one.seconds / ImagePlan().epochs);
  run.say(line);
}

// The same digits, the same schedule, the network of milestone 03.
void compare(Run& run, Learned& cnn_learned, const ImageData& data) {
  const ImageData flat = image_data("tinydigits", true);
  Learned mlp = learned_images(digits_mlp(), flat, {}, run.seed());
  const Tensor& images = data.splits.test.images;
  const double mlp_moved = shifted_accuracy(mlp.model, images, data.test_y, true);
  const double cnn_moved = shifted_accuracy(cnn_learned.model, images, data.test_y, false);
  run.say("\n        parameters  flops per sample    accuracy  moved one pixel  s per epoch");
  row(run, "MLP", mlp, mlp.start, mlp_moved);
  row(run, "CNN", cnn_learned, cnn_learned.start, cnn_moved);
  run.say(
      "A filter finds its stroke wherever it is, and pooling forgives a step of one pixel now and\n"
      "then; but the last layer still has weights of its own for each place. That is why the "
      "moved\n"
      "pictures are read better than by the MLP, and still far worse than the others.");
  run.metric("accuracy_mlp", mlp.answers.accuracy());
  run.metric("accuracy_shifted", cnn_moved);
  run.metric("accuracy_shifted_mlp", mlp_moved);
}

void show_filters(Run& run, Sequential& model, const ImageData& data) {
  const NoGradGuard no_grad;
  const Tensor one = data.test_x.slice(0, 0, 1);
  run.say("\nthe eight filters (# + positive, = - negative):");
  print_kernels(run, model.parameters()[0]);
  run.say("\nwhat they make of the first test picture, a " +
          std::to_string(labels_of(data.test_y)[0]) + ":");
  print_maps(run, model[1](model[0](one)));
  if (run.draws()) run.picture("filters", heat_maps_svg(kernel_maps(model.parameters()[0])));
}

void tinydigits(Run& run) {
  const ImageData data = image_data("tinydigits", false);
  const ImageModel design = cnn();
  Learned learned = run_images(run, design, data, {});
  const PlainNet end = plain_net(learned.model, design.layers);
  run.gate("convolution moves", movement(learned.start[0].weight, end[0].weight), "06");
  if (run.seed() == kPart.seed)
    run.gate("accuracy, documented seed", learned.answers.accuracy(), ">=", kDocumented, "08");
  if (!run.talks()) return;
  show_filters(run, learned.model, data);
  if (run.options().quick || !run.all_hold()) return;
  control(run, data);
  compare(run, learned, data);
  run.say("\n1,370 numbers read " + number(100 * learned.answers.accuracy()) +
          " % of the test digits; the MLP needed 2,410.\n"
          "Seventy-two weights of eight filters see every corner of the picture: weights are "
          "shared.\nNext: attention, which looks wherever it wants to.");
}

}  // namespace

int main(int argc, char** argv) {
  return run_part(kPart, argc, argv, tinydigits);
}
