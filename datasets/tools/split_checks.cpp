// TinyTalks as a whole: its amounts, and what its splits have to do with each other.
#include <array>
#include <cstdlib>
#include <map>
#include <set>

#include "tools/talks_look.hpp"

namespace tinytorch {
namespace {

using detail::TurnLine;

// Pairs of each level: all, and in train, val and test.
using Amounts = std::array<std::int64_t, 4>;
constexpr std::array<Amounts, 5> kAmounts{{
    {50, 35, 8, 7},
    {100, 70, 15, 15},
    {50, 35, 7, 8},
    {100, 70, 15, 15},
    {50, 35, 8, 7},
}};

std::int64_t pairs_of(const TalksFile& file, int level) {
  return std::count_if(file.lines.turns.begin(), file.lines.turns.end(), [&](const TurnLine& turn) {
    return turn.level == level;
  });
}

}  // namespace

std::string text_of(const std::vector<TurnLine>& talk) {
  std::string text;
  for (const TurnLine& turn : talk)
    text.append(turn.question).append("\n").append(turn.answer).append("\n");
  return text;
}

TalksCheck check_counts(const Talks& talks) {
  Look look("counts", "pairs of each level, whole and in each split", "pairs");
  look.count(talks.source().lines.turns.size());
  for (std::size_t column = 0; column < 4; ++column) {
    const TalksFile& file = talks.files[column == 0 ? 0 : column + 1];
    for (int level = 1; level <= 5; ++level) {
      const std::int64_t expected = kAmounts.at(static_cast<std::size_t>(level - 1)).at(column);
      const std::int64_t found = pairs_of(file, level);
      if (found != expected)
        look.fault(std::string(file.name) + ": " + std::to_string(found) + " pairs of level " +
                   std::to_string(level) + "; expected " + std::to_string(expected));
    }
  }
  return look.result();
}

TalksCheck check_splits(const Talks& talks) {
  Look look("splits", "together the whole, each talk undivided in one of them", "talks");
  std::map<std::string, std::string_view> owner;  // the split of a talk, empty if in none yet
  for (const auto& talk : talks_of(talks.source())) owner[text_of(talk)] = "";
  look.count(owner.size());
  for (const auto& talk : talks_of(talks.files[1])) {
    if (!owner.contains(text_of(talk)))
      look.fault(talks.files[1], talk.front().line, "a talk that the table does not have");
  }
  std::map<std::string, std::string_view> asked;
  for (const TalksFile& split : talks.splits()) {
    for (const auto& talk : talks_of(split)) {
      const auto place = owner.find(text_of(talk));
      if (place == owner.end())
        look.fault(split, talk.front().line, "a talk that the whole does not have, or part of one");
      else if (!std::exchange(place->second, split.name).empty())
        look.fault(split, talk.front().line, "a talk that is in another split, too");
      for (const TurnLine& turn : talk) {
        const auto [first, is_new] = asked.try_emplace(detail::essence(turn.question), split.name);
        if (!is_new && first->second != split.name)
          look.fault(
              split, turn.line, "a question that " + std::string(first->second) + " asks, too");
      }
    }
  }
  for (const auto& [text, split] : owner) {
    if (split.empty())
      look.fault("no split has the talk " + quoted(text.substr(0, text.find('\n'))));
  }
  return look.result();
}

TalksCheck check_characters(const Talks& talks) {
  Look look("characters", "those of val and test occur in train", "characters");
  const std::string_view train = talks.splits()[0].text;
  const std::set<char> known(train.begin(), train.end());
  look.count(known.size());
  for (const TalksFile& split : talks.splits().subspan(1)) {
    for_lines(split, [&](std::int64_t number, std::string_view line) {
      for (const char c : line) {
        if (!known.contains(c)) look.fault(split, number, "train has no " + quoted({&c, 1}));
      }
    });
  }
  return look.result();
}

TalksCheck check_balance(const Talks& talks) {
  Look look("balance", "each level has its share of each split, within 2 points", "shares");
  const auto share = [](const TalksFile& file, int level) {
    const auto all = static_cast<double>(std::max<std::size_t>(file.lines.turns.size(), 1));
    return 100 * static_cast<double>(pairs_of(file, level)) / all;
  };
  for (const TalksFile& split : talks.splits()) {
    for (int level = 1; level <= 5; ++level) {
      look.count();
      if (std::abs(share(split, level) - share(talks.source(), level)) > 2)
        look.fault(std::string(split.name) + ": level " + std::to_string(level) +
                   " has another share than in the whole");
    }
  }
  return look.result();
}

}  // namespace tinytorch
