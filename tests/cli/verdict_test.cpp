// From what a part reported and how it ended to a verdict.
#include "verdict.hpp"

#include "small_course.hpp"
#include "support/test.hpp"

using namespace tito;
using tinytorch::Json;
using tito::test::contains;

namespace {

const std::vector<Expectation> kExpected{{"accuracy", ">=", 0.93}};
const Ending kEnding{.label = "milestone 03 part 2",
                     .limit_s = 30,
                     .error_lines = {"last words"},
                     .borrowed = {"01", "02", "03"}};

PartView reported(double accuracy, double movement = 0.5) {
  PartView view{.result = Json::object({{"schema_version", 1}})};
  view.gates = {{"accuracy", accuracy, ">=", 0.93, "08"},
                {"I4 movement", movement, ">=", 0.05, "07 or 06"}};
  return view;
}

Finish ended(int code) {
  return {.exit_code = code};
}

}  // namespace

TT_CASE("cli/verdict-shown",
        "all gates hold on the reference: shown",
        .what = "a report whose gates hold and a program that ended with 0",
        .why = "a run on borrowed modules completes nothing",
        .learn = "shown still ends with 0") {
  const Verdict verdict = judged(reported(0.97), ended(0), kExpected, kEnding);
  CHECK(verdict.status == "shown");
  CHECK(verdict.reason == "borrowed 01-03");
  CHECK(verdict.exit_code == 0);
  CHECK_FALSE(verdict.problem.has_value());
}

TT_CASE("cli/verdict-passed",
        "all gates hold on the learner's own modules: passed",
        .what = "the same report with nothing borrowed",
        .why = "this is what a milestone is for",
        .learn = "passed is said only of one's own code") {
  Ending own = kEnding;
  own.borrowed.clear();
  const Verdict verdict = judged(reported(0.97), ended(0), kExpected, own);
  CHECK(verdict.status == "passed");
  CHECK(verdict.exit_code == 0);
}

TT_CASE("cli/verdict-quick",
        "a quick run is shown by the gates it reports; a reported one must hold",
        .what = "a report without accuracy, and with a low one, --quick and not",
        .why = "a tenth of the training cannot reach what the whole reaches",
        .learn = "quick completes nothing; without it every expected gate is asked for") {
  PartView view = reported(0.97);
  view.gates.erase(view.gates.begin());
  Ending quick = kEnding;
  quick.quick = true;
  CHECK(judged(view, ended(0), kExpected, quick).status == "shown");
  CHECK(judged(view, ended(0), kExpected, quick).reason == "quick");
  CHECK(judged(reported(0.5), ended(0), kExpected, quick).status == "failed");
  CHECK(judged(view, ended(0), kExpected, kEnding).status == "failed");
}

TT_CASE("cli/verdict-lying-program",
        "a program that claims success with a low value has failed",
        .what = "accuracy 0.5 from a program that ended with 0",
        .why = "the part only reports; the tool judges",
        .learn = "exit codes and words are no evidence") {
  const Verdict verdict = judged(reported(0.5), ended(0), kExpected, kEnding);
  CHECK(verdict.status == "failed");
  CHECK(verdict.exit_code == 1);
  CHECK(verdict.problem->code == "W0016");
}

TT_CASE("cli/verdict-weakened-gate",
        "a part cannot lower the bound that expect.json states",
        .what = "a gate that holds its own lower bound but not the expected one",
        .why = "thresholds stand in one place",
        .learn = "the stricter of the two counts") {
  PartView view = reported(0.6);
  view.gates[0].threshold = 0.5;
  CHECK(judged(view, ended(0), kExpected, kEnding).status == "failed");
}

TT_CASE("cli/verdict-missing-gate",
        "a gate that was never measured does not hold",
        .what = "a report without the expected gate",
        .why = "leaving a measurement out must not be a way to pass",
        .learn = "absent is not passed") {
  PartView view = reported(0.97);
  view.gates.erase(view.gates.begin());
  const Verdict verdict = judged(view, ended(0), kExpected, kEnding);
  CHECK(verdict.exit_code == 1);
  CHECK(contains(verdict.problem->facts[0], "not measured"));
}

TT_CASE("cli/verdict-no-gates",
        "a report without any gate is no success",
        .what = "a result with no gates and no expectations",
        .why = "zero checks prove nothing",
        .learn = "never green by accident") {
  const PartView view{.result = Json::object()};
  CHECK(judged(view, ended(0), {}, kEnding).exit_code == 1);
}

TT_CASE("cli/verdict-integrity-first",
        "integrity gates are told before accuracy",
        .what = "both an accuracy and an integrity gate fail",
        .why = "a broken framework explains a bad accuracy, not the other way round",
        .learn = "the first problem names the guilty module") {
  const Verdict verdict = judged(reported(0.5, 0), ended(1), kExpected, kEnding);
  CHECK(verdict.failed.front().name == "I4 movement");
  CHECK(verdict.problem->next == "tito dev test --module 07");
  CHECK(contains(verdict.problem->facts[1], "1 more"));
}

TT_CASE("cli/verdict-nan",
        "a value that is no number fails its gate",
        .what = "NaN as accuracy",
        .why = "NaN compares false with everything, in both directions",
        .learn = "say it must hold, not that it must not fail") {
  CHECK(judged(reported(0.0 / 0.0), ended(1), kExpected, kEnding).exit_code == 1);
}

TT_CASE("cli/verdict-ended-without-result",
        "an end without a result is never a pass",
        .what = "exit 0 and exit 1 without a result",
        .why = "a learner's code may call exit(0)",
        .learn = "what was not said did not happen") {
  CHECK(judged({}, ended(0), kExpected, kEnding).problem->code == "C0005");
  CHECK(judged({}, ended(1), kExpected, kEnding).exit_code == 1);
}

TT_CASE("cli/verdict-signal",
        "a crash is told from a wrong answer",
        .what = "a program ended by signal 11 after a good report",
        .why = "the four outcomes look different",
        .learn = "a crash after the result is a crash") {
  const Verdict verdict = judged(reported(0.97), {.signal = 11}, kExpected, kEnding);
  CHECK(verdict.problem->code == "C0001");
  CHECK(verdict.status == "error");
}

TT_CASE("cli/verdict-timeout",
        "the time limit has a status and an exit code of its own",
        .what = "a program that was stopped at its limit",
        .why = "scripts tell slow from wrong",
        .learn = "124 as everywhere") {
  const Verdict verdict = judged({}, {.timed_out = true}, kExpected, kEnding);
  CHECK(verdict.status == "timeout");
  CHECK(verdict.exit_code == 124);
}

TT_CASE("cli/verdict-stopped",
        "stopping is no failure",
        .what = "a program that the user stopped",
        .why = "a record must not say failed for an interrupted run",
        .learn = "interrupted has no problem to show") {
  const Verdict verdict = judged({}, {.stopped = true}, kExpected, kEnding);
  CHECK(verdict.status == "interrupted");
  CHECK_FALSE(verdict.problem.has_value());
}

TT_CASE("cli/verdict-exit-codes",
        "flags, missing data and damaged data keep their exit codes",
        .what = "parts that end with 2, 3 and 5",
        .why = "they are not wrong answers",
        .learn = "the last words on standard error are the facts") {
  CHECK(judged({}, ended(2), kExpected, kEnding).exit_code == 2);
  CHECK(judged({}, ended(3), kExpected, kEnding).exit_code == 3);
  const Verdict damaged = judged({}, ended(5), kExpected, kEnding);
  CHECK(damaged.exit_code == 5);
  CHECK(damaged.problem->facts.front() == "last words");
}

TT_CASE("cli/events-tolerant",
        "lines that are no events change nothing",
        .what = "noise, wrong types and missing fields on the event channel",
        .why = "learner code may write to any descriptor",
        .learn = "a reader of foreign lines has a default for everything") {
  PartView view;
  CHECK(view.take("not json").is_null());
  CHECK(view.take("[1,2]").is_null());
  CHECK(view.take(R"({"event":"unheard of"})").is_null());
  view.take(R"({"event":"epoch","epoch":"three","loss":null})");
  view.take(R"({"event":"sample","pixels":[1,"x",3]})");
  REQUIRE(view.epochs.size() == 1);
  CHECK(view.epochs[0].number == 0);
  CHECK(view.samples[0].pixels[1] == 0);
  view.take(R"({"event":"result","gates":"none"})");
  CHECK(view.gates.empty());
}

TT_CASE("cli/expectations",
        "expect.json states bounds by min, max and equal",
        .what = "the three kinds of bound, and a file that lacks the part",
        .why = "thresholds are read, never typed into code",
        .learn = "a part without bounds is an error, not a pass") {
  const std::string text = R"({"parts":{"2":{"a":{"min":1},"b":{"max":2},"c":{"equal":3}}}})";
  const auto all = expectations_in(text, "2");
  REQUIRE(all.size() == 3);
  CHECK(all[0].op == ">=");
  CHECK(all[1].op == "<=");
  CHECK(all[2].op == "==");
  CHECK_THROWS(expectations_in(text, "1"));
}
