#include <set>
#include <string>
#include <vector>

#include "tinytorch/detail/bpe.hpp"
#include "tinytorch/random.hpp"
#include "tinytorch/tokenization.hpp"

#include "corpus.hpp"
#include "support/temp.hpp"
#include "support/test.hpp"

using namespace tinytorch;
using namespace tinytorch::test;
using Strings = std::vector<std::string>;

namespace {

Strings pieces(std::string_view text) {
  const std::vector<std::string_view> parts = detail::split_gpt2(text);
  return {parts.begin(), parts.end()};
}

// Reads these lines as a merges file.
ByteBPETokenizer from_lines(const std::string& lines) {
  const TempDir dir;
  return ByteBPETokenizer::from_merges(dir.write("merges.txt", lines));
}

std::string random_bytes(Generator& generator) {
  std::string bytes(static_cast<std::size_t>(generator.below(200)), ' ');
  for (char& byte : bytes) byte = static_cast<char>(generator.below(256));
  return bytes;
}

}  // namespace

TT_CASE("10.0/byte-alphabet",
        "bytes have GPT-2's ids: printable ones first",
        .what = "ids of ! H ~, of the bytes A1 AE FF, and of 00, space, 7F, AD",
        .why = "weights of a published model are stored in this order",
        .learn = "188 printable bytes in their order, then the other 68") {
  const ByteBPETokenizer tokenizer;
  CHECK(tokenizer.encode("!H~") == Ids{0, 39, 93});
  CHECK(tokenizer.encode("\xA1") == Ids{94});
  CHECK(tokenizer.encode("\xAE\xFF") == Ids{106, 187});
  CHECK(tokenizer.encode(std::string_view("\0", 1)) == Ids{188});
  CHECK(tokenizer.encode(" ") == Ids{220});
  CHECK(tokenizer.encode("\x7F") == Ids{221});
  CHECK(tokenizer.encode("\xAD") == Ids{255});
  CHECK(tokenizer.vocab_size() == 256);
}

TT_CASE("10.0/pattern",
        "text is cut into words with their space, numbers and signs",
        .what = "Hello world, it's 42!",
        .why = "merges never cross these borders",
        .learn = "a space belongs to what follows it") {
  CHECK(pieces("Hello world, it's 42!") ==
        Strings{"Hello", " world", ",", " it", "'s", " 42", "!"});
  CHECK(pieces("we'll don't x're 'd I'm y've") ==
        Strings{"we", "'ll", " don", "'t", " x", "'re", " '", "d", " I", "'m", " y", "'ve"});
  CHECK(pieces("a1 -- b2") == Strings{"a", "1", " --", " b", "2"});
}

TT_CASE("10.0/pattern-white-space",
        "of several white spaces the last one goes with the word, if it is a space",
        .what = "runs of spaces, line ends and tabs",
        .why = "indented code has many of them",
        .learn = "white space before text leaves its last sign; at the end it stays whole") {
  CHECK(pieces("a   b") == Strings{"a", "  ", " b"});
  CHECK(pieces("a\n\nb") == Strings{"a", "\n", "\n", "b"});
  CHECK(pieces("a  \n") == Strings{"a", "  \n"});
  CHECK(pieces(" ") == Strings{" "});
  CHECK(pieces("\u00E9t\u00E9 \u4F60\u00A0x") ==
        Strings{"\u00E9t\u00E9", " \u4F60", "\u00A0", "x"});
}

TT_CASE("10.0/any-bytes",
        "every string of bytes comes back exactly",
        .what = "500 random strings, trained on TinyTalks",
        .why = "a tokenizer that changes its input cannot be trusted with code or data",
        .learn = "pieces and tokens together are the text") {
  ByteBPETokenizer tokenizer(500);
  tokenizer.train(tiny_talks());
  Generator generator(5);
  std::int64_t different = 0;
  for (int i = 0; i < 500; ++i) {
    const std::string bytes = random_bytes(generator);
    different += tokenizer.decode(tokenizer.encode(bytes)) != bytes;
  }
  CHECK(different == 0);
  for (const std::string& text : tiny_talks())
    different += tokenizer.decode(tokenizer.encode(text)) != text;
  CHECK(different == 0);
  CHECK(tokenizer.vocab_size() == 500);
}

TT_CASE("10.0/byte-training",
        "merges join the most frequent bytes, first counted first",
        .what = "the corpus \"ab ab abc\"",
        .why = "the same counting as on words, on other tokens",
        .learn = "merge k makes the id 256 + k") {
  ByteBPETokenizer tokenizer(259);
  tokenizer.train(Strings{"ab ab abc"});
  const std::int32_t a = detail::byte_id('a'), space = detail::byte_id(' ');
  REQUIRE(tokenizer.merges().size() == 3);
  CHECK(tokenizer.merges()[0] == std::pair{a, a + 1});
  CHECK(tokenizer.merges()[1] == std::pair{space, 256});
  CHECK(tokenizer.merges()[2] == std::pair{257, a + 2});
  CHECK(tokenizer.encode("ab abc") == Ids{256, 258});
  CHECK(tokenizer.decode(Ids{258, 259, -1}) == " abc<UNK><UNK>");
}

TT_CASE("10.0/merges-file",
        "a merges file gives ids by line, in the printable alphabet",
        .what = "a file with a version line, a space written as U+0120, and Windows line ends",
        .why = "this is how GPT-2's tokenizer is published",
        .learn = "bytes are 0 … 255, line k is 256 + k") {
  const ByteBPETokenizer tokenizer =
      from_lines("#version: 0.2\nH e\nl l\n\u0120 w\r\nHe ll\n\u00C3 \u00A9\n# #\n");
  CHECK(tokenizer.vocab_size() == 262);
  CHECK(tokenizer.encode("Hell we") == Ids{259, 258, 68});
  CHECK(tokenizer.encode("\u00E9#") == Ids{260, 2});
  CHECK(tokenizer.encode("##") == Ids{261});
  CHECK(tokenizer.decode(Ids{259, 258, 260}) == "Hell w\u00E9");
}

TT_CASE("10.0/merges-file-malformed",
        "a merges file that makes no sense is refused with its line",
        .what = "one token, three tokens, an unknown token, a token made twice, no merge, no file",
        .why = "ids that are off by one make every word wrong",
        .learn = "name the file, the line and the reason") {
  expect_error(1005, ErrorKind::io, [] { from_lines("a b\nc\n"); }, {"line 2", "\"c\""});
  expect_error(1005, [] { from_lines("a b c\n"); }, {"line 1"});
  expect_error(1005, [] { from_lines("a b\nabc d\n"); }, {"line 2", "abc"});
  expect_error(1005, [] { from_lines("a b\nab c\nb c\na bc\n"); }, {"line 4"});
  expect_error(1005, [] { from_lines("#version: 0.2\n"); }, {"no merge"});
  expect_error(6, [] { ByteBPETokenizer::from_merges("/nowhere/merges.txt"); }, {"nowhere"});
}

TT_CASE("10.0/byte-vocab-size",
        "a vocabulary of no tokens is refused; a small one keeps all bytes",
        .what = "vocab_size 0 and 10",
        .why = "every byte needs an id",
        .learn = "the alphabet is kept even above the target") {
  expect_error(1001, [] { ByteBPETokenizer(0); }, {"0"});
  ByteBPETokenizer tokenizer(10);
  tokenizer.train(Strings{"aaaa"});
  CHECK(tokenizer.vocab_size() == 256);
}
