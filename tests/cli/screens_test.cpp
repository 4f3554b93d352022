// The screens of a milestone part, from data.
#include "screens.hpp"

#include "small_course.hpp"
#include "support/test.hpp"
#include "term/chart.hpp"
#include "term/width.hpp"

using namespace tito;
using tito::test::contains;

namespace {

constexpr Look kWide{.width = 80, .utf8 = true};
constexpr Look kNarrow{.width = 40, .utf8 = true};
constexpr Look kAscii{.width = 80};
constexpr Look kPlain{.width = 80, .utf8 = true, .plain = true};

PartView view_of_three_epochs() {
  PartView view{.parameters = 2410};
  for (int i = 1; i <= 3; ++i) {
    view.epochs.push_back({.number = i,
                           .of = 4,
                           .loss = 3.0 / i,
                           .accuracy = 0.3 * i,
                           .samples_per_s = 18240,
                           .elapsed_s = 0.5 * i});
  }
  return view;
}

Sample digit(std::int64_t label, std::int64_t prediction) {
  return {.pixels = std::vector<double>(64, 16),
          .label = label,
          .prediction = prediction,
          .confidence = 0.981};
}

const DashboardText kText{.title = "tito demo", .bottom = "borrowed: 01", .memory_bytes = 62 << 20};

}  // namespace

TT_CASE("cli/dashboard-utf8",
        "the dashboard shows what was measured so far",
        .what = "the dashboard after two of three epochs that have come",
        .why = "it is what people see first",
        .learn = "what is drawn depends on the data alone") {
  CHECK(
      joined(dashboard(view_of_three_epochs(), 2, kText, kWide)) ==
      joined({"╭─ tito demo ────────────────────────────────────────────────────── epoch 2/4 ─╮",
              "│ loss 1.5000  █▁                          ██████████████░░░░░░░░░░░░░░   50 % │",
              "│ held-out accuracy 60.0 %   18,240 samples/s                                  │",
              "│ 2,410 parameters   elapsed 1.00 s   62 MiB                                   │",
              "├──────────────────────────────────────────────────────────────────────────────┤",
              "│ borrowed: 01                                                                 │",
              "╰──────────────────────────────────────────────────────────────────────────────╯"}));
}

TT_CASE("cli/dashboard-ascii",
        "without UTF-8 the curve becomes its first and last value",
        .what = "the dashboard in ASCII",
        .why = "it must be readable on any terminal",
        .learn = "no byte above 127 is printed") {
  const std::string text = joined(dashboard(view_of_three_epochs(), 3, kText, kAscii));
  CHECK(contains(text, "loss 1.0000  3.000 .. 1.000"));
  CHECK(std::all_of(
      text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 128; }));
}

TT_CASE("cli/dashboard-widths",
        "every line of the dashboard keeps to the width",
        .what = "the dashboard at 40, 60, 80 and 100 cells, empty and full, with NaN as loss",
        .why = "one line too wide breaks repainting",
        .learn = "measurements may be anything") {
  PartView view = view_of_three_epochs();
  view.epochs.back().loss = 0.0 / 0.0;
  view.epochs.back().accuracy = 0.0 / 0.0;
  for (const int width : {40, 60, 80, 100}) {
    const Look look{.width = width, .utf8 = true};
    for (const std::size_t shown : {0, 1, 3, 9}) {
      for (const std::string& line : dashboard(view, shown, kText, look))
        CHECK(cells(line) == width);
    }
  }
}

TT_CASE("cli/epoch-line",
        "an epoch is one line where nothing can be repainted",
        .what = "an epoch line in usual and plain form, and at 40 cells",
        .why = "piped output is read later",
        .learn = "plain lines begin with their word") {
  const Epoch epoch = view_of_three_epochs().epochs.front();
  CHECK(epoch_line(epoch, 0, kWide) ==
        "epoch  1/4  loss 3.0000  accuracy 30.0 %  18,240 samples/s  0.50 s");
  CHECK(epoch_line(epoch, 0, kPlain) ==
        "NOTE epoch  1/4  loss 3.0000  accuracy 30.0 %  18,240 samples/s  0.50 s");
  CHECK(cells(epoch_line(epoch, 0, kNarrow)) <= 40);
}

TT_CASE("cli/chosen-has-a-wrong-one",
        "one wrong answer is among the digits if there is one",
        .what = "choosing six of many samples, with no, one and several wrong answers",
        .why = "a demo that hides mistakes would not be honest",
        .learn = "the wrong one comes last") {
  std::vector<Sample> samples;
  for (int i = 0; i < 8; ++i) samples.push_back(digit(i, i));
  CHECK(chosen(samples, 6).size() == 6);
  samples.push_back(digit(4, 9));
  samples.push_back(digit(5, 3));
  const auto some = chosen(samples, 6);
  REQUIRE(some.size() == 6);
  CHECK(some[4].prediction == some[4].label);
  CHECK(some[5].prediction == 9);
  CHECK(chosen({digit(1, 2), digit(3, 4)}, 6).size() == 2);
}

TT_CASE("cli/digits-side-by-side",
        "six digits stand side by side on 80 cells",
        .what = "the digits of six samples at 80, of four at 40 cells",
        .why = "they are the picture people remember",
        .learn = "as many as fit stand in a row") {
  const std::vector<Sample> six(6, digit(4, 4));
  const Lines wide = digits(six, kWide);
  CHECK(wide.size() == kPictureHeight + 2);
  for (const std::string& line : wide) CHECK(cells(line) <= 80);
  CHECK(contains(wide[kPictureHeight], "4 at 98 %"));
  CHECK(digits(std::vector<Sample>(4, digit(4, 4)), kNarrow).size() ==
        2 * (kPictureHeight + 2) + 1);
}

TT_CASE("cli/digits-right-and-wrong",
        "each digit says in words whether the answer is right",
        .what = "captions of a right and a wrong answer, in UTF-8, ASCII and plain",
        .why = "colour alone must not carry it",
        .learn = "a wrong answer names the truth") {
  const std::vector<Sample> two{digit(3, 3), digit(4, 9)};
  CHECK(contains(joined(digits(two, kWide)), "✓ right"));
  CHECK(contains(joined(digits(two, kWide)), "✗ it is 4"));
  CHECK(contains(joined(digits(two, kAscii)), "x it is 4"));
  CHECK(digits(two, kPlain)[1] == "NOTE digit 4 read as 9 at 98 %: wrong");
}

TT_CASE("cli/gate-table",
        "the gate table judges from value, operator and bound",
        .what = "gates that hold, fail, are NaN, and have an unknown operator",
        .why = "the table must never print what a program claims",
        .learn = "NaN passes nothing") {
  const std::vector<Gate> gates{{"accuracy", 0.97, ">=", 0.93, "08"},
                                {"descent", 0.2, "<=", 0.1, "08"},
                                {"nan", 0.0 / 0.0, "<=", 1, ""},
                                {"odd", 1, "~", 1, ""}};
  const Lines lines = gate_table(gates, kPlain);
  REQUIRE(lines.size() == 4);
  CHECK(lines[0] == "PASS accuracy: measured 0.97, bound >= 0.93");
  CHECK(lines[1].starts_with("FAIL descent"));
  CHECK(lines[2] == "FAIL nan: measured not measured, bound <= 1");
  CHECK(lines[3].starts_with("FAIL odd"));
}

TT_CASE("cli/grouped",
        "large numbers are grouped by thousands",
        .what = "numbers of one to seven digits",
        .why = "18240 samples are hard to read",
        .learn = "signs are no digits") {
  CHECK(grouped(7) == "7");
  CHECK(grouped(1000) == "1,000");
  CHECK(grouped(1234567) == "1,234,567");
  CHECK(grouped(-123) == "-123");
}
