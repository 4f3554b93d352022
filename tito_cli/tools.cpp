#include "tools.hpp"

#include <cctype>
#include <cstdio>
#include <filesystem>

#include "tinytorch/file.hpp"

#include "runner.hpp"
#include "term/width.hpp"

namespace tito {

namespace {

// The first run of digits and dots that contains a dot.
std::string version_in(const std::string& text) {
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = i;
    while (end < text.size() &&
           (std::isdigit(static_cast<unsigned char>(text[end])) != 0 || text[end] == '.'))
      ++end;
    const std::string run = text.substr(i, end - i);
    if (run.find('.') != std::string::npos && std::isdigit(static_cast<unsigned char>(run[0])) != 0)
      return run;
    i = end + 1;
  }
  return "";
}

}  // namespace

Tool find_tool(const std::string& command) {
  const auto text = output_of({command, "--version"});
  if (!text) return {};
  const std::string line = escaped(text->substr(0, text->find('\n')));
  return {command, version_in(line), line};
}

Tool find_compiler(const Variables& variables) {
  for (const std::string& name : {std::string(value_of(variables, "CXX")),
                                  std::string("c++"),
                                  std::string("g++"),
                                  std::string("clang++")}) {
    if (name.empty()) continue;
    if (const Tool tool = find_tool(name); !tool.command.empty()) return tool;
  }
  return {};
}

bool at_least(const std::string& version, int major, int minor) {
  int have_major = 0, have_minor = 0;
  if (std::sscanf(version.c_str(), "%d.%d", &have_major, &have_minor) < 1) return false;
  return have_major > major || (have_major == major && have_minor >= minor);
}

bool compiles(const Tool& compiler, const std::string& source) {
  if (compiler.command.empty()) return false;
  std::error_code problem;
  const auto file = std::filesystem::temp_directory_path(problem) / "tito_probe.cpp";
  if (problem) return false;
  try {
    tinytorch::write_file_atomic(file.string(), source);
  } catch (const std::exception&) {
    return false;
  }
  const bool good =
      output_of({compiler.command, "-std=c++20", "-fsyntax-only", file.string()}, 60).has_value();
  std::filesystem::remove(file, problem);
  return good;
}

}  // namespace tito
