// Watching a module: the session, from data.
#include "support/test.hpp"
#include "term/width.hpp"
#include "watch/saves.hpp"
#include "watch/session.hpp"

using namespace tito;
using Kind = tito::Action::Kind;
using std::chrono::milliseconds;

namespace {

constexpr Look kWide{.width = 80, .rows = 24, .utf8 = true};

const Module kModule{.id = "03",
                     .slug = "layers",
                     .tasks = {{.id = "03.1", .title = "names"}, {.id = "03.2", .title = "bias"}}};

Session session(bool complete = false, bool manual = false) {
  return Session({.module = &kModule, .next = "04", .complete = complete, .manual = manual});
}

WatchVerdict failing() {
  return {.problem = Problem{.code = "W0006",
                             .title = "03.2/bias: the bias is added",
                             .facts = {"expected 1, got 0"},
                             .next = "tito module hint 03.2",
                             .task = "03.2"},
          .tasks = {{"03.1", 4, 4}, {"03.2", 1, 3}},
          .totals = {"5 of 7 passed"}};
}

WatchVerdict passing() {
  return {.passed = true, .tasks = {{"03.1", 4, 4}, {"03.2", 3, 3}}, .totals = {"7 of 7 passed"}};
}

// Begun, and the first check has ended so.
Session after(WatchVerdict verdict, bool complete = false) {
  Session s = session(complete);
  s.begin();
  s.checked(std::move(verdict));
  return s;
}

std::string shown(const Session& s, const Look& look = kWide) {
  return joined(s.screen(look));
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TT_CASE("cli/watch-begins",
        "watching begins with a check, unless checks are asked for by key",
        .what = "the first action with and without --manual-run",
        .why = "one look at the screen must say where one stands",
        .learn = "a save checks too, but not in manual mode") {
  Session s = session();
  CHECK(s.begin().kind == Kind::check);
  CHECK(s.checked(failing()).kind == Kind::wait);
  CHECK(s.saved().kind == Kind::check);
  Session manual = session(false, true);
  CHECK(manual.begin().kind == Kind::wait);
  CHECK(manual.saved().kind == Kind::wait);
  CHECK(has(shown(manual), "saved; r checks"));
  CHECK(manual.pressed('r').kind == Kind::check);
}

TT_CASE("cli/watch-new-save-cancels",
        "a save during a check gives it up and starts again",
        .what = "a save while busy, then the end of what was running",
        .why = "a verdict on old code only confuses",
        .learn = "also a check that had just ended is done again") {
  Session s = session();
  s.begin();
  CHECK_FALSE(s.wants_cancel());
  CHECK(s.saved().kind == Kind::wait);
  CHECK(s.wants_cancel());
  CHECK(s.cancelled().kind == Kind::check);
  CHECK_FALSE(s.wants_cancel());
  s.saved();
  CHECK(s.checked(failing()).kind == Kind::check);
}

TT_CASE("cli/watch-keys-while-busy",
        "keys pressed during a check are dropped, except q",
        .what = "every key while busy",
        .why = "a key meant for the old screen must not act on the new one",
        .learn = "q cancels and leaves") {
  Session s = session();
  s.begin();
  for (const char key : std::string("rhtldexcn?y0\x1b")) CHECK(s.pressed(key).kind == Kind::wait);
  CHECK_FALSE(s.wants_cancel());
  CHECK(s.pressed('q').kind == Kind::wait);
  CHECK(s.wants_cancel());
  CHECK(s.cancelled().kind == Kind::quit);
}

TT_CASE("cli/watch-hint",
        "h asks for a hint on the failing task",
        .what = "h with a failing task, with none known, and with a chosen task",
        .why = "the hint must be about what is on the screen",
        .learn = "its answer stays until the next key or check") {
  Session s = after(failing());
  const Action hint = s.pressed('h');
  CHECK(hint.kind == Kind::type);
  CHECK(hint.words == Lines{"module", "hint", "03.2"});
  CHECK(s.answered({"think of the bias"}, false).kind == Kind::wait);
  CHECK(has(shown(s), "think of the bias"));
  CHECK_FALSE(has(shown(s), "WRONG"));
  s.pressed('z');
  CHECK(has(shown(s), "WRONG  TT-W0006"));
  CHECK(after(passing()).pressed('h').words == Lines{"module", "hint", "03"});
}

TT_CASE("cli/watch-choose-task",
        "t and a number check one task, t and 0 all of them",
        .what = "t 2, then t 0, then t and a key that is no choice",
        .why = "one thing at a time",
        .learn = "the choice holds for the saves that follow") {
  Session s = after(failing());
  CHECK(s.pressed('t').kind == Kind::wait);
  CHECK(has(shown(s), "2  03.2     1/3    bias"));
  CHECK(s.pressed('2').kind == Kind::check);
  CHECK(s.task() == "03.2");
  s.checked(passing());
  CHECK(has(shown(s), "only 03.2"));
  CHECK(s.saved().kind == Kind::check);
  CHECK(s.task() == "03.2");
  s.checked(passing());
  s.pressed('t');
  CHECK(s.pressed('0').kind == Kind::check);
  CHECK(s.task() == "");
  s.checked(passing());
  s.pressed('t');
  CHECK(s.pressed('r').kind == Kind::wait);
  CHECK(s.task() == "");
}

TT_CASE("cli/watch-reset-asks",
        "x asks before it resets the failing task",
        .what = "x n, x y",
        .why = "a slip of the finger must not cost work",
        .learn = "the command gets --force because the question was answered here") {
  Session s = after(failing());
  CHECK(s.pressed('x').kind == Kind::wait);
  CHECK(has(shown(s), "put 03.2 back to its start? y or n"));
  CHECK(s.pressed('n').kind == Kind::wait);
  CHECK(has(shown(s), "nothing was changed"));
  s.pressed('x');
  const Action reset = s.pressed('y');
  CHECK(reset.kind == Kind::type);
  CHECK(reset.words == Lines{"module", "reset", "03", "--task", "03.2", "--force"});
}

TT_CASE("cli/watch-never-moves-on",
        "a passing check stays; n goes on only once the module is complete",
        .what = "n after passing, c, n after completing, n on the last module",
        .why = "success is a moment to look at, not one to be carried away from",
        .learn = "complete is what the state says, not that the last check passed") {
  Session s = after(passing());
  CHECK(s.pressed('n').kind == Kind::wait);
  CHECK(has(shown(s), "03 is not complete yet"));
  const Action complete = s.pressed('c');
  CHECK(complete.words == Lines{"module", "complete", "03"});
  s.answered({"03_layers is complete"}, true);
  const Action next = s.pressed('n');
  CHECK(next.kind == Kind::next);
  CHECK(next.words == Lines{"module", "start", "04", "--no-open"});
  Session last({.module = &kModule, .complete = true});
  CHECK(last.pressed('n').kind == Kind::wait);
}

TT_CASE("cli/watch-editor-and-changes",
        "e opens the failing task, d shows the changes",
        .what = "the actions of e and d",
        .why = "the editor needs the whole terminal, the changes only the screen",
        .learn = "they are actions of their own") {
  Session s = after(failing());
  CHECK(s.pressed('e').kind == Kind::edit);
  CHECK(s.pressed('e').words == Lines{"module", "resume", "03.2"});
  CHECK(s.pressed('d').kind == Kind::diff);
}

TT_CASE("cli/watch-screen",
        "the screen shows where one is, one problem, and the keys that fit",
        .what = "the screen after a failing, a passing and a completed check, in full",
        .why = "calm: nothing else is on it",
        .learn = "next commands become keys") {
  CHECK(after(failing()).screen(kWide) ==
        Lines{"03 layers                                      1 of 2 tasks   waiting for a save",
              "",
              "WRONG  TT-W0006  03.2/bias: the bias is added",
              "  expected 1, got 0",
              "more  tito explain TT-W0006",
              "",
              "5 of 7 passed",
              "",
              "h hint  e edit  l list  ? keys  q quit"});
  CHECK(after(passing()).screen(kWide).back() == "c complete  l list  ? keys  q quit");
  CHECK(after(passing(), true).screen(kWide).back() == "n next module  l list  ? keys  q quit");
  Session busy = session();
  busy.begin();
  CHECK(busy.screen(kWide).back() == "q quit");
  CHECK(busy.screen(kWide).front().ends_with("checking"));
}

TT_CASE("cli/watch-small-terminals",
        "the screen keeps to 12 rows and to 40 cells",
        .what = "a problem with long and many lines, and every pane, at 40 by 12",
        .why = "watch often runs in a corner of the desk",
        .learn = "what is cut off is counted; the keys always remain") {
  WatchVerdict much = failing();
  for (int i = 0; i < 20; ++i)
    much.problem->facts.push_back(std::string(70, 'x') + " " + std::to_string(i));
  const Look small{.width = 40, .rows = 12, .utf8 = true};
  for (const char key : std::string("zlt?xn")) {
    Session s = after(much);
    s.pressed(key);
    const Lines lines = s.screen(small);
    CHECK(lines.size() < 12);
    for (const std::string& line : lines) CHECK(cells(line) <= 40);
  }
  CHECK(has(shown(after(much), small), "more lines"));
  CHECK(has(shown(after(much), small), "q quit"));
}

TT_CASE("cli/watch-plain-report",
        "without a screen each check is told in lines that begin with their word",
        .what = "report() in plain form of a verdict, of a menu and of a command's answer",
        .why = "screen readers and logs read line by line",
        .learn = "what a command said has its words already") {
  const Look plain{.plain = true};
  CHECK(after(passing()).report(plain).front() == "PASS 03_layers passes");
  Session s = after(failing());
  CHECK(s.report(plain).front() == "FAIL TT-W0006 03.2/bias: the bias is added");
  s.pressed('l');
  CHECK(s.report(plain).front().starts_with("NOTE 03.1"));
  s.pressed('h');
  s.answered({"NOTE a hint"}, false);
  CHECK(s.report(plain) == Lines{"NOTE a hint"});
}

TT_CASE("cli/watch-settling",
        "saves within 80 ms are one",
        .what = "three saves at 0, 50 and 120 ms, asked at every 10 ms",
        .why = "editors write a file in several steps",
        .learn = "the check starts 80 ms after the last of them") {
  Settling settling;
  const WatchClock::time_point begin{};
  int taken = 0, at = -1;
  for (int ms = 0; ms <= 400; ms += 10) {
    const auto now = begin + milliseconds(ms);
    if (ms == 0 || ms == 50 || ms == 120) settling.saved(now);
    if (!settling.take(now)) continue;
    ++taken;
    at = ms;
  }
  CHECK(taken == 1);
  CHECK(at == 200);
}
