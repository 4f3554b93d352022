#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "tinytorch/tokenization.hpp"

#include "corpus.hpp"
#include "support/test.hpp"

using namespace tinytorch;
using namespace tinytorch::test;
using Strings = std::vector<std::string>;
using Merges = std::vector<TokenPair>;

namespace {

BPETokenizer trained(const Strings& corpus, std::int64_t vocab_size, BPEOptions options = {}) {
  BPETokenizer tokenizer(std::move(options));
  tokenizer.train(corpus, vocab_size);
  return tokenizer;
}

}  // namespace

TT_CASE("10.4/hello-help",
        "hello hello help gives these five merges and 16 tokens",
        .what = "all merges of three words",
        .why = "small enough to be done by hand",
        .learn = "1 + 10 tokens to begin with, one more for each merge") {
  const BPETokenizer tokenizer = trained({"hello hello help"}, 100);
  CHECK(tokenizer.merges() ==
        Merges{{"h", "e"}, {"he", "l"}, {"hel", "l"}, {"hell", "o "}, {"hel", "p "}});
  CHECK(tokenizer.vocab() == Strings{"<UNK>",
                                     "e",
                                     "e ",
                                     "h",
                                     "h ",
                                     "l",
                                     "l ",
                                     "o",
                                     "o ",
                                     "p",
                                     "p ",
                                     "he",
                                     "hel",
                                     "hell",
                                     "hello ",
                                     "help "});
  CHECK(tokenizer.vocab_size() == 16);
}

TT_CASE("10.4/target",
        "training stops at the wanted size",
        .what = "the same corpus with targets 11, 13 and 14",
        .why = "the vocabulary decides the size of the embedding",
        .learn = "stop when there are enough tokens, not one later") {
  CHECK(trained({"hello hello help"}, 11).merges().empty());
  CHECK(trained({"hello hello help"}, 13).vocab_size() == 13);
  CHECK(trained({"hello hello help"}, 14).merges() ==
        Merges{{"h", "e"}, {"he", "l"}, {"hel", "l"}});
}

TT_CASE("10.4/small-target",
        "no character is left out, however small the target",
        .what = "target 1",
        .why = "a character without a token could never be written",
        .learn = "the alphabet is kept even above the target") {
  const BPETokenizer tokenizer = trained({"hello hello help"}, 1);
  CHECK(tokenizer.vocab_size() == 11);
  CHECK(tokenizer.decode(tokenizer.encode("pole")) == "pole");
}

TT_CASE("10.4/ties",
        "of equally frequent pairs the first counted is merged",
        .what = "the words zb and ab",
        .why = "two programs must learn the same tokens",
        .learn = "first word first, left to right; not the alphabet") {
  CHECK(trained({"zb ab"}, 100).merges() == Merges{{"z", "b "}, {"a", "b "}});
  CHECK(trained({"cba"}, 100).merges().front() == TokenPair{"c", "b"});
}

TT_CASE("10.4/ties-after-merges",
        "the order of counting is that of the words as they are now",
        .what = "pairs that arise in an early word only after merges in it",
        .why = "a pair keeps no rank from the time when it was first seen",
        .learn = "first counted means first in a count made now") {
  const Strings corpus{"xyab xy xy cdab cd cd qr qr"};
  CHECK(trained(corpus, 100).merges() == recount(words_in(corpus), 99).merges);
}

TT_CASE("10.4/frequency",
        "a pair in a frequent word beats a pair in many words",
        .what = "one word five times, another pair in three words",
        .why = "tokens are for what is written often",
        .learn = "weights are counts of words in the corpus") {
  CHECK(trained({"xa ya za qt qt qt qt qt"}, 100).merges().front() == TokenPair{"q", "t "});
}

TT_CASE("10.4/several-texts",
        "texts are counted together, words end with their text",
        .what = "a corpus of three texts with tabs and line ends",
        .why = "corpora come in lines",
        .learn = "any white space divides words") {
  const BPETokenizer lines = trained({"hello\thello", "", "\nhelp\n"}, 100);
  CHECK(lines.merges() == trained({"hello hello help"}, 100).merges());
}

TT_CASE("10.4/token-made-twice",
        "a token that exists is not added again",
        .what = "abc reached as ab + c and as a + bc",
        .why = "two ids for one token would split what is learned about it",
        .learn = "the merge is kept, the vocabulary stays") {
  const Strings corpus{"abcx abcx abcx abd abd abd abd bcy bcy bcy bcy bcy abcx"};
  const BPETokenizer tokenizer = trained(corpus, 100);
  CHECK(tokenizer.merges() == recount(words_in(corpus), 99).merges);
  const std::set<std::string> different(tokenizer.vocab().begin(), tokenizer.vocab().end());
  CHECK(std::ssize(different) == tokenizer.vocab_size());
}

TT_CASE("10.4/repeated-letters",
        "words of one letter are merged without counting wrong",
        .what = "aaaa, aaa and aa",
        .why = "in aaa the pair overlaps itself",
        .learn = "counts after a merge are those of a new count") {
  const Strings corpus{"aaaa aaaa aaa aa aaaaaaa baaab"};
  CHECK(trained(corpus, 100).merges() == recount(words_in(corpus), 99).merges);
}

TT_CASE("10.4/like-the-definition",
        "60 merges on TinyTalks are those of the definition",
        .what = "training, and count_pairs before each merge, on 700 sentences",
        .why = "counts that are carried along must never drift",
        .learn = "clever bookkeeping has to give the same result as none") {
  const Strings texts = tiny_talks();
  REQUIRE(texts.size() == 700);
  const Recount slow = recount(words_in(texts), 60);
  BPETokenizer tokenizer;
  tokenizer.train(texts, 1);  // the alphabet alone
  tokenizer.train(texts, tokenizer.vocab_size() + 60);
  CHECK(Merges(tokenizer.merges().begin(), tokenizer.merges().end()) == slow.merges);
}

TT_CASE("10.4/train-again",
        "training again forgets what was learned before",
        .what = "two corpora, one after the other",
        .why = "old merges would be applied to new text",
        .learn = "start from an empty model") {
  BPETokenizer tokenizer({.vocab_size = 50});
  tokenizer.train(Strings{"hello hello"});
  const BPETokenizer before = tokenizer;
  tokenizer.train(Strings{"ab ab"});
  CHECK(tokenizer.merges() == Merges{{"a", "b "}});
  CHECK(before.merges().size() == 4);
}

TT_CASE("10.4/options-order",
        "special and byte tokens stand between <UNK> and the alphabet",
        .what = "vocabularies with two special tokens, and with byte_fallback",
        .why = "their ids must not depend on the corpus",
        .learn = "what is fixed comes first") {
  const BPETokenizer special = trained({"ab"}, 8, {.special_tokens = {"<BOS>", "<EOS>"}});
  CHECK(special.vocab() == Strings{"<UNK>", "<BOS>", "<EOS>", "a", "a ", "b", "b ", "ab "});
  const BPETokenizer bytes = trained({"ab"}, 1, {.byte_fallback = true, .special_tokens = {"<S>"}});
  CHECK(bytes.vocab_size() == 1 + 1 + 256 + 4);
  CHECK(bytes.vocab()[2] == "<0x00>");
  CHECK(bytes.vocab()[257] == "<0xFF>");
}

TT_CASE("10.4/special-never-merged",
        "special tokens in the corpus are not learned as text",
        .what = "a corpus with <EOS> after every word",
        .why = "its letters would become the most frequent pairs",
        .learn = "cut at special tokens first") {
  const BPETokenizer tokenizer = trained({"hi<EOS>ho<EOS>"}, 100, {.special_tokens = {"<EOS>"}});
  CHECK(tokenizer.merges() == Merges{{"h", "i "}, {"h", "o "}});
  CHECK(tokenizer.vocab_size() == 2 + 6 + 2);
}

TT_CASE("10.4/nothing-to-learn",
        "an empty corpus leaves <UNK> alone",
        .what = "no texts, and texts of white space",
        .why = "training data can be missing",
        .learn = "no words, no pairs, no merges") {
  CHECK(trained({}, 100).vocab() == Strings{"<UNK>"});
  CHECK(trained({"", " \n"}, 100).vocab() == Strings{"<UNK>"});
}

TT_CASE("10.4/vocab-size",
        "a vocabulary of no tokens is refused, before anything is forgotten",
        .what = "vocab_size 0 and -5, in the options and in train",
        .why = "it is a number that was computed wrong",
        .learn = "arguments are checked before anything changes") {
  expect_error(1001, ErrorKind::value, [] { BPETokenizer({.vocab_size = 0}); }, {"0"});
  BPETokenizer tokenizer = trained({"ab"}, 100);
  expect_error(1001, [&] { tokenizer.train(Strings{"cd"}, -5); }, {"-5"});
  CHECK(tokenizer.merges() == Merges{{"a", "b "}});
}

TT_CASE("10.4/special-tokens-refused",
        "special tokens must be different texts",
        .what = "an empty one, one twice, <UNK>, and a broken byte",
        .why = "an id must have one meaning",
        .learn = "checked when the tokenizer is made") {
  expect_error(1004, ErrorKind::value, [] { BPETokenizer({.special_tokens = {""}}); }, {"\"\""});
  expect_error(1004, [] { BPETokenizer({.special_tokens = {"<A>", "<A>"}}); }, {"<A>", "2"});
  expect_error(1004, [] { BPETokenizer({.special_tokens = {"<UNK>"}}); }, {"<UNK>"});
  expect_error(1004, [] { BPETokenizer({.special_tokens = {"\xFF"}}); });
  CHECK(trained({"a"}, 1, {.special_tokens = {"<A>", "<B>"}}).vocab_size() == 5);
}
