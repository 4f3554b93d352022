#include <array>
#include <string>
#include <vector>

#include "tinytorch/tokenization.hpp"

#include "support/test.hpp"

using namespace tinytorch;
using Strings = std::vector<std::string>;

TT_CASE("10.2/hello",
        "given characters get ids in their order, from 1",
        .what = "the vocabulary h e l o space w r d and the word hello",
        .why = "these numbers are the rows of the embedding that comes next",
        .learn = "id 0 is <UNK>, entry k has id k + 1") {
  const CharTokenizer tokenizer(Strings{"h", "e", "l", "o", " ", "w", "r", "d"});
  CHECK(tokenizer.vocab_size() == 9);
  CHECK(tokenizer.encode("hello") == Ids{1, 2, 3, 3, 4});
  CHECK(tokenizer.decode(Ids{6, 4, 7, 3, 8}) == "world");
  CHECK(tokenizer.id_of("w") == 6);
}

TT_CASE("10.2/build-vocab",
        "a corpus gives its characters in the order of code points",
        .what = "build_vocab of two texts with capitals, é and a Chinese character",
        .why = "the same corpus must give the same ids, whatever the order of its texts",
        .learn = "collect, sort, each once") {
  CharTokenizer tokenizer;
  tokenizer.build_vocab(Strings{"b\u4F60a", "\u00E9aB"});
  CHECK(tokenizer.vocab() == Strings{"<UNK>", "B", "a", "b", "\u00E9", "\u4F60"});
  CHECK(tokenizer.encode("a\u00E9") == Ids{2, 4});
}

TT_CASE("10.2/build-again",
        "a new corpus replaces the old vocabulary",
        .what = "build_vocab twice",
        .why = "left-over characters would shift all ids",
        .learn = "start from <UNK>") {
  CharTokenizer tokenizer(Strings{"x"});
  tokenizer.build_vocab(Strings{"ba"});
  CHECK(tokenizer.vocab() == Strings{"<UNK>", "a", "b"});
  CHECK(tokenizer.id_of("x") == tokenizer.unk_id());
}

TT_CASE("10.2/duplicates",
        "an entry given twice counts once",
        .what = "the vocabulary a b a c",
        .why = "two ids for one character would be learned apart",
        .learn = "the first place decides") {
  const CharTokenizer tokenizer(Strings{"a", "b", "a", "c"});
  CHECK(tokenizer.vocab_size() == 4);
  CHECK(tokenizer.encode("abac") == Ids{1, 2, 1, 3});
}

TT_CASE("10.2/unknown",
        "an unknown character becomes id 0 and keeps its place",
        .what = "a text with z and é, known are a and b",
        .why = "dropped, it would bring its neighbours together",
        .learn = "one id per character, always") {
  const CharTokenizer tokenizer(Strings{"a", "b"});
  CHECK(tokenizer.encode("az\u00E9"
                         "b") == Ids{1, 0, 0, 2});
  CHECK(tokenizer.decode(Ids{1, 0, 2}) == "a<UNK>b");
}

TT_CASE("10.2/bad-ids",
        "ids that do not exist decode to <UNK>",
        .what = "ids -1, 3 and 1000000 of a vocabulary of 3",
        .why = "an untrained model says anything",
        .learn = "0 ≤ id < vocab_size()") {
  const CharTokenizer tokenizer(Strings{"a", "b"});
  CHECK(tokenizer.decode(Ids{-1, 2, 3, 1000000}) == "<UNK>b<UNK><UNK>");
}

TT_CASE("10.2/code-points",
        "a character of several bytes is one token",
        .what = "a vocabulary of é and a face",
        .why = "bytes instead of characters would make two and four tokens",
        .learn = "walk by code points") {
  const CharTokenizer tokenizer(Strings{"\u00E9", "\U0001F600"});
  CHECK(tokenizer.encode("\U0001F600\u00E9") == Ids{2, 1});
  CHECK(tokenizer.decode(Ids{2, 1}) == "\U0001F600\u00E9");
}

TT_CASE("10.2/round-trip",
        "known text comes back unchanged, spaces and all",
        .what = "text with two spaces, a tab and a line end",
        .why = "a character tokenizer loses nothing",
        .learn = "white space is characters, too") {
  const std::string text = "one  two\tthree\n \u00FCber ";
  CharTokenizer tokenizer;
  tokenizer.build_vocab(std::array{text});
  CHECK(tokenizer.decode(tokenizer.encode(text)) == text);
}

TT_CASE("10.2/broken-text",
        "broken bytes are the character U+FFFD, known or not",
        .what = "FF with and without U+FFFD in the vocabulary",
        .why = "build_vocab and encode must see the same characters",
        .learn = "what utf8_chars gives is what is looked up") {
  CHECK(CharTokenizer(Strings{"a", "\uFFFD"})
            .encode("\xFF"
                    "a") == Ids{2, 1});
  CHECK(CharTokenizer(Strings{"a"})
            .encode("\xFF"
                    "a") == Ids{0, 1});
}

TT_CASE("10.2/nothing",
        "without a vocabulary everything is unknown; no text has no ids",
        .what = "a new tokenizer, an empty text, an empty corpus",
        .why = "programs start that way",
        .learn = "the vocabulary is <UNK> alone") {
  CharTokenizer tokenizer;
  CHECK(tokenizer.vocab_size() == 1);
  CHECK(tokenizer.encode("ab") == Ids{0, 0});
  tokenizer.build_vocab({});
  CHECK(tokenizer.vocab() == Strings{"<UNK>"});
  CHECK(tokenizer.encode("").empty());
  CHECK(tokenizer.decode({}).empty());
}

TT_CASE("10.2/copies",
        "a copy keeps its vocabulary when the original learns anew",
        .what = "build_vocab on a tokenizer that was copied",
        .why = "a model and its tokenizer travel together",
        .learn = "copies share a table that never changes") {
  CharTokenizer original(Strings{"x", "y"});
  const CharTokenizer copy = original;
  original.build_vocab(Strings{"ab"});
  CHECK(copy.encode("y") == Ids{2});
  CHECK(original.encode("y") == Ids{0});
}

TT_CASE("10.2/entry-not-one-character",
        "an entry that is not one character is refused",
        .what = "the entries ab, the empty one, and a broken byte",
        .why = "it could never be found in a text",
        .learn = "one code point per entry") {
  expect_error(1006, ErrorKind::value, [] { CharTokenizer(Strings{"a", "ab"}); }, {"\"ab\"", "2"});
  expect_error(1006, [] { CharTokenizer(Strings{""}); }, {"0 bytes"});
  expect_error(1006, [] { CharTokenizer(Strings{"\xFF"}); }, {"1 bytes"});
  CHECK(CharTokenizer(Strings{"\u00E9"}).vocab_size() == 2);
}
