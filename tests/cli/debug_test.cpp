// tito module test --debug, with a debugger that says what it was asked.
#include <cstdlib>

#include "learner_course.hpp"
#include "support/sanitized.hpp"
#include "support/test.hpp"
#include "terminal.hpp"

using namespace tito::test;

namespace {

const Words kDebug{"module", "test", "01", "--debug"};

// A course whose module 01 can be checked, and debuggers of its own before all others.
class DebugCourse {
 public:
  DebugCourse() {
    CHECK(course.tito({"dev", "export"}).code == 0);  // the contract and the list of cases
    CHECK(start_first(course).code == 0);
    make_linkable(course, "check");
    write_debugger("gdb", kAnswers);
    write_debugger("lldb", kAnswers);
  }

  void write_debugger(const std::string& name, const std::string& lines) const {
    write_script(course, "bin/" + name, lines);
  }
  std::vector<Setting> with(const std::string& wish) const {
    return course.with({{"STAND_IN_DOES", wish},
                        {"PATH", (course.folder() / "bin").string() + ":" + std::getenv("PATH")}});
  }
  RanOnTerminal debug(const std::string& wish, const Words& words = kDebug) const {
    return tito_on_terminal(words, course.folder(), with(wish), {.columns = 100});
  }

  static constexpr const char* kAnswers =
      "[ \"$1\" = --version ] && echo \"$0 1.0\" && exit\n"
      "for word in \"$@\"; do echo \"[$word]\"; done\necho \"env $ASAN_OPTIONS\"";
  static constexpr const char* kIsNotThere = "exit 127";

  SmallCourse course;
};

// The stand-in plays the checked program, whose address space the tool limits.
void need_plain_stand_in() {
  if (kSanitized) tinytorch::test::skip("a sanitized program exceeds the memory of a check");
}

}  // namespace

TT_CASE("cli/debug-stops-at-check",
        "--debug runs the first failing case up to the check that failed",
        .what = "a wrong value, in gdb and, where there is no gdb, in lldb",
        .why = "the way from a red line to a look at the variables is one flag",
        .learn = "the same program, case and seed; the verdict stays") {
  need_plain_stand_in();
  const DebugCourse c;
  const RanOnTerminal gdb = c.debug("wrong");
  CHECK(gdb.code == 1);
  CHECK(lacking(gdb.out,
                {"TT-W0006",
                 "01.1/first in gdb: it stops at the check, first_test.cpp:12",
                 "[-ex]",
                 "[break first_test.cpp:12]",
                 "[run]",
                 "[--args]",
                 "build/run/check/check_01-",
                 "[--run]",
                 "[01.1/first]",
                 "[--seed]",
                 "[7]",
                 "env abort_on_error=1"}) == "");
  c.write_debugger("gdb", DebugCourse::kIsNotThere);
  const RanOnTerminal lldb = c.debug("wrong");
  CHECK(lldb.code == 1);
  CHECK(lacking(lldb.out,
                {"01.1/first in lldb",
                 "[breakpoint set --file first_test.cpp --line 12]",
                 "[-o]",
                 "[--]",
                 "[01.1/first]"}) == "");
}

TT_CASE("cli/debug-stops-elsewhere",
        "what throws is stopped where it throws, what crashes where it crashes",
        .what = "a case that is not written, one that aborts, and one that passes",
        .why = "a breakpoint at the check would come too late, or never",
        .learn = "where everything passes no debugger is opened") {
  need_plain_stand_in();
  const DebugCourse c;
  CHECK(lacking(c.debug("todo").out, {"where an exception is thrown", "[catch throw]"}) == "");
  const RanOnTerminal crash = c.debug("crashes");
  CHECK(crash.code == 1);
  CHECK(lacking(crash.out, {"TT-C0001", "it stops where it crashes", "[run]"}) == "");
  CHECK_FALSE(contains(crash.out, "[break"));
  CHECK_FALSE(contains(crash.out, "[catch"));
  const RanOnTerminal good = c.debug("well", {"module", "test", "01", "--debug", "--unit-only"});
  CHECK(good.code == 0);
  CHECK(contains(good.out, "there is nothing to debug"));
  CHECK_FALSE(contains(good.out, "[run]"));
}

TT_CASE("cli/debug-keeps-keys",
        "Ctrl-C belongs to the debugger as long as it is open",
        .what = "a debugger whose user stops the program twice",
        .why = "a second Ctrl-C ends tito otherwise, and the debugger with it",
        .learn = "tito is still there for the verdict") {
  const DebugCourse c;
  c.write_debugger("gdb",
                   "[ \"$1\" = --version ] && echo gdb 1.0 && exit\n"
                   "kill -INT $PPID; kill -INT $PPID; kill -INT $$; echo \"no key came\"");
  const RanOnTerminal ran = c.debug("wrong");
  CHECK(ran.as_before);
  CHECK_FALSE(contains(ran.out, "no key came"));
  CHECK(ran.code == 4);  // the debugger was ended: told, not hidden
  CHECK(contains(ran.out, "TT-E0107"));
}

TT_CASE("cli/debug-refuses",
        "--debug says what it lacks before anything is built",
        .what = "no terminal, --json, no debugger, and --all",
        .why = "nobody waits for a compiler to hear that",
        .learn = "U0008 and U0007 are exit 2, E0107 is exit 4") {
  const DebugCourse c;
  const Ran piped = c.course.tito(kDebug);
  CHECK(piped.code == 2);
  CHECK(contains(piped.err, "TT-U0008"));
  const RanOnTerminal json = c.debug("wrong", {"module", "test", "01", "--debug", "--json"});
  CHECK(json.code == 2);
  const RanOnTerminal all = c.debug("wrong", {"module", "test", "--all", "--debug"});
  CHECK(all.code == 2);
  CHECK(contains(all.out, "TT-U0007"));
  for (const char* name : {"gdb", "lldb"}) c.write_debugger(name, DebugCourse::kIsNotThere);
  const RanOnTerminal none = c.debug("wrong");
  CHECK(none.code == 4);
  CHECK(lacking(none.out, {"TT-E0107", "no debugger is installed", "gdb"}) == "");
  CHECK_FALSE(c.course.exists("build/run"));
}
