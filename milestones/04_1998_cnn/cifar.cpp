// Milestone 04 part 2: photographs in colour, with BatchNorm, Dropout and augmentation.
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "tinytorch/storage.hpp"

#include "photos.hpp"

using namespace tinytorch;
using namespace tinytorch::milestone;

namespace {

constexpr Part kPart{
    .id = "04",
    .n = 2,
    .name = "cifar10",
    .title = "The CNN revolution",
    .year = 1998,
    .story =
        "Photographs are harder than digits: a frog is green, brown or red, and sits anywhere.\n"
        "60,000 of them, 32 by 32 pixels in colour, in ten kinds: the set of a generation.",
    .folder = "04_1998_cnn",
    .seed = 7,
    .flags =
        "\n  --full        50,000 pictures and 20 epochs instead of 5,000 and 4"
        "\n  --resume      go on after the last finished epoch"};

constexpr std::int64_t kImages = 50'000, kFewImages = 5'000, kGlanceImages = 2'000;
constexpr std::int64_t kFewTests = 1'000;
constexpr double kFull = 0.75;  // accuracy after the full training

struct Wishes {
  bool full = false, resume = false;
};

// Takes --full and --resume out of `words`.
Wishes read_wishes(std::vector<char*>& words) {
  Wishes wishes;
  std::erase_if(words, [&](const char* word) {
    const std::string_view flag = word;
    wishes.full = wishes.full || flag == "--full";
    wishes.resume = wishes.resume || flag == "--resume";
    return flag == "--full" || flag == "--resume";
  });
  return wishes;
}

// Beside the records of the milestones, one for each length and seed.
std::string checkpoint_of(const Run& run, bool full) {
  const auto folder = std::filesystem::path(course_root()) / ".tito" / "milestones";
  std::filesystem::create_directories(folder);
  const std::string length = full ? "full" : run.options().quick ? "glance" : "quick";
  return (folder / ("04_2_" + length + "_" + std::to_string(run.seed()) + ".safetensors")).string();
}

ImageData photos(bool full, bool glance) {
  const std::int64_t few = glance ? kGlanceImages : kFewImages;
  ImageData data = image_data("cifar10", false, full ? kImages : few);
  if (!full) data.keep_tests(kFewTests);
  data.augmented = true;
  return data;
}

void cifar(Run& run, const Wishes& wishes) {
  const bool glance = run.options().quick, full = wishes.full && !glance;
  const ImageData data = photos(full, glance);
  ImagePlan plan = photo_plan(full);
  plan.checkpoint = checkpoint_of(run, full);
  plan.resume = wishes.resume;
  if (glance) {
    plan.epochs = 1;
    plan.last_lr = 0;
    plan.glance = true;
    plan.moves = false;
  }
  check_dropout(run, run.seed());
  reset_peak_memory();
  Learned learned = run_images(run, photo_cnn(), data, plan);
  const auto peak = static_cast<double>(memory_stats().peak_bytes);
  check_running_statistics(run, learned, data.test_x.slice(0, 0, 8));
  const double accuracy = learned.answers.accuracy();
  if (full) run.gate("accuracy, full training", accuracy, ">=", kFull, "08");
  run.metric("peak_bytes", peak);
  run.say(
      "\n0 airplane, 1 automobile, 2 bird, 3 cat, 4 deer, 5 dog, 6 frog, 7 horse, 8 ship, "
      "9 truck");
  run.say((learned.seconds > 0 ? number(learned.rate) : "no") +
          " images a second while it learned, " + number(peak / 1e6) +
          " MB of tensors at most; checkpoint " + plan.checkpoint);
  run.say("1,070,986 numbers name " + number(100 * accuracy) +
          " % of photographs they never saw; a guess is right for 10 %.\n"
          "Next: attention, which looks wherever it wants to.");
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<char*> words(argv, argv + argc);
  const Wishes wishes = read_wishes(words);
  return run_part(
      kPart, static_cast<int>(words.size()), words.data(), [&](Run& run) { cifar(run, wishes); });
}
