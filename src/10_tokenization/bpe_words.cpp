// Module 10, part bpe_words: one step of byte pair encoding, on text that people can read (10.3).
#include <map>

#include "tinytorch/error.hpp"
#include "tinytorch/tokenization.hpp"

namespace tinytorch {

std::vector<std::string> word_tokens(std::string_view word) {
  std::vector<std::string> tokens = utf8_chars(word);
  // BEGIN SOLUTION 10.3
  if (!tokens.empty()) tokens.back() += ' ';
  // END SOLUTION
  return tokens;
}

PairCounts count_pairs(const Words& words) {
  PairCounts counts;
  std::map<TokenPair, std::size_t> places;  // where a pair stands in `counts`
  // BEGIN SOLUTION 10.3
  for (const Word& word : words) {
    for (std::size_t i = 0; i + 1 < word.tokens.size(); ++i) {
      const TokenPair pair{word.tokens[i], word.tokens[i + 1]};
      const auto [place, is_new] = places.try_emplace(pair, counts.size());
      if (is_new) counts.emplace_back(pair, 0);
      counts[place->second].second += word.count;
    }
  }
  // END SOLUTION
  return counts;
}

void merge_pair(Words& words, const TokenPair& pair) {
  for (Word& word : words) {
    std::vector<std::string> merged;
    // BEGIN SOLUTION 10.3
    for (std::size_t i = 0; i < word.tokens.size(); ++i) {
      const bool here = i + 1 < word.tokens.size() && word.tokens[i] == pair.first &&
                        word.tokens[i + 1] == pair.second;
      merged.push_back(here ? pair.first + pair.second : word.tokens[i]);
      if (here) ++i;
    }
    // END SOLUTION
    word.tokens = std::move(merged);
  }
}

}  // namespace tinytorch
