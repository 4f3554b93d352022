// The live dashboard on a pseudo terminal.
#include "terminal.hpp"

#include <chrono>

#include <signal.h>

#include "small_course.hpp"
#include "support/test.hpp"

using namespace tito::test;

namespace {

std::size_t count(std::string_view text, std::string_view part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1))
    ++found;
  return found;
}

constexpr std::string_view kHide = "\x1b[?25l", kShow = "\x1b[?25h";

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

Ran demo(const SmallCourse& course,
         const Words& words,
         std::vector<Setting> variables = {},
         const Window& window = {}) {
  variables.emplace_back("TITO_NO_INPUT", "1");
  return tito_on_terminal(words, course.folder(), course.with(std::move(variables)), window);
}

}  // namespace

TT_CASE("cli/live-demo",
        "on a terminal the dashboard is repainted in place and stays in its last state",
        .what = "`demo` on 80 columns",
        .why = "this is what a newcomer sees",
        .learn = "answers change from frame to frame; the cursor is back") {
  const Ran ran = demo(SmallCourse(), {"demo"});
  CHECK(ran.code == 0);
  CHECK(count(ran.out, "step 100/500") >= 1);
  CHECK(count(ran.out, "step 300/500") >= 1);
  const std::string screen = joined(screen_after(ran.out));
  CHECK(count(ran.out, "noise 1") >= 1);
  CHECK(count(screen, "╭─ tito demo") == 1);
  CHECK(lacking(screen, {"20 of 20", "never seen", "Training took", "memorised 245 pairs"}) == "");
  CHECK(widest_ever(ran.out) <= 80);
}

TT_CASE("cli/live-ask",
        "on a terminal the model can be talked to, until an empty line",
        .what = "a line, then an empty one, typed at the prompt",
        .why = "talking to it is the point",
        .learn = "the demo ends with its own exit code") {
  const SmallCourse course;
  bool typed = false;
  const Ran ran = tito_on_terminal({"demo", "--quick"},
                                   course.folder(),
                                   course.with({}),
                                   {},
                                   [&](std::string_view text, int) -> std::string {
                                     if (typed || !contains(text, "ask> ")) return "";
                                     typed = true;
                                     return "Hello!\n\n";
                                   });
  CHECK(ran.code == 0);
  CHECK(lacking(ran.out, {"Ask it something", "you said Hello!"}) == "");
}

TT_CASE("cli/live-cursor",
        "the cursor is shown again as often as it was hidden",
        .what = "hide and show sequences of a good and of a failing demo",
        .why = "a terminal without a cursor is a broken terminal",
        .learn = "the last of them shows") {
  const SmallCourse course;
  for (const char* how : {"well", "crashes", "badly"}) {
    const std::string out = demo(course, {"demo", "--quick"}, {{"STAND_IN_DOES", how}}).out;
    CHECK(count(out, kHide) >= 1);
    CHECK(out.rfind(kShow) > out.rfind(kHide));
  }
}

TT_CASE("cli/live-ctrl-c",
        "Ctrl-C in the dashboard restores the terminal",
        .what = "SIGINT during a slow demo, once and twice",
        .why = "it is how demos end",
        .learn = "exit 130, the cursor shown") {
  for (const int times : {1, 2}) {
    const SmallCourse course;
    int sent = 0;
    const Ran ran =
        tito_on_terminal({"demo"},
                         course.folder(),
                         course.with({{"STAND_IN_DOES", "slowly"}, {"TITO_NO_INPUT", "1"}}),
                         {},
                         [&](std::string_view text, int process) {
                           const bool now = contains(text, "step 100/500") && sent == 0;
                           for (; now && sent < times; ++sent) kill(process, SIGINT);
                           return "";
                         });
    CHECK(ran.code == 130);
    CHECK(ran.out.rfind(kShow) != std::string::npos);
    CHECK(ran.out.rfind(kShow) > ran.out.rfind(kHide));
  }
}

TT_CASE("cli/live-narrow",
        "the dashboard keeps to 40 columns",
        .what = "`demo` on a terminal of 40 columns",
        .why = "a line too wide would break the repainting",
        .learn = "longer lines are cut") {
  const Ran ran = demo(SmallCourse(), {"demo", "--quick"}, {}, {.columns = 40});
  CHECK(ran.code == 0);
  CHECK(widest_ever(ran.out) <= 40);
}

TT_CASE("cli/live-nothing-to-move",
        "dumb terminals, --plain and --no-dashboard get lines",
        .what = "TERM=dumb, --plain, --no-dashboard and a terminal of 30 columns",
        .why = "not every terminal can move its cursor",
        .learn = "no cursor sequence is written") {
  const SmallCourse course;
  const auto check = [](const Ran& ran) {
    CHECK(ran.code == 0);
    CHECK_FALSE(contains(ran.out, kHide));
    CHECK(contains(ran.out, "500/500"));
  };
  check(demo(course, {"demo"}, {}, {.name = "dumb"}));
  check(demo(course, {"demo", "--plain"}));
  CHECK_FALSE(contains(demo(course, {"demo", "--no-dashboard"}).out, "╭"));
  check(demo(course, {"demo"}, {}, {.columns = 30}));
}

TT_CASE("cli/live-colour",
        "colour appears only where it may",
        .what = "colour sequences with and without NO_COLOR, --no-color and --plain",
        .why = "some people cannot use them",
        .learn = "without colour the words are the same") {
  const SmallCourse course;
  const auto coloured = [&](const Words& words, std::vector<Setting> variables) {
    return contains(demo(course, words, std::move(variables)).out, "\x1b[32m");
  };
  CHECK(coloured({"demo", "--quick"}, {}));
  CHECK_FALSE(coloured({"demo", "--quick"}, {{"NO_COLOR", "1"}}));
  CHECK_FALSE(coloured({"demo", "--quick", "--no-color"}, {}));
  CHECK_FALSE(coloured({"demo", "--plain"}, {}));
}

TT_CASE("cli/live-milestone",
        "a milestone's text scrolls above its panel, and the panel goes when it ends",
        .what = "`milestone run` on a terminal",
        .why = "the part's own report is what remains",
        .learn = "no frame is left behind") {
  const SmallCourse course;
  const Ran ran = demo(course, {"milestone", "run", "03", "--part", "2", "--reference"});
  CHECK(ran.code == 0);
  CHECK(contains(ran.out, "1986 · The MLP revival · part 2"));
  const std::string screen = joined(screen_after(ran.out));
  CHECK_FALSE(contains(screen, "╭"));
  CHECK(lacking(screen, {"the story of a part", "epoch 5", "✓ part 2"}) == "");
  CHECK(widest_ever(ran.out) <= 80);
}

TT_CASE("cli/live-ascii",
        "without UTF-8 the dashboard is ASCII",
        .what = "TITO_ASCII=1 on a terminal",
        .why = "serial consoles exist",
        .learn = "no byte above 127") {
  const Ran ran = demo(SmallCourse(), {"demo", "--quick"}, {{"TITO_ASCII", "1"}});
  CHECK(contains(joined(screen_after(ran.out)), "+- tito demo"));
  CHECK(std::all_of(
      ran.out.begin(), ran.out.end(), [](char c) { return static_cast<unsigned char>(c) < 128; }));
}
