// What linkers say, retold. The outputs are real; see outputs/README.md.
#include "check/diagnose_linker.hpp"

#include "outputs.hpp"
#include "small_course.hpp"
#include "support/test.hpp"

using namespace tito;
using tito::test::Damaged;

namespace {

constexpr const char* kForward = "Tensor Linear::forward(const Tensor& x) {";
constexpr const char* kLinkers[] = {"mold", "lld", "gold", "bfd"};

Problem linked(const Damaged& course, const std::string& output) {
  return diagnose_linker(course.output(output), course.context()).problem;
}

void expect_linked(const Damaged& course, const std::string& name, const Problem& expected) {
  for (const char* linker : kLinkers) {
    CAPTURE(linker);
    const Problem told = linked(course, linker + ("_" + name));
    CHECK(told.code == expected.code);
    CHECK(told.title == expected.title);
    CHECK(told.facts == expected.facts);
    CHECK(told.next == "tito module test 03 --full");
  }
}

}  // namespace

TT_CASE("cli/diagnose-missing",
        "a promised function that nobody defines is told with the promise",
        .what = "a member and one of two overloads, in four linkers",
        .why = "an undefined symbol means nothing to a beginner",
        .learn = "the header's line, the folder, the nearest name") {
  const std::string forward = "Tensor Linear::forward(const Tensor& x)";
  const Damaged member("linear.cpp", kForward, "static Tensor forword(const Tensor& x) {");
  expect_linked(
      member,
      "missing_member",
      {.code = "W0002",
       .title = "Linear::forward is promised, but not defined",
       .facts = {member.promise("forward(const Tensor& x) override") + " promises: " + forward,
                 "no part of modules/03_layers defines it",
                 "closest: forword at linear.cpp:33"}});
  const Damaged overload("linear.cpp",
                         "Tensor scale(const Tensor& x, const Tensor& by)",
                         "static Tensor other(const Tensor& x, const Tensor& by)");
  expect_linked(overload,
                "missing_overload",
                {.code = "W0002",
                 .title = "scale is promised, but not defined",
                 .facts = {overload.promise("scale(const Tensor& x, const Tensor& by)") +
                               " promises: Tensor scale(const Tensor& x, const Tensor& by)",
                           "no part of modules/03_layers defines it"}});
}

TT_CASE("cli/diagnose-other-arguments",
        "the same name with other arguments is told as such",
        .what = "linear with a bias that is not const",
        .why = "to C++ that is another function",
        .learn = "const and & belong to the signature") {
  const Damaged course("linear.cpp", "const Tensor& bias) {", "Tensor* bias) {");
  const std::vector<std::string> output{
      "mold: error: undefined symbol: tinytorch::linear(tinytorch::Tensor const&, "
      "tinytorch::Tensor const&, tinytorch::Tensor const&)"};
  const Problem told = diagnose_linker(output, course.context()).problem;
  CHECK(told.facts.at(2) ==
        "linear.cpp:8 has other arguments: Tensor linear(const Tensor& x, const Tensor& weight, "
        "Tensor* bias)");
}

TT_CASE(
    "cli/diagnose-later-symbol",
    "a function of a later module is told with its module",
    .what =
        "backward, declared by hand and called in module 03, and a function that nobody promises",
    .why = "it cannot be there yet",
    .learn = "later modules are not linked") {
  const Damaged course;
  expect_linked(
      course,
      "later_symbol",
      {.code = "W0002",
       .title = "backward arrives in module 06",
       .facts = {
           "tinytorch/autograd.hpp:8 promises: void backward(const Tensor& x, bool keep_graph)"}});
  expect_linked(course,
                "unknown_symbol",
                {.code = "W0002",
                 .title = "norm_of(Tensor const&) is not defined",
                 .facts = {"no header of the course promises it, and no part defines it"}});
}

TT_CASE("cli/diagnose-mangled",
        "names that the linker leaves encoded are decoded",
        .what = "an undefined symbol of ld64, and one of a linker without a decoder",
        .why = "not every linker translates",
        .learn = "_ZN9tinytorch6Linear4nameEv is Linear::name()") {
  const Damaged course;
  const auto title = [&](const std::string& line) {
    return diagnose_linker({line}, course.context()).problem.title;
  };
  CHECK(title("ld: error: undefined symbol: _ZN9tinytorch5scaleERKNS_6TensorEf") ==
        "scale is promised, but not defined");
  CHECK(title("  \"tinytorch::scale(tinytorch::Tensor const&, float)\", referenced from:") ==
        "scale is promised, but not defined");
}

TT_CASE("cli/diagnose-twice",
        "what is defined twice is told with both places",
        .what = "one function in two parts, and a main in a part, in four linkers",
        .why = "copies between parts are common",
        .learn = "helpers of one file belong into an unnamed namespace") {
  const std::string copied =
      "Layer::~Layer() = default;\n\nTensor scale(const Tensor& x, float) {\n  return x;\n}";
  const Damaged twice("layer.cpp", "Layer::~Layer() = default;", copied);
  expect_linked(twice,
                "defined_twice",
                {.code = "W0004",
                 .title = "scale is defined twice",
                 .facts = {"layer.cpp:7: Tensor scale(const Tensor& x, float)",
                           "linear.cpp:20: Tensor scale(const Tensor& x, float by)"}});
  const Damaged own("layer.cpp", "namespace tinytorch {", "int main() {}\n\nnamespace tinytorch {");
  expect_linked(own,
                "own_main",
                {.code = "W0004",
                 .title = "your code has a main of its own",
                 .facts = {"layer.cpp:3: int main()", "the check program brings its own main"}});
}

TT_CASE("cli/diagnose-unknown-link",
        "linker output that nobody understands is still a problem",
        .what = "no lines, a symbol of a million characters, a missing file",
        .why = "a diagnosis must never fail",
        .learn = "a title keeps to 72 characters; the first line is told as it is") {
  const Damaged course;
  const std::string wide(1'000'000, 'x');
  CHECK(diagnose_linker({}, course.context()).problem.code == "W0002");
  CHECK(diagnose_linker({"undefined symbol: " + wide}, course.context()).problem.title.size() ==
        72);
  const Problem other = diagnose_linker({"ld: cannot find x.o: No such file or directory",
                                         "collect2: error: ld returned 1 exit status"},
                                        course.context())
                            .problem;
  CHECK(other.facts == std::vector<std::string>{"ld: cannot find x.o: No such file or directory"});
}
