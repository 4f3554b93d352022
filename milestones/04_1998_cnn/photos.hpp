// The network of part 2, and what is checked about it beside what every part on pictures checks.
#pragma once

#include "common/image_training.hpp"

namespace tinytorch::milestone {

/// Two convolutions with BatchNorm, two dense layers with Dropout between: 1,070,986 parameters.
ImageModel photo_cnn();

/// How it learns: 4 epochs of Adam, or, if `full`, 20 of AdamW along a cosine.
ImagePlan photo_plan(bool full);

/// I1: Dropout takes half of the values, doubles the others, and hands gradients on likewise.
void check_dropout(Run& run, std::uint64_t seed);

/// I4: the running statistics are finite, moved in training, and stand still in evaluation.
/// Shapes: x (n, 3, 32, 32).
void check_running_statistics(Run& run, Learned& learned, const Tensor& x);

}  // namespace tinytorch::milestone
