#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "support/runner.hpp"

namespace tinytorch::test {
namespace {

// "01.3/broadcast-rows": a task, a slash, words. Both parts are plain ASCII.
bool is_good_id(std::string_view id) {
  const auto slash = id.find('/');
  if (slash == std::string_view::npos || slash == 0 || slash + 1 == id.size()) return false;
  const std::string_view allowed =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._";
  return id.substr(0, slash).find_first_not_of(allowed) == std::string_view::npos &&
         id.substr(slash + 1).find_first_not_of(allowed) == std::string_view::npos;
}

// "W0602": a wrong answer of some module.
bool is_mistake(std::string_view code) {
  return code.size() == 5 && code.front() == 'W' &&
         code.substr(1).find_first_not_of("0123456789") == std::string_view::npos;
}

std::string_view word(Outcome outcome) {
  switch (outcome) {
    case Outcome::passed:
      return "passed";
    case Outcome::skipped:
      return "skipped";
    case Outcome::not_written:
      return "not_written";
    case Outcome::failed:
      return "failed";
  }
  return "failed";
}

struct Counts {
  int passed = 0, failed = 0, not_written = 0, skipped = 0;
};

Counts count(const std::vector<Result>& results) {
  Counts counts;
  for (const Result& result : results) {
    const Outcome outcome = result.outcome();
    if (outcome == Outcome::passed) ++counts.passed;
    if (outcome == Outcome::skipped) ++counts.skipped;
    if (outcome == Outcome::not_written) ++counts.not_written;
    if (outcome >= Outcome::not_written) ++counts.failed;
  }
  return counts;
}

Json result_json(const Result& result) {
  Json facts = Json::array();
  for (const std::string& fact : facts_of(result)) facts.push_back(fact);
  return Json::object({{"id", result.test->id},
                       {"outcome", word(result.outcome())},
                       {"ms", result.ms},
                       {"facts", std::move(facts)}});
}

}  // namespace

std::vector<std::string> faults_of_declarations() {
  std::vector<std::string> faults;
  std::set<std::string_view> seen;
  for (const Case& test : cases()) {
    const std::string id = test.id;
    if (!is_good_id(id))
      faults.push_back("\"" + id + "\" is no id; write task/words, such as 01.3/broadcast-rows");
    if (!seen.insert(test.id).second)
      faults.push_back("the id " + id + " is used twice; rename one");
    const bool complete = *test.title != '\0' && *test.notes.what != '\0' &&
                          *test.notes.why != '\0' && *test.notes.learn != '\0';
    if (*test.notes.mistake != '\0' && !is_mistake(test.notes.mistake))
      faults.push_back(id + ": .mistake is no code such as W0602; correct it");
    if (!complete) faults.push_back(id + " lacks its title, .what, .why or .learn; write it");
  }
  return faults;
}

Json describe(const Case& test) {
  const std::string_view id = test.id;
  return Json::object({{"id", id},
                       {"task", id.substr(0, id.find('/'))},
                       {"title", test.title},
                       {"what", test.notes.what},
                       {"why", test.notes.why},
                       {"learn", test.notes.learn}});
}

Json results_json(const std::vector<Result>& results) {
  const Counts counts = count(results);
  Json list = Json::array();
  for (const Result& result : results) list.push_back(result_json(result));
  return Json::object({{"schema_version", 1},
                       {"declared", cases().size()},
                       {"selected", results.size()},
                       {"ran", counts.passed + counts.failed},
                       {"passed", counts.passed},
                       {"failed", counts.failed},
                       {"not_written", counts.not_written},
                       {"skipped", counts.skipped},
                       {"cases", std::move(list)}});
}

std::string summary(const std::vector<Result>& results) {
  const Counts counts = count(results);
  return std::to_string(counts.passed) + " passed, " + std::to_string(counts.failed) + " failed, " +
         std::to_string(counts.skipped) + " skipped";
}

std::string manifest_text() {
  std::string text = "{\"schema_version\":1,\"cases\":[";
  const char* before = "\n";
  for (const Case& test : cases()) text += std::exchange(before, ",\n") + Json(test.id).dump();
  return text + "\n]}\n";
}

std::vector<std::string> faults_of_manifest(const Json& listed) {
  std::set<std::string> here, there;
  for (const Case& test : cases()) here.insert(test.id);
  for (const Json& id : listed.at("cases").items()) there.insert(id.as_string());
  std::vector<std::string> faults;
  for (const std::string& id : there) {
    if (!here.contains(id)) faults.push_back("missing from the program: " + id);
  }
  for (const std::string& id : here) {
    if (!there.contains(id)) faults.push_back("missing from the list: " + id);
  }
  return faults;
}

}  // namespace tinytorch::test
