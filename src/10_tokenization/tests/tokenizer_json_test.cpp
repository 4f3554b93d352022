#include <string>
#include <vector>

#include "tinytorch/random.hpp"
#include "tinytorch/tokenization.hpp"

#include "corpus.hpp"
#include "support/rounds.hpp"
#include "support/temp.hpp"
#include "support/test.hpp"

using namespace tinytorch;
using namespace tinytorch::test;
using Strings = std::vector<std::string>;

namespace {

// What is read back after saving.
std::unique_ptr<Tokenizer> saved(const Tokenizer& tokenizer) {
  const TempDir dir;
  save_tokenizer(tokenizer, dir / "tokenizer.json");
  return load_tokenizer(dir / "tokenizer.json");
}

// Reads a file with these contents.
std::unique_ptr<Tokenizer> loaded(const std::string& json) {
  const TempDir dir;
  return load_tokenizer(dir.write("t.json", json));
}

std::string with_head(const std::string& rest) {
  return R"({"format":"tinytorch-tokenizer","schema_version":1,)" + rest + "}";
}

void expect_malformed(const std::string& json,
                      std::string_view reason,
                      const char* file = __builtin_FILE(),
                      int line = __builtin_LINE()) {
  expect_error(
      1005, ErrorKind::io, [&] { loaded(json); }, {"t.json", reason}, file, line);
}

class Silent : public Tokenizer {
 public:
  Ids encode(std::string_view) const override { return {}; }
  std::string decode(std::span<const std::int32_t>) const override { return ""; }
  std::int64_t vocab_size() const override { return 0; }
};

}  // namespace

TT_CASE("10.6/save-char",
        "a character tokenizer comes back with the same ids",
        .what = "a vocabulary in an order of its own, with é and a quotation mark",
        .why = "a model is worth nothing without its tokenizer",
        .learn = "the order of the entries is the ids") {
  const CharTokenizer tokenizer(Strings{"z", "\u00E9", "\"", "a"});
  const auto back = saved(tokenizer);
  CHECK(dynamic_cast<const CharTokenizer*>(back.get()) != nullptr);
  CHECK(back->vocab_size() == 5);
  CHECK(back->encode("a\"\u00E9z?") == Ids{4, 3, 2, 1, 0});
}

TT_CASE("10.6/save-bpe",
        "a BPE tokenizer comes back with vocabulary, merges and options",
        .what = "training on TinyTalks with fallback and a special token, saved and loaded",
        .why = "every id must mean what it meant in training",
        .learn = "vocabulary and merges, in their order") {
  BPETokenizer tokenizer({.vocab_size = 600, .byte_fallback = true, .special_tokens = {"<EOS>"}});
  tokenizer.train(tiny_talks());
  const auto back = saved(tokenizer);
  const auto* bpe = dynamic_cast<const BPETokenizer*>(back.get());
  REQUIRE(bpe != nullptr);
  CHECK(bpe->vocab() == tokenizer.vocab());
  CHECK(bpe->merges() == tokenizer.merges());
  CHECK(bpe->options().vocab_size == 600);
  CHECK(bpe->encode("Who are you? \u4F60<EOS>") == tokenizer.encode("Who are you? \u4F60<EOS>"));
}

TT_CASE("10.6/save-byte-bpe",
        "a byte tokenizer comes back with its merges",
        .what = "training on TinyTalks, saved and loaded",
        .why = "merges are pairs of ids here",
        .learn = "the alphabet needs no place in the file") {
  ByteBPETokenizer tokenizer(400);
  tokenizer.train(tiny_talks());
  const auto back = saved(tokenizer);
  CHECK(back->vocab_size() == 400);
  CHECK(back->encode("Who are you?\xFF") == tokenizer.encode("Who are you?\xFF"));
}

TT_CASE("10.6/save-untrained",
        "a tokenizer that has learned nothing comes back as such",
        .what = "a BPE before training, and one trained on nothing",
        .why = "the two differ: only one has <UNK>",
        .learn = "an empty vocabulary is a state, too") {
  CHECK(saved(BPETokenizer())->vocab_size() == 0);
  BPETokenizer nothing;
  nothing.train({});
  CHECK(saved(nothing)->vocab_size() == 1);
  CHECK(saved(CharTokenizer())->vocab_size() == 1);
}

TT_CASE("10.6/save-same-bytes",
        "saving twice writes the same file",
        .what = "the bytes of two files, and of a file saved after loading",
        .why = "files are compared by checksum",
        .learn = "nothing in the file depends on chance or time") {
  BPETokenizer tokenizer({.vocab_size = 300});
  tokenizer.train(tiny_talks());
  const TempDir dir;
  save_tokenizer(tokenizer, dir / "a.json");
  save_tokenizer(*load_tokenizer(dir / "a.json"), dir / "b.json");
  CHECK(dir.read("a.json") == dir.read("b.json"));
  CHECK(dir.read("a.json").starts_with(R"({"format":"tinytorch-tokenizer","schema_version":1,)"));
}

TT_CASE("10.6/save-errors",
        "types that nobody can read back are not written",
        .what = "a tokenizer of our own, a folder that does not exist",
        .why = "the trouble would show only when the file is needed",
        .learn = "refuse early, leave no file") {
  const TempDir dir;
  expect_error(
      1002, ErrorKind::value, [&] { save_tokenizer(Silent(), dir / "x.json"); }, {"x.json"});
  CHECK(dir.read("x.json").empty());
  expect_error(6, [&] { save_tokenizer(CharTokenizer(), dir / "no/x.json"); }, {"x.json"});
}

TT_CASE("10.0/load-malformed",
        "files that are no tokenizer are refused with the reason",
        .what = "no JSON, another format, a newer version, a wrong type",
        .why = "a tokenizer that is a little wrong makes every text wrong",
        .learn = "check format and version first") {
  expect_malformed("{", "byte 1 of 1");
  expect_malformed("[]", "format");
  expect_malformed(R"({"format":"other","schema_version":1})", "format");
  expect_malformed(R"({"format":"tinytorch-tokenizer","schema_version":2})", "2, known is 1");
  expect_malformed(with_head(R"("type":"unigram")"), "unigram");
  expect_error(6, [] { load_tokenizer("/nowhere/t.json"); }, {"nowhere"});
}

TT_CASE("10.0/load-char-malformed",
        "a vocabulary must be characters, each once",
        .what = "no list, a number, two characters, one twice",
        .why = "all ids behind a wrong entry would be off",
        .learn = "what the constructor refuses, loading refuses") {
  expect_malformed(with_head(R"("type":"char")"), "vocab is missing");
  expect_malformed(with_head(R"("type":"char","vocab":[1])"), "something else than text");
  expect_malformed(with_head(R"("type":"char","vocab":["ab"])"), "not one character");
  expect_malformed(with_head(R"("type":"char","vocab":["a","a"])"), "twice");
  CHECK(loaded(with_head(R"("type":"char","vocab":["b"])"))->vocab_size() == 2);
}

TT_CASE("10.0/load-bpe-malformed",
        "merges must make the vocabulary that is written",
        .what = "options, merges and vocabularies that do not fit",
        .why = "merges and ids could disagree without a sign",
        .learn = "repeat what training did and compare") {
  const auto bpe =
      [](const std::string& size, const std::string& vocab, const std::string& merges) {
        return with_head(R"("type":"bpe","byte_fallback":false,"special_tokens":[],"vocab_size":)" +
                         size + R"(,"vocab":[)" + vocab + R"(],"merges":[)" + merges + "]");
      };
  const std::string vocab = R"("<UNK>","a","a ","b","b ","ab ")";
  CHECK(loaded(bpe("9", vocab, R"(["a","b "])"))->encode("ab") == Ids{5});
  expect_malformed(bpe("0", vocab, ""), "vocab_size");
  expect_malformed(bpe("9", vocab, R"(["a"])"), "not a pair");
  expect_malformed(bpe("9", vocab, R"(["a","c"])"), "does not exist");
  expect_malformed(bpe("9", vocab, R"(["a",7])"), "does not exist");
  expect_malformed(bpe("9", vocab, ""), "not what the merges make");
  expect_malformed(bpe("9", R"("a","a ")", ""), "not what the merges make");
}

TT_CASE("10.0/load-byte-malformed",
        "merges of bytes must join ids that exist and stay small",
        .what = "an id that is not made yet, text, and merges that double 40 times",
        .why = "40 short lines can ask for a terabyte",
        .learn = "limits before memory") {
  const auto byte_bpe = [](const std::string& merges) {
    return with_head(R"("type":"byte_bpe","vocab_size":300,"merges":[)" + merges + "]");
  };
  CHECK(loaded(byte_bpe("[0,1],[256,2]"))->encode("!\"#") == Ids{257});
  expect_malformed(byte_bpe("[0,257]"), "does not exist");
  expect_malformed(byte_bpe("[-1,0]"), "does not exist");
  expect_malformed(byte_bpe(R"(["a","b"])"), "does not exist");
  std::string doubling = "[0,0]";
  for (int id = 256; id < 296; ++id)
    doubling += ",[" + std::to_string(id) + "," + std::to_string(id) + "]";
  expect_malformed(byte_bpe(doubling), "64 MB");
}

TT_CASE("10.0/load-damaged",
        "a damaged file is refused or read, never worse",
        .what = "files with one byte changed",
        .why = "files come from disks and networks",
        .learn = "the only way out is TT-L1005") {
  BPETokenizer tokenizer({.vocab_size = 40, .special_tokens = {"<E>"}});
  tokenizer.train(Strings{"hello help hold"});
  const TempDir dir;
  save_tokenizer(tokenizer, dir / "t.json");
  const std::string whole = dir.read("t.json");
  Generator generator(3);
  std::int64_t refused = 0, other = 0;
  const int trials = rounds(500);
  for (int i = 0; i < trials; ++i) {
    std::string bytes = whole;
    bytes[static_cast<std::size_t>(generator.below(std::ssize(bytes)))] =
        static_cast<char>(generator.below(256));
    try {
      load_tokenizer(dir.write("d.json", bytes));
    } catch (const NotImplemented&) {
      throw;
    } catch (const Error& error) {
      (error.code() == 1005 ? refused : other) += 1;
    }
  }
  CHECK(refused > trials / 2);
  CHECK(other == 0);
}
