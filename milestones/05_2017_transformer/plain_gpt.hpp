// A GPT in plain doubles: the independent judge of what the framework computed. Uses nothing of the
// framework: vectors, loops, and the formulas. Letters: B texts, S positions, D width, V
// vocabulary.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/plain_net.hpp"

namespace tinytorch::milestone {

struct PlainGpt {
  std::int64_t vocab = 0, width = 0, heads = 0, blocks = 0;
  std::vector<std::string> names{};  // of the parameters, in the model's order
  std::vector<Values> values{};

  const Values& at(std::string_view name) const;
};

/// Logits, (B, S, V), of B·S token ids.
Values forward(const PlainGpt& net, const std::vector<std::int64_t>& tokens, std::int64_t length);

/// Mean of −log softmax(logits)[target] over targets that are not negative.
double next_token_loss(const Values& logits,
                       const std::vector<std::int64_t>& targets,
                       std::int64_t vocab);

// ---- its pieces; x is (rows, in) ----

/// x·weight + bias; an empty bias is none.
Values linear(const Values& x, const Values& weight, const Values& bias, std::int64_t out);
Values layer_norm(const Values& x, const Values& gamma, const Values& beta);
/// x·σ(1.702x)
Values gelu(Values x);
/// Rows of the table, plus those of the position.
Values embed(const PlainGpt& net, const std::vector<std::int64_t>& tokens, std::int64_t length);
/// All heads of one block with the causal mask, from x to behind the output projection.
Values attention(const PlainGpt& net, std::int64_t block, const Values& x, std::int64_t length);

}  // namespace tinytorch::milestone
