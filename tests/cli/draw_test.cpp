// Boxes, tables, bars, curves and pictures, compared with what they must look like.
#include "support/test.hpp"
#include "term/bar.hpp"
#include "term/chart.hpp"
#include "term/panel.hpp"
#include "term/table.hpp"

using namespace tito;

namespace {

constexpr Look kWide{.width = 40, .utf8 = true};
constexpr Look kAscii{.width = 40};
constexpr Look kPlain{.width = 40, .utf8 = true, .plain = true};

Table small_table() {
  return {{{"name"}, {"count", Align::right}, {"note"}},
          {{{{"core"}, {"12"}, {"knows no tensor"}}, "PASS"}, {{{"01"}, {"7"}, {""}}, "FAIL"}}};
}

}  // namespace

TT_CASE("cli/panel-utf8",
        "a panel is a box as wide as the screen",
        .what = "a panel with two sections in UTF-8",
        .why = "the dashboard is one",
        .learn = "every line takes the same cells") {
  CHECK(joined(drawn(Panel{"title", "5/20", {{"one"}, {"two"}}}, kWide)) ==
        joined({"╭─ title ─────────────────────── 5/20 ─╮",
                "│ one                                  │",
                "├──────────────────────────────────────┤",
                "│ two                                  │",
                "╰──────────────────────────────────────╯"}));
}

TT_CASE("cli/panel-ascii",
        "without UTF-8 the box is made of ASCII",
        .what = "the same panel in ASCII",
        .why = "not every terminal has box characters",
        .learn = "form changes, content does not") {
  CHECK(joined(drawn(Panel{"title", "", {{"one"}}}, kAscii)) ==
        joined({"+- title ------------------------------+",
                "| one                                  |",
                "+--------------------------------------+"}));
}

TT_CASE("cli/panel-plain",
        "plain has no box, one fact per line",
        .what = "the same panel in plain form",
        .why = "screen readers and grep need words, not lines",
        .learn = "each line begins with a fixed word") {
  CHECK(joined(drawn(Panel{"title", "5/20", {{"one", ""}, {"two"}}}, kPlain)) ==
        joined({"NOTE title 5/20", "NOTE one", "NOTE two"}));
}

TT_CASE("cli/panel-long-text",
        "text wider than the panel is cut",
        .what = "a panel whose title and line are too long",
        .why = "a name from elsewhere must not push the frame",
        .learn = "the frame stays where it is") {
  const Lines lines = drawn(Panel{std::string(60, 't'), "right", {{std::string(60, 'x')}}}, kWide);
  for (const std::string& line : lines) CHECK(cells(line) == 40);
}

TT_CASE("cli/table-columns",
        "columns are as wide as their longest cell",
        .what = "a table with a right-aligned column",
        .why = "numbers are compared by their right ends",
        .learn = "no line ends in spaces") {
  CHECK(joined(drawn(small_table(), kWide)) ==
        joined({"name  count  note", "core     12  knows no tensor", "01        7"}));
}

TT_CASE("cli/table-last-column-wraps",
        "the last column takes what is left and wraps",
        .what = "a table with a long last cell",
        .why = "paths and purposes are long",
        .learn = "the following lines begin under their column") {
  Table table{{{"id"}, {"text"}}, {{{{"a"}, {"one two three four five six seven eight nine"}}}}};
  const Lines lines = drawn(table, kWide);
  REQUIRE(lines.size() == 3);
  CHECK(lines[1] == "a   one two three four five six seven");
  CHECK(lines[2] == "    eight nine");
}

TT_CASE("cli/table-narrow",
        "a table that does not fit becomes blocks",
        .what = "a table of wide cells on 40 cells",
        .why = "cut columns hide what matters",
        .learn = "each row becomes lines of key and value") {
  Table table{{{"name"}, {"first"}, {"second"}},
              {{{{"row one"}, {std::string(20, 'a')}, {std::string(20, 'b')}}}}};
  CHECK(
      joined(drawn(table, kWide)) ==
      joined({"row one", "  first: " + std::string(20, 'a'), "  second: " + std::string(20, 'b')}));
}

TT_CASE("cli/table-plain",
        "in plain form a row is one sentence with its word",
        .what = "the small table in plain form",
        .why = "it must make sense when read aloud",
        .learn = "columns become words") {
  CHECK(joined(drawn(small_table(), kPlain)) ==
        joined({"PASS core: count 12, note knows no tensor", "FAIL 01: count 7"}));
}

TT_CASE("cli/bar",
        "a bar shows a share and survives nonsense",
        .what = "bars of 0, a half, 1, more than 1 and NaN",
        .why = "shares come from measurements",
        .learn = "a bar never leaves its width") {
  CHECK(bar(kWide, 0.5, 4) == "██░░");
  CHECK(bar(kAscii, 1, 4) == "####");
  CHECK(bar(kWide, 7, 4) == "████");
  CHECK(bar(kWide, 0.0 / 0.0, 4) == "░░░░");
}

TT_CASE("cli/sparkline",
        "a curve in one line, its ends in numbers without UTF-8",
        .what = "sparklines of falling, constant and long series",
        .why = "the loss curve is the heart of the dashboard",
        .learn = "long series are averaged, not cut") {
  const std::vector<double> falling{7, 6, 5, 4, 3, 2, 1, 0};
  CHECK(sparkline(kWide, falling, 8) == "█▇▆▅▄▃▂▁");
  CHECK(sparkline(kWide, falling, 4) == "█▆▃▁");
  CHECK(sparkline(kAscii, falling, 8) == "7.000 .. 0.000");
  CHECK(sparkline(kWide, std::vector<double>{2, 2}, 8) == "▁▁");
  CHECK(sparkline(kWide, {}, 8) == "");
}

TT_CASE("cli/picture",
        "an image is eight lines of shades",
        .what = "a picture of a left half that is full, in UTF-8 and ASCII, and of too few pixels",
        .why = "the demo shows what the network saw",
        .learn = "missing pixels are empty") {
  std::vector<double> pixels(64, 0.0);
  for (std::size_t i = 0; i < 64; ++i) pixels[i] = i % 8 < 4 ? 16 : 0;
  const Lines lines = picture(kWide, pixels);
  REQUIRE(lines.size() == 8);
  CHECK(lines[0] == "█████▓      ");
  CHECK(picture(kAscii, pixels)[7] == "#####*      ");
  CHECK(picture(kWide, {})[3] == std::string(12, ' '));
}
