// Module 10, part bpe_train: learning merges from a corpus (10.4).
#include <algorithm>
#include <set>

#include "tinytorch/detail/bpe.hpp"
#include "tinytorch/detail/code_points.hpp"
#include "tinytorch/error.hpp"
#include "tinytorch/tokenization.hpp"

namespace tinytorch {
namespace detail {

void check_vocab_size(const char* op, std::int64_t vocab_size) {
  TT_CHECK(vocab_size >= 1,
           ErrorKind::value,
           1001,
           op,
           "a vocabulary needs at least one token",
           "vocab_size is " + std::to_string(vocab_size),
           "pass a vocab_size of at least 1");
}

std::int32_t BPEModel::add_token(const std::string& token) {
  const auto [at, is_new] = ids.try_emplace(token, static_cast<std::int32_t>(vocab.size()));
  if (is_new) vocab.push_back(token);
  return at->second;
}

std::int32_t BPEModel::add_merge(IdPair pair) {
  const std::string left = vocab[static_cast<std::size_t>(pair.first)],
                    right = vocab[static_cast<std::size_t>(pair.second)];
  const std::int32_t merged = add_token(left + right);
  table.add(pair, merged);
  merges.emplace_back(left, right);
  return merged;
}

void BPEModel::begin_vocab() {
  constexpr const char* kDigits = "0123456789ABCDEF";
  vocab = {Tokenizer::kUnknown};
  vocab.insert(vocab.end(), options.special_tokens.begin(), options.special_tokens.end());
  first_byte = static_cast<std::int32_t>(vocab.size());
  for (int byte = 0; options.byte_fallback && byte < 256; ++byte)
    vocab.push_back(std::string("<0x") + kDigits[byte / 16] + kDigits[byte % 16] + ">");
}

}  // namespace detail

namespace {

void check_special(const std::vector<std::string>& tokens) {
  std::set<std::string> seen{Tokenizer::kUnknown};
  for (const std::string& token : tokens) {
    std::string valid;
    for (const std::string& character : utf8_chars(token)) valid += character;
    TT_CHECK(!token.empty() && valid == token && seen.insert(token).second,
             ErrorKind::value,
             1004,
             "BPETokenizer",
             "a special token is empty, no text, or stands twice",
             "special token \"" + token + "\" of " + std::to_string(tokens.size()) +
                 "; <UNK> is always there",
             "give every special token a text of its own, in valid UTF-8");
  }
}

// The different words of a corpus in the order in which they come up, each with its count.
Words unique_words(std::span<const std::string> corpus, const BPEOptions& options) {
  Words words;
  detail::StringMap<std::size_t> places;
  for (const std::string& text : corpus) {
    for (const detail::Segment& segment : detail::cut_at_special(text, options)) {
      if (segment.special) continue;
      for (const std::string_view word : detail::split_words(segment.text)) {
        // BEGIN SOLUTION 10.4
        auto place = places.find(word);
        if (place == places.end()) {
          place = places.emplace(word, words.size()).first;
          words.push_back({word_tokens(word), 0});
        }
        ++words[place->second].count;
        // END SOLUTION
      }
    }
  }
  return words;
}

// Adds the inner and the final form of every character in these words, sorted.
void add_alphabet(detail::BPEModel& model, const Words& words) {
  std::set<std::string> alphabet;
  // BEGIN SOLUTION 10.4
  for (const Word& word : words) {
    for (std::string token : word.tokens) {
      if (token.back() == ' ') token.pop_back();
      alphabet.insert(token + ' ');
      alphabet.insert(std::move(token));
    }
  }
  // END SOLUTION
  for (const std::string& token : alphabet) model.add_token(token);
}

std::vector<detail::IdWord> in_ids(const Words& words, const detail::BPEModel& model) {
  std::vector<detail::IdWord> all;
  for (const Word& word : words) {
    detail::IdWord& one = all.emplace_back();
    one.count = word.count;
    for (const std::string& token : word.tokens) one.ids.push_back(model.ids.find(token)->second);
  }
  return all;
}

}  // namespace

BPETokenizer::BPETokenizer(BPEOptions options) {
  detail::check_vocab_size("BPETokenizer", options.vocab_size);
  check_special(options.special_tokens);
  detail::BPEModel untrained;
  untrained.options = std::move(options);
  model_ = std::make_shared<const detail::BPEModel>(std::move(untrained));
}

BPETokenizer::BPETokenizer(std::shared_ptr<const detail::BPEModel> model)
    : model_(std::move(model)) {}

void BPETokenizer::train(std::span<const std::string> corpus,
                         std::optional<std::int64_t> vocab_size) {
  const std::int64_t target = vocab_size.value_or(model_->options.vocab_size);
  detail::check_vocab_size("train", target);
  detail::BPEModel model;
  model.options = model_->options;
  model.begin_vocab();
  const Words words = unique_words(corpus, model.options);
  add_alphabet(model, words);
  detail::PairTable pairs(in_ids(words, model));
  // BEGIN SOLUTION 10.4
  while (std::ssize(model.vocab) < target) {
    const std::optional<detail::IdPair> next = pairs.most_frequent();
    if (!next) break;
    pairs.merge(*next, model.add_merge(*next));
  }
  // END SOLUTION
  model_ = std::make_shared<const detail::BPEModel>(std::move(model));
}

}  // namespace tinytorch
