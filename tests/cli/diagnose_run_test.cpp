// What the memory check says, retold. The outputs are real; see outputs/README.md.
#include "check/diagnose_sanitizer.hpp"
#include "outputs.hpp"
#include "support/test.hpp"

using namespace tito;
using tito::test::Damaged;

namespace {

Problem told(const std::string& output) {
  const Damaged course;
  const Problem problem = diagnose_sanitizer(course.output(output), course.context()).problem;
  CHECK(problem.title.size() <= 72);
  return problem;
}

void expect_told(const std::string& output, const Problem& expected) {
  CAPTURE(output);
  const Problem problem = told(output);
  CHECK(problem.code == expected.code);
  CHECK(problem.title == expected.title);
  if (!expected.facts.empty()) CHECK(problem.facts.at(0) == expected.facts.at(0));
  CHECK(problem.file == (expected.line > 0 ? "modules/03_layers/linear.cpp" : ""));
  CHECK(problem.line == expected.line);
  CHECK_FALSE(problem.fix.empty());
}

}  // namespace

TT_CASE("cli/diagnose-array",
        "an access outside of an array names the element and the size",
        .what = "a read and a write behind the end, in the heap and on the stack",
        .why = "addresses say nothing to a learner",
        .learn = "element 10 of an array of 10 does not exist") {
  expect_told("gcc_heap_read",
              {.code = "C0004", .title = "you read element 10 of an array of 10", .line = 13});
  expect_told("clang_heap_read",
              {.code = "C0004", .title = "you read element 10 of an array of 10", .line = 13});
  expect_told("gcc_heap_write",
              {.code = "C0004", .title = "you wrote element 2 of an array of 2", .line = 15});
  expect_told("gcc_stack_read",
              {.code = "C0004",
               .title = "you read outside of an array",
               .facts = {"the array is four"},
               .line = 12});
}

TT_CASE("cli/diagnose-before",
        "an access before the beginning has a negative place",
        .what = "the words of older and newer sanitizers for 4 bytes before and 8 after 40",
        .why = "i - 1 at i = 0 is a common slip",
        .learn = "element -1; the words differ between versions") {
  const auto title = [](const char* place) {
    return diagnose_sanitizer({"==1==ERROR: AddressSanitizer: heap-buffer-overflow on address 0x1",
                               "READ of size 4 at 0x1",
                               place},
                              {})
        .problem.title;
  };
  CHECK(title("0x1 is located 4 bytes to the left of 40-byte region [0x5,0x9)") ==
        "you read element -1 of an array of 10");
  CHECK(title("0x1 is located 4 bytes before 40-byte region [0x5,0x9)") ==
        "you read element -1 of an array of 10");
  CHECK(title("0x1 is located 8 bytes after 40-byte region [0x5,0x9)") ==
        "you read element 12 of an array of 10");
  CHECK(title("0x1 is located 3 bytes after 40-byte region [0x5,0x9)") ==
        "you read outside of an array");
}

TT_CASE("cli/diagnose-memory",
        "freed memory, null pointers and leaks are told apart",
        .what = "one real output of each",
        .why = "they look alike in the dump and have other remedies",
        .learn = "the line is the first of the learner's in the stack") {
  expect_told("gcc_freed",
              {.code = "C0004",
               .title = "you read memory that was already given back",
               .facts = {"element 2 of an array of 4 that no longer exists"},
               .line = 13});
  expect_told("gcc_segv",
              {.code = "C0004",
               .title = "you read through a pointer that leads nowhere",
               .facts = {"the pointer is null"},
               .line = 12});
  expect_told("gcc_leak",
              {.code = "C0004",
               .title = "memory was taken and never given back",
               .facts = {"16 byte(s) leaked in 4 allocation(s)."},
               .line = 11});
}

TT_CASE("cli/diagnose-recursion",
        "a full stack is a recursion without end",
        .what = "forward that calls itself, built by gcc and clang",
        .why = "it ends as a signal with no words of its own",
        .learn = "C0007, with a line of the recursion") {
  for (const char* output : {"gcc_recursion", "clang_recursion"}) {
    const Problem problem = told(output);
    CHECK(problem.code == "C0007");
    CHECK(problem.title == "a function calls itself without end");
    CHECK((problem.line >= 33 && problem.line <= 37));
  }
}

TT_CASE("cli/diagnose-undefined",
        "what C++ does not define is told in plain words",
        .what = "overflow, division, index, null pointer; gcc and clang",
        .why = "the program may do anything after it",
        .learn = "C0006, with the learner's line") {
  expect_told("gcc_overflow",
              {.code = "C0006", .title = "a whole number grew beyond its type", .line = 12});
  expect_told("clang_overflow",
              {.code = "C0006", .title = "a whole number grew beyond its type", .line = 12});
  expect_told("gcc_division",
              {.code = "C0006", .title = "a whole number was divided by zero", .line = 11});
  expect_told("gcc_index_bounds",
              {.code = "C0006",
               .title = "an index is outside of its array",
               .facts = {"index 10 out of bounds for type 'float [4]'"},
               .line = 12});
  expect_told("gcc_null", {.code = "C0006", .title = "a null pointer was used", .line = 12});
}

TT_CASE("cli/diagnose-assertion",
        "a check of the standard library names no line, but the cause",
        .what = "operator[] of a vector with an index beyond its size",
        .why = "it is the commonest crash of a fast run",
        .learn = "compare with size()") {
  expect_told("gcc_assertion",
              {.code = "C0004",
               .title = "an index is outside of its vector, string or span",
               .facts = {"it must hold: __n < this->size()"}});
}

TT_CASE("cli/diagnose-nothing",
        "words that are no finding give no code",
        .what = "no lines, and lines of the learner",
        .why = "whoever asks keeps what is known otherwise",
        .learn = "an empty code means: not from the memory check") {
  CHECK(diagnose_sanitizer({}, {}).problem.code.empty());
  CHECK(diagnose_sanitizer({"loss 0.5", "#0 is fine"}, {}).problem.code.empty());
  CHECK(diagnose_sanitizer({"ERROR: AddressSanitizer: "}, {}).problem.code == "C0004");
}
