// TinyTalks as samples: what was said before is the context, the answer is what is to be learned.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tinytorch/data.hpp"
#include "tinytorch/datasets.hpp"
#include "tinytorch/tokenization.hpp"
#include "tinytorch/transformers.hpp"

#include "common/run.hpp"
#include "learner.hpp"

namespace tinytorch::milestone {

struct TalkSample {
  std::string question{}, answer{};
  std::string context{};  // all that stands before the answer: earlier exchanges, then "Q: …\nA:"
};

/// One sample for each answer.
std::vector<TalkSample> talk_samples(const std::vector<Dialogue>& dialogues);

/// These samples, padded behind to the longest; only answers and their newlines are targets.
TokenBatch batch_of(const std::vector<TalkSample>& samples,
                    const std::vector<std::int64_t>& chosen,
                    const CharTokenizer& tokenizer);

/// Numbers of samples, in a new order in every epoch.
DataLoader order_of(std::size_t samples, std::int64_t batch_size, std::uint64_t seed);
/// The numbers that one batch of such a loader holds.
std::vector<std::int64_t> numbers_in(const Batch& batch);

/// Mean loss per character of the answers.
double answer_loss(GPT& model,
                   const std::vector<TalkSample>& samples,
                   const CharTokenizer& tokenizer);

/// The answer by greedy decoding, up to the end of the line or of the model's context.
std::string answer_to(GPT& model, const CharTokenizer& tokenizer, const std::string& context);
double exact_share(GPT& model,
                   const std::vector<TalkSample>& samples,
                   const CharTokenizer& tokenizer);

/// I6: the counts, no question in two splits, every sample once per epoch in a new order.
void check_talks(Run& run,
                 const std::vector<TalkSample>& train,
                 const std::vector<TalkSample>& held_out);

}  // namespace tinytorch::milestone
