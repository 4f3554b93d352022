// The integrity gates of a GPT: is every number what the formulas say, was every parameter learned,
// and does no position look ahead?
#pragma once

#include <string>
#include <vector>

#include "common/run.hpp"
#include "learner.hpp"
#include "plain_gpt.hpp"

namespace tinytorch::milestone {

/// A copy of the model's parameters in doubles.
PlainGpt plain_gpt(GPT& model);

/// I1: logits recomputed in doubles. Names the module whose piece differs first.
void check_gpt_forward(Run& run, const std::string& when, GPT& model, const Tensor& tokens);

/// I2 on the first batch, I3 on the first and third, I4 on all three; trains `probe` by three
/// steps, with a tighter clip if the plan has one. Few short texts suffice, and each costs seconds.
void check_gpt_steps(Run& run,
                     GPT& probe,
                     LearningPlan plan,
                     const std::vector<TokenBatch>& batches);

/// I4: how far every parameter moved since `start`.
void check_gpt_movement(Run& run, const PlainGpt& start, const PlainGpt& end);

/// A change of the last token must leave all logits before it as they are.
void check_causality(Run& run, GPT& model, const Tensor& tokens);

}  // namespace tinytorch::milestone
