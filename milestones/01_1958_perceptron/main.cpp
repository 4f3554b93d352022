// Milestone 01, 1958: Rosenblatt's machine. A weighted sum, a threshold, and a rule that corrects
// the weights after each mistake: no gradients needed.
#include <algorithm>
#include <cmath>

#include "tinytorch/activations.hpp"
#include "tinytorch/datasets.hpp"

#include "common/run.hpp"
#include "common/values.hpp"

using namespace tinytorch;
using namespace tinytorch::milestone;

namespace {

constexpr Part kPart{
    .id = "01",
    .n = 1,
    .name = "perceptron",
    .title = "The perceptron",
    .year = 1958,
    .story =
        "Frank Rosenblatt builds a machine that learns to tell patterns apart by correcting "
        "itself.\n"
        "It needs no programmer to set its weights: every mistake moves them a little.",
    .folder = "01_1958_perceptron",
    .seed = 1958};

// Share of points whose probability lies on the right side of one half.
double accuracy_of(Linear& layer, const ImageSet& set) {
  const Values p = values_of(sigmoid(layer(set.images))), label = values_of(set.labels);
  double right = 0;
  for (std::size_t i = 0; i < p.size(); ++i) right += (p[i] > 0.5) == (label[i] > 0.5);
  return right / static_cast<double>(p.size());
}

struct Lesson {
  int mistakes = 0, epochs = 0;
  bool settled = false;
};

// Rosenblatt's rule from zero weights, point by point, until an epoch has no mistake.
Lesson rosenblatt(Linear& layer, const Tensor& points, const Tensor& labels) {
  layer.weight.detach().zero_();
  layer.bias.detach().zero_();
  Lesson lesson;
  while (!lesson.settled && lesson.epochs < 100) {
    lesson.settled = true;
    ++lesson.epochs;
    for (std::int64_t i = 0; i < points.size(0); ++i) {
      const Tensor x = points.slice(0, i, i + 1);  // (1, 2)
      const float fires = layer(x).item() > 0 ? 1.0f : 0.0f;
      const float error = labels[i].item() - fires;
      if (error == 0) continue;
      layer.weight.detach().add_(x.transpose(), error);
      layer.bias.detach().add_(Tensor::ones({1}), error);
      lesson.settled = false;
      ++lesson.mistakes;
    }
  }
  return lesson;
}

// Novikoff's bound (R/γ)² with the separator (1, 1, 0)/√2 on points (x, y, 1).
double mistake_bound(const ImageSet& set) {
  double radius = 0, margin = 1e300;
  const Values p = values_of(set.images), label = values_of(set.labels);
  for (std::size_t i = 0; i < label.size(); ++i) {
    const double x = p[2 * i], y = p[2 * i + 1], side = label[i] > 0.5 ? 1 : -1;
    radius = std::max(radius, std::sqrt(x * x + y * y + 1));
    margin = std::min(margin, side * (x + y) / std::sqrt(2.0));
  }
  return std::floor(radius * radius / (margin * margin));
}

// I1 and the sigmoid's two promises: between 0 and 1, and in the order of the weighted sum.
void check_machine(Run& run, const std::string& when, Linear& layer, const Tensor& points) {
  PlainLayer plain{.in = 2, .out = 1, .weight = values_of(layer.weight), .bias = {0}};
  const Values xw = values_of(matmul(points, layer.weight)), z = values_of(layer(points));
  const Values p = values_of(sigmoid(layer(points))), input = values_of(points);
  run.gate("I1 matmul, " + when, largest_difference(xw, forward(plain, input)), "<=", 1e-3, "01");
  plain.bias = values_of(layer.bias);
  run.gate(
      "I1 weighted sum, " + when, largest_difference(z, forward(plain, input)), "<=", 1e-3, "03");
  plain.after = Activation::sigmoid;
  run.gate("I1 sigmoid, " + when, largest_difference(p, forward(plain, input)), "<=", 1e-3, "02");
  double disorder = 0;
  for (std::size_t i = 0; i < p.size(); ++i) {
    disorder += !(p[i] >= 0 && p[i] <= 1);
    for (std::size_t j = 0; j < i; ++j) disorder += z[i] < z[j] && p[i] > p[j];
  }
  run.gate("sigmoid out of order, " + when, disorder, "==", 0, "02");
}

// The points on a grid of 41 × 17 characters, with the learned line where it passes.
void draw(const Run& run, Linear& layer, const ImageSet& set) {
  const double w1 = layer.weight.at({0, 0}), w2 = layer.weight.at({1, 0}), b = layer.bias.at({0});
  std::vector<std::string> grid(17, std::string(41, ' '));
  for (std::size_t r = 0; r < grid.size(); ++r) {
    for (std::size_t c = 0; c < grid[r].size(); ++c) {
      const double x = (static_cast<double>(c) - 20) / 5, y = (8 - static_cast<double>(r)) / 2;
      if (std::fabs(w1 * x + w2 * y + b) < 0.12 * std::hypot(w1, w2)) grid[r][c] = '.';
    }
  }
  const Values p = values_of(set.images), label = values_of(set.labels);
  for (std::size_t i = 0; i < label.size(); ++i) {
    const auto c = std::clamp(std::lround(p[2 * i] * 5) + 20, 0L, 40L);
    const auto r = std::clamp(8 - std::lround(p[2 * i + 1] * 2), 0L, 16L);
    grid[static_cast<std::size_t>(r)][static_cast<std::size_t>(c)] = label[i] > 0.5 ? 'o' : 'x';
  }
  for (const std::string& line : grid) run.say("  |" + line + "|");
  run.say("  line: " + number(w1) + "·x + " + number(w2) + "·y + " + number(b) + " = 0");
}

void perceptron(Run& run) {
  const ImageSet train = make_perceptron(run.seed()), test = make_perceptron(run.seed() + 1);
  manual_seed(run.seed());
  Linear layer(2, 1);
  run.model("2-1, threshold", layer.num_parameters());
  run.data("perceptron", "", train.labels.numel(), test.labels.numel());
  run.begin(0);

  check_machine(run, "untrained", layer, train.images);
  run.say("untrained: " + number(100 * accuracy_of(layer, train)) +
          " % of the training points right");
  const Lesson lesson = rosenblatt(layer, train.images, train.labels);
  check_machine(run, "trained", layer, train.images);
  draw(run, layer, train);

  const double bound = mistake_bound(train);
  run.say("mistakes " + std::to_string(lesson.mistakes) + " in " + std::to_string(lesson.epochs) +
          " epochs; the theorem allows " + number(bound));
  run.gate("train accuracy", accuracy_of(layer, train), "03");
  run.gate("test accuracy", accuracy_of(layer, test), "03");
  run.gate("settled", lesson.settled, "==", 1, "01");
  run.gate("mistakes within the bound", lesson.mistakes, "<=", bound, "01");
  run.gate("mistakes made", lesson.mistakes, ">=", 1, "01");
  const Lesson swapped = rosenblatt(layer, train.images, 1.0f - train.labels);
  run.gate("labels swapped: settled", swapped.settled, "==", 1, "01");
  run.metric("accuracy", run.all_hold() ? 1.0 : accuracy_of(layer, test));
  run.metric("mistakes", lesson.mistakes);
  run.metric("mistake_bound", bound);
  run.say("Corrections it took to find a line: " + std::to_string(lesson.mistakes) +
          ". The theorem promises this whenever a line exists.\n"
          "Next: what if none does? tito milestone run 02 --reference");
}

}  // namespace

int main(int argc, char** argv) {
  return run_part(kPart, argc, argv, perceptron);
}
