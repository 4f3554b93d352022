// Module 08, systems tasks: where a training step goes, what accumulation saves, and how a file
// survives a crash. Needs nothing.
#pragma once

#include <cstdint>
#include <vector>

namespace tinytorch::systems::m08 {

// ---- 08.S1: one training step of Linear(64, 32), ReLU, Linear(32, 10), for each sample of the
// ---- batch. Units: flops as the probe counts them: a multiply-add is 2, elementwise ops are 0.

std::int64_t flops_of_forward();
/// Products for the weights of both layers, and for the input of one of them.
std::int64_t flops_of_backward();
std::int64_t flops_of_optimizer();
/// flops of backward divided by flops of forward.
double backward_by_forward();

// ---- 08.S2: 256 samples as one batch, or as a window of 8 batches of 32

/// Bytes that the graph of one forward pass saves: those of the batch of 256 divided by those of a
/// batch of 32.
double ratio_of_activations();
/// Bytes of all gradients before the step: as one batch divided by as a window.
double ratio_of_gradients();

// ---- 08.S3: saving a file

/// What a program that saves a file can do, one after the other.
enum class SaveStep {
  write_target,        // empty the file and write the new contents into a buffer for it
  write_beside,        // write the new contents into a buffer for a second file
  flush,               // bring the buffer to the file it is for, and the file to the disk
  rename_over_target,  // give the second file the name of the first
};
/// An order in which a crash between any two steps, or within one, leaves the old contents or the
/// new ones under the name of the file. After the last step it has the new ones.
std::vector<SaveStep> safe_save();

}  // namespace tinytorch::systems::m08
