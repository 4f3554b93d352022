#include <string>
#include <vector>

#include "tinytorch/detail/bpe.hpp"
#include "tinytorch/tokenization.hpp"

#include "corpus.hpp"
#include "support/test.hpp"

using namespace tinytorch;
using namespace tinytorch::test;
using Strings = std::vector<std::string>;

namespace {

BPETokenizer trained(const Strings& corpus, BPEOptions options = {}) {
  BPETokenizer tokenizer(std::move(options));
  tokenizer.train(corpus);
  return tokenizer;
}

}  // namespace

TT_CASE("10.5/known-words",
        "a word of the corpus becomes the token it was merged to",
        .what = "help hello after training on hello hello help",
        .why = "this is what the merges were learned for",
        .learn = "apply them in the order in which they were learned") {
  const BPETokenizer tokenizer = trained({"hello hello help"});
  CHECK(tokenizer.encode("help hello") == Ids{15, 14});
  CHECK(tokenizer.decode(Ids{15, 14}) == "help hello");
}

TT_CASE("10.5/new-words",
        "a new word is spelled with the tokens that fit",
        .what = "hell, held and he after hello hello help",
        .why = "most words of a new text were never seen",
        .learn = "what no merge joins stays apart") {
  const BPETokenizer tokenizer = trained({"hello hello help"});
  CHECK(tokenizer.encode("hell") == Ids{12, 6});  // hel + "l "
  CHECK(tokenizer.encode("he") == Ids{3, 2});     // h + "e ": (h, e) was learned inside words
  CHECK(tokenizer.encode("lo") == Ids{5, 8});
  CHECK(tokenizer.decode(tokenizer.encode("hell lo he")) == "hell lo he");
}

TT_CASE("10.5/merge-order",
        "the merge learned first comes first, wherever it stands",
        .what = "abc with (b, c) learned before (a, b)",
        .why = "joining from the left gives other tokens than training did",
        .learn = "the lowest rank wins, not the leftmost pair") {
  detail::MergeTable table;
  table.add({2, 3}, 10);
  table.add({1, 2}, 11);
  Ids ids{1, 2, 3, 1, 2};
  detail::apply_merges(ids, table);
  CHECK(ids == Ids{1, 10, 11});
}

TT_CASE("10.5/merges-of-merges",
        "merges build on what earlier ones made",
        .what = "four times the same id with (1, 1) and (10, 10)",
        .why = "long tokens arise in several steps",
        .learn = "go on until no pair is known") {
  detail::MergeTable table;
  table.add({1, 1}, 10);
  table.add({10, 10}, 11);
  table.add({11, 1}, 12);
  Ids ids{1, 1, 1, 1, 1};
  detail::apply_merges(ids, table);
  CHECK(ids == Ids{12});
  Ids none{7}, empty;
  detail::apply_merges(none, table);
  detail::apply_merges(empty, table);
  CHECK(none == Ids{7});
  CHECK(empty.empty());
}

TT_CASE("10.5/no-way-back",
        "a merge that was passed is not applied later",
        .what = "a pair of rank 0 that only arises through rank 1",
        .why = "training had applied rank 0 before that pair existed",
        .learn = "ranks only go up, so a word ends as in training") {
  detail::MergeTable table;
  table.add({10, 3}, 20);
  table.add({1, 2}, 10);
  Ids ids{1, 2, 3};
  detail::apply_merges(ids, table);
  CHECK(ids == Ids{10, 3});
}

TT_CASE("10.5/word-ends",
        "he llo and hello are different texts",
        .what = "both, encoded and decoded",
        .why = "without marks the space between words is lost",
        .learn = "tokens at the end of a word are tokens of their own") {
  const BPETokenizer tokenizer = trained({"hello he llo"});
  CHECK(tokenizer.encode("he llo") != tokenizer.encode("hello"));
  CHECK(tokenizer.decode(tokenizer.encode("he llo")) == "he llo");
  CHECK(tokenizer.decode(tokenizer.encode("hello")) == "hello");
}

TT_CASE("10.5/white-space",
        "white space is normalised: one space between words, none at the ends",
        .what = "text with tabs, line ends and spaces around",
        .why = "the mark of the last word must not stay as a trailing space",
        .learn = "words are kept, what stood between them is not") {
  const BPETokenizer tokenizer = trained({"hello help"});
  CHECK(tokenizer.decode(tokenizer.encode("  hello\t\nhelp\u00A0hello ")) == "hello help hello");
  CHECK(tokenizer.encode(" \n ").empty());
}

TT_CASE("10.5/unknown",
        "an unknown character becomes <UNK>, its neighbours stay",
        .what = "hexlo and x, where x was never seen",
        .why = "new characters turn up in every new text",
        .learn = "id 0 stands for one character") {
  const BPETokenizer tokenizer = trained({"hello"});
  const Ids ids = tokenizer.encode("hxo");
  REQUIRE(ids.size() == 3);
  CHECK(ids[1] == 0);
  CHECK(tokenizer.decode(ids) == "h<UNK>o");
  CHECK(tokenizer.encode("x") == Ids{0});
}

TT_CASE("10.5/bad-ids",
        "ids that do not exist decode to <UNK>",
        .what = "id -1, 0 and one too large",
        .why = "an untrained model says anything",
        .learn = "check before looking up") {
  const BPETokenizer tokenizer = trained({"a"});
  CHECK(tokenizer.vocab_size() == 3);
  CHECK(tokenizer.decode(Ids{-1, 2, 0, 3, 2}) == "<UNK>a <UNK><UNK>a");
}

TT_CASE("10.5/byte-fallback",
        "a character never seen is spelled in bytes",
        .what = "é inside and at the end of a word, known is only a",
        .why = "nothing is unknown any more",
        .learn = "one id per byte; the end-of-word mark is the byte 20") {
  const BPETokenizer tokenizer = trained({"a"}, {.byte_fallback = true});
  CHECK(tokenizer.encode("\u00E9"
                         "a") == Ids{1 + 0xC3, 1 + 0xA9, 258});
  CHECK(tokenizer.encode("a\u00E9") == Ids{257, 1 + 0xC3, 1 + 0xA9, 1 + 0x20});
  CHECK(tokenizer.decode(tokenizer.encode("a\u00E9 \u00E9")) == "a\u00E9 \u00E9");
}

TT_CASE("10.5/fallback-identity",
        "with byte_fallback every normalised text comes back",
        .what = "text in six scripts, trained on three English words",
        .why = "one vocabulary for all languages",
        .learn = "bytes can spell everything") {
  const BPETokenizer tokenizer = trained({"one two three"}, {.byte_fallback = true});
  const std::string text =
      "one \u00FCber \u0416\u0443\u043A \u4F60\u597D \u05E9\u05DC\u05D5\u05DD "
      "\u0E2A\u0E27 \U0001F600 <UNK> <0x41> two!";
  CHECK(tokenizer.decode(tokenizer.encode(text)) == text);
}

TT_CASE("10.5/text-like-byte-tokens",
        "text that looks like a reserved token is learned as text",
        .what = "a corpus full of <0x41>x and <UNK>x, with and without fallback",
        .why = "an article about tokenizers must survive tokenizing",
        .learn = "what a token means is decided by its id, not by how it looks") {
  const Strings corpus{"<0x41>x <0x41>y <0x41>x <UNK>x <UNK>y <UNK>z"};
  for (const bool fallback : {false, true}) {
    const BPETokenizer tokenizer = trained(corpus, {.byte_fallback = fallback});
    CHECK(tokenizer.decode(tokenizer.encode(corpus[0])) == corpus[0]);
    CHECK(tokenizer.encode("<UNK>x").size() == 1);
  }
}

TT_CASE("10.5/special",
        "a special token is found in the middle of text and has its own id",
        .what = "a<EOS>b with <EOS> special, and without",
        .why = "the model must see one id for the end, never its letters",
        .learn = "cut at special tokens, then at white space") {
  const BPETokenizer tokenizer = trained({"ab ba"}, {.special_tokens = {"<EOS>"}});
  const Ids ids = tokenizer.encode("a<EOS>b");
  REQUIRE(ids.size() == 3);
  CHECK(ids[1] == 1);
  CHECK(tokenizer.decode(ids) == "a <EOS> b");
  CHECK(trained({"ab ba"}).encode("<EOS>").size() == 5);
}

TT_CASE("10.5/special-longest",
        "where several special tokens begin, the longest counts",
        .what = "<A and <AB> in one list",
        .why = "otherwise their order in the list would decide",
        .learn = "the longest match, then go on behind it") {
  const BPETokenizer tokenizer = trained({"x"}, {.special_tokens = {"<A", "<AB>"}});
  CHECK(tokenizer.encode("<AB><A<A") == Ids{2, 1, 1});
  CHECK(tokenizer.decode(Ids{2, 1, 4}) == "<AB> <A x");
}

TT_CASE("10.5/untrained",
        "before training there are no ids and no text",
        .what = "encode, decode and vocab_size of a new tokenizer, then after training",
        .why = "it has not even an <UNK> yet",
        .learn = "{} and \"\"") {
  BPETokenizer tokenizer;
  CHECK(tokenizer.encode("hello").empty());
  CHECK(tokenizer.decode(Ids{0, 1}).empty());
  CHECK(tokenizer.vocab_size() == 0);
  tokenizer.train(Strings{"a"});
  CHECK(tokenizer.encode("a") == Ids{2});
}

TT_CASE("10.5/round-trip",
        "all sentences of TinyTalks come back exactly",
        .what = "encode and decode of 700 sentences, with 500 tokens",
        .why = "what the model learns to say must be readable",
        .learn = "known characters are never lost") {
  const Strings texts = tiny_talks();
  BPETokenizer tokenizer({.vocab_size = 500});
  tokenizer.train(texts);
  std::int64_t different = 0, unknown = 0;
  for (const std::string& text : texts) {
    const Ids ids = tokenizer.encode(text);
    different += tokenizer.decode(ids) != text;
    for (const std::int32_t id : ids) unknown += id == 0;
  }
  CHECK(different == 0);
  CHECK(unknown == 0);
}

TT_CASE("10.5/as-in-training",
        "every word of the corpus ends as it ended in training",
        .what = "tokens of all words after 30 merges by the definition, and encode",
        .why = "a model is trained on one form of a word and must meet the same later",
        .learn = "encoding repeats training") {
  const Strings texts = tiny_talks();
  Words words = words_in(texts);
  const Recount learned = recount(words, 30);
  for (const TokenPair& pair : learned.merges) merge_pair(words, pair);
  auto model = std::make_shared<detail::BPEModel>();
  model->begin_vocab();
  for (const Word& word : words_in(texts))
    for (const std::string& token : word.tokens) model->add_token(token);
  for (const auto& [left, right] : learned.merges)
    model->add_merge({model->ids.find(left)->second, model->ids.find(right)->second});
  const BPETokenizer tokenizer(model);
  std::int64_t different = 0;
  for (const Word& word : words) {
    std::string text;
    for (const std::string& token : word.tokens) text += token;
    different += std::ssize(tokenizer.encode(text)) != std::ssize(word.tokens);
  }
  CHECK(different == 0);
}
