#include "tools/talks_stats.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <limits>
#include <string_view>

#include "tools/talks_file.hpp"

namespace tinytorch {
namespace {

constexpr std::size_t kFrequent = 20;
constexpr std::array<double, 5> kAdded{0.01, 0.03, 0.1, 0.3, 1.0};

using WordCounts = std::map<std::string, std::int64_t>;

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  bool inside = false;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool letter = std::isalnum(byte) != 0 || c == '\'';
    if (letter && !inside) words.emplace_back();
    if (letter) words.back() += static_cast<char>(std::tolower(byte));
    inside = letter;
  }
  return words;
}

// The texts of one kind, as they come.
class Measure {
 public:
  void take(std::string_view text, WordCounts& counts) {
    const std::vector<std::string> words = words_of(text);
    for (const std::string& word : words) ++counts[word];
    ++texts_;
    words_ += static_cast<double>(words.size());
    characters_ += static_cast<double>(text.size());
    longest_ = std::max(longest_, static_cast<std::int64_t>(text.size()));
  }

  Lengths lengths() const {
    const double texts = std::max(texts_, 1.0);
    return {.words = words_ / texts, .characters = characters_ / texts, .longest = longest_};
  }

 private:
  double texts_ = 0, words_ = 0, characters_ = 0;
  std::int64_t longest_ = 0;
};

std::vector<std::pair<std::string, std::int64_t>> most_frequent(const WordCounts& counts) {
  std::vector<std::pair<std::string, std::int64_t>> words(counts.begin(), counts.end());
  std::stable_sort(
      words.begin(), words.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  words.resize(std::min(words.size(), kFrequent));
  return words;
}

// How often a character follows another.
struct PairCounts {
  std::map<std::pair<char, char>, double> pairs{};
  std::map<char, double> firsts{};

  double nats(std::string_view text, double added, double characters) const {
    double total = 0;
    for (std::size_t i = 1; i < text.size(); ++i) {
      const auto pair = pairs.find({text[i - 1], text[i]});
      const auto first = firsts.find(text[i - 1]);
      const double both = pair == pairs.end() ? 0 : pair->second;
      const double one = first == firsts.end() ? 0 : first->second;
      total -= std::log((both + added) / (one + added * characters));
    }
    return total / static_cast<double>(text.size() - 1);
  }
};

double bigram_nats(std::string_view train, std::string_view text, double characters) {
  PairCounts counts;
  for (std::size_t i = 1; i < train.size(); ++i) {
    ++counts.pairs[{train[i - 1], train[i]}];
    ++counts.firsts[train[i - 1]];
  }
  double best = std::numeric_limits<double>::infinity();
  for (const double added : kAdded) best = std::min(best, counts.nats(text, added, characters));
  return best;
}

}  // namespace

TalksStats stats_of_tinytalks(const std::vector<MadeFile>& files) {
  const TalksFile table = read_talks_file(files.front());
  TalksStats stats;
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (i == 1) continue;  // the whole text says what the table says
    TalksFile file = read_talks_file(files[i]);
    take_levels(file, table);
    for (const detail::TurnLine& turn : file.lines.turns) {
      if (turn.level > 0)
        ++stats.pairs.at(static_cast<std::size_t>(turn.level - 1)).at(i == 0 ? 0 : i - 1);
    }
  }
  WordCounts words;
  Measure questions, answers;
  for (const detail::TurnLine& turn : table.lines.turns) {
    questions.take(turn.question, words);
    answers.take(turn.answer, words);
  }
  stats.questions = questions.lengths();
  stats.answers = answers.lengths();
  stats.distinct_words = std::ssize(words);
  stats.frequent = most_frequent(words);
  for (const char c : files[1].bytes) ++stats.characters[c];
  stats.bigram_nats =
      bigram_nats(files[2].bytes, files[3].bytes, static_cast<double>(stats.characters.size()));
  return stats;
}

}  // namespace tinytorch
