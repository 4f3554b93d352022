// How the parts on pictures learn and are checked: one protocol, whatever the model.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tinytorch/layers.hpp"

#include "common/answers.hpp"
#include "common/image_data.hpp"
#include "common/plain_net.hpp"
#include "common/plain_optimizer.hpp"
#include "common/run.hpp"

namespace tinytorch::milestone {

struct ImagePlan {
  Descent descent{.lr = 0.1, .momentum = 0.9};
  double last_lr = 0;  // half a cosine from lr to it, epoch by epoch; 0: the rate stays
  std::int64_t batch_size = 32;
  int epochs = 20;
  bool moves = true;         // whether it is long enough for a gate on movement
  bool recalls = true;       // whether the lowest recall is a gate
  bool glance = false;       // too short for gates on loss and accuracy
  std::int64_t judged = -1;  // samples of a batch that are recomputed in doubles; -1: all
  std::string checkpoint{};  // written after each epoch, if it has a name
  bool resume = false;       // goes on from that file
};

struct ImageModel {
  const char* summary;  // "64-32-10 relu"
  Sequential (*make)(std::uint64_t seed);
  PlainNet layers;  // of that model
};

/// 64-32-10: the network of milestone 03, with which later ones compare.
ImageModel digits_mlp();

/// What is left of a training.
struct Learned {
  Sequential model;
  PlainNet start;              // the values before it
  std::vector<double> losses;  // of each step
  Answers answers;             // on the test pictures
  double seconds = 0;          // of training alone
  double rate = 0;             // pictures a second, where it was watched
};

/// Trains without a word; `parameters` those to be corrected. Returns the loss of each step.
std::vector<double> train_images(Sequential& model,
                                 const std::vector<Tensor>& parameters,
                                 const ImageData& data,
                                 const ImagePlan& plan,
                                 std::uint64_t seed);

/// A fresh model, trained without a word.
Learned learned_images(const ImageModel& design,
                       const ImageData& data,
                       const ImagePlan& plan,
                       std::uint64_t seed);

/// The part itself: announces, checks I1 to I6, trains, sets the gates "accuracy" and
/// "lowest recall", prints confusion and mistakes.
Learned run_images(Run& run,
                   const ImageModel& design,
                   const ImageData& data,
                   const ImagePlan& plan);

}  // namespace tinytorch::milestone
