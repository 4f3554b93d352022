#include "journey.hpp"

#include <fstream>
#include <iterator>
#include <stdexcept>

#include "tinytorch/file.hpp"

namespace tito::test {

namespace fs = std::filesystem;

namespace {

// What a checkout holds; no build tree, no state.
constexpr const char* kCourse[] = {"bench",
                                   "cmake",
                                   "core",
                                   "course.json",
                                   "datasets",
                                   "docs",
                                   "include",
                                   "milestones",
                                   "src",
                                   "tests",
                                   "tito_cli",
                                   "CMakeLists.txt",
                                   "CMakePresets.json",
                                   "tito",
                                   "README.md",
                                   "LICENSE"};

constexpr double kPatience = 1200;  // seconds: the first command that builds a tree takes long

const Json& course_json() {
  static const Json course =
      Json::parse(tinytorch::read_file(std::string(TITO_COURSE) + "/course.json"));
  return course;
}

}  // namespace

Journey& Journey::shared() {
  static Journey journey;
  return journey;
}

Journey::Journey() : folder_(temp_.path() / "mein Kurs für später") {
  fs::create_directories(folder_);
  for (const char* name : kCourse)
    fs::copy(fs::path(TITO_COURSE) / name, folder_ / name, fs::copy_options::recursive);
}

Ran Journey::tito(Words words) const {
  return run_tito(words,
                  folder_,
                  {{"TITO_ROOT", folder_.string()},
                   {"HOME", "/dev/null/home"},
                   {"TITO_OFFLINE", "1"},
                   {"LC_ALL", "C.UTF-8"},
                   {"TITO_NO_INPUT", "1"}},
                  {},
                  kPatience);
}

Json Journey::asked(Words words, int wanted_code) const {
  words.push_back("--json");
  const Ran ran = tito(words);
  if (ran.code != wanted_code) {
    throw std::runtime_error("tito " + words[0] + " " + words[1] + " ended with " +
                             std::to_string(ran.code) + ", wanted " + std::to_string(wanted_code) +
                             ":\n" + ran.all());
  }
  return ran.last_json();
}

fs::path Journey::mine(const std::string& module, const std::string& part) const {
  return part.empty() ? folder_ / "modules" / module : folder_ / "modules" / module / part;
}

fs::path Journey::reference(const std::string& module, const std::string& part) const {
  return folder_ / "src" / module / part;
}

std::vector<std::string> Journey::parts(const std::string& module) const {
  std::vector<std::string> parts;
  for (const Json& one : course_json().at("modules").items()) {
    if (one.at("id").as_string() + "_" + one.at("slug").as_string() != module) continue;
    for (const Json& part : one.at("parts").items()) parts.push_back(part.at("file").as_string());
  }
  return parts;
}

void Journey::solve(const std::string& module) const {
  for (const std::string& part : parts(module))
    write(mine(module, part), read(reference(module, part)));
}

void Journey::write(const fs::path& file, std::string_view text) const {
  std::ofstream(file, std::ios::binary) << text;
}

std::string Journey::read(const fs::path& file) const {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<std::string> modules_of_course() {
  std::vector<std::string> names;
  for (const Json& one : course_json().at("modules").items())
    names.push_back(one.at("id").as_string() + "_" + one.at("slug").as_string());
  return names;
}

std::string replaced(std::string text, std::string_view find, std::string_view put) {
  const auto at = text.find(find);
  if (at == std::string::npos || text.find(find, at + 1) != std::string::npos)
    throw std::runtime_error("this must stand in the part exactly once: " + std::string(find));
  return text.replace(at, find.size(), put);
}

}  // namespace tito::test
