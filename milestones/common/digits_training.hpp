// How the parts on TinyDigits learn and are checked: one protocol, whatever the model.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tinytorch/data.hpp"
#include "tinytorch/datasets.hpp"
#include "tinytorch/layers.hpp"

#include "common/digits.hpp"
#include "common/plain_net.hpp"
#include "common/run.hpp"

namespace tinytorch::milestone {

struct DigitsPlan {
  double lr = 0.1, momentum = 0.9;
  std::int64_t batch_size = 32;
  int epochs = 20;
};

struct DigitsModel {
  const char* summary;  // "64-32-10 relu"
  Sequential (*make)(std::uint64_t seed);
  PlainNet layers;    // of that model
  bool flat = false;  // takes (n, 64), else (n, 1, 8, 8)
};

/// 64-32-10: the network of milestone 03, with which later ones compare.
DigitsModel digits_mlp();

struct DigitsData {
  explicit DigitsData(bool flat);
  ImageSplits splits = load_tinydigits();
  Tensor train_x, train_y, test_x, test_y;
};

/// What is left of a training.
struct Learned {
  Sequential model;
  PlainNet start;              // the values before it
  std::vector<double> losses;  // of each epoch
  Answers answers;             // on the test pictures
  double seconds = 0;          // of training alone
};

/// Trains without a word; `parameters` those to be corrected. Returns the loss of each epoch.
std::vector<double> train_digits(Sequential& model,
                                 const std::vector<Tensor>& parameters,
                                 const DigitsData& data,
                                 const DigitsPlan& plan,
                                 std::uint64_t seed);

/// A fresh model, trained without a word.
Learned learned_digits(const DigitsModel& design,
                       const DigitsData& data,
                       const DigitsPlan& plan,
                       std::uint64_t seed);

/// The part itself: announces, checks I1 to I6, trains, sets the gates "accuracy" and
/// "lowest recall", prints confusion and mistakes.
Learned run_digits(Run& run,
                   const DigitsModel& design,
                   const DigitsData& data,
                   const DigitsPlan& plan);

}  // namespace tinytorch::milestone
