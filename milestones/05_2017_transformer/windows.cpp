#include "windows.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "tinytorch/autograd.hpp"

#include "common/values.hpp"
#include "plain_gpt.hpp"

namespace tinytorch::milestone {
namespace {

constexpr std::int64_t kAtOnce = 32;  // windows of one forward pass

TokenBatch windows_at(const Ids& ids, const std::vector<std::int64_t>& starts) {
  std::vector<std::int32_t> tokens, targets;
  for (const std::int64_t start : starts) {
    const auto first = ids.begin() + start;
    tokens.insert(tokens.end(), first, first + kWindow);
    targets.insert(targets.end(), first + 1, first + kWindow + 1);
  }
  const Shape shape{std::ssize(starts), kWindow};
  return {Tensor::from_ids(tokens, shape), Tensor::from_ids(targets, shape)};
}

// Mean −log((count of the pair + add) / (count of the first + add·V)) over the pairs of `test`.
double smoothed_loss(const std::vector<double>& pairs,
                     const Ids& test,
                     std::int64_t vocab,
                     double add) {
  double total = 0;
  for (std::size_t i = 1; i < test.size(); ++i) {
    const auto row = pairs.begin() + test[i - 1] * vocab;
    double all = add * static_cast<double>(vocab);
    for (std::int64_t c = 0; c < vocab; ++c) all += row[c];
    total -= std::log((row[test[i]] + add) / all);
  }
  return total / static_cast<double>(test.size() - 1);
}

}  // namespace

GPT writer(std::int64_t vocab, std::uint64_t seed) {
  Generator generator(seed);
  return GPT({.vocab_size = vocab,
              .embed_dim = 64,
              .num_layers = 2,
              .num_heads = 4,
              .max_seq_len = kWindow},
             generator);
}

TokenBatch random_windows(const Ids& ids, std::int64_t count, Generator& generator) {
  std::vector<std::int64_t> starts;
  for (std::int64_t i = 0; i < count; ++i)
    starts.push_back(generator.below(std::ssize(ids) - kWindow));
  return windows_at(ids, starts);
}

double loss_on(GPT& model, const Ids& ids) {
  const NoGradGuard no_grad;
  const std::int64_t vocab = model.config().vocab_size;
  double total = 0, count = 0;
  for (std::int64_t at = 0; at + kWindow < std::ssize(ids);) {
    std::vector<std::int64_t> starts;
    for (; at + kWindow < std::ssize(ids) && std::ssize(starts) < kAtOnce; at += kWindow)
      starts.push_back(at);
    const TokenBatch batch = windows_at(ids, starts);
    const double loss =
        next_token_loss(values_of(model(batch.tokens)), labels_of(batch.targets), vocab);
    total += loss * static_cast<double>(starts.size());
    count += static_cast<double>(starts.size());
  }
  return total / count;
}

double bigram_loss(const Ids& train, const Ids& test, std::int64_t vocab) {
  std::vector<double> pairs(static_cast<std::size_t>(vocab * vocab));
  for (std::size_t i = 1; i < train.size(); ++i)
    ++pairs[static_cast<std::size_t>(train[i - 1] * vocab + train[i])];
  double best = std::numeric_limits<double>::infinity();
  for (const double add : {0.01, 0.03, 0.1, 0.3, 1.0})
    best = std::min(best, smoothed_loss(pairs, test, vocab, add));
  return best;
}

void check_round_trip(Run& run, const CharTokenizer& tokenizer, const std::string& text) {
  run.gate(
      "I6 tokenizer loses text", tokenizer.decode(tokenizer.encode(text)) != text, "==", 0, "10");
  const std::set<char> characters(text.begin(), text.end());
  std::set<std::int32_t> ids;
  for (const char c : characters) ids.insert(tokenizer.id_of(std::string(1, c)));
  ids.erase(tokenizer.unk_id());
  run.gate("I6 characters without an id",
           static_cast<double>(characters.size() - ids.size()),
           "==",
           0,
           "10");
}

void check_windows(Run& run, const Ids& ids, std::uint64_t seed) {
  Generator generator(seed);
  const TokenBatch first = random_windows(ids, 8, generator);
  const TokenBatch second = random_windows(ids, 8, generator);
  const std::vector<std::int32_t> tokens = first.tokens.to_ids(), targets = first.targets.to_ids();
  double strange = 0;
  for (std::int64_t w = 0; w < 8; ++w) {
    Ids window(tokens.begin() + w * kWindow, tokens.begin() + (w + 1) * kWindow);
    window.push_back(targets[static_cast<std::size_t>((w + 1) * kWindow - 1)]);
    strange += std::ranges::search(ids, window).empty();
    strange += !std::equal(window.begin() + 1, window.end(), targets.begin() + w * kWindow);
  }
  run.gate("I6 windows not in the text", strange, "==", 0, "01");
  run.gate("I6 batches alike", first.tokens.equal(second.tokens), "==", 0, "01");
}

void check_positions(Run& run, GPT& model, const Ids& ids) {
  const NoGradGuard no_grad;
  Ids text(ids.begin(), ids.begin() + kWindow);
  const std::size_t early = kWindow - 8;
  std::size_t other = early + 1;
  while (text[other] == text[early]) ++other;
  const Tensor before = model(Tensor::from_ids(text, {1, kWindow})).select(1, kWindow - 1);
  std::swap(text[early], text[other]);
  const Tensor after = model(Tensor::from_ids(text, {1, kWindow})).select(1, kWindow - 1);
  run.gate("exchanged letters change",
           largest_difference(values_of(after), values_of(before)),
           ">=",
           1e-3,
           "11");
}

std::string written(GPT& model,
                    const CharTokenizer& tokenizer,
                    const std::string& prompt,
                    const Style& style) {
  const NoGradGuard no_grad;
  Generator generator(style.seed);
  Ids text = tokenizer.encode(prompt);
  for (std::int64_t n = 0; n < style.length; ++n) {
    const std::int64_t seen = std::min<std::int64_t>(std::ssize(text), kWindow);
    const Tensor tokens = Tensor::from_ids(Ids(text.end() - seen, text.end()), {1, seen});
    const Tensor logits = model(tokens).select(1, seen - 1).contiguous();
    text.push_back(
        sample_next_token(logits.data(), style.temperature, style.top_k, 1.0, generator));
  }
  return tokenizer.decode(text);
}

}  // namespace tinytorch::milestone
