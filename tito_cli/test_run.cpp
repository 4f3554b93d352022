#include "test_run.hpp"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <regex>
#include <system_error>

#include <fmt/core.h>

#include "tinytorch/error.hpp"
#include "tinytorch/file.hpp"

#include "progress.hpp"
#include "runner.hpp"
#include "term/width.hpp"

namespace tito {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kMostOutput = 30;
constexpr std::int64_t kLargestResult = 64 << 20;

std::string kind_of(const Json& test) {
  if (!test["properties"].is_array()) return "";
  for (const Json& property : test["properties"].items()) {
    if (property.get_or("name", std::string()) != "LABELS") continue;
    for (const Json& label : property["value"].items()) {
      for (const TestKind& kind : test_kinds()) {
        if (std::regex_match(label.as_string(), std::regex(kind.labels))) return kind.name;
      }
    }
  }
  return "";
}

std::regex expression(const std::string& text) {
  try {
    return std::regex(text);
  } catch (const std::regex_error& error) {
    throw Failure({.code = "U0006",
                   .title = "--filter cannot be \"" + escaped(text) + "\"",
                   .facts = {std::string("it is no regular expression: ") + error.what(),
                             "example: --filter 'check_0[1-3]'"},
                   .next = "tito dev test --list"});
  }
}

std::optional<Json> result_in(const fs::path& file) {
  std::error_code problem;
  if (!fs::is_regular_file(file, problem)) return std::nullopt;
  try {
    return Json::parse(tinytorch::read_file(file.string(), kLargestResult));
  } catch (const tinytorch::Error&) {
    return std::nullopt;
  }
}

void fault(ProgramResult& result, std::vector<std::string> facts) {
  ++result.failed;
  result.failures.push_back({result.program.name, result.program.name, std::move(facts)});
}

std::vector<std::string> facts_of(const Json& one) {
  std::vector<std::string> facts;
  if (one["facts"].is_array()) {
    for (const Json& fact : one["facts"].items())
      facts.push_back(fact.is_string() ? fact.as_string() : fact.dump());
  }
  if (const std::string reason = one.get_or("reason", std::string()); !reason.empty())
    facts.push_back(reason);
  return facts;
}

void add_cases(ProgramResult& result, const Json& file) {
  if (!file["cases"].is_array()) return;
  for (const Json& one : file["cases"].items()) {
    const std::string outcome = one.get_or("outcome", std::string());
    const std::string id = one.get_or("id", std::string());
    const std::vector<std::string> facts = facts_of(one);
    if (outcome == "failed" || outcome == "not_written")
      result.failures.push_back({result.program.name, id, facts});
    if (outcome == "skipped")
      result.skips.push_back({result.program.name, id, facts.empty() ? "" : facts.front()});
  }
}

// "12/40 Test #3: check_03 ....   Passed    0.12 sec": the name, or "".
std::string name_in(const std::string& line, int& done, int& total) {
  const std::size_t hash = line.find(" #");
  if (std::sscanf(line.c_str(), " %d/%d Test", &done, &total) != 2 || hash == std::string::npos)
    return "";
  const std::size_t begin = line.find(": ", hash);
  return begin == std::string::npos ? ""
                                    : line.substr(begin + 2, line.find(' ', begin + 2) - begin - 2);
}

}  // namespace

const std::vector<TestKind>& test_kinds() {
  static const std::vector<TestKind> all{
      {"unit", "unit", "cases of every module on the reference, and of core"},
      {"inline", "inline", "the runnable code of the lessons"},
      {"integration",
       "integration|compile_fail|regressions",
       "modules together, golden runs, installation, include order"},
      {"course", "course", "the course itself: stubs, tasks, mutants, rules for its files"},
      {"cli", "cli", "this tool, from outside"},
      {"milestone", "milestone", "milestones and what must make them fail"},
      {"user-journey",
       "user-journey",
       "a person goes through the whole course, and some who cheat"}};
  return all;
}

std::map<std::string, CtestLine> ctest_lines(const std::vector<std::string>& output) {
  std::map<std::string, CtestLine> lines;
  CtestLine* current = nullptr;
  for (const std::string& line : output) {
    int done = 0, total = 0;
    const std::string name = name_in(line, done, total);
    if (!name.empty()) {
      current = &lines[name];
      current->passed = line.find("   Passed ") != std::string::npos;
      const std::size_t sec = line.rfind(" sec");
      if (sec != std::string::npos)
        current->seconds = std::atof(line.c_str() + line.rfind(' ', sec - 1));
    } else if (line.find("    Start ") == 0) {
      continue;  // another program, in parallel
    } else if (line.find("% tests passed") != std::string::npos) {
      current = nullptr;
    } else if (current != nullptr && !line.empty()) {
      current->output.push_back(escaped(line));
      if (current->output.size() > kMostOutput) current->output.erase(current->output.begin());
    }
  }
  return lines;
}

ProgramResult program_result(const TestProgram& program,
                             const std::optional<Json>& file,
                             const CtestLine& line) {
  ProgramResult result{.program = program, .seconds = line.seconds};
  if (!file) {
    std::vector<std::string> facts{"it left no result"};
    facts.insert(facts.end(), line.output.begin(), line.output.end());
    fault(result, std::move(facts));
    return result;
  }
  const auto count = [&](const char* key) { return file->get_or(key, std::int64_t{0}); };
  result.passed = count("passed");
  result.failed = count("failed");
  result.skipped = count("skipped");
  add_cases(result, *file);
  const std::int64_t declared = count("declared"),
                     told = result.passed + result.failed + result.skipped;
  if (told != declared) fault(result, {fmt::format("{} of {} declared cases ran", told, declared)});
  if (result.passed + result.failed == 0) fault(result, {"no case ran"});
  if (!line.passed && result.failed == 0) {
    std::vector<std::string> facts{"it ended badly though no case failed"};
    facts.insert(facts.end(), line.output.begin(), line.output.end());
    fault(result, std::move(facts));
  }
  return result;
}

std::vector<TestProgram> test_programs(const Builder& builder, const TestRequest& request) {
  const std::regex wanted = expression(request.programs);
  const auto listing =
      output_of({"ctest", "--test-dir", builder.folder().string(), "--show-only=json-v1"}, 60);
  if (!listing) {
    throw Failure(
        {.code = "E0104", .title = "ctest cannot list the tests", .next = "tito system health"});
  }
  std::vector<TestProgram> programs;
  const Json json = Json::parse(*listing);
  for (const Json& test : json.at("tests").items()) {
    const TestProgram program{test.get_or("name", std::string()), kind_of(test)};
    const bool kind_wanted =
        std::find(request.kinds.begin(), request.kinds.end(), program.kind) != request.kinds.end();
    if (kind_wanted && std::regex_search(program.name, wanted)) programs.push_back(program);
  }
  return programs;
}

std::vector<ProgramResult> run_programs(Context& context,
                                        const Builder& builder,
                                        const TestRequest& request,
                                        const std::vector<TestProgram>& programs) {
  const fs::path results = builder.folder() / "results";
  std::string names;
  std::error_code ignored;
  for (const TestProgram& program : programs) {
    names += (names.empty() ? "^(" : "|") + program.name;
    fs::remove(results / (program.name + ".json"), ignored);
  }
  std::vector<std::string> command{"ctest",
                                   "--test-dir",
                                   builder.folder().string(),
                                   "--output-on-failure",
                                   "-j",
                                   std::to_string(request.jobs),
                                   "-R",
                                   names + ")$"};
  if (!request.junit.empty()) command.insert(command.end(), {"--output-junit", request.junit});

  Phase phase(context, fmt::format("running {} test programs", programs.size()));
  std::vector<std::string> output;
  Hooks hooks;
  hooks.line = [&](Channel, std::string_view line) {
    output.emplace_back(line);
    int done = 0, total = 0;
    if (!name_in(output.back(), done, total).empty()) phase.reached(done, total);
  };
  hooks.tick = [&] { phase.tick(); };
  hooks.stopping = [&] { context.note("stopping ... (again to stop at once)"); };
  const Finish finish = run_child({.command = command, .variables = {{"TT_THOROUGH", "1"}}}, hooks);
  phase.finish();
  if (finish.stopped) throw Stopped();
  if (!finish.not_started.empty()) {
    throw Failure({.code = "E0103",
                   .title = "ctest did not start",
                   .facts = {finish.not_started},
                   .next = "tito system health"});
  }

  const auto lines = ctest_lines(output);
  std::vector<ProgramResult> all;
  for (const TestProgram& program : programs) {
    const auto found = lines.find(program.name);
    all.push_back(program_result(program,
                                 result_in(results / (program.name + ".json")),
                                 found == lines.end() ? CtestLine{} : found->second));
  }
  return all;
}

}  // namespace tito
