// main of every test program. Exit codes: 0 all passed, 1 something failed, 2 used wrongly or
// nothing ran.
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

#include "tinytorch/file.hpp"

#include "support/events.hpp"
#include "support/runner.hpp"

namespace {

using namespace tinytorch;
using namespace tinytorch::test;

constexpr const char* kUsage =
    "usage: [--list] [--filter TEXT] [--run all|ID,ID,...] [--from ID] [--seed S] [--events FD]\n"
    "       [--results FILE] [--manifest FILE] [--write-manifest FILE]\n";

struct Options {
  bool list = false;
  std::string filter{}, run = "all", from{}, results{}, manifest{}, write_manifest{};
  std::optional<int> events{};
  std::uint64_t seed = 7;
};

template <class T>
bool parse_number(std::string_view text, T& number) {
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
  return fault == std::errc() && end == text.data() + text.size();
}

std::string* text_option(Options& options, std::string_view name) {
  return name == "--filter"           ? &options.filter
         : name == "--run"            ? &options.run
         : name == "--from"           ? &options.from
         : name == "--results"        ? &options.results
         : name == "--manifest"       ? &options.manifest
         : name == "--write-manifest" ? &options.write_manifest
                                      : nullptr;
}

std::optional<Options> parse(int count, char** arguments) {
  Options options;
  for (int i = 1; i < count; ++i) {
    const std::string_view name = arguments[i];
    if (name == "--list") {
      options.list = true;
      continue;
    }
    if (++i == count) return std::nullopt;
    if (name == "--events") {
      if (!parse_number(arguments[i], options.events.emplace())) return std::nullopt;
    } else if (name == "--seed") {
      if (!parse_number(arguments[i], options.seed)) return std::nullopt;
    } else if (std::string* text = text_option(options, name)) {
      *text = arguments[i];
    } else {
      return std::nullopt;
    }
  }
  return options;
}

bool report_faults(const char* heading, const std::vector<std::string>& faults) {
  if (faults.empty()) return false;
  std::fprintf(stderr, "%s\n", heading);
  for (const std::string& fault : faults) std::fprintf(stderr, "  %s\n", fault.c_str());
  return true;
}

// Code under test that calls exit() must not look like success.
bool g_finished = false;
void check_finished() {
  if (g_finished) return;
  std::fputs("\nFAILED: the program was ended before all cases had run\n", stdout);
  std::fflush(stdout);
  std::_Exit(1);
}

// No old result survives a crash of this run.
void prepare(const std::filesystem::path& results) {
  if (results.has_parent_path()) std::filesystem::create_directories(results.parent_path());
  std::filesystem::remove(results);
}

// What is heard goes to the tool if there is one, else to the screen.
std::vector<Result> run_selected(const Options& options) {
  RunRequest request{.selects = selection(options.filter, options.run, options.from),
                     .on_end = print,
                     .seed = options.seed};
  if (!options.events) return run_cases(request);
  Events events(*options.events);
  request.on_start = [&](const Case& test) { events.start(test); };
  request.on_end = [&](const Result& result) { events.end(result); };
  const std::vector<Result> results = run_cases(request);
  events.bye(results.size());
  return results;
}

int run(const Options& options) {
  std::atexit(check_finished);
  if (!options.results.empty()) prepare(options.results);
  const std::vector<Result> results = run_selected(options);
  g_finished = true;
  if (!options.results.empty()) {
    write_file_atomic(options.results, results_json(results).dump() + "\n");
  }
  bool all_good = true, any = false;
  for (const Result& result : results) {
    all_good = all_good && result.outcome() <= Outcome::skipped;
    any = any || result.outcome() != Outcome::skipped;
  }
  if (!any) std::fputs("no case ran; see --list for what there is\n", stderr);
  if (!options.events) std::printf("%s\n", summary(results).c_str());
  return !all_good ? 1 : any ? 0 : 2;
}

int act(const Options& options) {
  if (report_faults("the cases of this program are declared wrongly:", faults_of_declarations()))
    return 2;
  if (options.list) {
    for (const Case& test : cases()) std::printf("%s\n", describe(test).dump().c_str());
    return 0;
  }
  if (!options.write_manifest.empty()) {
    write_file_atomic(options.write_manifest, manifest_text());
    return 0;
  }
  if (!options.manifest.empty() &&
      report_faults("the cases differ from the list (--write-manifest renews it):",
                    faults_of_manifest(Json::parse(read_file(options.manifest))))) {
    std::printf("0 passed, 1 failed, 0 skipped\n");
    return 1;
  }
  return run(options);
}

}  // namespace

int main(int count, char** arguments) {
  const std::optional<Options> options = parse(count, arguments);
  if (!options) {
    std::fputs(kUsage, stderr);
    return 2;
  }
  try {
    return act(*options);
  } catch (const std::exception& error) {
    g_finished = true;
    std::fprintf(stderr, "%s\n", error.what());
    return 2;
  }
}
