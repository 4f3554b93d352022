// Windows of a text, as samples of parts 3 and 4: each character is to be told from those before.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tinytorch/random.hpp"
#include "tinytorch/tokenization.hpp"
#include "tinytorch/transformers.hpp"

#include "common/run.hpp"
#include "learner.hpp"

namespace tinytorch::milestone {

constexpr std::int64_t kWindow = 64;

/// A text in ids, cut into what is learned from and what is held out.
struct TextData {
  CharTokenizer tokenizer{};
  Ids train{}, held_out{};
};

/// GPT(V, 64, 2, 4, context 64) with weights of this seed.
GPT writer(std::int64_t vocab, std::uint64_t seed);

/// `count` windows from random places.
TokenBatch random_windows(const Ids& ids, std::int64_t count, Generator& generator);

/// Mean loss over windows that lie side by side; what is left at the end does not count.
double loss_on(GPT& model, const Ids& ids);

/// Mean loss on `test` of the model that knows one character back: counts in `train` with `add`
/// more each, the best of five values.
double bigram_loss(const Ids& train, const Ids& test, std::int64_t vocab);

/// I6: the tokenizer gives back what it got, and has an id of its own for every character.
void check_round_trip(Run& run, const CharTokenizer& tokenizer, const std::string& text);
/// I6: windows are parts of the text, and the next ones lie elsewhere.
void check_windows(Run& run, const Ids& ids, std::uint64_t seed);
/// Exchanging two earlier tokens must change the logits at the end.
void check_positions(Run& run, GPT& model, const Ids& ids);

struct Style {
  double temperature = 0.6;
  std::int64_t top_k = 0, length = 200;
  std::uint64_t seed = 7;
};
/// Goes on from `prompt`; of a text that has grown too long, the last 64 characters are read.
std::string written(GPT& model,
                    const CharTokenizer& tokenizer,
                    const std::string& prompt,
                    const Style& style);

}  // namespace tinytorch::milestone
