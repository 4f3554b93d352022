// TinyTalks in numbers.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "tools/makers.hpp"

namespace tinytorch {

struct Lengths {
  double words = 0, characters = 0;  // of the mean text
  std::int64_t longest = 0;          // in characters
};

struct TalksStats {
  std::array<std::array<std::int64_t, 4>, 5> pairs{};  // of a level: all, and in train, val, test
  Lengths questions{}, answers{};
  std::int64_t distinct_words = 0;
  std::map<char, std::int64_t> characters{};                     // of the whole text
  std::vector<std::pair<std::string, std::int64_t>> frequent{};  // 20 words, most frequent first
  /// Cross-entropy of val in nats per character under the pairs of characters counted in train,
  /// with the best of five amounts added to each count.
  double bigram_nats = 0;
};

/// Of the five files that check_tinytalks takes. Words are letters, digits and apostrophes, in
/// lower case.
TalksStats stats_of_tinytalks(const std::vector<MadeFile>& files);

}  // namespace tinytorch
