// What the digits part prints: pictures, the confusion matrix, mistakes.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "tinytorch/layers.hpp"

#include "common/plain_net.hpp"
#include "common/run.hpp"

namespace tinytorch::milestone {

/// The model's answers on a set of pictures.
struct Answers {
  std::vector<std::int64_t> labels, predicted;
  Values confidence;  // softmax of the answer

  double accuracy() const;
  double lowest_recall() const;
};

/// Counted here, from the logits alone. Shapes: x (n, 64), y (n).
Answers answers_of(Layer& model, const Tensor& x, const Tensor& y);

void print_confusion(const Run& run, const Answers& answers);

/// Up to `most` wrong answers as pictures of characters, side by side.
void print_mistakes(const Run& run, const Answers& answers, const Tensor& x, std::size_t most);

/// Six pictures for the screen, a wrong answer among them if there is one.
void send_samples(const Run& run, const Answers& answers, const Tensor& x);

/// The pictures moved by one pixel, blank where nothing moves in. Shapes: (n, 1, 8, 8).
Tensor shifted(const Tensor& images, std::int64_t down, std::int64_t right);

}  // namespace tinytorch::milestone
