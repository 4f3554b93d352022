#include "check/cases.hpp"

#include <algorithm>
#include <chrono>
#include <random>
#include <system_error>

#include <fmt/core.h>

#include "tinytorch/error.hpp"
#include "tinytorch/file.hpp"

#include "check/case_watch.hpp"
#include "platform.hpp"
#include "runner.hpp"
#include "term/width.hpp"

namespace tito {

namespace fs = std::filesystem;

namespace {

constexpr int kMostRestarts = 25;
constexpr double kListSeconds = 10;
constexpr std::int64_t kMemory = std::int64_t{2} << 30, kStack = 8 << 20, kProcesses = 64;

// A folder of its own for each run: whatever the code writes is gone afterwards.
class Scratch {
 public:
  Scratch() {
    std::random_device random;
    path_ = fs::temp_directory_path() / fmt::format("tito-run-{}-{:08x}", process_id(), random());
    fs::create_directories(path_);
  }
  ~Scratch() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  const fs::path& path() const { return path_; }

 private:
  fs::path path_{};
};

std::string drawn_nonce() {
  std::random_device random;
  std::string text;
  for (int i = 0; i < 4; ++i) text += fmt::format("{:08x}", random());
  return text;
}

Limits limits_for(const CaseRequest& request) {
  return {.memory_bytes = request.sanitized ? 0 : kMemory,
          .stack_bytes = kStack,
          .processes = kProcesses,
          .core_dump = false};
}

std::vector<std::string> listed_in(const fs::path& manifest) {
  std::vector<std::string> ids;
  try {
    const Json json = Json::parse(tinytorch::read_file(manifest.string()));
    for (const Json& id : json.at("cases").items()) ids.push_back(id.as_string());
  } catch (const tinytorch::Error& error) {
    throw Failure({.code = "D0209",
                   .title = "the list of test cases cannot be read",
                   .facts = {manifest.string() + ": " + escaped(error.facts())},
                   .next = "git restore " + manifest.string()});
  }
  return ids;
}

CaseResult described(const Json& line) {
  return {.id = line.get_or("id", std::string()),
          .task = line.get_or("task", std::string()),
          .title = line.get_or("title", std::string()),
          .what = line.get_or("what", std::string()),
          .why = line.get_or("why", std::string()),
          .learn = line.get_or("learn", std::string())};
}

// What --list of the program says. A program that ends during its list leaves it cut short.
std::vector<CaseResult> listed_by(const CaseRequest& request,
                                  const fs::path& folder,
                                  Finish& finish) {
  std::vector<CaseResult> all;
  std::size_t bytes = 0;
  Hooks hooks;
  hooks.line = [&](Channel channel, std::string_view line) {
    bytes += line.size();
    if (channel != Channel::out) return;
    try {
      CaseResult one = described(Json::parse(line));
      if (!one.title.empty()) all.push_back(std::move(one));
    } catch (const tinytorch::Error&) {  // something that the code under test printed
    }
  };
  hooks.enough = [&] { return bytes > CaseWatch::kMostOutput; };
  finish = run_child({.command = {request.program.string(), "--list"},
                      .folder = folder,
                      .limit_s = kListSeconds,
                      .limits = limits_for(request)},
                     hooks);
  if (finish.stopped) throw Stopped();
  if (!finish.not_started.empty()) {
    throw Failure({.code = "E0105",
                   .title = "the check program did not start",
                   .facts = {escaped(finish.not_started)},
                   .next = "tito system health"});
  }
  return all;
}

// Program and manifest must name the same cases before anything runs. A list that is cut short is a
// program that was ended by the code under test.
std::vector<CaseResult> cases_of(const CaseRequest& request,
                                 const fs::path& folder,
                                 const std::vector<std::string>& manifest) {
  Finish finish;
  std::vector<CaseResult> all = listed_by(request, folder, finish);
  const bool as_declared =
      std::equal(all.begin(),
                 all.end(),
                 manifest.begin(),
                 manifest.end(),
                 [](const CaseResult& one, const std::string& id) { return one.id == id; });
  if (as_declared && finish.ok()) return all;
  const bool cut_short = all.size() < manifest.size() || !finish.ok();
  if (!cut_short) {
    const auto [here, there] =
        std::mismatch(all.begin(),
                      all.end(),
                      manifest.begin(),
                      manifest.end(),
                      [](const auto& one, const auto& id) { return one.id == id; });
    throw Failure(
        {.code = "D0209",
         .title = "the check program and its list of cases disagree",
         .facts = {fmt::format(
                       "{} cases in the program, {} in the list", all.size(), manifest.size()),
                   "first difference: " + here->id + " in the program, " +
                       (there == manifest.end() ? "nothing" : *there) + " in the list"},
         .fix = "the tests were edited: restore them, or renew the list",
         .next = "tito dev export"});
  }
  // Every case counts as crashed: none could even be named.
  all.clear();
  CaseResult crashed = CaseWatch::crash_of(finish, {});
  for (const std::string& id : manifest) {
    crashed.id = id;
    crashed.task = id.substr(0, id.find('/'));
    all.push_back(crashed);
  }
  return all;
}

// Runs the cases from `from` on, until all ended or one took the program down with it.
void run_from(const CaseRequest& request,
              const fs::path& folder,
              CaseWatch& watch,
              double seconds_left) {
  const std::string nonce = drawn_nonce();
  watch.begin(nonce);
  Hooks hooks;
  hooks.line = [&](Channel channel, std::string_view line) { watch.line(channel, line); };
  hooks.enough = [&] { return watch.enough(); };
  const Finish finish = run_child({.command = {request.program.string(),
                                               "--events",
                                               std::to_string(kEventsDescriptor),
                                               "--run",
                                               watch.ids(),
                                               "--seed",
                                               std::to_string(request.seed)},
                                   .folder = folder,
                                   .events = true,
                                   .greeting = nonce + "\n",
                                   .limit_s = seconds_left,
                                   .limits = limits_for(request)},
                                  hooks);
  if (finish.stopped) throw Stopped();
  watch.end(finish);
}

}  // namespace

bool is_good(const CaseResult& one) {
  return one.outcome == CaseOutcome::passed || one.outcome == CaseOutcome::skipped;
}

std::int64_t CaseRun::count(CaseOutcome outcome) const {
  return std::count_if(
      cases.begin(), cases.end(), [&](const CaseResult& one) { return one.outcome == outcome; });
}

std::int64_t CaseRun::ran() const {
  return static_cast<std::int64_t>(cases.size()) - count(CaseOutcome::not_run);
}

bool CaseRun::passed() const {
  return !cases.empty() && declared == static_cast<std::int64_t>(cases.size()) &&
         count(CaseOutcome::passed) + count(CaseOutcome::skipped) == declared &&
         count(CaseOutcome::passed) > 0;
}

CaseRun run_cases(const CaseRequest& request) {
  const auto begin = std::chrono::steady_clock::now();
  const auto seconds = [&] {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  };
  const Scratch scratch;
  const std::vector<std::string> manifest = listed_in(request.manifest);
  std::vector<CaseResult> cases = cases_of(request, scratch.path(), manifest);
  if (request.selects)
    std::erase_if(cases, [&](const CaseResult& one) { return !request.selects(one.id); });
  if (cases.empty()) {
    throw Failure({.code = "U0005",
                   .title = "no test case is selected",
                   .facts = {fmt::format("the module has {}", manifest.size())},
                   .fix = "name a task, such as 03.2, or a pattern of case ids, such as 03.2/*"});
  }

  CaseRun run{.cases = std::move(cases), .aside = cannot_limit_processes()};
  run.declared = static_cast<std::int64_t>(run.cases.size());
  CaseWatch watch(run.cases, request);
  for (int starts = 0; watch.more() && starts <= kMostRestarts; ++starts) {
    run_from(request, scratch.path(), watch, std::max(0.1, request.run_s - seconds()));
    if (seconds() > request.run_s) break;
  }
  run.seconds = seconds();
  return run;
}

const char* word_of(CaseOutcome outcome) {
  constexpr const char* kWords[] = {"not_run", "passed", "skipped", "todo", "wrong", "crash"};
  return kWords[static_cast<int>(outcome)];
}

}  // namespace tito
