// What is typed wrongly: nothing runs, the nearest names are shown, exit 2.
#include "small_course.hpp"
#include "support/test.hpp"

using namespace tito::test;

TT_CASE("cli/unknown-command",
        "an unknown command is refused with the nearest",
        .what = "commands with a letter too much, too few, swapped, and one that is far from all",
        .why = "nobody remembers every name",
        .learn = "a suggestion is shown, never run") {
  const SmallCourse course;
  const Ran near = course.tito({"milestnoe", "list"});
  CHECK(near.code == 2);
  CHECK(near.out.empty());
  CHECK(
      lacking(near.err,
              {"TT-U0001", "milestnoe", "nearest: tito milestone", "next  tito help milestone"}) ==
      "");
  CHECK(contains(course.tito({"milestone", "lst"}).err, "tito milestone list"));
  const Ran far = course.tito({"zzzzzz"});
  CHECK(far.code == 2);
  CHECK(lacking(far.err, {"TT-U0001", "next  tito help"}) == "");
}

TT_CASE("cli/no-abbreviations",
        "commands and flags are never guessed from their beginning",
        .what = "`miles list` and `--quie`",
        .why = "a new command would change what an old abbreviation does",
        .learn = "the full name is suggested") {
  const SmallCourse course;
  CHECK(course.tito({"miles", "list"}).code == 2);
  const Ran flag = course.tito({"milestone", "list", "--quie"});
  CHECK(flag.code == 2);
  CHECK(lacking(flag.err, {"TT-U0002", "nearest: --quiet"}) == "");
}

TT_CASE("cli/command-of-another-group",
        "a command without its group is found",
        .what = "`tito graph`",
        .why = "groups are easily forgotten",
        .learn = "the full command is named") {
  CHECK(contains(SmallCourse().tito({"graph"}).err, "tito dev graph"));
}

TT_CASE("cli/unknown-flag",
        "an unknown flag is refused with the nearest",
        .what = "a misspelt flag with and without a value, before and after the command",
        .why = "a flag that is silently ignored does something else than was asked",
        .learn = "flags have codes of their own") {
  const SmallCourse course;
  for (const Words& words :
       {Words{"demo", "--sed", "3"}, Words{"--sed=3", "demo"}, Words{"demo", "--sed=3"}}) {
    const Ran ran = course.tito(words);
    CHECK(ran.code == 2);
    CHECK(contains(ran.err, "TT-U0002"));
  }
  CHECK(contains(course.tito({"demo", "--sed", "3"}).err, "nearest: --seed"));
}

TT_CASE("cli/bad-values",
        "values are checked before anything runs",
        .what = "text, negative numbers, too large numbers and missing values",
        .why = "an error after a minute of building comes too late",
        .learn = "the message names what is accepted and an example") {
  const SmallCourse course;
  for (const Words& words : {Words{"demo", "--seed", "abc"},
                             Words{"demo", "--seed", "-1"},
                             Words{"demo", "--seed"},
                             Words{"demo", "--seed", "99999999999999999999"},
                             Words{"demo", "--seed="},
                             Words{"milestone", "run", "03", "--part", "x"},
                             Words{"milestone", "run", "03", "--timeout", "0"},
                             Words{"dev", "test", "--preset", "slow"},
                             Words{"dev", "test", "--jobs", "0"}}) {
    const Ran ran = course.tito(words);
    CHECK(ran.code == 2);
    CHECK(contains(ran.err, "TT-U0006"));
  }
  CHECK(lacking(course.tito({"demo", "--seed", "abc"}).err,
                {"\"abc\"", "accepted: a whole number", "example: --seed 7"}) == "");
  CHECK_FALSE(course.exists("build"));
}

TT_CASE("cli/bad-seed-variable",
        "a bad value in a variable is named too",
        .what = "TITO_SEED that is no number",
        .why = "variables are forgotten easily",
        .learn = "the message names the variable") {
  const Ran ran = SmallCourse().tito({"demo"}, {{"TITO_SEED", "seven"}});
  CHECK(ran.code == 2);
  CHECK(lacking(ran.err, {"TT-U0006", "TITO_SEED", "seven"}) == "");
}

TT_CASE("cli/missing-and-extra-arguments",
        "missing and superfluous words are refused",
        .what = "`milestone info` alone and `milestone list` with a word",
        .why = "both are mistakes, not wishes",
        .learn = "the message says what belongs there") {
  const SmallCourse course;
  const Ran missing = course.tito({"milestone", "info"});
  CHECK(missing.code == 2);
  CHECK(lacking(missing.err, {"TT-U0006", "needs ID"}) == "");
  const Ran extra = course.tito({"milestone", "list", "03"});
  CHECK(extra.code == 2);
  CHECK(lacking(extra.err, {"TT-U0001", "does not take", "03"}) == "");
}

TT_CASE("cli/unknown-milestone-and-module",
        "unknown names of things are refused with the nearest",
        .what = "a milestone and a module with a typing mistake, and numbers out of range",
        .why = "numbers and names are mixed up easily",
        .learn = "the next line lists what there is") {
  const SmallCourse course;
  const Ran milestone = course.tito({"milestone", "info", "perceptrn"});
  CHECK(milestone.code == 2);
  CHECK(lacking(milestone.err, {"TT-U0004", "nearest: perceptron", "tito milestone list"}) == "");
  CHECK(contains(course.tito({"milestone", "run", "77"}).err, "TT-U0004"));
  const Ran module = course.tito({"dev", "test", "-m", "tenzor"});
  CHECK(module.code == 2);
  CHECK(lacking(module.err, {"TT-U0003", "nearest: tensor"}) == "");
}

TT_CASE("cli/unknown-part",
        "a part that does not exist is refused",
        .what = "part 9 of milestone 03",
        .why = "parts are numbered from 1",
        .learn = "the parts that there are, by number") {
  const Ran ran = SmallCourse().tito({"milestone", "run", "03", "--part", "9", "--reference"});
  CHECK(ran.code == 2);
  CHECK(lacking(ran.err, {"TT-U0006", "no part 9", "accepted: 1, 2, 3"}) == "");
}

TT_CASE("cli/exclusive-flags",
        "flags that exclude each other are both named",
        .what = "--module with --filter",
        .why = "one of them would be ignored",
        .learn = "the user decides, not the tool") {
  const Ran ran = SmallCourse().tito({"dev", "test", "--module", "01", "--filter", "x"});
  CHECK(ran.code == 2);
  CHECK(lacking(ran.err, {"TT-U0007", "--module", "--filter"}) == "");
}

TT_CASE("cli/rest-only-where-it-belongs",
        "words after -- are refused where no part could take them",
        .what = "`demo -- --x`",
        .why = "they would be dropped silently",
        .learn = "only milestone run passes them on") {
  const Ran ran = SmallCourse().tito({"demo", "--", "--x"});
  CHECK(ran.code == 2);
  CHECK(contains(ran.err, "TT-U0002"));
}

TT_CASE("cli/control-characters-in-arguments",
        "arguments are escaped in messages",
        .what = "a command and a milestone with escape sequences and invalid UTF-8, human and JSON",
        .why = "a pasted line must not control the terminal",
        .learn = "JSON stays valid UTF-8") {
  const SmallCourse course;
  const Ran ran = course.tito({"\x1b[31mred\x07"});
  CHECK(ran.code == 2);
  CHECK_FALSE(contains(ran.all(), "\x1b"));
  CHECK(contains(ran.err, "\\x1b[31mred\\x07"));
  const Ran json = course.tito({"milestone", "info", "\xFF\xFE", "--json"});
  CHECK(json.code == 2);
  CHECK(contains(json.last_json().at("command").dump(), "\\\\xff"));
}

TT_CASE("cli/flags-anywhere",
        "flags stand before or after the command",
        .what = "--json, --plain and -C before and after",
        .why = "people put them where they think of them",
        .learn = "order carries no meaning") {
  const SmallCourse course;
  CHECK(course.tito({"--json", "milestone", "list"}).last_json().at("ok").as_bool());
  CHECK(course.tito({"milestone", "--json", "list"}).last_json().at("ok").as_bool());
  CHECK(course.tito({"milestone", "list", "--json"}).last_json().at("ok").as_bool());
  const std::string folder = course.folder().string();
  CHECK(run_tito({"-C", folder, "milestone", "list"}, "/").code == 0);
  CHECK(run_tito({"milestone", "list", "-C", folder}, "/").code == 0);
}
