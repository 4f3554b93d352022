// Codes: every one that the tool can raise has a page, and its exit code.
#include <regex>
#include <set>

#include "tinytorch/file.hpp"

#include "cli.hpp"
#include "explain.hpp"
#include "guard.hpp"
#include "problem.hpp"
#include "report.hpp"
#include "small_course.hpp"
#include "support/test.hpp"

using namespace tito;
using tito::test::contains;

namespace fs = std::filesystem;

namespace {

// All codes in quotes: those of the tool, of the test programs, and the mistakes that cases name.
std::set<std::string> codes_in_sources() {
  std::set<std::string> codes;
  const std::regex code("\"([UPEDICWTN][0-9]{4})\"");
  const fs::path root = fs::path(TITO_SCHEMAS).parent_path().parent_path();
  for (const char* folder : {"tito_cli", "tests/support", "src"}) {
    for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
      if (entry.path().extension() != ".cpp") continue;
      const std::string text = tinytorch::read_file(entry.path().string());
      for (std::sregex_iterator at(text.begin(), text.end(), code), end; at != end; ++at)
        codes.insert((*at)[1]);
    }
  }
  return codes;
}

int exit_of(const char* code) {
  return exit_code_of({.code = code});
}

}  // namespace

TT_CASE("cli/codes-have-pages",
        "every code of the tool, the test programs and the cases has a page",
        .what = "the codes found in the sources against the compiled pages",
        .why = "`more tito explain CODE` must lead somewhere",
        .learn = "a code and its page arrive together") {
  std::set<std::string> pages;
  for (const ErrorPage& page : error_pages(errors_text())) {
    CHECK(pages.insert(page.code).second);
    CHECK_FALSE(page.title.empty());
    CHECK(contains(page.text, "Remedy"));
  }
  const std::set<std::string> codes = codes_in_sources();
  CHECK(codes.size() > 60);
  for (const std::string& code : codes) CHECK_MESSAGE(pages.contains("TT-" + code), code);
}

TT_CASE("cli/exit-codes",
        "the letter of a code decides the exit code",
        .what = "one code of each letter",
        .why = "scripts tell causes apart by the exit code",
        .learn = "data sets of the framework count as damaged data") {
  CHECK(exit_of("T0001") == 1);
  CHECK(exit_of("W0006") == 1);
  CHECK(exit_of("C0001") == 1);
  CHECK(exit_of("U0001") == 2);
  CHECK(exit_of("P0004") == 3);
  CHECK(exit_of("E0104") == 4);
  CHECK(exit_of("D0204") == 5);
  CHECK(exit_of("N0501") == 6);
  CHECK(exit_of("I0001") == 70);
  CHECK(exit_of("L2103") == 5);
}

TT_CASE("cli/problem-lines",
        "a problem is word, code and title, facts, fix, next and more",
        .what = "the lines of a tool problem in UTF-8 and plain",
        .why = "all problems look alike, so the eye finds the next command",
        .learn = "plain has one fact per line") {
  const Problem problem{.code = "E0104",
                        .title = "title",
                        .facts = {"fact"},
                        .file = "a.cpp",
                        .line = 7,
                        .fix = "do this",
                        .next = "tito x"};
  CHECK(problem_lines(problem, {}) == Lines{"TOOL  TT-E0104  title",
                                            "  fact",
                                            "  file  a.cpp:7",
                                            "  fix   do this",
                                            "next  tito x",
                                            "more  tito explain TT-E0104"});
  CHECK(problem_lines(problem, {.plain = true}) == Lines{"TOOL TT-E0104 title",
                                                         "NOTE fact",
                                                         "NOTE file a.cpp:7",
                                                         "NOTE fix: do this",
                                                         "NEXT tito x"});
}

TT_CASE("cli/four-outcomes",
        "the four outcomes have words of their own",
        .what = "first words of not written, wrong, crash and tool problem",
        .why = "a learner must see at once whose turn it is",
        .learn = "usage and prerequisites are none of the four") {
  const auto word = [](const char* code) {
    const std::string line = problem_lines({.code = code, .title = "t"}, {}).front();
    return line.substr(0, line.find(' '));
  };
  CHECK(word("T0001") == "TODO");
  CHECK(word("W0006") == "WRONG");
  CHECK(word("C0001") == "CRASH");
  CHECK(word("E0101") == "TOOL");
  CHECK(word("U0001") == "USAGE");
  CHECK(word("P0004") == "NEEDS");
}

TT_CASE("cli/internal-error",
        "an exception nobody expected is told as a fault of tito",
        .what = "a command that throws",
        .why = "a crash without words helps nobody",
        .learn = "exit 70, and how to report it") {
  const Outcome outcome = guarded([]() -> Outcome { throw std::runtime_error("oh\x1b"); });
  CHECK(outcome.exit_code == 70);
  CHECK(outcome.problems.at(0).code == "I0001");
  CHECK(outcome.problems.at(0).facts.at(0) == "oh\\x1b");
}

TT_CASE("cli/file-error",
        "a file that cannot be written is a problem of the machine",
        .what = "a command that throws the file error of the core library, and another error of it",
        .why = "permissions are nobody's fault and easily repaired",
        .learn = "exit 4, not 70") {
  const auto exit = [](int code) {
    return guarded([code]() -> Outcome {
             throw tinytorch::Error(
                 tinytorch::ErrorKind::io, code, "op", "headline", "facts", "check it");
           })
        .exit_code;
  };
  CHECK(exit(6) == 4);
  CHECK(exit(5) == 70);
}

TT_CASE("cli/nearest",
        "near names are found by changes of letters and by beginnings",
        .what = "nearest of words with one letter missing, doubled, swapped, and of a beginning",
        .why = "these are the usual mistakes",
        .learn = "at most three, nearest first, nothing for what is far") {
  const std::vector<std::string> names{"demo", "dev test", "system", "milestone", "explain"};
  CHECK(nearest("dmeo", names) == std::vector<std::string>{"demo"});
  CHECK(nearest("sytem", names) == std::vector<std::string>{"system"});
  CHECK(nearest("mile", names) == std::vector<std::string>{"milestone"});
  CHECK(nearest("zzzz", names).empty());
  CHECK(nearest("aaab", {"aaaa", "aaac", "aaad", "aaae"}).size() == 3);
}
