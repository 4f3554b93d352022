// What a convolution learned, drawn with characters.
#pragma once

#include "tinytorch/tensor.hpp"

#include "common/run.hpp"
#include "common/svg.hpp"

namespace tinytorch::milestone {

/// Kernels side by side: # and + for positive weights, = and - for negative ones.
/// Shapes: weight (kernels, 1, height, width).
void print_kernels(const Run& run, const Tensor& weight);

/// One picture per channel, side by side, each from blank (0) to @ (the largest of all).
/// Shapes: maps (1, channels, height, width), nothing negative.
void print_maps(const Run& run, const Tensor& maps);

/// The same as coloured cells. Shapes: weight (kernels, 1, height, width).
HeatMaps kernel_maps(const Tensor& weight);

}  // namespace tinytorch::milestone
