#include "builder.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <sstream>
#include <system_error>

#include <fmt/core.h>

#include "tinytorch/file.hpp"

#include "cancel.hpp"
#include "progress.hpp"
#include "runner.hpp"
#include "term/width.hpp"

namespace tito {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kTail = 20;

Failure not_writable(const Context& context, const fs::path& folder, const std::string& reason) {
  return Failure({.code = "E0108",
                  .title = "the build folder cannot be written",
                  .facts = {context.shown(folder) + ": " + reason},
                  .fix = "make it writable, or let TITO_BUILD_DIR name a folder that is",
                  .next = "tito system health"});
}

std::string cached(const fs::path& tree, const std::string& key) {
  std::ifstream in(tree / "CMakeCache.txt");
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with(key + ":")) return line.substr(line.find('=') + 1);
  }
  return "";
}

bool mentions(const std::string& line, std::initializer_list<const char*> words) {
  return std::any_of(words.begin(), words.end(), [&](const char* word) {
    return line.find(word) != std::string::npos;
  });
}

// What the output of a failed build says about its cause.
Problem problem_from(const Lines& output, const char* code) {
  for (const std::string& line : output) {
    if (mentions(line, {"No space left on device", "Disk quota exceeded"})) {
      return {.code = "E0106",
              .title = "the disk is full",
              .facts = {escaped(line)},
              .next = "tito system health"};
    }
    if (mentions(line,
                 {"Killed signal terminated",
                  "internal compiler error",
                  "out of memory",
                  "bad_alloc"})) {
      return {
          .code = "E0109",
          .title = "the compiler was ended before it was done",
          .facts = {escaped(line)},
          .fix = "this is mostly a lack of memory: build with fewer jobs by setting TITO_JOBS=1",
          .next = "tito system info"};
    }
  }
  Problem problem{.code = code, .title = "it did not build"};
  if (problem.code == "E0104") problem.title = "the build could not be configured";
  for (const std::string& line : output) {
    if (problem.facts.size() < 2 &&
        mentions(line, {"error:", "Error", "ninja: error", "undefined reference"})) {
      problem.facts.push_back(escaped(line));
    }
  }
  problem.fix = "this is not your code: repair what the output names, or report it";
  problem.next = "tito system health";
  return problem;
}

// ccache fails, and every compile with it, where it cannot make its folder.
bool compiler_cache_usable(const Context& context) {
  if (!context.variable("CCACHE_DIR").empty()) return true;
  std::error_code problem;
  fs::create_directories(fs::path(context.variable("HOME")) / ".cache", problem);
  return !problem;
}

// `-O3 -g …` of the first compile command that the tree recorded.
std::string flags_in(const fs::path& tree) {
  std::ifstream in(tree / "compile_commands.json");
  for (std::string line; std::getline(in, line);) {
    if (line.find("\"command\"") == std::string::npos) continue;
    std::string flags;
    std::istringstream words(line);
    for (std::string word; words >> word;) {
      const bool shown = word.size() > 2 && word[0] == '-' &&
                         std::string_view("Ogfmws").find(word[1]) != std::string_view::npos;
      if (shown && word.find('"') == std::string::npos) flags += (flags.empty() ? "" : " ") + word;
    }
    return flags;
  }
  return "";
}

}  // namespace

Builder::Builder(Context& context, std::string preset)
    : context_(context), preset_(std::move(preset)), folder_(context.tree(preset_)) {
  std::error_code problem;
  fs::create_directories(folder_, problem);
  if (problem) throw not_writable(context_, folder_, problem.message());
  const auto waiting = [&](const std::string& holder) {
    context_.note("waiting for " + escaped(holder));
  };
  try {
    const std::chrono::seconds patience(context_.settings().no_wait ? 0 : 30);
    lock_ = FileLock::wait(folder_ / ".tito-lock", "a build of tito", patience, waiting);
  } catch (const std::system_error& error) {
    throw not_writable(context_, folder_, error.code().message());
  }
  if (lock_) return;
  if (stop_wanted()) throw Stopped();
  throw Failure({.code = "D0204",
                 .title = "another tito is building in " + context_.shown(folder_),
                 .fix = "wait until it is done, then try again"});
}

std::string Builder::compiler() const {
  return escaped(cached(folder_, "CMAKE_CXX_COMPILER"));
}

void Builder::configure() {
  std::error_code ignored;
  if (!is_ours() || !fs::exists(folder_ / "build.ninja", ignored)) reconfigure();
}

bool Builder::is_ours() const {
  std::error_code ignored;
  const std::string home = cached(folder_, "CMAKE_HOME_DIRECTORY");
  return !home.empty() && fs::equivalent(home, context_.root(), ignored);
}

void Builder::reconfigure() {
  std::error_code ignored;
  if (fs::exists(folder_ / "CMakeCache.txt", ignored) && !is_ours()) {
    context_.note("the build tree " + context_.shown(folder_) +
                  " belongs to another checkout: built anew");
    for (const auto& entry : fs::directory_iterator(folder_, ignored)) {
      if (entry.path().filename() != ".tito-lock") fs::remove_all(entry.path(), ignored);
    }
  }
  must_run("configuring " + preset_,
           {"cmake", "-S", context_.root().string(), "--preset", preset_, "-B", folder_.string()},
           "E0104");
}

namespace {

std::vector<std::string> build_command(const fs::path& folder,
                                       const std::vector<std::string>& targets,
                                       int jobs) {
  std::vector<std::string> command{
      "cmake", "--build", folder.string(), "-j", std::to_string(jobs), "--target"};
  command.insert(command.end(), targets.begin(), targets.end());
  return command;
}

}  // namespace

void Builder::build(const std::vector<std::string>& targets, int jobs) {
  configure();
  const std::string what =
      targets.size() == 1 ? targets.front() : fmt::format("{} programs", targets.size());
  must_run(fmt::format("building {} ({})", what, preset_),
           build_command(folder_, targets, jobs),
           "E0105");
}

bool Builder::try_build(const std::vector<std::string>& targets,
                        int jobs,
                        std::vector<std::string>& output) {
  configure();
  return run(fmt::format("compiling ({})", preset_), build_command(folder_, targets, jobs), output);
}

Finish run_build(Context& context, const std::string& doing, Start start, Lines& output) {
  std::string shown;
  for (const std::string& word : start.command) shown += (shown.empty() ? "" : " ") + word;
  context.detail(escaped(shown));
  Phase phase(context, doing);
  Hooks hooks;
  hooks.line = [&](Channel, std::string_view line) {
    output.emplace_back(line);
    int done = 0, total = 0;
    if (std::sscanf(output.back().c_str(), "[%d/%d]", &done, &total) == 2)
      phase.reached(done, total);
  };
  hooks.tick = [&] { phase.tick(); };
  hooks.stopping = [&] { context.note("stopping ... (again to stop at once)"); };
  start.variables = {{"NINJA_STATUS", "[%f/%t] "}, {"CLICOLOR_FORCE", "0"}, {"LC_ALL", "C"}};
  if (!compiler_cache_usable(context)) start.variables.emplace_back("CCACHE_DISABLE", "1");
  const Finish finish = run_child(start, hooks);
  phase.finish();
  if (finish.stopped) throw Stopped();
  if (!finish.not_started.empty()) {
    throw Failure({.code = "E0103",
                   .title = start.command.front() + " did not start",
                   .facts = {finish.not_started},
                   .next = "tito system health"});
  }
  return finish;
}

bool Builder::run(const std::string& doing, std::vector<std::string> command, Lines& output) {
  // Presets are looked for in the working directory.
  return run_build(
             context_, doing, {.command = std::move(command), .folder = context_.root()}, output)
      .ok();
}

void Builder::must_run(const std::string& doing,
                       std::vector<std::string> command,
                       const char* code) {
  Lines output;
  if (run(doing, std::move(command), output)) return;

  const fs::path log = folder_ / "tito-build.log";
  tinytorch::write_file_atomic(log.string(), joined(output));
  for (std::size_t i = output.size() > kTail ? output.size() - kTail : 0; i < output.size(); ++i) {
    context_.note(escaped(output[i]));
  }
  Problem problem = problem_from(output, code);
  problem.title = doing + ": " + problem.title;
  problem.facts.push_back("whole output: " + context_.shown(log));
  throw Failure(problem);
}

std::vector<BuiltTree> built_trees(Context& context) {
  std::vector<BuiltTree> trees;
  for (const char* name : {"tito", "check", "fast", "asan", "tsan", "dev"}) {
    const fs::path folder = context.tree(name);
    const std::string compiler = cached(folder, "CMAKE_CXX_COMPILER");
    if (!compiler.empty()) trees.push_back({name, escaped(compiler), escaped(flags_in(folder))});
  }
  return trees;
}

}  // namespace tito
