// Stubs: what is taken out of a reference, what stays, and how a task is put back.
#include "workspace/stub.hpp"

#include <algorithm>
#include <filesystem>

#include "tinytorch/file.hpp"

#include "problem.hpp"
#include "small_course.hpp"
#include "support/test.hpp"
#include "workspace/reset.hpp"
#include "workspace/signature.hpp"

using namespace tito;
using tito::test::contains;

namespace fs = std::filesystem;

namespace {

const std::string kReference =
    "#include <vector>\n"
    "\n"
    "int one(int x) {\n"
    "  check(x);\n"
    "  // BEGIN SOLUTION 03.1\n"
    "  return x;\n"
    "  // END SOLUTION\n"
    "}\n"
    "\n"
    "int two() {\n"
    "  // BEGIN SOLUTION 03.S2\n"
    "  return 2;\n"
    "  // END SOLUTION\n"
    "}\n";

std::string signature_of(const std::string& text) {
  return signature_at(text, text.find("HERE"));
}

// "CODE:LINE" of the failure, or "none".
std::string refused(const std::string& text) {
  try {
    stub_of(text, "a.cpp");
  } catch (const Failure& failure) {
    return failure.problem().code + ":" + std::to_string(failure.problem().line);
  }
  return "none";
}

struct PartFile {
  std::string name, text;
};

// Every part of every module of this checkout.
std::vector<PartFile> real_parts() {
  std::vector<PartFile> parts;
  const fs::path src = fs::path(TITO_SCHEMAS).parent_path().parent_path() / "src";
  for (const auto& folder : fs::directory_iterator(src)) {
    for (const auto& file : fs::directory_iterator(folder)) {
      if (file.path().extension() == ".cpp")
        parts.push_back({file.path().string(), tinytorch::read_file(file.path().string())});
    }
  }
  return parts;
}

std::string without_markers(const std::string& text) {
  std::string kept;
  for (const std::string& line : tito::test::lines_of(text)) {
    if (!contains(line, " SOLUTION")) kept += line + "\n";
  }
  return kept;
}

}  // namespace

TT_CASE("cli/stub-text",
        "each solution becomes one line; everything else stays byte for byte",
        .what = "a part with two tasks, the same with other line ends, and one without solutions",
        .why = "what is given must arrive as it was written",
        .learn = "the line keeps the indentation and names task and function") {
  const std::string stub =
      "#include <vector>\n"
      "\n"
      "int one(int x) {\n"
      "  check(x);\n"
      "  TT_TODO(\"03.1\", \"int one(int x)\");\n"
      "}\n"
      "\n"
      "int two() {\n"
      "  TT_TODO(\"03.S2\", \"int two()\");\n"
      "}\n";
  CHECK(stub_of(kReference, "a.cpp") == stub);
  std::string dos, dos_stub;
  for (const char c : kReference) dos += c == '\n' ? "\r\n" : std::string(1, c);
  for (const char c : stub) dos_stub += c == '\n' ? "\r\n" : std::string(1, c);
  CHECK(stub_of(dos, "a.cpp") == dos_stub);
  CHECK(stub_of("int x;\n// a RESOLUTION\nint y;", "a.cpp") == "int x;\n// a RESOLUTION\nint y;");
}

TT_CASE("cli/stub-one-task",
        "one task can be taken out alone",
        .what = "the reference without 03.1; without a task that it does not have",
        .why = "what only that task's tests may notice is checked so",
        .learn = "the other solutions keep their markers") {
  const std::string text = without_task(kReference, "03.1", "a.cpp");
  CHECK(contains(text, "  TT_TODO(\"03.1\", \"int one(int x)\");\n}\n"));
  CHECK(contains(text, "  // BEGIN SOLUTION 03.S2\n  return 2;\n  // END SOLUTION\n"));
  CHECK(without_task(kReference, "03.2", "a.cpp") == kReference);
}

TT_CASE("cli/stub-signatures",
        "the function around a place is found by its braces",
        .what = "functions, members, constructors, templates, lambdas, local types, quoted braces",
        .why = "the message says which promise is open",
        .learn = "one line, without attributes and initialisers") {
  CHECK(signature_of("namespace a {\nint f(int x,\n      int y) {\n  HERE") ==
        "int f(int x, int y)");
  CHECK(signature_of("int g() { return 1; }\n// about f\nint T::f() const {\n HERE") ==
        "int T::f() const");
  CHECK(signature_of("T::T(int x)\n    : a{x}, b_(x) {\n HERE") == "T::T(int x)");
  CHECK(signature_of("T::T(int x) : a{x} {\n HERE") == "T::T(int x)");
  CHECK(signature_of("template <class F>\nvoid f(F g) {\n for (;;) {\n HERE") ==
        "template <class F> void f(F g)");
  CHECK(signature_of("template <class T>\nstruct S : B<T> {\n bool f() {\n HERE") == "bool f()");
  CHECK(signature_of("class C : B {\n  int x;\n\n private:\n  // about f\n  int f() {\n HERE") ==
        "int f()");
  CHECK(signature_of("int f() {\n  struct L {\n    int g() {\n HERE") == "int f()");
  CHECK(signature_of("int f() {\n  run([&](int x) {\n HERE") == "int f()");
  CHECK(signature_of("const char* b = \"{\"; char c = '{'; int n = 1'000;\nint f() {\n HERE") ==
        "int f()");
  CHECK(signature_of("#define X {\n/* { */ auto r = R\"x({\")x\";\nint f() {\n HERE") == "int f()");
  CHECK(signature_of("int f([[maybe_unused]] int n, const S& s = {}) {\n HERE") ==
        "int f(int n, const S& s = {})");
  CHECK(signature_of("int x = 1;\nHERE") == "");
}

TT_CASE("cli/stub-quotes",
        "quotes and backslashes in a signature stay C++",
        .what = "a function with text as default argument",
        .why = "a stub has to compile",
        .learn = "the signature is a C++ text") {
  const std::string text =
      "int f(const char* a = \"x\\n\") {\n  // BEGIN SOLUTION 01.1\n  // END SOLUTION\n}\n";
  CHECK(contains(stub_of(text, "a.cpp"),
                 "TT_TODO(\"01.1\", \"int f(const char* a = \\\"x\\\\n\\\")\");"));
}

TT_CASE("cli/stub-damaged-markers",
        "markers that are not in pairs are refused with their line",
        .what = "not closed, not opened, nested, misspelt, with a bad task, outside of functions",
        .why = "a wrong stub would hand out the solution or break the file",
        .learn = "W0015") {
  const std::string begin = "int f() {\n  // BEGIN SOLUTION 01.1\n", end = "  // END SOLUTION\n}\n";
  CHECK(refused(begin + end) == "none");
  CHECK(refused(begin + "}\n") == "W0015:2");
  CHECK(refused("int f() {\n" + end) == "W0015:2");
  CHECK(refused(begin + "  // BEGIN SOLUTION 01.2\n" + end + end) == "W0015:3");
  CHECK(refused(begin + "  // END SOLUTION 01.1\n}\n") == "W0015:3");
  CHECK(refused("int f() {\n  // begin SOLUTION 01.1\n" + end) == "W0015:2");
  CHECK(refused("int f() {\n  // BEGIN SOLUTION 1.1\n" + end) == "W0015:2");
  CHECK(refused("int f() {\n  // BEGIN SOLUTION\n" + end) == "W0015:2");
  CHECK(refused("int f() {\n  x();  // BEGIN SOLUTION 01.1\n" + end) == "W0015:2");
  CHECK(refused("  // BEGIN SOLUTION 01.1\n  // END SOLUTION\n") == "W0015:1");
}

TT_CASE("cli/stub-unwritten",
        "what is not written yet is found with task and line",
        .what = "a stub; code that only mentions the macro",
        .why = "the editor opens there",
        .learn = "a line of code, not a comment or a text") {
  const auto all = unwritten_in(stub_of(kReference, "a.cpp"));
  REQUIRE(all.size() == 2);
  CHECK(all[0].task == "03.1");
  CHECK(all[0].line == 5);
  CHECK(all[1].task == "03.S2");
  CHECK(unwritten_in("// TT_TODO(\"03.1\", \"x\");\nint a;\n").empty());
  CHECK(unwritten_in("").empty());
}

TT_CASE("cli/stub-of-real-parts",
        "the stub of every part of the course has one line for each solution",
        .what = "all parts of all modules here",
        .why = "this is what learners are given",
        .learn = "no marker is left, and each line names a function") {
  std::size_t regions = 0;
  for (const PartFile& part : real_parts()) {
    const std::string stub = stub_of(part.text, part.name);
    const auto expected = regions_of(part.text, part.name);
    const auto open = unwritten_in(stub);
    CHECK_MESSAGE(open.size() == expected.size(), part.name);
    CHECK_FALSE(contains(stub, "END SOLUTION"));
    for (const Region& region : expected) {
      CHECK_MESSAGE(contains(region.signature, "("), part.name);
      CHECK_FALSE(contains(region.signature, "{ "));
    }
    regions += expected.size();
  }
  CHECK(regions > 200);
}

TT_CASE("cli/reset-one-task",
        "one task goes back to the stub, the rest of the file stays",
        .what = "a solved part with a line of its own; one whose surroundings are gone",
        .why = "to begin one function anew must not cost the others",
        .learn = "where a place is not certain, nothing is changed") {
  const std::string stub = stub_of(kReference, "a.cpp");
  std::string solved = "// mine\n" + without_markers(kReference);
  const auto reset = with_task_reset(solved, stub, "03.1");
  REQUIRE(reset.has_value());
  CHECK(contains(*reset, "// mine\n#include"));
  CHECK(contains(*reset, "  TT_TODO(\"03.1\", \"int one(int x)\");\n}\n"));
  CHECK(contains(*reset, "return 2;"));
  CHECK(with_task_reset(solved, stub, "03.9") == solved);
  solved.replace(solved.find("int two()"), 9, "int zwei()");
  CHECK_FALSE(with_task_reset(solved, stub, "03.S2").has_value());
  CHECK_FALSE(with_task_reset("", stub, "03.1").has_value());
}

TT_CASE("cli/reset-of-real-parts",
        "every task of every part can be put back from the solved file",
        .what = "each task reset in the reference without markers",
        .why = "the places are found by the lines around them, which must be enough",
        .learn = "the result is the reference without this one task") {
  for (const PartFile& part : real_parts()) {
    const std::string stub = stub_of(part.text, part.name), solved = without_markers(part.text);
    for (const Region& region : regions_of(part.text, part.name)) {
      const auto reset = with_task_reset(solved, stub, region.task);
      CHECK_MESSAGE(reset.has_value(), part.name << " " << region.task);
      if (reset)
        CHECK_MESSAGE(*reset == without_markers(without_task(part.text, region.task, part.name)),
                      part.name << " " << region.task);
    }
  }
}
