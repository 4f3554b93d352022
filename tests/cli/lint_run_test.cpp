// tito dev check: what the run of a stub, a task or a mutant must look like, and the command.
#include "lint/course_checks.hpp"
#include "lint/parse_cost.hpp"
#include "schema.hpp"
#include "small_course.hpp"
#include "support/test.hpp"
#include "term/style.hpp"

using namespace tito;
using namespace tito::test;

namespace {

CaseRun run_of(std::initializer_list<std::pair<const char*, CaseOutcome>> cases) {
  CaseRun run{.declared = static_cast<std::int64_t>(cases.size())};
  for (const auto& [id, outcome] : cases) run.cases.push_back({.id = id, .outcome = outcome});
  return run;
}

}  // namespace

TT_CASE("cli/lint-unwritten",
        "on a stub every case says that it is not written",
        .what = "runs in which a case passes, fails or crashes, and one of given code",
        .why = "a stub scores nothing, and its state is no fault of the learner",
        .learn = "03.0 is about what is given") {
  using enum CaseOutcome;
  CHECK(faults_of_unwritten(run_of({{"03.1/a", todo}, {"03.0/given", passed}})).empty());
  CHECK(faults_of_unwritten(run_of({{"03.1/a", todo}, {"03.1/b", passed}})) ==
        Lines{"03.1/b passes on the stub"});
  CHECK(faults_of_unwritten(run_of({{"03.1/a", todo}, {"03.1/b", wrong}, {"03.1/c", crashed}}))
            .size() == 2);
  CHECK(faults_of_unwritten(run_of({{"03.0/given", passed}})).size() == 1);
  CHECK(faults_of_reference(run_of({{"03.1/a", passed}})).empty());
  CHECK(faults_of_reference(run_of({{"03.1/a", passed}, {"03.1/b", todo}})).size() == 1);
}

TT_CASE("cli/lint-survivors",
        "a mutant that no case notices is a fault, unless it is excused",
        .what = "mutants that are caught, survive, and are excused",
        .why = "a test that cannot fail proves nothing",
        .learn = "an excuse that is not needed is a fault, too") {
  using enum CaseOutcome;
  const CaseRun green = run_of({{"03.1/a", passed}}),
                red = run_of({{"03.1/a", passed}, {"03.1/b", wrong}});
  const Mutant plain{.id = "m", .why = "the sign"}, excused{.id = "m", .survives = "equivalent"};
  CHECK(faults_of_mutant(red, plain).empty());
  CHECK(contains(faults_of_mutant(green, plain).at(0), "the sign"));
  CHECK(faults_of_mutant(green, excused).empty());
  CHECK(faults_of_mutant(red, excused).size() == 1);
  CHECK(faults_of_mutant(run_of({{"03.1/a", crashed}}), plain).empty());
}

TT_CASE("cli/lint-sample",
        "samples are spread, repeatable, and visit all in the end",
        .what = "three of ten for the seeds 0 to 3",
        .why = "a short run must not look at the same three for ever",
        .learn = "another seed begins one further") {
  CHECK(sample(10, 3, 0) == std::vector<std::size_t>{0, 3, 6});
  CHECK(sample(10, 3, 1) == std::vector<std::size_t>{1, 4, 7});
  CHECK(sample(10, 3, 3) == std::vector<std::size_t>{3, 6, 9});
  CHECK(sample(2, 3, 5) == std::vector<std::size_t>{0, 1});
  CHECK(sample(0, 3, 5).empty());
}

TT_CASE("cli/lint-probe",
        "a probe includes what must be seen and refuses what must not",
        .what = "the text for one header of each",
        .why = "module N must build with only 1 to N visible",
        .learn = "__has_include asks the compiler itself") {
  CHECK(probe_of({"tinytorch/a.hpp"}, {"tinytorch/b.hpp"}) ==
        "#include \"tinytorch/a.hpp\"\n#if __has_include(\"tinytorch/b.hpp\")\n"
        "#error \"tinytorch/b.hpp can be included\"\n#endif\n" +
            cost_line());
}

TT_CASE("cli/lint-parse-cost",
        "headers may grow by a tenth before someone has to agree",
        .what = "110 and 111 lines where 100 are expected; another compiler",
        .why = "every save of a learner pays for every line",
        .learn = "lines are counted, not seconds") {
  std::string text = "# 1 \"a.hpp\"\n\nconst char* tt_compiler = \"12.2.0\";\n";
  for (int i = 0; i < 109; ++i) text += "int x;\n";
  const Json budgets = Json::parse(R"({"12":{"03":100}})");
  bool unknown = true;
  CHECK(ParseCost::of(text).compiler == "12");
  CHECK(faults_of_cost(ParseCost::of(text), budgets, "03", unknown).empty());
  CHECK_FALSE(unknown);
  CHECK(faults_of_cost(ParseCost::of(text + "int y;\n"), budgets, "03", unknown).size() == 2);
  CHECK(faults_of_cost({.compiler = "13", .lines = 999}, budgets, "03", unknown).empty());
  CHECK(unknown);
}

TT_CASE("cli/dev-check-static",
        "dev check --static says what is wrong, as text and as JSON",
        .what = "a small course that has neither lessons nor mutants",
        .why = "programs read the same findings as people",
        .learn = "exit 1; nothing is built") {
  const SmallCourse course;
  const Ran ran = course.tito({"dev", "check", "--static", "--json"});
  CHECK(ran.code == 1);
  CHECK(wrong_in_answer("dev.check", ran.last_json()) == "");
  CHECK(ran.last_json().at("data").at("checks").size() == 0);
  CHECK(lacking(course.tito({"dev", "check", "--static"}).out,
                {"mutants (",
                 "src/01_tensor/mutants.json: the file does not exist",
                 " failed, 0 skipped"}) == "");
  CHECK(course.tito({"dev", "check", "--static", "--full"}).code == 2);
}
