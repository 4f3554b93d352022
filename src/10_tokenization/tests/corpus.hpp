// For the tests of module 10: a corpus, and training as its definition says, counting all again
// before each merge.
#pragma once

#include <algorithm>
#include <filesystem>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "tinytorch/file.hpp"
#include "tinytorch/tokenization.hpp"

namespace tinytorch::test {

/// Questions and answers of TinyTalks 1, one text each: 700 short English sentences.
inline std::vector<std::string> tiny_talks() {
  const auto root = std::filesystem::path(__FILE__).parent_path().parent_path().parent_path();
  const auto file = root.parent_path() / "datasets/tinytalks/tinytalks_v1.tsv";
  std::istringstream lines(read_file(file.string()));
  std::vector<std::string> texts;
  std::string level, block, question, answer;
  std::getline(lines, level);  // the names of the columns
  while (std::getline(lines, level, '\t') && std::getline(lines, block, '\t') &&
         std::getline(lines, question, '\t') && std::getline(lines, answer)) {
    texts.push_back(question);
    texts.push_back(answer);
  }
  return texts;
}

/// The words of texts that are divided by single spaces, in the order in which they come up.
inline Words words_in(const std::vector<std::string>& texts) {
  Words words;
  std::map<std::string, std::size_t> places;
  for (const std::string& text : texts) {
    std::istringstream rest(text);
    for (std::string word; rest >> word;) {
      const auto [place, is_new] = places.try_emplace(word, words.size());
      if (is_new) words.push_back({word_tokens(word), 0});
      ++words[place->second].count;
    }
  }
  return words;
}

/// The first of the pairs with the largest count.
inline TokenPair best_pair(const PairCounts& counts) {
  const auto fewer = [](const auto& a, const auto& b) { return a.second < b.second; };
  return std::max_element(counts.begin(), counts.end(), fewer)->first;
}

struct Recount {
  std::vector<TokenPair> merges{};
  std::int64_t visits = 0;  // pairs looked at
};

inline Recount recount(Words words, std::size_t merges) {
  Recount done;
  while (done.merges.size() < merges) {
    for (const Word& word : words)
      done.visits += std::max<std::int64_t>(std::ssize(word.tokens), 1) - 1;
    const PairCounts counts = count_pairs(words);
    if (counts.empty()) break;
    done.merges.push_back(best_pair(counts));
    merge_pair(words, done.merges.back());
  }
  return done;
}

}  // namespace tinytorch::test
