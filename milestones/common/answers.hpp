// What a part that reads pictures prints: the confusion matrix, mistakes, pictures moved by a
// pixel.
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
  double loss = 0;    // mean cross-entropy

  double accuracy() const;
  double lowest_recall() const;
};

/// Counted here, from the logits alone. Shapes: x as the model takes it, y (n).
Answers answers_of(Layer& model, const Tensor& x, const Tensor& y);

void print_confusion(const Run& run, const Answers& answers);

/// Up to `most` wrong answers as pictures of characters, side by side; pictures wider than 16
/// pixels at half their height, a character for two pixels. Shapes: x (n, 1, H, W).
void print_mistakes(const Run& run, const Answers& answers, const Tensor& x, std::size_t most);

/// Six pictures for the screen, a wrong answer among them if there is one. Shapes: x (n, 1, 8, 8).
void send_samples(const Run& run, const Answers& answers, const Tensor& x);

/// Mean accuracy on the test pictures moved by one pixel: down, up, right and left.
/// Shapes: images (n, 1, H, W); the model takes them, or (n, H·W) if `flat`.
double shifted_accuracy(Layer& model, const Tensor& images, const Tensor& y, bool flat);

/// The pictures moved, 0 where nothing moves in. Shapes: (n, 1, H, W).
Tensor shifted(const Tensor& images, std::int64_t down, std::int64_t right);

}  // namespace tinytorch::milestone
