// Questions and answers as a GPT reads and writes them: "Q: ...\nA: ...\n", a blank line between
// two dialogues.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "tinytorch/datasets.hpp"
#include "tinytorch/tokenization.hpp"
#include "tinytorch/transformers.hpp"

namespace tinytorch::milestone {

/// The first question of each dialogue with its answer.
std::vector<QA> first_turns(std::span<const Dialogue> dialogues);

/// `count` of them, evenly spread, in their order.
std::vector<QA> spread(const std::vector<QA>& all, std::size_t count);

/// Ids of a text, and where in it each dialogue begins.
struct TalkIds {
  Ids ids{};
  std::vector<std::int64_t> starts{};
};
TalkIds talk_ids(std::span<const Dialogue> dialogues, const CharTokenizer& tokenizer);

/// The model's answer by greedy decoding, up to the end of the line or of its context. Of a
/// question that is too long, the end is read.
std::string answer_to(GPT& model, const CharTokenizer& tokenizer, const std::string& question);

}  // namespace tinytorch::milestone
