// --json: one object on one line, of the shape that the schema files state.
#include "schema.hpp"
#include "small_course.hpp"
#include "support/test.hpp"

using namespace tito::test;

namespace {

// Fails unless the whole output is one line that the schema accepts.
std::string wrong(const SmallCourse& course, std::string_view schema, Words words) {
  words.push_back("--json");
  const Ran ran = course.tito(words);
  if (lines_of(ran.out).size() != 1) return "not one line:\n" + ran.all();
  return wrong_in_answer(schema, ran.last_json());
}

}  // namespace

TT_CASE("cli/json-of-reading-commands",
        "commands that only read answer as their schema says",
        .what = "the JSON of welcome, info, health, list, info, graph, explain",
        .why = "programs rely on fields and types",
        .learn = "an unknown field is a change of the schema") {
  const SmallCourse course;
  CHECK(wrong(course, "tito", {}) == "");
  CHECK(wrong(course, "help", {"help", "demo"}) == "");
  CHECK(wrong(course, "system.info", {"system", "info"}) == "");
  CHECK(wrong(course, "system.health", {"system", "health"}) == "");
  CHECK(wrong(course, "milestone.list", {"milestone", "list"}) == "");
  CHECK(wrong(course, "milestone.info", {"milestone", "info", "mlp"}) == "");
  CHECK(wrong(course, "dev.graph", {"dev", "graph"}) == "");
  CHECK(wrong(course, "explain", {"explain", "U1"}) == "");
  CHECK(wrong(course, "explain.list", {"explain", "--list"}) == "");
}

TT_CASE("cli/json-of-dev-commands",
        "commands that build and run answer as their schema says",
        .what = "the JSON of dev test, list, build, bench, export",
        .why = "CI reads them",
        .learn = "progress never mixes into standard output") {
  const SmallCourse course;
  CHECK(wrong(course, "dev.test", {"dev", "test"}) == "");
  CHECK(wrong(course, "dev.test.list", {"dev", "test", "--list"}) == "");
  CHECK(wrong(course, "dev.build", {"dev", "build"}) == "");
  CHECK(wrong(course, "dev.bench", {"dev", "bench"}) == "");
  CHECK(wrong(course, "dev.export", {"dev", "export"}) == "");
}

TT_CASE("cli/json-of-mistakes",
        "mistakes print the envelope too",
        .what = "the JSON of an unknown command, an unknown milestone and a missing course",
        .why = "a program must be able to tell them apart",
        .learn = "code, outcome and exit code stand in the data") {
  const SmallCourse course;
  for (const Words& words : {Words{"--json", "demmo"},
                             Words{"milestone", "info", "x", "--json"},
                             Words{"demo", "--seed", "x", "--json"}}) {
    const Ran ran = course.tito(words);
    CHECK(ran.code == 2);
    CHECK(mismatches(schema("envelope"), ran.last_json()).empty());
    CHECK_FALSE(ran.last_json().at("ok").as_bool());
    CHECK(ran.last_json().at("exit_code").as_int64() == 2);
    CHECK(ran.last_json().at("problems").at(0).at("outcome").as_string() == "usage");
  }
  CHECK(run_tito({"milestone", "list", "--json"}, "/")
            .last_json()
            .at("problems")
            .at(0)
            .at("code")
            .as_string() == "TT-U0009");
}

TT_CASE("cli/json-lines-of-runs",
        "long commands print events, then the envelope as the result",
        .what = "the JSON lines of demo and milestone run",
        .why = "a program wants to draw while it runs",
        .learn = "every line is an object with event; each event has a time") {
  const SmallCourse course;
  for (const auto& [name, words] :
       {std::pair{"demo", Words{"demo", "--json"}},
        std::pair{"milestone.run",
                  Words{"milestone", "run", "03", "--part", "2", "--reference", "--json"}}}) {
    const Ran ran = course.tito(words);
    CHECK(ran.code == 0);
    const auto lines = lines_of(ran.out);
    REQUIRE(lines.size() > 10);
    for (std::size_t i = 0; i + 1 < lines.size(); ++i) {
      const Json event = Json::parse(lines[i]);
      CHECK(event.at("event").is_string());
      CHECK(event.at("at").is_string());
    }
    CHECK(ran.last_json().at("event").as_string() == "result");
    CHECK(wrong_in_answer(name, ran.last_json()) == "");
  }
}

TT_CASE("cli/json-without-numbers",
        "values that are no numbers are text in JSON",
        .what = "a milestone whose accuracy is NaN",
        .why = "JSON has no NaN; null would hide what happened",
        .learn = "the gate fails and the value says nan") {
  const Ran ran =
      SmallCourse().tito({"milestone", "run", "03", "--part", "2", "--reference", "--json"},
                         {{"STAND_IN_DOES", "measures nan"}});
  CHECK(ran.code == 1);
  const Json gate = ran.last_json().at("data").at("parts").at(0).at("gates").at(0);
  CHECK(gate.at("value").as_string() == "nan");
  CHECK_FALSE(gate.at("passed").as_bool());
}

TT_CASE("cli/json-times",
        "TITO_NOW replaces the clock in what is printed",
        .what = "started_at under TITO_NOW",
        .why = "tests and reports need a fixed time",
        .learn = "time limits never use it") {
  const Ran ran =
      SmallCourse().tito({"milestone", "list", "--json"}, {{"TITO_NOW", "2026-01-05T10:00:00Z"}});
  CHECK(ran.last_json().at("started_at").as_string() == "2026-01-05T10:00:00Z");
}

TT_CASE("cli/schema-notices",
        "the schema comparison notices what is missing, wrong and unknown",
        .what = "mismatches of deliberately wrong values",
        .why = "a checker that accepts everything would prove nothing",
        .learn = "test the test") {
  const Json wanted = Json::parse(R"({"a":"string","b?":"integer","c":[{"d":"number?"}]})");
  const auto faults = [&](const char* text) {
    return mismatches(wanted, Json::parse(text)).size();
  };
  CHECK(faults(R"({"a":"x","c":[{"d":1.5},{"d":null}]})") == 0);
  CHECK(faults(R"({"c":[]})") == 1);
  CHECK(faults(R"({"a":1,"b":"x","c":{}})") == 3);
  CHECK(faults(R"({"a":"x","c":[{"d":"y","e":1}]})") == 2);
}
