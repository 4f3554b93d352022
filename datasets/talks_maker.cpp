// The text files of TinyTalks from its table: the same splits for everyone (seed 42).
#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <set>

#include "tinytorch/datasets.hpp"
#include "tinytorch/error.hpp"
#include "tinytorch/makers.hpp"
#include "tinytorch/random.hpp"
#include "tinytorch/sha256.hpp"

namespace tinytorch {
namespace {

constexpr std::string_view kTableHash =
    "654bcfa015367fc7340c8bbca26e82dc9f8e269df0d3f414efa4cd9457e50f70";
constexpr int kLevels = 5;

// Lines `level block question answer`, tabs between; the caller has verified the text.
std::vector<Dialogue> dialogues_of(std::string_view table) {
  std::vector<Dialogue> all;
  std::string last_block;
  table.remove_prefix(table.find('\n') + 1);
  while (!table.empty()) {
    std::array<std::string, 4> fields;
    for (std::string& field : fields) {
      const auto end = table.find_first_of("\t\n");
      field = table.substr(0, end);
      table.remove_prefix(end + 1);
    }
    if (fields[1] != last_block) all.push_back({.level = fields[0][0] - '0', .turns = {}});
    last_block = fields[1];
    all.back().turns.push_back({fields[2], fields[3]});
  }
  return all;
}

struct Splits {
  std::vector<std::int64_t> train, val, test;  // numbers of dialogues
};

// Shuffles the blocks of a kind and deals them out; what remains goes to test.
void deal(std::vector<std::int64_t> blocks,
          std::int64_t train,
          std::int64_t val,
          Generator& generator,
          Splits& splits) {
  generator.shuffle(blocks);
  const auto first = blocks.begin(), second = first + train, third = second + val;
  splits.train.insert(splits.train.end(), first, second);
  splits.val.insert(splits.val.end(), second, third);
  splits.test.insert(splits.test.end(), third, blocks.end());
}

Splits splits_of(const std::vector<Dialogue>& all) {
  const auto blocks = [&](int level, std::int64_t turns) {
    std::vector<std::int64_t> some;
    for (std::int64_t i = 0; i < std::ssize(all); ++i) {
      const Dialogue& one = all[static_cast<std::size_t>(i)];
      if (one.level == level && std::ssize(one.turns) == turns) some.push_back(i);
    }
    return some;
  };
  constexpr std::array<std::array<std::int64_t, 2>, kLevels> kDealt{
      {{35, 8}, {70, 15}, {35, 7}, {70, 15}, {16, 4}}};
  Generator generator(42);
  Splits splits;
  for (int level = 1; level <= kLevels; ++level) {
    const auto& [train, val] = kDealt[static_cast<std::size_t>(level - 1)];
    deal(blocks(level, level == kLevels ? 2 : 1), train, val, generator, splits);
  }
  deal(blocks(kLevels, 3), 1, 0, generator, splits);
  for (auto* split : {&splits.train, &splits.val, &splits.test}) std::ranges::sort(*split);
  return splits;
}

}  // namespace

std::vector<MadeFile> make_tinytalks(std::string_view table) {
  const std::string found = sha256_hex(table);
  TT_CHECK(found == kTableHash,
           ErrorKind::io,
           2103,
           "make_tinytalks",
           "this is not the table that TinyTalks is made from",
           std::to_string(table.size()) + " bytes whose SHA-256 begins " + found.substr(0, 12) +
               "; expected 19658 bytes, " + std::string(kTableHash.substr(0, 12)),
           "pass datasets/tinytalks/tinytalks_v1.tsv unchanged");
  const std::vector<Dialogue> all = dialogues_of(table);
  const Splits splits = splits_of(all);
  const auto text = [&](const std::vector<std::int64_t>& numbers) {
    std::vector<Dialogue> some;
    for (const std::int64_t i : numbers) some.push_back(all[static_cast<std::size_t>(i)]);
    return format_tinytalks(some);
  };
  return {{"tinytalks_v1.txt", format_tinytalks(all)},
          {"splits/train.txt", text(splits.train)},
          {"splits/val.txt", text(splits.val)},
          {"splits/test.txt", text(splits.test)}};
}

}  // namespace tinytorch
