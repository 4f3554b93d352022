// Data sets that are drawn from a seed: the same points on every machine.
#include <array>
#include <numeric>
#include <vector>

#include "tinytorch/datasets.hpp"

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

}  // namespace tinytorch
