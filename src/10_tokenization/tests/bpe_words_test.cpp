#include <string>
#include <vector>

#include "tinytorch/tokenization.hpp"

#include "support/test.hpp"

using namespace tinytorch;
using Strings = std::vector<std::string>;

namespace {

// "hello" twice, then "help" once.
Words hello_help() {
  return {{word_tokens("hello"), 2}, {word_tokens("help"), 1}};
}

}  // namespace

TT_CASE("10.3/word-tokens",
        "the last character carries the end-of-word mark",
        .what = "word_tokens of hello and a",
        .why = "without it, nobody knows later where words ended",
        .learn = "the mark is one space behind the last character") {
  CHECK(word_tokens("hello") == Strings{"h", "e", "l", "l", "o "});
  CHECK(word_tokens("a") == Strings{"a "});
}

TT_CASE("10.3/word-of-code-points",
        "a word is cut between code points",
        .what = "word_tokens of a word that ends in é",
        .why = "half a character can be learned but not read",
        .learn = "utf8_chars first, then the mark") {
  CHECK(word_tokens("\u4F60\u00E9") == Strings{"\u4F60", "\u00E9 "});
}

TT_CASE("10.3/no-word",
        "no word has no tokens",
        .what = "word_tokens of an empty word",
        .why = "a mark without a word would be learned as a token",
        .learn = "there is no last character to mark") {
  CHECK(word_tokens("").empty());
}

TT_CASE("10.3/counts",
        "pairs are counted with the weight of their word",
        .what = "hello twice and help once",
        .why = "frequent words are where merging saves most",
        .learn = "add the count of the word for each pair in it") {
  const PairCounts counts = count_pairs(hello_help());
  REQUIRE(counts.size() == 5);
  CHECK(counts[0] == std::pair{TokenPair{"h", "e"}, std::int64_t{3}});
  CHECK(counts[1] == std::pair{TokenPair{"e", "l"}, std::int64_t{3}});
  CHECK(counts[2] == std::pair{TokenPair{"l", "l"}, std::int64_t{2}});
  CHECK(counts[3] == std::pair{TokenPair{"l", "o "}, std::int64_t{2}});
  CHECK(counts[4] == std::pair{TokenPair{"l", "p "}, std::int64_t{1}});
}

TT_CASE("10.3/first-counted-first",
        "pairs are listed in the order in which they are met",
        .what = "the words zb, az, zb",
        .why = "ties are decided by this order",
        .learn = "words in their order, pairs from left to right; not by the alphabet") {
  const PairCounts counts = count_pairs({{{"z", "b"}, 1}, {{"a", "z"}, 1}, {{"z", "b"}, 4}});
  REQUIRE(counts.size() == 2);
  CHECK(counts[0] == std::pair{TokenPair{"z", "b"}, std::int64_t{5}});
  CHECK(counts[1] == std::pair{TokenPair{"a", "z"}, std::int64_t{1}});
}

TT_CASE("10.3/order-matters",
        "ab and ba are two pairs, and so are a|bc and ab|c",
        .what = "words whose pairs have the same letters",
        .why = "a key that only glues two tokens together mixes them up",
        .learn = "a pair is two tokens in order") {
  const PairCounts counts = count_pairs({{{"a", "b", "a"}, 1}, {{"a", "bc"}, 1}, {{"ab", "c"}, 1}});
  REQUIRE(counts.size() == 4);
  CHECK(counts[1].first == TokenPair{"b", "a"});
  CHECK(counts[3].first == TokenPair{"ab", "c"});
}

TT_CASE("10.3/no-pairs",
        "words of one token have no pairs",
        .what = "a word of one letter, a word without tokens, no words",
        .why = "this is how training ends",
        .learn = "n tokens have n - 1 neighbours, and none if n is 0") {
  CHECK(count_pairs({{{"a "}, 7}, {{}, 3}}).empty());
  CHECK(count_pairs({}).empty());
}

TT_CASE("10.3/merge",
        "a pair is joined wherever it stands",
        .what = "(l, l) in hello and help",
        .why = "one merge makes one token of two",
        .learn = "other tokens and all counts stay") {
  Words words = hello_help();
  merge_pair(words, {"l", "l"});
  CHECK(words[0].tokens == Strings{"h", "e", "ll", "o "});
  CHECK(words[1].tokens == Strings{"h", "e", "l", "p "});
  CHECK(words[0].count == 2);
}

TT_CASE("10.3/merge-overlap",
        "overlapping pairs are joined from the left, each token once",
        .what = "(a, a) in aaa and aaaa",
        .why = "a token joined twice makes the word longer than it was",
        .learn = "after a match, go on behind both tokens") {
  Words words{{{"a", "a", "a"}, 1}, {{"a", "a", "a", "a"}, 1}};
  merge_pair(words, {"a", "a"});
  CHECK(words[0].tokens == Strings{"aa", "a"});
  CHECK(words[1].tokens == Strings{"aa", "aa"});
}

TT_CASE("10.3/merge-at-the-end",
        "a letter with the mark is another token than without",
        .what = "(l, o) in hello and in lo lo",
        .why = "\"o\" inside a word and at its end are learned apart",
        .learn = "compare whole tokens") {
  Words words{{word_tokens("hello"), 1}, {word_tokens("lolo"), 1}};
  merge_pair(words, {"l", "o"});
  CHECK(words[0].tokens == Strings{"h", "e", "l", "l", "o "});
  CHECK(words[1].tokens == Strings{"lo", "l", "o "});
}

TT_CASE("10.3/merge-nothing",
        "a pair that does not occur changes nothing",
        .what = "(x, y) in hello, any pair in words without neighbours",
        .why = "counts can be out of date",
        .learn = "the last token has no right neighbour") {
  Words words{{word_tokens("hello"), 2}, {{"x"}, 1}, {{}, 1}};
  merge_pair(words, {"x", "y"});
  CHECK(words[0].tokens == word_tokens("hello"));
  CHECK(words[1].tokens == Strings{"x"});
  CHECK(words[2].tokens.empty());
}
