// Six letters to be copied or reversed: the data of part 1, and what a GPT makes of them.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tinytorch/datasets.hpp"
#include "tinytorch/transformers.hpp"

#include "common/run.hpp"
#include "common/svg.hpp"

namespace tinytorch::milestone {

constexpr std::int64_t kLetters = 6, kSequence = 1 + 2 * kLetters, kAlphabet = 29;

struct SequenceData {
  SequenceTask train, test;
};

/// Test sequences that occur in training are drawn again.
SequenceData sequence_data(std::string_view kind, std::int64_t train, std::int64_t test);

/// I6: every answer is the right one, no test sequence is in training, every task has its share.
void check_sequences(Run& run, std::string_view kind, const SequenceData& data);
/// I6: each epoch brings every sequence once with its own answer, in an order of its own.
void check_order(Run& run, const SequenceData& data, std::uint64_t seed);

/// What the model writes into the six slots of each sequence.
std::vector<std::vector<std::int64_t>> answers_of(GPT& model, const Tensor& inputs);
/// The share of sequences with all six letters right.
double exact_share(GPT& model, const SequenceTask& task);

/// "reverse FHQAWB  BWAQHF right" for the first `count` sequences.
void print_examples(const Run& run, GPT& model, const SequenceTask& task, std::size_t count);

/// Of the head that looks best where the answer stands: how much of its weight lies there.
struct Head {
  std::int64_t block = 0, head = 0;
  double right = 0;                                          // on average
  std::array<std::array<double, kLetters>, kLetters> map{};  // from each slot to each letter
};
Head best_head(GPT& model, const Tensor& inputs, bool reversal);
/// The map of that head as coloured cells.
HeatMaps head_maps(const Head& head, std::string_view kind);
void print_head(const Run& run, const Head& head, std::string_view kind);

}  // namespace tinytorch::milestone
