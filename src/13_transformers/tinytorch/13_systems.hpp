// Module 13, systems tasks: how large a GPT is and what it costs to train and to run; predicted
// first and measured by the tests. Needs 13.
#pragma once

#include <cstdint>

#include "tinytorch/transformers.hpp"

namespace tinytorch::systems::m13 {

// ---- 13.S1: where the parameters are ----

/// Numbers in all parameters of GPT(65, 64, 2 layers, 4 heads, max_seq_len 64).
std::int64_t parameters_of_small_gpt();

/// Numbers in the parameters of each part; attention and mlp with their biases.
struct PartSizes {
  std::int64_t embeddings = 0, attention = 0, mlp = 0, norms = 0, head = 0;

  std::int64_t total() const { return embeddings + attention + mlp + norms + head; }
};
/// The same for any GPT, by a formula.
PartSizes parameters_of(const GPTConfig& config);

enum class Part { embeddings, attention, mlp, norms, head };
/// The part with most parameters in GPT-2 small: V 50,257, D 768, 12 blocks of 12 heads, 1,024
/// positions, tied head.
Part largest_part_of_gpt2_small();

// ---- 13.S2: memory of a training step with Adam ----

/// Units: bytes, for a number of parameters.
std::int64_t gradient_bytes(std::int64_t parameters);
std::int64_t adam_bytes(std::int64_t parameters);
/// The probabilities of attention that all blocks keep for the way back, S positions, one text.
/// Units: bytes.
std::int64_t probability_bytes(const GPTConfig& config, std::int64_t seq_len);
/// The power of S with which these grow: 0 not at all, 1 like S, 2 like S².
int growth_of_weights();
int growth_of_probabilities();
/// The logits, as one of the other values that are kept for the way back.
int growth_of_logits();

// ---- 13.S3: a text written without a cache ----

/// Positions that go through the model while `new_tokens` are written behind a prompt.
std::int64_t positions_computed(std::int64_t prompt, std::int64_t new_tokens);
/// The same if every position went through only once. The last new token is not fed back.
std::int64_t positions_needed(std::int64_t prompt, std::int64_t new_tokens);

}  // namespace tinytorch::systems::m13
