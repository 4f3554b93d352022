// TinyTalks: the table of all pairs to five-level text and three splits (seed 42).
#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "tinytorch/error.hpp"
#include "tinytorch/random.hpp"
#include "tinytorch/sha256.hpp"
#include "tinytorch/talks.hpp"

#include "tools/makers.hpp"
#include "tools/talks_file.hpp"

namespace tinytorch {
namespace {

constexpr std::string_view kSourceHash =
    "654bcfa015367fc7340c8bbca26e82dc9f8e269df0d3f414efa4cd9457e50f70";

using Blocks = std::vector<std::int64_t>;
using Splits = std::array<Blocks, 3>;  // train, val, test

// Block number i is element i - 1. The caller has verified the table.
std::vector<Dialogue> parse_table(std::string_view tsv) {
  std::vector<Dialogue> talks;
  for (const detail::TurnLine& turn : scan_table(tsv).turns) {
    if (turn.talk == talks.size()) talks.push_back({.level = turn.level, .turns = {}});
    talks.back().turns.push_back(
        {.question = std::string(turn.question), .answer = std::string(turn.answer)});
  }
  return talks;
}

// Shuffles the blocks of a level that have this many turns and deals them out.
void deal(Generator& generator,
          const std::vector<Dialogue>& talks,
          int level,
          std::size_t turns,
          std::array<std::ptrdiff_t, 3> amounts,
          Splits& splits) {
  Blocks blocks;
  for (std::int64_t i = 0; i < std::ssize(talks); ++i) {
    const Dialogue& talk = talks[static_cast<std::size_t>(i)];
    if (talk.level == level && talk.turns.size() == turns) blocks.push_back(i);
  }
  generator.shuffle(blocks);
  auto from = blocks.begin();
  for (std::size_t i = 0; i < splits.size(); ++i) {
    splits.at(i).insert(splits.at(i).end(), from, from + amounts.at(i));
    from += amounts.at(i);
  }
}

Splits choose(const std::vector<Dialogue>& talks) {
  Generator generator(42);
  Splits splits;
  deal(generator, talks, 1, 1, {35, 8, 7}, splits);
  deal(generator, talks, 2, 1, {70, 15, 15}, splits);
  deal(generator, talks, 3, 1, {35, 7, 8}, splits);
  deal(generator, talks, 4, 1, {70, 15, 15}, splits);
  deal(generator, talks, 5, 2, {16, 4, 2}, splits);
  deal(generator, talks, 5, 3, {1, 0, 1}, splits);
  for (Blocks& blocks : splits) std::sort(blocks.begin(), blocks.end());
  return splits;
}

std::string text_of(const std::vector<Dialogue>& talks, const Blocks& blocks) {
  std::vector<Dialogue> chosen;
  for (const std::int64_t block : blocks) chosen.push_back(talks[static_cast<std::size_t>(block)]);
  return format_tinytalks(chosen);
}

}  // namespace

std::vector<MadeFile> make_tinytalks(std::string_view tsv) {
  const std::string found = sha256_hex(tsv);
  TT_CHECK(found == kSourceHash,
           ErrorKind::io,
           2103,
           "make_tinytalks",
           "this is not the table that TinyTalks 1 is made from",
           std::to_string(tsv.size()) + " bytes whose SHA-256 begins " + found.substr(0, 12) +
               "; expected 19658 bytes, " + std::string(kSourceHash.substr(0, 12)),
           "pass datasets/tinytalks/tinytalks_v1.tsv unchanged");
  const std::vector<Dialogue> talks = parse_table(tsv);
  const Splits splits = choose(talks);
  return {{"tinytalks_v1.txt", format_tinytalks(talks)},
          {"splits/train.txt", text_of(talks, splits[0])},
          {"splits/val.txt", text_of(talks, splits[1])},
          {"splits/test.txt", text_of(talks, splits[2])}};
}

}  // namespace tinytorch
