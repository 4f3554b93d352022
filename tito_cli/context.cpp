#include "context.hpp"

#include <algorithm>
#include <chrono>
#include <ctime>
#include <system_error>
#include <thread>

#include "platform.hpp"
#include "term/width.hpp"

namespace tito {

namespace fs = std::filesystem;

namespace {

bool is_course(const fs::path& folder) {
  std::error_code ignored;
  return fs::is_regular_file(folder / "course.json", ignored) &&
         fs::is_directory(folder / "src" / "01_tensor", ignored);
}

fs::path resolved(const fs::path& path) {
  std::error_code problem;
  const fs::path result = fs::weakly_canonical(path, problem);
  return problem ? path : result;
}

std::optional<fs::path> course_above(fs::path folder) {
  for (folder = resolved(folder); !is_course(folder); folder = folder.parent_path()) {
    if (folder == folder.parent_path()) return std::nullopt;
  }
  return folder;
}

void print_to(std::FILE* stream, std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stream);
  std::fflush(stream);
}

}  // namespace

Context::Context(Variables variables, Settings settings)
    : variables_(std::move(variables)), settings_(std::move(settings)) {
  measure_again();
  settings_.no_input = settings_.no_input || variable("TITO_NO_INPUT") == "1" ||
                       variable("CI") == "true" || variable("TINYTORCH_NON_INTERACTIVE") == "1";
}

void Context::measure_again() {
  const LookFlags flags{settings_.plain, settings_.no_color, settings_.json};
  out_ = decide_look(stream_facts(stdout), variables_, flags);
  err_ = decide_look(stream_facts(stderr), variables_, flags);
}

bool Context::can_ask() const {
  return !settings_.no_input && stream_facts(stdin).terminal && stream_facts(stderr).terminal;
}

std::string Context::timestamp() const {
  if (const std::string fixed = variable("TITO_NOW"); !fixed.empty()) return escaped(fixed);
  const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", std::gmtime(&now));
  return text;
}

std::optional<fs::path> Context::find_root() const {
  if (!settings_.course.empty()) return course_above(settings_.course);
  if (const std::string given = variable("TITO_ROOT"); !given.empty()) {
    return is_course(given) ? std::optional(resolved(given)) : std::nullopt;
  }
  std::error_code problem;
  const fs::path here = fs::current_path(problem);
  return problem ? std::nullopt : course_above(here);
}

const fs::path& Context::root() {
  if (!root_.empty()) return root_;
  const auto found = find_root();
  if (!found) {
    const std::string given = settings_.course.empty() ? variable("TITO_ROOT") : settings_.course;
    const std::string where =
        given.empty() ? "the working directory or any folder above it" : escaped(given);
    throw Failure({.code = "U0009",
                   .title = "this is not inside a TinyTorch course",
                   .facts = {"looked in " + where + " for course.json and src/01_tensor"},
                   .fix = "go to the folder you cloned, or name it with -C",
                   .next = "tito -C FOLDER help"});
  }
  return root_ = *found;
}

const Course& Context::course() {
  if (!course_) course_ = std::make_unique<Course>(load_course(root() / "course.json"));
  return *course_;
}

fs::path Context::build_folder() {
  const std::string given = variable("TITO_BUILD_DIR");
  return given.empty() ? root() / "build" : fs::absolute(given);
}

fs::path Context::fetched_data_folder() const {
  if (const std::string given = variable("TITO_DATA_DIR"); !given.empty()) return given;
  if (const std::string cache = variable("XDG_CACHE_HOME"); !cache.empty())
    return fs::path(cache) / "tinytorch" / "data";
  return fs::path(variable("HOME")) / ".cache" / "tinytorch" / "data";
}

int Context::jobs() const {
  const int cores = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
  const int asked = std::atoi(variable("TITO_JOBS").c_str());
  return asked > 0 ? asked : cores;
}

std::string Context::shown(const fs::path& path) const {
  std::error_code problem;
  const fs::path near = fs::relative(path, problem);
  const std::string far = path.string();
  return escaped(problem || near.empty() || near.string().size() > far.size() ? far
                                                                              : near.string());
}

void Context::print(std::string_view text) const {
  if (!settings_.json) print_to(stdout, text);
}

void Context::note(std::string_view line) const {
  if (!settings_.quiet)
    print_to(stderr, std::string(err_.plain ? "NOTE " : "") + std::string(line) + "\n");
}

void Context::detail(std::string_view line) const {
  if (settings_.verbose) note(line);
}

void Context::event(Json event) const {
  if (!settings_.json) return;
  event["at"] = timestamp();
  print_to(stdout, event.dump() + "\n");
}

}  // namespace tito
