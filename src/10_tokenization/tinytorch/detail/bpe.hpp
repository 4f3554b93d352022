// Module 10, given: what the parts of byte pair encoding share. Here tokens are numbers.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "tinytorch/tokenization.hpp"

namespace tinytorch::detail {

using IdPair = std::pair<std::int32_t, std::int32_t>;

// Both ids in one number, as key of hash tables.
inline std::uint64_t key_of(IdPair pair) {
  return static_cast<std::uint64_t>(static_cast<std::uint32_t>(pair.first)) << 32 |
         static_cast<std::uint32_t>(pair.second);
}

// Lets a table of strings be asked with a string_view, without making a string.
struct StringHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const noexcept {
    return std::hash<std::string_view>{}(text);
  }
};
template <class Value>
using StringMap = std::unordered_map<std::string, Value, StringHash, std::equal_to<>>;

struct CharTable {
  std::vector<std::string> vocab{Tokenizer::kUnknown};
  StringMap<std::int32_t> ids{};  // without <UNK>
};

// What to join, in which order, and what it becomes.
class MergeTable {
 public:
  struct Step {
    std::int32_t rank = 0;    // 0 was learned first
    std::int32_t merged = 0;  // the id of the joined token
  };
  void add(IdPair pair, std::int32_t merged) {
    steps_.emplace(key_of(pair), Step{size_++, merged});
  }
  /// Null if this pair was never learned.
  const Step* find(IdPair pair) const {
    const auto found = steps_.find(key_of(pair));
    return found == steps_.end() ? nullptr : &found->second;
  }

 private:
  std::unordered_map<std::uint64_t, Step> steps_{};
  std::int32_t size_ = 0;
};

/// Applies all merges to one word, in the order in which they were learned.
void apply_merges(Ids& ids, const MergeTable& table);

struct IdWord {
  Ids ids{};
  std::int64_t count = 0;
};

/// Replaces each occurrence of the pair, from left to right.
void replace_pair(Ids& ids, IdPair pair, std::int32_t merged);

/// The counts of all pairs in a list of words, kept up to date while pairs are merged: only words
/// that contain the pair are counted again.
class PairTable {
 public:
  explicit PairTable(std::vector<IdWord> words);

  /// The most frequent pair, the first counted of several. Absent if no word has two tokens.
  std::optional<IdPair> most_frequent() const;
  void merge(IdPair pair, std::int32_t merged);

  const std::vector<IdWord>& words() const { return words_; }
  /// Pairs looked at so far, to be counted or to be taken out of the count.
  std::int64_t visits() const { return visits_; }

 private:
  struct Entry {
    IdPair pair{};
    std::int64_t count = 0;
    std::vector<std::int32_t> words{};  // where it may occur; some may have lost it since
  };
  // Where a pair occurs for the first time: word, then place in the word.
  std::pair<std::int64_t, std::int64_t> first_place(const Entry& entry) const;
  void count_word(std::int32_t word, std::int64_t weight);

  std::vector<IdWord> words_;
  std::unordered_map<std::uint64_t, Entry> entries_{};
  std::int64_t visits_ = 0;
};

struct BPEModel {
  BPEOptions options{};
  std::vector<std::string> vocab{};  // empty: untrained
  std::vector<TokenPair> merges{};   // as text
  StringMap<std::int32_t> ids{};     // of characters and merged tokens, not of those before them
  MergeTable table{};
  std::int32_t first_byte = 0;  // id of <0x00>, if there is byte_fallback

  /// `<UNK>`, special tokens and byte tokens.
  void begin_vocab();
  /// The id of a character or merged token; it is added if it is new.
  std::int32_t add_token(const std::string& token);
  /// Learns one merge of tokens that exist. Returns the id of the joined token.
  std::int32_t add_merge(IdPair pair);
};

/// A piece of text between special tokens, or a special token.
struct Segment {
  std::string_view text{};
  std::optional<std::int32_t> special{};  // its id
};
/// Cuts at special tokens; where several begin at one place, the longest counts.
std::vector<Segment> cut_at_special(std::string_view text, const BPEOptions& options);

/// Errors: TT-L1001.
void check_vocab_size(const char* op, std::int64_t vocab_size);

struct ByteBPEModel {
  std::int64_t target = 1000;
  std::vector<IdPair> merges{};
  std::vector<std::string> tokens{};  // the bytes of each id
  MergeTable table{};

  ByteBPEModel();
  void add_merge(IdPair pair);
};

/// The pieces of GPT-2's pattern, in order; together they are the text.
std::vector<std::string_view> split_gpt2(std::string_view text);
/// GPT-2's id of a byte: printable ones first.
std::int32_t byte_id(unsigned char byte);

}  // namespace tinytorch::detail
