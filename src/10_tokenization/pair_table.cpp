// Module 10, part pair_table: pair counts that follow each merge, and the choice of the next one
// (10.4). The counting is given.
#include <algorithm>

#include "tinytorch/detail/bpe.hpp"
#include "tinytorch/error.hpp"

namespace tinytorch::detail {

void replace_pair(Ids& ids, IdPair pair, std::int32_t merged) {
  std::size_t to = 0;
  for (std::size_t from = 0; from < ids.size(); ++from, ++to) {
    const bool here =
        from + 1 < ids.size() && ids[from] == pair.first && ids[from + 1] == pair.second;
    ids[to] = here ? merged : ids[from];
    from += here;
  }
  ids.resize(to);
}

PairTable::PairTable(std::vector<IdWord> words) : words_(std::move(words)) {
  for (std::size_t i = 0; i < words_.size(); ++i)
    count_word(static_cast<std::int32_t>(i), words_[i].count);
}

void PairTable::count_word(std::int32_t word, std::int64_t weight) {
  const Ids& ids = words_[static_cast<std::size_t>(word)].ids;
  for (std::size_t i = 0; i + 1 < ids.size(); ++i) {
    const IdPair pair{ids[i], ids[i + 1]};
    const auto at = entries_.try_emplace(key_of(pair)).first;
    Entry& entry = at->second;
    entry.pair = pair;
    entry.count += weight;
    if (weight > 0 && (entry.words.empty() || entry.words.back() != word))
      entry.words.push_back(word);
    if (entry.count == 0) entries_.erase(at);
    ++visits_;
  }
}

void PairTable::merge(IdPair pair, std::int32_t merged) {
  const auto found = entries_.find(key_of(pair));
  if (found == entries_.end()) return;
  std::vector<std::int32_t> touched = found->second.words;  // the entry goes while we walk
  std::ranges::sort(touched);
  touched.erase(std::unique(touched.begin(), touched.end()), touched.end());
  for (const std::int32_t i : touched) {
    IdWord& word = words_[static_cast<std::size_t>(i)];
    if (std::ranges::adjacent_find(word.ids, [&](std::int32_t left, std::int32_t right) {
          return IdPair{left, right} == pair;
        }) == word.ids.end())
      continue;
    count_word(i, -word.count);
    replace_pair(word.ids, pair, merged);
    count_word(i, word.count);
  }
}

std::pair<std::int64_t, std::int64_t> PairTable::first_place(const Entry& entry) const {
  std::pair<std::int64_t, std::int64_t> first{std::ssize(words_), 0};
  for (const std::int32_t i : entry.words) {
    if (i >= first.first) continue;
    const Ids& ids = words_[static_cast<std::size_t>(i)].ids;
    for (std::size_t k = 0; k + 1 < ids.size(); ++k) {
      if (IdPair{ids[k], ids[k + 1]} != entry.pair) continue;
      first = {i, static_cast<std::int64_t>(k)};
      break;
    }
  }
  return first;
}

std::optional<IdPair> PairTable::most_frequent() const {
  const Entry* best = nullptr;
  std::pair<std::int64_t, std::int64_t> best_place{};
  // The table has no order of its own, so the choice must not depend on it.
  for (const auto& [key, entry] : entries_) {
    // BEGIN SOLUTION 10.4
    if (best != nullptr && entry.count < best->count) continue;
    const auto place = first_place(entry);
    if (best == nullptr || entry.count > best->count || place < best_place) {
      best = &entry;
      best_place = place;
    }
    // END SOLUTION
  }
  return best == nullptr ? std::nullopt : std::optional(best->pair);
}

}  // namespace tinytorch::detail
