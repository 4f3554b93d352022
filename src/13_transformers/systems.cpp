// Predictions about the size of a GPT, and about what training and writing cost.
#include "tinytorch/13_systems.hpp"
#include "tinytorch/error.hpp"

namespace tinytorch::systems::m13 {

std::int64_t parameters_of_small_gpt() {
  // BEGIN SOLUTION 13.S1
  return 112'512;
  // END SOLUTION
}

PartSizes parameters_of(const GPTConfig& config) {
  const std::int64_t V = config.vocab_size, D = config.embed_dim, L = config.num_layers;
  PartSizes sizes;
  // BEGIN SOLUTION 13.S1
  sizes.embeddings = (V + config.max_seq_len) * D;
  sizes.attention = L * 4 * (D * D + D);
  sizes.mlp = L * (8 * D * D + 5 * D);
  sizes.norms = (2 * L + 1) * 2 * D;
  sizes.head = config.tie_weights ? 0 : D * V;
  // END SOLUTION
  return sizes;
}

Part largest_part_of_gpt2_small() {
  // BEGIN SOLUTION 13.S1
  return Part::mlp;
  // END SOLUTION
}

std::int64_t gradient_bytes(std::int64_t parameters) {
  // BEGIN SOLUTION 13.S2
  return 4 * parameters;
  // END SOLUTION
}

std::int64_t adam_bytes(std::int64_t parameters) {
  // BEGIN SOLUTION 13.S2
  return 8 * parameters;  // two averages
  // END SOLUTION
}

std::int64_t probability_bytes(const GPTConfig& config, std::int64_t seq_len) {
  // BEGIN SOLUTION 13.S2
  return 4 * config.num_layers * config.num_heads * seq_len * seq_len;
  // END SOLUTION
}

int growth_of_weights() {
  // BEGIN SOLUTION 13.S2
  return 0;
  // END SOLUTION
}

int growth_of_probabilities() {
  // BEGIN SOLUTION 13.S2
  return 2;
  // END SOLUTION
}

int growth_of_logits() {
  // BEGIN SOLUTION 13.S2
  return 1;
  // END SOLUTION
}

std::int64_t positions_computed(std::int64_t prompt, std::int64_t new_tokens) {
  // BEGIN SOLUTION 13.S3
  std::int64_t total = 0;
  for (std::int64_t n = 0; n < new_tokens; ++n) total += prompt + n;
  return total;
  // END SOLUTION
}

std::int64_t positions_needed(std::int64_t prompt, std::int64_t new_tokens) {
  // BEGIN SOLUTION 13.S3
  return new_tokens == 0 ? 0 : prompt + new_tokens - 1;
  // END SOLUTION
}

}  // namespace tinytorch::systems::m13
