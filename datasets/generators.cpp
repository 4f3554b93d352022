// Data sets that are drawn from a seed: the same points on every machine.
#include <array>
#include <numeric>
#include <string>
#include <vector>

#include "tinytorch/datasets.hpp"
#include "tinytorch/error.hpp"

namespace tinytorch {
namespace {

struct Points {
  std::vector<float> coordinates, labels;

  // x first, then y.
  void add(Generator& generator, std::array<double, 2> center, double deviation, float label) {
    for (const double c : center) {
      coordinates.push_back(static_cast<float>(c + deviation * generator.normal()));
    }
    labels.push_back(label);
  }
};

ImageSet shuffled(const Points& points, Generator& generator) {
  const auto n = std::ssize(points.labels);
  std::vector<std::int64_t> order(static_cast<std::size_t>(n));
  std::iota(order.begin(), order.end(), 0);
  generator.shuffle(order);
  Points out;
  for (const std::int64_t i : order) {
    const auto at = static_cast<std::size_t>(i);
    out.coordinates.push_back(points.coordinates[2 * at]);
    out.coordinates.push_back(points.coordinates[2 * at + 1]);
    out.labels.push_back(points.labels[at]);
  }
  return {.images = Tensor::from_vector(out.coordinates, {n, 2}),
          .labels = Tensor::from_vector(out.labels, {n})};
}

}  // namespace

ImageSet make_perceptron(std::uint64_t seed, std::int64_t per_class) {
  Generator generator(seed);
  Points points;
  for (const float label : {0.f, 1.f}) {
    const double center = label == 0 ? -2 : 2;
    for (std::int64_t i = 0; i < per_class; ++i)
      points.add(generator, {center, center}, 0.5, label);
  }
  return shuffled(points, generator);
}

ImageSet make_xor(std::uint64_t seed, std::int64_t per_corner, float noise) {
  Generator generator(seed);
  Points points;
  for (const int corner : {0, 1, 2, 3}) {
    const int x = corner / 2, y = corner % 2;
    for (std::int64_t i = 0; i < per_corner; ++i) {
      points.add(generator, {double(x), double(y)}, noise, x == y ? 0.f : 1.f);
    }
  }
  return shuffled(points, generator);
}

SequenceTask make_attention_task(std::string_view kind, std::int64_t n, std::uint64_t seed) {
  constexpr std::int64_t kReversal = 27, kLetters = 26, kLength = 6, kRow = 2 * kLength + 1;
  constexpr float kIgnored = -100;
  TT_CHECK(kind == "reversal" || kind == "copy" || kind == "mixed",
           ErrorKind::value,
           2101,
           "make_attention_task",
           "no task has this name",
           "asked for \"" + std::string(kind) + "\"; known are: reversal, copy, mixed",
           "use one of the known names");
  Generator generator(seed);
  std::vector<float> inputs, targets;
  for (std::int64_t i = 0; i < n; ++i) {
    const std::int64_t task = kReversal + (kind == "mixed" ? generator.below(2) : kind == "copy");
    std::vector<float> letters;
    for (std::int64_t j = 0; j < kLength; ++j)
      letters.push_back(static_cast<float>(1 + generator.below(kLetters)));
    inputs.push_back(static_cast<float>(task));
    inputs.insert(inputs.end(), letters.begin(), letters.end());
    inputs.insert(inputs.end(), kLength, 0.f);
    targets.insert(targets.end(), kLength + 1, kIgnored);
    if (task == kReversal)
      targets.insert(targets.end(), letters.rbegin(), letters.rend());
    else
      targets.insert(targets.end(), letters.begin(), letters.end());
  }
  const std::int64_t rows = std::ssize(inputs) / kRow;
  return {.inputs = Tensor::from_vector(inputs, {rows, kRow}),
          .targets = Tensor::from_vector(targets, {rows, kRow})};
}

}  // namespace tinytorch
