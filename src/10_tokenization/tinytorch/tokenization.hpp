// Module 10: tokenizers, which turn text into whole numbers and back: one per character, byte pair
// encoding on words, and GPT-2's variant on bytes. Needs core.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tinytorch {

/// What a model sees instead of text: numbers from 0 to vocab_size() - 1.
using Ids = std::vector<std::int32_t>;

/// The characters of a text, one element per code point. A byte that belongs to no code point
/// becomes U+FFFD; so do the bytes of overlong forms, of surrogates and of values over U+10FFFF.
/// Cost: one pass. Source: RFC 3629.
/// Example: `utf8_chars("né")` is {"n", "é"}, one byte and two.
std::vector<std::string> utf8_chars(std::string_view text);

/// What all tokenizers share.
/// Thread-safety: const functions may be called from several threads at once.
class Tokenizer {
 public:
  static constexpr const char* kUnknown = "<UNK>";

  virtual ~Tokenizer();
  virtual Ids encode(std::string_view text) const = 0;
  /// Ids that do not exist become `<UNK>`.
  virtual std::string decode(std::span<const std::int32_t> ids) const = 0;
  virtual std::int64_t vocab_size() const = 0;
};

namespace detail {
struct CharTable;
struct BPEModel;
struct ByteBPEModel;
}  // namespace detail

/// One id per character. Id 0 is `<UNK>` and stands for every character that is not known.
/// Copies share their table.
class CharTokenizer : public Tokenizer {
 public:
  /// Knows `<UNK>` only.
  CharTokenizer();
  /// `<UNK>`, then these characters in their order, each once.
  /// Errors: TT-L1006 if an entry is not exactly one character.
  explicit CharTokenizer(std::vector<std::string> vocab);

  /// Starts anew with all characters of these texts, sorted by code point.
  void build_vocab(std::span<const std::string> corpus);
  std::int32_t unk_id() const { return 0; }
  /// unk_id() for what is not known.
  std::int32_t id_of(std::string_view character) const;
  /// By id; the first entry is `<UNK>`.
  const std::vector<std::string>& vocab() const;

  /// Cost: one look into a hash table per character, one allocation per text.
  Ids encode(std::string_view text) const override;
  std::string decode(std::span<const std::int32_t> ids) const override;
  std::int64_t vocab_size() const override;

 private:
  std::shared_ptr<const detail::CharTable> table_;
};

/// A word of a corpus as tokens, and how often it occurs.
struct Word {
  std::vector<std::string> tokens{};
  std::int64_t count = 0;
};
using Words = std::vector<Word>;
using TokenPair = std::pair<std::string, std::string>;
/// How often each pair occurs; the pair that was met first stands first.
using PairCounts = std::vector<std::pair<TokenPair, std::int64_t>>;

/// The characters of a word; the last one carries the end-of-word mark, a single space.
/// Example: `word_tokens("low")` is {"l", "o", "w "}.
std::vector<std::string> word_tokens(std::string_view word);
/// Neighbours in all words, from the first word to the last and from left to right, each weighted
/// by the count of its word. Cost: one pass over all words.
PairCounts count_pairs(const Words& words);
/// Joins every occurrence of the pair, from left to right; a token is joined at most once.
/// Example: the pair (a, a) turns a a a into aa a.
void merge_pair(Words& words, const TokenPair& pair);

struct BPEOptions {
  std::int64_t vocab_size = 1000;  // at which training stops
  bool byte_fallback = false;      // characters never seen are spelled as bytes <0x00> … <0xFF>
  std::vector<std::string> special_tokens{};  // found before all else and never merged
};

/// Byte pair encoding on words: starts from characters and learns to join the most frequent
/// neighbours. Ids: `<UNK>`, special tokens, byte tokens if asked for, the inner and the final form
/// of every seen character in sorted order, then one token per merge.
/// Texts are split on white space; decode puts single spaces between words, also around special
/// tokens. A known character in a known form is never lost; an unknown one becomes `<UNK>` together
/// with its end-of-word mark, unless there is byte_fallback: then decode(encode(x)) is x for every
/// valid UTF-8 text whose words stand apart by single spaces.
/// Untrained: encode gives {}, decode "". Copies share what was learned.
/// Source: Gage 1994; Sennrich, Haddow, Birch 2016.
class BPETokenizer : public Tokenizer {
 public:
  /// Errors: TT-L1001 if vocab_size < 1; TT-L1004 if a special token is empty, twice there,
  /// `<UNK>`, or no valid UTF-8.
  explicit BPETokenizer(BPEOptions options = {});
  /// For loaders: a model that is complete.
  explicit BPETokenizer(std::shared_ptr<const detail::BPEModel> model);

  /// Starts anew and learns merges until there are `vocab_size` tokens (those of the options if
  /// absent) or no pair is left. Of the most frequent pairs, the one that `count_pairs` would list
  /// first is merged. All characters are kept, even above the target.
  /// Errors: TT-L1001 if vocab_size < 1.
  /// Cost: each merge visits the words that contain its pair, and the list of pairs.
  void train(std::span<const std::string> corpus, std::optional<std::int64_t> vocab_size = {});
  /// By id. Empty before training.
  const std::vector<std::string>& vocab() const;
  /// In the order in which they were learned.
  const std::vector<TokenPair>& merges() const;
  const BPEOptions& options() const;

  /// Applies the merges in their order within each word.
  Ids encode(std::string_view text) const override;
  std::string decode(std::span<const std::int32_t> ids) const override;
  std::int64_t vocab_size() const override;

 private:
  std::shared_ptr<const detail::BPEModel> model_;
};

/// GPT-2's byte pair encoding. The alphabet is the 256 bytes, in GPT-2's order; there is no `<UNK>`
/// and no end mark, and decode(encode(x)) is x for every string of bytes. Text is first cut by
/// GPT-2's pattern; code points from 128 on count as letters unless they are white space, and so do
/// bytes that belong to no code point. Copies share what was learned.
/// Source: Radford et al. 2019.
class ByteBPETokenizer : public Tokenizer {
 public:
  /// Errors: TT-L1001 if vocab_size < 1.
  explicit ByteBPETokenizer(std::int64_t vocab_size = 1000);
  /// For loaders: a model that is complete.
  explicit ByteBPETokenizer(std::shared_ptr<const detail::ByteBPEModel> model);
  /// Reads a published merges file: a version line, then two tokens per line in GPT-2's printable
  /// alphabet. Bytes have the ids 0 … 255, merge k the id 256 + k.
  /// Errors: TT-L1005 with the line that cannot be understood; TT-L0006.
  static ByteBPETokenizer from_merges(const std::string& path);

  /// Starts anew; ties as in BPETokenizer::train.
  void train(std::span<const std::string> corpus);
  /// The two ids that merge k joins.
  const std::vector<std::pair<std::int32_t, std::int32_t>>& merges() const;

  Ids encode(std::string_view text) const override;
  std::string decode(std::span<const std::int32_t> ids) const override;
  std::int64_t vocab_size() const override;

 private:
  std::shared_ptr<const detail::ByteBPEModel> model_;
};

/// "char", "bpe" or "byte_bpe", trained on the corpus unless that is empty. `vocab_size` is for the
/// last two. Errors: TT-L1002 for another strategy; TT-L1001 if vocab_size < 1.
std::unique_ptr<Tokenizer> create_tokenizer(std::string_view strategy = "char",
                                            std::int64_t vocab_size = 1000,
                                            std::span<const std::string> corpus = {});

/// The ids of each text, cut after `max_length` if that is given.
/// Errors: TT-L1003 if max_length < 0.
std::vector<Ids> tokenize_dataset(std::span<const std::string> texts,
                                  const Tokenizer& tokenizer,
                                  std::optional<std::int64_t> max_length = {});

/// All 0 where there is nothing to divide by.
struct TokenStats {
  std::int64_t vocab_size = 0;
  std::int64_t total_tokens = 0;
  std::int64_t unique_tokens = 0;  // different ids that occur
  std::int64_t max_sequence_length = 0;
  double avg_sequence_length = 0;
  double compression_ratio = 0;  // characters per token
};

TokenStats analyze_tokenization(std::span<const std::string> texts, const Tokenizer& tokenizer);

/// Writes one of the three tokenizers as JSON with format name and version.
/// Errors: TT-L1002 for a tokenizer of another type; TT-L0006.
void save_tokenizer(const Tokenizer& tokenizer, const std::string& path);
/// Reads it back: same type, same ids.
/// Errors: TT-L1005 if the file is malformed or newer; TT-L0006.
std::unique_ptr<Tokenizer> load_tokenizer(const std::string& path);

}  // namespace tinytorch
