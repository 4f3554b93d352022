#include "common/answers.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string>

#include "tinytorch/autograd.hpp"

#include "common/values.hpp"

namespace tinytorch::milestone {
namespace {

constexpr std::int64_t kClasses = 10;
constexpr std::int64_t kAtOnce =
    500;  // pictures: what a convolution makes of them must fit into memory
constexpr std::int64_t kWide = 16;  // pixels; wider pictures get one character a pixel

std::vector<std::size_t> wrong_ones(const Answers& answers) {
  std::vector<std::size_t> wrong;
  for (std::size_t i = 0; i < answers.labels.size(); ++i) {
    if (answers.predicted[i] != answers.labels[i]) wrong.push_back(i);
  }
  return wrong;
}

// From blank to full ink, for all pictures that are shown together.
struct Ink {
  double low, high;

  char of(double value) const {
    const double share = (value - low) / (high - low);
    return " .:+#@"[std::lround(std::clamp(share, 0.0, 1.0) * 5)];
  }
};

Ink ink_of(const Tensor& x, const std::vector<std::size_t>& shown) {
  Ink ink{0, 0};
  for (const std::size_t i : shown) {
    for (const double value : values_of(x[static_cast<std::int64_t>(i)])) {
      ink.low = std::min(ink.low, value);
      ink.high = std::max(ink.high, value);
    }
  }
  return ink;
}

// One line of picture i: a row with two characters a pixel, or the mean of two rows.
std::string picture_line(const Tensor& x, std::size_t i, std::int64_t line, const Ink& ink) {
  std::string text;
  const auto picture = static_cast<std::int64_t>(i);
  for (std::int64_t c = 0; c < x.size(3); ++c) {
    if (x.size(3) <= kWide) {
      text += std::string(2, ink.of(x.at({picture, 0, line, c})));
    } else {
      text += ink.of((x.at({picture, 0, 2 * line, c}) + x.at({picture, 0, 2 * line + 1, c})) / 2);
    }
  }
  return text;
}

}  // namespace

double Answers::accuracy() const {
  double right = 0;
  for (std::size_t i = 0; i < labels.size(); ++i) right += predicted[i] == labels[i];
  return right / static_cast<double>(labels.size());
}

double Answers::lowest_recall() const {
  std::array<double, kClasses> seen{}, right{};
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const auto label = static_cast<std::size_t>(labels[i]);
    seen[label] += 1;
    right[label] += predicted[i] == labels[i];
  }
  double lowest = 1;
  for (std::size_t c = 0; c < seen.size(); ++c) lowest = std::min(lowest, right[c] / seen[c]);
  return lowest;
}

Answers answers_of(Layer& model, const Tensor& x, const Tensor& y) {
  const NoGradGuard no_grad;
  const bool was_training = model.training();
  model.eval();
  Answers answers{.labels = labels_of(y), .predicted = {}, .confidence = {}};
  Values all;
  for (std::int64_t from = 0; from < x.size(0); from += kAtOnce) {
    const Values logits = values_of(model(x.slice(0, from, std::min(from + kAtOnce, x.size(0)))));
    for (auto row = logits.begin(); row != logits.end(); row += kClasses) {
      const auto best = std::max_element(row, row + kClasses);
      double sum = 0;
      for (auto logit = row; logit != row + kClasses; ++logit) sum += std::exp(*logit - *best);
      // A model that answers NaN has no answer.
      answers.predicted.push_back(std::isfinite(sum) ? best - row : -1);
      answers.confidence.push_back(std::isfinite(sum) ? 1 / sum : 0);
    }
    all.insert(all.end(), logits.begin(), logits.end());
  }
  model.train(was_training);
  answers.loss = cross_entropy(all, answers.labels, kClasses);
  return answers;
}

void print_confusion(const Run& run, const Answers& answers) {
  std::array<std::array<int, kClasses>, kClasses> counts{};
  for (std::size_t i = 0; i < answers.labels.size(); ++i) {
    if (answers.predicted[i] < 0) continue;
    ++counts[static_cast<std::size_t>(answers.labels[i])]
            [static_cast<std::size_t>(answers.predicted[i])];
  }
  run.say("\nlabel   answered 0   1   2   3   4   5   6   7   8   9");
  for (std::size_t label = 0; label < counts.size(); ++label) {
    std::string line = "  " + std::to_string(label) + "            ";
    for (const int count : counts[label]) {
      char cell[16];
      std::snprintf(cell, sizeof cell, count > 0 ? "%4d" : "   .", count);
      line += cell;
    }
    run.say(line);
  }
}

void print_mistakes(const Run& run, const Answers& answers, const Tensor& x, std::size_t most) {
  std::vector<std::size_t> wrong = wrong_ones(answers);
  wrong.resize(std::min(wrong.size(), most));
  if (wrong.empty()) return;
  const std::int64_t side = x.size(3), lines = side <= kWide ? side : side / 2;
  const std::int64_t width = side <= kWide ? 2 * side : side;
  std::string heads = "\n";
  for (const std::size_t i : wrong) {
    char head[32];
    std::snprintf(
        head,
        sizeof head,
        "%-*s",
        static_cast<int>(width + 1),
        (std::to_string(answers.labels[i]) + " read as " + std::to_string(answers.predicted[i]))
            .c_str());
    heads += head;
  }
  run.say(heads);
  const Ink ink = ink_of(x, wrong);
  for (std::int64_t l = 0; l < lines; ++l) {
    std::string line;
    for (const std::size_t i : wrong) line += picture_line(x, i, l, ink) + " ";
    run.say(line);
  }
}

void send_samples(const Run& run, const Answers& answers, const Tensor& x) {
  std::vector<std::size_t> chosen;
  for (std::size_t i = 0; chosen.size() < 5; ++i) chosen.push_back(i);
  const std::vector<std::size_t> wrong = wrong_ones(answers);
  chosen.push_back(wrong.empty() || wrong.front() < 5 ? 5 : wrong.front());
  for (const std::size_t i : chosen) {
    Json pixels = Json::array();
    for (const double pixel : values_of(x[static_cast<std::int64_t>(i)]))
      pixels.push_back(std::lround(16 * pixel));
    run.event(Json::object({{"event", "sample"},
                            {"pixels", pixels},
                            {"label", answers.labels[i]},
                            {"prediction", answers.predicted[i]},
                            {"confidence", answers.confidence[i]}}));
  }
}

Tensor shifted(const Tensor& images, std::int64_t down, std::int64_t right) {
  Tensor out = Tensor::zeros(images.shape());
  const auto from = [](std::int64_t by) { return std::max<std::int64_t>(0, -by); };
  const auto to = [](std::int64_t by) { return std::max<std::int64_t>(0, by); };
  const std::int64_t h = images.size(2) - std::abs(down), w = images.size(3) - std::abs(right);
  out.slice(2, to(down), to(down) + h)
      .slice(3, to(right), to(right) + w)
      .copy_(images.slice(2, from(down), from(down) + h).slice(3, from(right), from(right) + w));
  return out;
}

double shifted_accuracy(Layer& model, const Tensor& images, const Tensor& y, bool flat) {
  double sum = 0;
  for (const auto& [down, right] : {std::pair{1, 0}, {-1, 0}, {0, 1}, {0, -1}}) {
    const Tensor moved = shifted(images, down, right);
    sum += answers_of(model, flat ? moved.flatten(1) : moved, y).accuracy();
  }
  return sum / 4;
}

}  // namespace tinytorch::milestone
