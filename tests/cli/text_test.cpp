// Text in terminal cells, and text from elsewhere made safe.
#include "small_course.hpp"
#include "support/test.hpp"
#include "term/caps.hpp"
#include "term/width.hpp"

using namespace tito;

TT_CASE("cli/cells-of-wide-and-combining",
        "width counts cells, not bytes",
        .what = "cells of ASCII, accents, combining marks, CJK and an emoji",
        .why = "tables and boxes line up only if every character counts as wide as it is drawn",
        .learn = "a character may take no cell, one or two") {
  CHECK(cells("abc") == 3);
  CHECK(cells("é") == 1);
  CHECK(cells("e\xCC\x81") == 1);  // e and a combining accent
  CHECK(cells("漢字") == 4);
  CHECK(cells("🙂") == 2);
  CHECK(cells("") == 0);
}

TT_CASE("cli/cells-of-colour",
        "colour sequences take no cell",
        .what = "cells of a painted word",
        .why = "padding happens after painting",
        .learn = "what moves no cursor takes no room") {
  CHECK(cells("\x1b[1;33mwarn\x1b[0m") == 4);
}

TT_CASE("cli/escaped-control",
        "control characters and sequences are shown, not obeyed",
        .what = "an escape sequence, a bell, a carriage return and a delete character",
        .why = "text of a program must not recolour, erase or rename the terminal",
        .learn = "untrusted text is escaped before it is printed") {
  CHECK(escaped("\x1b[31mred") == "\\x1b[31mred");
  CHECK(escaped("a\ab\rc\x7f") == "a\\x07b\\x0dc\\x7f");
  CHECK(escaped("\xC2\x9b") == "\\xc2\\x9b");  // the one-byte form of ESC [ in UTF-8
}

TT_CASE("cli/escaped-invalid-utf8",
        "invalid UTF-8 is shown as bytes",
        .what = "a lone byte, an overlong form, a surrogate, a cut character",
        .why = "terminals treat broken text in different ways",
        .learn = "only well-formed UTF-8 passes") {
  CHECK(escaped("a\xFFz") == "a\\xffz");
  CHECK(escaped("\xC0\xAF") == "\\xc0\\xaf");
  CHECK(escaped("\xED\xA0\x80") == "\\xed\\xa0\\x80");
  CHECK(escaped("\xE2\x82") == "\\xe2\\x82");
  CHECK(escaped("héllo 漢") == "héllo 漢");
}

TT_CASE("cli/escaped-direction",
        "characters that turn the reading direction are shown",
        .what = "a right-to-left override and a zero-width space",
        .why = "they make a name look like another one",
        .learn = "invisible is not harmless") {
  CHECK(escaped("a\u202Eb") == "a\\xe2\\x80\\xaeb");
  CHECK(escaped("\u200B") == "\\xe2\\x80\\x8b");
}

TT_CASE("cli/fit",
        "text is cut to its room and marked",
        .what = "fit with and without UTF-8, with a wide character at the edge and with colour",
        .why = "one long name must not break a box",
        .learn = "the mark counts towards the width, and colour is switched off again") {
  CHECK(fit("short", 5, true) == "short");
  CHECK(fit("longer", 5, true) == "long…");
  CHECK(fit("longer", 5, false) == "lon..");
  CHECK(cells(fit("漢字漢字", 4, true)) == 3);
  CHECK(fit("\x1b[31mlonger\x1b[0m", 5, true) == "\x1b[31mlong…\x1b[0m");
}

TT_CASE("cli/padded",
        "padding fills to the width on the wanted side",
        .what = "padded left, right, and of text that is already wider",
        .why = "columns are made of it",
        .learn = "padding never cuts") {
  CHECK(padded("é", 3) == "é  ");
  CHECK(padded("7", 3, Align::right) == "  7");
  CHECK(padded("long", 2) == "long");
}

TT_CASE("cli/wrapped",
        "lines break at spaces, words longer than the line are split",
        .what = "wrapped prose, an unbreakable word, wide characters, empty text",
        .why = "help and messages keep to the width",
        .learn = "no line is wider than asked for") {
  CHECK(wrapped("one two three", 7) == std::vector<std::string>{"one two", "three"});
  CHECK(wrapped("abcdefgh", 3) == std::vector<std::string>{"abc", "def", "gh"});
  CHECK(wrapped("", 5) == std::vector<std::string>{""});
  for (const std::string& line : wrapped("漢字漢字 a", 3)) CHECK(cells(line) <= 3);
}

TT_CASE("cli/ascii",
        "glyphs become ASCII",
        .what = "to_ascii of known glyphs and of others",
        .why = "some terminals show nothing else",
        .learn = "what has no known form becomes a question mark") {
  CHECK(to_ascii("✓ a ≥ b → c") == "ok a >= b -> c");
  CHECK(to_ascii("漢") == "?");
}

TT_CASE("cli/look-not-a-terminal",
        "a stream that is no terminal gets no colour and no moves",
        .what = "decide_look of a pipe with a capable TERM",
        .why = "logs and pipes must stay clean",
        .learn = "a variable never overrules what the stream is") {
  const Look look = decide_look({.terminal = false}, {{"TERM", "xterm"}, {"LANG", "C.UTF-8"}}, {});
  CHECK_FALSE(look.color);
  CHECK_FALSE(look.moves);
  CHECK(look.utf8);
  CHECK(look.width == 80);
}

TT_CASE("cli/look-variables",
        "NO_COLOR, TERM, TITO_ASCII, COLUMNS and the locale decide",
        .what = "decide_look of a terminal under each of them",
        .why = "they are how people say what they can see",
        .learn = "an empty NO_COLOR is none; COLUMNS beats the terminal") {
  const StreamFacts terminal{.terminal = true, .columns = 120, .rows = 40};
  const Variables usual{{"TERM", "xterm"}, {"LANG", "en_US.UTF-8"}, {"NO_COLOR", ""}};
  const auto look = [&](const char* name, const char* value) {
    Variables variables = usual;
    variables[name] = value;
    return decide_look(terminal, variables, {});
  };
  CHECK(look("X", "").color);
  CHECK(look("X", "").width == 100);
  CHECK_FALSE(look("NO_COLOR", "1").color);
  CHECK(look("NO_COLOR", "1").moves);
  CHECK_FALSE(look("TERM", "dumb").moves);
  CHECK_FALSE(look("TERM", "").color);
  CHECK_FALSE(look("TITO_ASCII", "1").utf8);
  CHECK_FALSE(look("LC_ALL", "C").utf8);
  CHECK(look("COLUMNS", "64").width == 64);
  CHECK(look("COLUMNS", "0").width == 100);
}

TT_CASE("cli/look-extreme-widths",
        "absurd widths are bounded, very narrow ones are plain",
        .what = "decide_look for 0, 20, 500 columns and nonsense",
        .why = "a broken setting must not break the screen",
        .learn = "0 means unknown: 80") {
  const auto width = [](const char* columns) {
    return decide_look({}, {{"COLUMNS", columns}}, {});
  };
  CHECK(width("0").width == 80);
  CHECK(width("many").width == 80);
  CHECK(width("500").width == 100);
  CHECK(width("20").plain);
  CHECK_FALSE(width("40").plain);
}
