// What compilers say, retold. The outputs are real; see outputs/README.md.
#include "check/diagnose_compiler.hpp"

#include "outputs.hpp"
#include "small_course.hpp"
#include "support/test.hpp"

using namespace tito;
using tito::test::contains;
using tito::test::Damaged;

namespace {

constexpr const char* kPart = "modules/03_layers/linear.cpp";
constexpr const char* kForward = "Tensor Linear::forward(const Tensor& x) {";
constexpr const char* kCompilers[] = {"gcc", "clang"};

Problem compiled(const Damaged& course, const std::string& output) {
  const Problem problem = diagnose_compiler(course.output(output), course.context()).problem;
  CHECK(problem.title.size() <= 72);
  CHECK(problem.facts.size() <= 4);
  return problem;
}

// The same is told of both compilers: code, title, facts, and the line where the text stands.
void expect_told(const Damaged& course,
                 const std::string& name,
                 const Problem& expected,
                 const std::string& text) {
  for (const char* compiler : kCompilers) {
    CAPTURE(compiler);
    const Problem told = compiled(course, compiler + ("_" + name));
    CHECK(told.code == expected.code);
    CHECK(told.title == expected.title);
    CHECK(told.facts == expected.facts);
    CHECK(told.file == kPart);
    CHECK(told.line == course.line_of("linear.cpp", text));
    CHECK_FALSE(told.fix.empty());
  }
}

}  // namespace

TT_CASE("cli/diagnose-first-error",
        "of a part that does not compile the first error is shown with its lines",
        .what = "a misspelt name in gcc and clang",
        .why = "later messages mostly follow from the first",
        .learn = "message, three lines, and what to do") {
  const Damaged course(
      "linear.cpp", "out.mutable_data()[o] = sum;", "out.mutable_data()[o] = smu;");
  for (const char* compiler : kCompilers) {
    const Problem told = compiled(course, compiler + std::string("_unknown_name"));
    CHECK(told.code == "W0001");
    CHECK(told.title == "linear.cpp does not compile");
    CHECK(contains(told.facts.at(0), "'smu'"));
    CHECK(contains(told.facts.at(1), "   14 |     }"));
    CHECK(contains(told.facts.at(2), ">   15 |     out.mutable_data()[o] = smu;"));
    CHECK(contains(told.facts.at(3), "   16 |   }"));
    CHECK(told.fix == "check the spelling; a name must be declared, or its header included");
    CHECK(told.file == kPart);
    CHECK(told.line == 15);
  }
}

TT_CASE("cli/diagnose-template",
        "an error deep in a template is told where the learner asked for it",
        .what = "a std::map with tensors as keys",
        .why = "the compiler stops in a file nobody wrote",
        .learn = "the line is the learner's, the notes are left out") {
  const Damaged course("linear.cpp",
                       "Tensor out(bias.numel());",
                       "std::map<Tensor, int> seen;\n  seen[x] = 1;\n  Tensor out(bias.numel());");
  for (const char* compiler : kCompilers) {
    const Problem told = compiled(course, compiler + std::string("_template"));
    CHECK(told.code == "W0001");
    CHECK(told.file == kPart);
    CHECK(told.line == 11);  // the test's copy lacks the include that stands before it
    CHECK(told.fix == "these types have no such operation");
  }
}

TT_CASE("cli/diagnose-advice",
        "common mistakes come with advice",
        .what = "a missing ;, a missing }, a write to what is const, a second definition",
        .why = "the words of compilers are not those of teachers",
        .learn = "a missing ; is found one line too late") {
  const Damaged course;
  for (const char* compiler : kCompilers) {
    const auto fix = [&](const char* name) {
      return compiled(course, compiler + std::string(name)).fix;
    };
    CHECK(contains(fix("_syntax"), "; "));
    CHECK(contains(fix("_missing_brace"), "count the braces"));
    CHECK(contains(fix("_const_write"), "it is const here"));
    CHECK(contains(fix("_redefined"), "keep one"));
  }
}

TT_CASE(
    "cli/diagnose-signature",
    "a signature that differs is told in the words of the contract",
    .what =
        "a parameter without const; a member without const; another result; a missing parameter",
    .why = "W0003 says what to write, not what the compiler thought",
    .learn = "promised and written stand below each other") {
  const auto promised = [](const Damaged& course, const char* declaration, const char* signature) {
    return course.promise(declaration) + " promises: " + signature;
  };
  const Damaged reference("linear.cpp", kForward, "Tensor Linear::forward(Tensor& x) {");
  expect_told(reference,
              "member_signature",
              {.code = "W0003",
               .title = "Linear::forward differs from the contract",
               .facts = {promised(reference,
                                  "forward(const Tensor& x) override",
                                  "Tensor Linear::forward(const Tensor& x)"),
                         "yours: Tensor Linear::forward(Tensor& x)"}},
              "Linear::forward(");
  const Damaged name(
      "linear.cpp", "std::string Linear::name() const {", "std::string Linear::name() {");
  expect_told(
      name,
      "member_const",
      {.code = "W0003",
       .title = "Linear::name differs from the contract",
       .facts = {promised(name, "name() const override", "std::string Linear::name() const"),
                 "yours: std::string Linear::name()"}},
      "Linear::name(");
  const Damaged result("linear.cpp", kForward, "void Linear::forward(const Tensor& x) {");
  expect_told(result,
              "member_return",
              {.code = "W0003",
               .title = "Linear::forward differs from the contract",
               .facts = {promised(result,
                                  "forward(const Tensor& x) override",
                                  "Tensor Linear::forward(const Tensor& x)"),
                         "yours: void Linear::forward(const Tensor& x)"}},
              "Linear::forward(");
  const Damaged free(
      "linear.cpp", "Tensor linear(const Tensor& x,", "float linear(const Tensor& x,");
  expect_told(
      free,
      "free_return",
      {.code = "W0003",
       .title = "linear differs from the contract",
       .facts = {promised(
                     free,
                     "[[nodiscard]]",
                     "Tensor linear(const Tensor& x, const Tensor& weight, const Tensor& bias)"),
                 "yours: float linear(const Tensor& x, const Tensor& weight, const Tensor& bias)"}},
      "float linear(");
}

TT_CASE("cli/diagnose-constructor",
        "a constructor without one of its parameters is told like any function",
        .what = "Linear(options) where Linear(options, with_bias) is promised",
        .why = "clang says only that nothing matches",
        .learn = "the contract has the missing part") {
  const Damaged course("linear.cpp",
                       "const LinearOptions& options, bool with_bias)",
                       "const LinearOptions& options)");
  expect_told(
      course,
      "constructor",
      {.code = "W0003",
       .title = "Linear::Linear differs from the contract",
       .facts = {course.promise("explicit Linear(") +
                     " promises: Linear::Linear(const LinearOptions& options, bool with_bias)",
                 "yours: Linear::Linear(const LinearOptions& options)"}},
      "Linear::Linear(");
}

TT_CASE("cli/diagnose-misspelt",
        "a member that the contract does not have is told with the nearest one",
        .what = "Linear::forword",
        .why = "one letter is the commonest mistake",
        .learn = "the name that was meant, with its line") {
  const Damaged course("linear.cpp", kForward, "Tensor Linear::forword(const Tensor& x) {");
  expect_told(course,
              "member_misspelt",
              {.code = "W0003",
               .title = "the contract has no Linear::forword, but Linear::forward",
               .facts = {course.promise("forward(const Tensor& x) override") +
                             " promises: Tensor Linear::forward(const Tensor& x)",
                         "yours: Tensor Linear::forword(const Tensor& x)"}},
              "Linear::forword(");
}

TT_CASE("cli/diagnose-include",
        "a header of a later module is not there yet",
        .what = "autograd.hpp in module 03, and a header that does not exist",
        .why = "each module stands on the ones before it",
        .learn = "W0014 names the module; a misspelt name gets the nearest") {
  const Damaged later(
      "linear.cpp", "#include \"tinytorch/layers.hpp\"", "#include \"tinytorch/autograd.hpp\"");
  expect_told(later,
              "later_include",
              {.code = "W0014",
               .title = "tinytorch/autograd.hpp arrives in module 06",
               .facts = {"module 03 must compile without tinytorch/autograd.hpp"}},
              "tinytorch/autograd.hpp");
  const Damaged absent(
      "linear.cpp", "#include \"tinytorch/layers.hpp\"", "#include \"tinytorch/leyers.hpp\"");
  expect_told(absent,
              "absent_include",
              {.code = "W0001",
               .title = "there is no header tinytorch/leyers.hpp",
               .facts = {"closest: tinytorch/layers.hpp"}},
              "tinytorch/leyers.hpp");
}

TT_CASE("cli/diagnose-unknown",
        "output that nobody understands is still a problem, and is kept",
        .what = "no lines, a line of a million characters, and control characters",
        .why = "a diagnosis must never fail, and never hide anything",
        .learn = "the whole output is behind --full") {
  const Damaged course;
  const std::string wide(1'000'000, 'x');
  const Diagnosis told = diagnose_compiler({wide + ": error: \x1b[31m" + wide}, course.context());
  CHECK(told.problem.code == "W0001");
  CHECK(told.full.at(0).find('\x1b') == std::string::npos);
  CHECK(diagnose_compiler({}, course.context()).problem.code == "W0001");
}
