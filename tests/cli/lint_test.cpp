// tito dev check: each static rule finds what it is for and nothing in a sound course; what a run
// of a stub, a task or a mutant must look like.
#include "lint/lint.hpp"

#include "lint/course_checks.hpp"
#include "schema.hpp"
#include "small_course.hpp"
#include "support/test.hpp"

using namespace tito;
using namespace tito::test;

namespace {

constexpr const char* kPart = "src/03_layers/linear.cpp";
constexpr const char* kHeader = "src/03_layers/tinytorch/layers.hpp";
constexpr const char* kTests = "src/03_layers/tests/linear_test.cpp";
constexpr const char* kMutants = "src/03_layers/mutants.json";

std::string one_case(const std::string& id) {
  return "\nTT_CASE(\"" + id + "\",\n        \"title\",\n        .what = \"w\",\n" +
         "        .why = \"y\",\n        .learn = \"l\") {\n  expect_error(301, [] { twice(-1); "
         "});\n}\n";
}

std::string mutants() {
  std::string list;
  for (int i = 0; i < 15; ++i) {
    list +=
        std::string(i == 0 ? "" : ",") + R"({"id":"m)" + std::to_string(i) +
        R"(","task":"03.1","file":"linear.cpp","find":"amount + amount","put":"amount","why":"y"})";
  }
  return R"({"schema_version":1,"mutants":[)" + list + "]}";
}

// A course of one module in which every rule holds.
SourceTree sound() {
  SourceTree tree;
  tree.course.modules = {{.id = "03",
                          .slug = "layers",
                          .headers = {"tinytorch/layers.hpp"},
                          .parts = {"linear.cpp"},
                          .tasks = {{.id = "03.1", .file = "linear.cpp", .points = 5}},
                          .points = 5}};
  const std::string folder = "src/03_layers/";
  tree.files[kPart] =
      "#include \"tinytorch/layers.hpp\"\n\nint twice(int amount) {\n"
      "  TT_CHECK(amount >= 0, ErrorKind::value, 301, \"twice\");\n"
      "  // BEGIN SOLUTION 03.1\n  return amount + amount + 0 * amount;\n  // END SOLUTION\n}\n";
  tree.files[kHeader] =
      "#include <vector>\n\n/// A thing.\n/// Errors: none.\n/// Cost: none.\nclass Thing {\n};\n";
  tree.files[kTests] = one_case("03.1/hand") + one_case("03.1/edge") + one_case("03.1/error");
  tree.files[folder + "tests/tests.json"] =
      "{\"cases\":[\n\"03.1/hand\",\n\"03.1/edge\",\n\"03.1/error\"]}\n";
  tree.files[kMutants] = mutants();
  tree.files[folder + "hints.json"] = R"({"hints":{"03.1":["read","think","add it twice"]}})";
  tree.files[folder + "demo.cpp"] = "";
  tree.files[folder + "ABOUT.md"] = "# Module 03\n";
  for (const char* section : {"What it is for",
                              "The contract",
                              "Concepts",
                              "Tasks",
                              "Systems questions",
                              "Common errors",
                              "How PyTorch does it",
                              "Check yourself",
                              "Further reading"})
    tree.files[folder + "ABOUT.md"] += std::string("\n## ") + section + "\n";
  tree.files["docs/errors.md"] = "### TT-L0301 no amount\n";
  tree.files["README.md"] = "[codes](docs/errors.md), `tito dev graph`\n";
  tree.files["datasets/digits/LICENSE"] = "";
  tree.files["datasets/digits/SOURCE.md"] = "";
  return tree;
}

// The texts of what a rule finds, one after the other.
std::string said(const Findings& findings) {
  std::string text;
  for (const Finding& finding : findings) text += finding.where + ": " + finding.what + "\n";
  return text;
}

// `file` with `old` replaced, which it must contain.
SourceTree with(const std::string& file, const std::string& old, const std::string& text) {
  SourceTree tree = sound();
  std::string& content = tree.files.at(file);
  REQUIRE(contains(content, old));
  content.replace(content.find(old), old.size(), text);
  return tree;
}

}  // namespace

TT_CASE("cli/lint-sound",
        "no rule finds anything in a sound course",
        .what = "all rules on a course of one module",
        .why = "a rule that always complains is switched off",
        .learn = "every other case breaks one thing of this course") {
  CHECK(static_rules().size() == 17);
  for (const Rule& rule : static_rules()) CHECK(said(rule.look(sound())) == "");
}

TT_CASE("cli/lint-manifest",
        "course.json must be in order and fit the files",
        .what = "a file, a task and points that do not fit, a need that comes later",
        .why = "everything else is built from it",
        .learn = "ids ascend, needs are smaller, points add up") {
  SourceTree tree = sound();
  Module& module = tree.course.modules[0];
  module.parts.emplace_back("absent.cpp");
  module.tasks.push_back({.id = "03.2", .file = "linear.cpp", .points = 2});
  module.needs = {"04"};
  const std::string found = said(manifest_faults(tree));
  CHECK(lacking(found,
                {"absent.cpp does not exist",
                 "no part has a solution of 03.2",
                 "03 have 7 points, the module says 5",
                 "03 needs 04"}) == "");
}

TT_CASE("cli/lint-markers",
        "markers must be in pairs and name tasks",
        .what = "an end that is missing, a task that does not exist",
        .why = "stubs are made from them",
        .learn = "the place is named") {
  CHECK(contains(said(marker_faults(with(kPart, "// END SOLUTION", "//"))), "linear.cpp:5: "));
  CHECK(contains(said(marker_faults(with(kPart, "SOLUTION 03.1", "SOLUTION 03.7"))),
                 "03.7 is no task of the module"));
}

TT_CASE("cli/lint-headers",
        "contracts stay light, documented and in order",
        .what = "a heavy header, a class without comment, labels in the wrong order",
        .why = "learners pay for headers at every save, and read them as a book",
        .learn = "Errors before Cost") {
  CHECK(said(header_faults(with(kHeader, "<vector>", "<regex>"))) ==
        std::string(kHeader) + ":1: <regex> is not light\n");
  CHECK(contains(said(contract_faults(
                     with(kHeader, "/// A thing.\n/// Errors: none.\n/// Cost: none.\n", "\n"))),
                 "no doc comment"));
  CHECK(contains(said(contract_faults(
                     with(kHeader, "/// Errors: none.\n/// Cost", "/// Cost: none.\n/// Errors"))),
                 "Errors: stands after Cost:"));
}

TT_CASE("cli/lint-includes",
        "a module sees only what it needs",
        .what = "a part that includes a header of nobody",
        .why = "a later module would come in by the back door",
        .learn = "core, its own, and those of its needs") {
  CHECK(said(include_faults(with(kPart, "layers.hpp", "optimizers.hpp"))) ==
        std::string(kPart) + ":1: tinytorch/optimizers.hpp is of no module it needs\n");
}

TT_CASE("cli/lint-sizes",
        "files and functions have limits, and nothing is left for later",
        .what = "301 lines, a function of 62 lines, a note in the reference",
        .why = "what does not fit a screen is not read",
        .learn = "300 lines, 60 for a function") {
  std::string lines;
  for (int i = 0; i < 60; ++i) lines += "  call();\n";
  SourceTree tree = sound();
  tree.files["core/long.cpp"] = "void f() {\n" + lines + "}\n" + std::string(239, '\n');
  CHECK(said(size_faults(tree)) ==
        "core/long.cpp: 301 lines, 300 are allowed\n"
        "core/long.cpp:1: a function of 62 lines, 60 are allowed\n");
  CHECK(contains(said(todo_faults(with(kPart, "#include", "// TODO later\n#include"))),
                 "linear.cpp:1"));
}

TT_CASE("cli/lint-cases",
        "cases are listed, told and enough",
        .what = "a case that is not listed, one without a note, a task with two",
        .why = "a case that disappears must be noticed, and one must teach",
        .learn = "by hand, at an edge, with an error") {
  SourceTree tree = sound();
  tree.files[kTests] = one_case("03.1/hand") + one_case("03.1/other");
  CHECK(lacking(said(case_list_faults(tree)),
                {"03.1/other is not listed", "03.1/edge is listed but not written"}) == "");
  CHECK(contains(said(case_count_faults(tree)), "03.1 has fewer than 3 cases"));
  CHECK(
      contains(said(case_note_faults(with(kTests, ".why = \"y\",", ""))), "03.1/hand has no .why"));
}

TT_CASE(
    "cli/lint-mutants",
    "mutants fit their parts, cover every task and are not excused lightly",
    .what = "a text that is gone, a task without mutant, a fault that is none, one excused of 15",
    .why = "a mutant that does not apply tests nothing",
    .learn = "its text occurs exactly once") {
  CHECK(contains(said(mutant_faults(with(kPart, "amount + amount", "2 * amount"))),
                 "occurs 0 times"));
  CHECK(contains(
      said(mutant_faults(with(kMutants, "\"put\":\"amount\"", "\"put\":\"amount + amount\""))),
      "m0: nothing is changed"));
  CHECK(contains(
      said(mutant_faults(with(kMutants, "\"why\":\"y\"", "\"why\":\"y\",\"survives\":\"s\""))),
      "1 of 15 are excused"));
  SourceTree tree = sound();
  tree.course.modules[0].tasks.push_back({.id = "03.2", .file = "linear.cpp"});
  CHECK(contains(said(mutant_faults(tree)), "03.2 has no mutant"));
  tree.files.erase(kMutants);
  CHECK(contains(said(mutant_faults(tree)), "does not exist"));
}

TT_CASE(
    "cli/lint-documents",
    "hints, codes and lessons are complete",
    .what = "a hint with the solution, two hints, a code without page or test, a missing section",
    .why = "a reader must not be sent to nothing",
    .learn = "hints end before the line that solves it") {
  const std::string hints = "src/03_layers/hints.json";
  CHECK(contains(said(hint_faults(with(hints, "read", "return amount + amount + 0*amount;"))),
                 "gives a line"));
  CHECK(contains(said(hint_faults(with(hints, "\"read\",", ""))), "does not have 3 hints"));
  CHECK(
      contains(said(code_faults(with("docs/errors.md", "0301", "0302"))), "TT-L0301 has no page"));
  SourceTree tree = sound();
  tree.files[kTests].clear();
  CHECK(contains(said(code_faults(tree)), "TT-L0301 is provoked by no test"));
  CHECK(contains(said(lesson_faults(with("src/03_layers/ABOUT.md", "## Tasks", "### Tasks"))),
                 "\"Tasks\""));
}

TT_CASE(
    "cli/lint-links",
    "links, data sets and commands in documents exist",
    .what = "a dead link, an absolute path, a set without source, a wrong command, a wrong flag",
    .why = "documents grow old in silence",
    .learn = "what can be checked is checked") {
  CHECK(contains(said(link_faults(with("README.md", "errors.md", "absent.md"))),
                 "README.md:1: docs/absent.md leads"));
  CHECK(contains(said(link_faults(with("README.md", "tito dev", "/home/me/tito dev"))),
                 "absolute path"));
  SourceTree tree = sound();
  tree.files.erase("datasets/digits/SOURCE.md");
  CHECK(contains(said(licence_faults(tree)), "no SOURCE.md"));
  CHECK(contains(said(command_faults(with("README.md", "dev graph", "dev fly"))),
                 "no command tito dev fly"));
  CHECK(contains(said(command_faults(with("README.md", "graph`", "graph --red`"))),
                 "has no flag --red"));
}
