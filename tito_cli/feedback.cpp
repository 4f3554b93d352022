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

// Everything that a course is, without what was built or written by a learner.
void copy_course(const fs::path& from, const fs::path& to) {
  fs::create_directories(to);
  for (const auto& entry : fs::directory_iterator(from)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with(".") || name == "build" || name == "modules") continue;
    fs::copy(
        entry.path(), to / name, fs::copy_options::recursive | fs::copy_options::update_existing);
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
  const CaseResult* first = first_failure(run.last().report.run);
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
