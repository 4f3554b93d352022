#include <string>
#include <vector>

#include "tinytorch/tokenization.hpp"

#include "support/test.hpp"

using namespace tinytorch;
using Strings = std::vector<std::string>;

TT_CASE("10.6/create",
        "each strategy gives its tokenizer, trained on the corpus",
        .what = "char, bpe and byte_bpe on one text",
        .why = "programs choose by a word in their settings",
        .learn = "vocab_size is for the two that learn") {
  const Strings corpus{"hello hello help"};
  const auto characters = create_tokenizer("char", 1000, corpus);
  const auto words = create_tokenizer("bpe", 13, corpus);
  const auto bytes = create_tokenizer("byte_bpe", 258, corpus);
  CHECK(characters->encode("hole") == Ids{3, 5, 4, 2});
  CHECK(characters->vocab_size() == 7);
  CHECK(words->vocab_size() == 13);
  CHECK(dynamic_cast<const BPETokenizer*>(words.get()) != nullptr);
  CHECK(bytes->vocab_size() == 258);
}

TT_CASE("10.6/create-untrained",
        "without a corpus nothing is learned",
        .what = "the three strategies without a corpus, and the default",
        .why = "training may come later",
        .learn = "char knows <UNK>, bpe nothing, byte_bpe all bytes") {
  CHECK(create_tokenizer()->encode("a") == Ids{0});
  CHECK(create_tokenizer("bpe")->vocab_size() == 0);
  CHECK(create_tokenizer("byte_bpe")->vocab_size() == 256);
}

TT_CASE("10.6/create-errors",
        "other strategies and sizes below 1 are refused",
        .what = "wordpiece, and vocab_size 0",
        .why = "a misspelled setting must not pass for the default",
        .learn = "name what is known") {
  expect_error(1002, ErrorKind::value, [] { create_tokenizer("wordpiece"); }, {"wordpiece", "bpe"});
  expect_error(1001, [] { create_tokenizer("bpe", 0); }, {"0"});
  expect_error(1002, [] { create_tokenizer("BPE"); }, {"\"BPE\""});
  CHECK(create_tokenizer("char")->vocab_size() == 1);
}

TT_CASE("10.6/dataset",
        "each text gives its ids, in order",
        .what = "three texts, one of them empty",
        .why = "text and ids must not drift apart",
        .learn = "an empty text is an empty list, not a missing one") {
  const CharTokenizer tokenizer(Strings{"a", "b"});
  const std::vector<Ids> all = tokenize_dataset(Strings{"ab", "", "bba"}, tokenizer);
  CHECK(all == std::vector<Ids>{{1, 2}, {}, {2, 2, 1}});
  CHECK(tokenize_dataset({}, tokenizer).empty());
}

TT_CASE("10.6/max-length",
        "longer texts are cut behind max_length ids, shorter ones stay",
        .what = "max_length 2, 0 and one that is never reached",
        .why = "models have a longest input",
        .learn = "the first ids stay; nothing is padded") {
  const CharTokenizer tokenizer(Strings{"a", "b"});
  const Strings texts{"abb", "b"};
  CHECK(tokenize_dataset(texts, tokenizer, 2) == std::vector<Ids>{{1, 2}, {2}});
  CHECK(tokenize_dataset(texts, tokenizer, 0) == std::vector<Ids>{{}, {}});
  CHECK(tokenize_dataset(texts, tokenizer, 9) == std::vector<Ids>{{1, 2, 2}, {2}});
  expect_error(1003, ErrorKind::value, [&] { tokenize_dataset(texts, tokenizer, -1); }, {"-1"});
}

TT_CASE("10.6/analyze-characters",
        "a character tokenizer has one token per character",
        .what = "a text of 100 characters, half of them é",
        .why = "it is what other tokenizers are compared with",
        .learn = "the ratio counts characters, not bytes") {
  std::string text;
  for (int i = 0; i < 50; ++i) text += "a\u00E9";
  const CharTokenizer tokenizer(Strings{"a", "\u00E9"});
  const TokenStats stats = analyze_tokenization(Strings{text}, tokenizer);
  CHECK(stats.compression_ratio == 1);
  CHECK(stats.total_tokens == 100);
  CHECK(stats.unique_tokens == 2);
  CHECK(stats.vocab_size == 3);
}

TT_CASE("10.6/analyze",
        "lengths and ratio are counted over all texts",
        .what = "hello hello and help with a BPE that knows both words",
        .why = "these numbers decide on a tokenizer",
        .learn = "15 characters in 3 tokens: 5 for each") {
  BPETokenizer tokenizer;
  tokenizer.train(Strings{"hello hello help"});
  const TokenStats stats = analyze_tokenization(Strings{"hello hello", "help"}, tokenizer);
  CHECK(stats.vocab_size == 16);
  CHECK(stats.total_tokens == 3);
  CHECK(stats.unique_tokens == 2);
  CHECK(stats.max_sequence_length == 2);
  CHECK(stats.avg_sequence_length == 1.5);
  CHECK(stats.compression_ratio == 5);
}

TT_CASE("10.6/analyze-nothing",
        "nothing to divide by gives 0, not NaN",
        .what = "no texts, and an empty text",
        .why = "a report must not break on an empty file",
        .learn = "look before dividing") {
  const CharTokenizer tokenizer(Strings{"a"});
  CHECK(analyze_tokenization(Strings{"a"}, tokenizer).avg_sequence_length == 1);
  const TokenStats none = analyze_tokenization({}, tokenizer);
  CHECK(none.avg_sequence_length == 0);
  CHECK(none.compression_ratio == 0);
  CHECK(analyze_tokenization(Strings{""}, tokenizer).compression_ratio == 0);
}
