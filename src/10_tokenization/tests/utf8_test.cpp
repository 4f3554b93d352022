#include <string>
#include <vector>

#include "tinytorch/detail/code_points.hpp"
#include "tinytorch/tokenization.hpp"

#include "support/test.hpp"

using namespace tinytorch;
using Strings = std::vector<std::string>;

TT_CASE("10.1/ascii",
        "each letter, digit and sign is one character of one byte",
        .what = "utf8_chars of \"a1 !\"",
        .why = "plain English is a special case of UTF-8",
        .learn = "bytes below 0x80 stand for themselves") {
  CHECK(utf8_chars("a1 !") == Strings{"a", "1", " ", "!"});
  CHECK(utf8_chars(std::string_view("\0b", 2)) == Strings{std::string(1, '\0'), "b"});
}

TT_CASE("10.1/two-bytes",
        "é is one character of two bytes",
        .what = "utf8_chars of \"né\"",
        .why = "cut between its bytes, a letter becomes two broken ones",
        .learn = "110xxxxx 10xxxxxx: the first byte says how many follow") {
  const Strings chars = utf8_chars("n\u00E9");
  REQUIRE(chars.size() == 2);
  CHECK(chars[1] == "\xC3\xA9");
}

TT_CASE("10.1/three-and-four-bytes",
        "signs of three and four bytes stay whole",
        .what = "a euro sign, a Chinese character and a face",
        .why = "most of the world's text is not one byte per character",
        .learn = "1110xxxx has two followers, 11110xxx three") {
  CHECK(utf8_chars("\u20AC\u4F60\U0001F600") == Strings{"\u20AC", "\u4F60", "\U0001F600"});
}

TT_CASE("10.1/no-text",
        "an empty text has no characters",
        .what = "utf8_chars of \"\"",
        .why = "empty lines are common in files",
        .learn = "look at a byte only if it is there") {
  CHECK(utf8_chars("").empty());
}

TT_CASE("10.1/limits",
        "the first and last code point of every length are read",
        .what = "U+7F, U+80, U+7FF, U+800, U+FFFF, U+10000, U+10FFFF",
        .why = "mistakes in masks and comparisons show at the borders",
        .learn = "7, 11, 16 and 21 bits fit into one to four bytes") {
  const std::vector<std::pair<char32_t, std::size_t>> limits{{0, 1},
                                                             {0x7F, 1},
                                                             {0x80, 2},
                                                             {0x7FF, 2},
                                                             {0x800, 3},
                                                             {0xD7FF, 3},
                                                             {0xE000, 3},
                                                             {0xFFFF, 3},
                                                             {0x10000, 4},
                                                             {0x10FFFF, 4}};
  for (const auto& [value, bytes] : limits) {
    const std::string text = detail::to_utf8(value);
    CHECK(text.size() == bytes);
    const detail::CodePoint back = detail::code_point_at(text, 0);
    CHECK(back.value == value);
    CHECK(back.bytes == bytes);
  }
}

TT_CASE("10.1/bytes-of-a-code-point",
        "a code point has the bytes of the standard",
        .what = "to_utf8 of A, é, the euro sign and a face",
        .why = "reading and writing could both be wrong and still agree",
        .learn = "fill 6 bits into each follower, what is left into the first byte") {
  CHECK(detail::to_utf8('A') == "A");
  CHECK(detail::to_utf8(0xE9) == "\xC3\xA9");
  CHECK(detail::to_utf8(0x20AC) == "\xE2\x82\xAC");
  CHECK(detail::to_utf8(0x1F600) == "\xF0\x9F\x98\x80");
}

TT_CASE("10.1/impossible-code-points",
        "surrogates and numbers over U+10FFFF are replaced when written",
        .what = "to_utf8 of D800, DFFF and 110000",
        .why = "nobody else could read them",
        .learn = "U+FFFD is the sign for what cannot be shown") {
  CHECK(detail::to_utf8(0xD800) == "\uFFFD");
  CHECK(detail::to_utf8(0xDFFF) == "\uFFFD");
  CHECK(detail::to_utf8(0x110000) == "\uFFFD");
}

TT_CASE("10.1/invalid-bytes",
        "each byte that is no UTF-8 becomes U+FFFD",
        .what = "FF FE, a follower alone, and a letter after them",
        .why = "files are damaged, or are not text at all",
        .learn = "one replacement per byte; go on with the next byte") {
  CHECK(utf8_chars("\xFF\xFE") == Strings{"\uFFFD", "\uFFFD"});
  CHECK(utf8_chars("\x80z") == Strings{"\uFFFD", "z"});
}

TT_CASE("10.1/cut-short",
        "a code point that lacks followers is replaced",
        .what = "the euro sign without its last byte, at the end and before a letter",
        .why = "a file read in pieces ends anywhere",
        .learn = "check the length and that each follower is 10xxxxxx") {
  CHECK(utf8_chars("\xE2\x82") == Strings{"\uFFFD", "\uFFFD"});
  CHECK(utf8_chars("\xE2\x82x") == Strings{"\uFFFD", "\uFFFD", "x"});
  CHECK(utf8_chars("\xC3") == Strings{"\uFFFD"});
}

TT_CASE("10.1/overlong",
        "longer forms than needed are replaced",
        .what = "a slash in two and three bytes, U+FFFF in four",
        .why = "a second spelling of / has opened doors that were thought locked",
        .learn = "C0, C1 and values too small for their length are errors") {
  CHECK(utf8_chars("\xC0\xAF") == Strings{"\uFFFD", "\uFFFD"});
  CHECK(utf8_chars("\xE0\x80\xAF") == Strings(3, "\uFFFD"));
  CHECK(utf8_chars("\xF0\x8F\xBF\xBF") == Strings(4, "\uFFFD"));
}

TT_CASE("10.1/surrogates-and-beyond",
        "surrogates and values over U+10FFFF are replaced when read",
        .what = "ED A0 80, F4 90 80 80 and F5",
        .why = "they would come back from files that others wrote",
        .learn = "after decoding, look at the value") {
  CHECK(utf8_chars("\xED\xA0\x80") == Strings(3, "\uFFFD"));
  CHECK(utf8_chars("\xF4\x90\x80\x80") == Strings(4, "\uFFFD"));
  CHECK(utf8_chars("\xF5\x80\x80\x80") == Strings(4, "\uFFFD"));
}

TT_CASE("10.1/words",
        "text is cut at every kind of white space",
        .what = "split_words with a tab, a line end, a no-break and an ideographic space",
        .why = "word tokenizers see words, not what stands between them",
        .learn = "white space is a property of code points, not of bytes") {
  const std::vector<std::string_view> words = detail::split_words(" a\tb\u00A0\u00E9\u3000 c\n");
  CHECK(Strings(words.begin(), words.end()) == Strings{"a", "b", "\u00E9", "c"});
}
