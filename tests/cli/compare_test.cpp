// Yours against the reference: differences of lines, regions of tasks.
#include "compare/diff.hpp"
#include "compare/regions.hpp"
#include "problem.hpp"
#include "support/test.hpp"

using namespace tito;

namespace {

std::string drawn(const std::vector<DiffLine>& lines) {
  std::string text;
  for (const DiffLine& line : lines) text += line.side + line.text + "\n";
  return text;
}

std::string keys_of(std::string_view code) {
  std::string text;
  for (const DiffInput& line : code_lines(code)) text += line.key + "\n";
  return text;
}

const std::string kReference =
    "int one() {\n"
    "  check();\n"
    "  // BEGIN SOLUTION 03.1\n"
    "  int sum = 0;  // small\n"
    "  for (int i = 0; i < 3; ++i) {\n"
    "    sum += i;\n"
    "  }\n"
    "  return sum;\n"
    "  // END SOLUTION\n"
    "}\n"
    "\n"
    "int two() {\n"
    "  // BEGIN SOLUTION 03.2\n"
    "  return 2;\n"
    "  // END SOLUTION\n"
    "}\n";

}  // namespace

TT_CASE("cli/diff-lines",
        "a difference has what went, what came and what stayed",
        .what = "the difference of two short texts, and of equal and empty ones",
        .why = "it is how two solutions are read side by side",
        .learn = "removed before added") {
  const auto of = [](std::string_view a, std::string_view b) {
    return drawn(diff(plain_lines(a), plain_lines(b)));
  };
  CHECK(of("a\nb\nc\n", "a\nx\nc\n") == " a\n-b\n+x\n c\n");
  CHECK(of("a\n", "a  \r\n") == " a\n");
  CHECK(of("", "a\n") == "+a\n");
  CHECK(of("a\n", "") == "-a\n");
  CHECK(of("", "") == "");
}

TT_CASE("cli/diff-code-keys",
        "comments, empty lines and spaces that mean nothing are not compared",
        .what = "the keys of code with comments, quotes and digit separators",
        .why = "style is no difference",
        .learn = "inside quotes everything counts; between two names one space does") {
  CHECK(keys_of("int  x=1 ;  // why\n\n  /* a\n b */ return  x;\n") == "int x=1;\nreturn x;\n");
  CHECK(keys_of("s = \"a  // b\";  // c\n") == "s=\"a  // b\";\n");
  CHECK(keys_of("n = 1'000;  // c\n") == "n=1'000;\n");
  CHECK(keys_of("c = '\"';  // c\n") == "c='\"';\n");
}

TT_CASE("cli/regions-same",
        "a solution that differs in layout and comments alone is the same",
        .what = "the reference without markers, indented otherwise",
        .why = "only ideas are compared",
        .learn = "each task is found without markers in the learner's file") {
  const auto regions = compared_regions(kReference,
                                        "int one() {\n  check();\n  int sum=0;\n"
                                        "for (int i = 0; i < 3; ++i) {\nsum += i;\n}\n"
                                        "  return sum;\n}\nint two() { \nreturn 2; // yes\n}\n",
                                        "a.cpp");
  REQUIRE(regions.size() == 2);
  CHECK(regions[0].task == "03.1");
  CHECK(regions[0].same());
  CHECK(regions[0].lines.size() == 5);
  CHECK(regions[1].same());
}

TT_CASE("cli/regions-different",
        "another solution is shown against the reference, task by task",
        .what = "own code with a block of its own, a helper, and a task that is not written",
        .why = "the learner sees what was done otherwise, and where",
        .learn = "lines outside of every task come last") {
  const auto regions =
      compared_regions(kReference,
                       "int helper() { return 3; }\n"
                       "int one() {\n  check();\n  if (true) {\n    return 3;\n"
                       "  }\n}\n\nint two() {\n  TT_TODO(\"03.2\", \"int two()\");\n}\n",
                       "a.cpp");
  REQUIRE(regions.size() == 3);
  CHECK(drawn(regions[0].lines) ==
        "-  if (true) {\n-    return 3;\n+  int sum = 0;\n+  for (int i = 0; i < 3; ++i) {\n"
        "+    sum += i;\n   }\n+  return sum;\n");
  CHECK(drawn(regions[1].lines) == "-  TT_TODO(\"03.2\", \"int two()\");\n+  return 2;\n");
  CHECK(regions[2].task == "");
  CHECK(drawn(regions[2].lines) == "-int helper() { return 3; }\n");
}

TT_CASE("cli/regions-damaged",
        "markers of the reference that are not in pairs are an error",
        .what = "a reference whose last END is gone",
        .why = "a wrong comparison would be worse than none",
        .learn = "W0015 names the file") {
  const std::string cut = kReference.substr(0, kReference.rfind("  // END"));
  std::string code;
  try {
    compared_regions(cut, "int one() {}\n", "a.cpp");
  } catch (const Failure& failure) {
    code = failure.problem().code + " " + failure.problem().file;
  }
  CHECK(code == "W0015 a.cpp");
}
