// Module 10, part tokenizer_utils: making tokenizers, using them on many texts, measuring (10.6).
#include <algorithm>
#include <set>

#include "tinytorch/detail/bpe.hpp"
#include "tinytorch/error.hpp"
#include "tinytorch/tokenization.hpp"

namespace tinytorch {
namespace {

[[noreturn]] void refuse_strategy(std::string_view strategy) {
  throw Error(ErrorKind::value,
              1002,
              "create_tokenizer",
              "this strategy is not known",
              "strategy is \"" + std::string(strategy) + "\"; known are char, bpe, byte_bpe",
              "pass one of these three");
}

template <class Bpe>
std::unique_ptr<Tokenizer> trained(Bpe tokenizer, std::span<const std::string> corpus) {
  if (!corpus.empty()) tokenizer.train(corpus);
  return std::make_unique<Bpe>(std::move(tokenizer));
}

}  // namespace

std::unique_ptr<Tokenizer> create_tokenizer(std::string_view strategy,
                                            std::int64_t vocab_size,
                                            std::span<const std::string> corpus) {
  detail::check_vocab_size("create_tokenizer", vocab_size);
  // BEGIN SOLUTION 10.6
  if (strategy == "bpe") return trained(BPETokenizer({.vocab_size = vocab_size}), corpus);
  if (strategy == "byte_bpe") return trained(ByteBPETokenizer(vocab_size), corpus);
  if (strategy != "char") refuse_strategy(strategy);
  auto characters = std::make_unique<CharTokenizer>();
  characters->build_vocab(corpus);
  return characters;
  // END SOLUTION
}

std::vector<Ids> tokenize_dataset(std::span<const std::string> texts,
                                  const Tokenizer& tokenizer,
                                  std::optional<std::int64_t> max_length) {
  TT_CHECK(!max_length || *max_length >= 0,
           ErrorKind::value,
           1003,
           "tokenize_dataset",
           "a length cannot be negative",
           "max_length is " + std::to_string(*max_length),
           "pass 0 or more, or nothing to keep all");
  std::vector<Ids> all;
  // BEGIN SOLUTION 10.6
  for (const std::string& text : texts) {
    Ids& ids = all.emplace_back(tokenizer.encode(text));
    if (max_length && std::ssize(ids) > *max_length)
      ids.resize(static_cast<std::size_t>(*max_length));
  }
  // END SOLUTION
  return all;
}

TokenStats analyze_tokenization(std::span<const std::string> texts, const Tokenizer& tokenizer) {
  TokenStats stats{.vocab_size = tokenizer.vocab_size()};
  std::int64_t characters = 0;
  std::set<std::int32_t> different;
  // BEGIN SOLUTION 10.6
  for (const std::string& text : texts) {
    const Ids ids = tokenizer.encode(text);
    characters += std::ssize(utf8_chars(text));
    stats.total_tokens += std::ssize(ids);
    stats.max_sequence_length = std::max(stats.max_sequence_length, std::int64_t{std::ssize(ids)});
    different.insert(ids.begin(), ids.end());
  }
  // END SOLUTION
  stats.unique_tokens = std::ssize(different);
  const auto tokens = static_cast<double>(stats.total_tokens);
  if (!texts.empty()) stats.avg_sequence_length = tokens / static_cast<double>(texts.size());
  if (tokens > 0) stats.compression_ratio = static_cast<double>(characters) / tokens;
  return stats;
}

}  // namespace tinytorch
