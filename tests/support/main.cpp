// main of every test program. Exit codes: 0 all passed, 1 something failed, 2 used wrongly or
// nothing ran.
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "tinytorch/file.hpp"

#include "support/runner.hpp"

namespace {

using namespace tinytorch;
using namespace tinytorch::test;

constexpr const char* kUsage =
    "usage: [--list] [--filter TEXT] [--results FILE] [--manifest FILE] [--write-manifest FILE]\n";

struct Options {
  bool list = false;
  std::string filter{}, results{}, manifest{}, write_manifest{};
};

std::optional<Options> parse(int count, char** arguments) {
  Options options;
  for (int i = 1; i < count; ++i) {
    const std::string_view name = arguments[i];
    if (name == "--list") {
      options.list = true;
      continue;
    }
    std::string* value = name == "--filter"           ? &options.filter
                         : name == "--results"        ? &options.results
                         : name == "--manifest"       ? &options.manifest
                         : name == "--write-manifest" ? &options.write_manifest
                                                      : nullptr;
    if (value == nullptr || i + 1 == count) return std::nullopt;
    *value = arguments[++i];
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

int run(const Options& options) {
  std::atexit(check_finished);
  if (!options.results.empty()) prepare(options.results);
  const std::vector<Result> results = run_cases(options.filter);
  g_finished = true;
  if (!options.results.empty()) {
    write_file_atomic(options.results, results_json(results).dump() + "\n");
  }
  bool all_good = true, any = false;
  for (const Result& result : results) {
    all_good = all_good && result.outcome <= Outcome::skipped;
    any = any || result.outcome != Outcome::skipped;
  }
  if (!any) std::fputs("no case ran; see --list for what there is\n", stderr);
  std::printf("%s\n", summary(results).c_str());
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
