#include "feedback.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <system_error>

#include <fmt/core.h>

#include "tinytorch/file.hpp"

#include "check/module_run.hpp"
#include "check/test_screen.hpp"
#include "platform.hpp"
#include "workspace/workspace.hpp"

namespace tito {

namespace fs = std::filesystem;

namespace {

using Clock = std::chrono::steady_clock;

bool is_course_file(const fs::path& path) {
  const std::string name = path.begin()->string();
  return !name.starts_with(".") && name != "build" && name != "modules";
}

// Files of an earlier copy that the course does not have any more.
void forget_removed(const fs::path& from, const fs::path& to) {
  std::vector<fs::path> gone;
  for (const auto& entry : fs::recursive_directory_iterator(to)) {
    const fs::path name = entry.path().lexically_relative(to);
    if (is_course_file(name) && !fs::exists(from / name)) gone.push_back(entry.path());
  }
  for (const fs::path& path : gone) fs::remove_all(path);
}

// What has not changed keeps its time, so that nothing is built in vain.
void copy_changed(const fs::path& from, const fs::path& to) {
  if (fs::is_directory(from)) {
    fs::create_directories(to);
  } else if (!fs::exists(to) ||
             tinytorch::read_file(from.string()) != tinytorch::read_file(to.string())) {
    fs::copy_file(from, to, fs::copy_options::overwrite_existing);
  }
}

// Everything that a course is, without what was built or written by a learner.
void copy_course(const fs::path& from, const fs::path& to) {
  fs::create_directories(to);
  forget_removed(from, to);
  for (const auto& top : fs::directory_iterator(from)) {
    if (!is_course_file(top.path().filename())) continue;
    copy_changed(top.path(), to / top.path().filename());
    if (!top.is_directory()) continue;
    for (const auto& entry : fs::recursive_directory_iterator(top.path()))
      copy_changed(entry.path(), to / entry.path().lexically_relative(from));
  }
}

// The same tool on the copy, with a state of its own.
Context inside(const Context& context, const fs::path& folder, bool quiet) {
  Variables variables = context.variables();
  variables["TITO_ROOT"] = (folder / "course").string();
  variables["TITO_BUILD_DIR"] = (folder / "build").string();
  variables["TITO_HOME"] = (folder / "home").string();
  Settings settings = context.settings();
  settings.course.clear();
  settings.quiet = quiet;
  settings.json = false;
  return Context(std::move(variables), std::move(settings));
}

std::string solution(Context& context, const Module& module, const std::string& part) {
  return tinytorch::read_file((reference_of(context, module) / part).string());
}

void write_solutions(Context& context, const Module& module) {
  create_workspace(context, module);
  for (const std::string& part : module.parts) {
    tinytorch::write_file_atomic((workspace_of(context, module) / part).string(),
                                 solution(context, module, part));
  }
}

void check(Context& context, const Module& module, bool memory_check) {
  const ModuleRun run = run_module(
      context, {.module = &module, .memory_check = memory_check, .integration = false}, {});
  if (run.passed()) return;
  const CaseResult* first = first_failure(module, run.last().report.run);
  throw Failure({.code = "E0105",
                 .title = "the reference of module " + module.id + " does not pass",
                 .facts = {first == nullptr ? "it does not compile" : first->id},
                 .next = "tito dev test --module " + module.id});
}

// A constant that no build has seen: what a compiler cache keeps is of no use.
std::string changed(const std::string& source, int save) {
  return fmt::format("{}\nnamespace {{\n[[maybe_unused]] constexpr long saved_{} = {};\n}}\n",
                     source,
                     save,
                     Clock::now().time_since_epoch().count());
}

FeedbackTimes measured(Context& context, const Module& module, bool memory_check, int saves) {
  FeedbackTimes times{.module = module.id, .memory_check = memory_check};
  for (int save = 0; save < saves; ++save) {
    const std::string& part = module.parts[static_cast<std::size_t>(save) % module.parts.size()];
    const std::string text = changed(solution(context, module, part), save);
    const auto begin = Clock::now();
    tinytorch::write_file_atomic((workspace_of(context, module) / part).string(), text);
    check(context, module, memory_check);
    times.seconds.push_back(std::chrono::duration<double>(Clock::now() - begin).count());
  }
  return times;
}

}  // namespace

double FeedbackTimes::within(double share) const {
  if (seconds.empty()) return 0;
  std::vector<double> sorted = seconds;
  std::sort(sorted.begin(), sorted.end());
  const double rank = std::ceil(share * static_cast<double>(sorted.size()));
  return sorted[static_cast<std::size_t>(std::max(1.0, rank)) - 1];
}

std::vector<FeedbackTimes> measure_feedback(Context& context,
                                            const std::vector<const Module*>& modules,
                                            int saves) {
  const fs::path folder = context.build_folder() / "feedback";
  copy_course(context.root(), folder / "course");
  Context loud = inside(context, folder, false), quiet = inside(context, folder, true);
  for (const Module* module : modules) write_solutions(loud, *module);
  std::vector<FeedbackTimes> all;
  for (const Module* module : modules) {
    context.note(fmt::format("module {}: building what a save does not change", module->id));
    check(loud, *module, true);
    for (const bool memory_check : {false, true}) {
      context.note(
          fmt::format("module {}: {} saves {}",
                      module->id,
                      saves,
                      memory_check ? "with the memory check" : "without the memory check"));
      all.push_back(measured(quiet, *module, memory_check, saves));
    }
  }
  return all;
}

}  // namespace tito
