// The programs that building takes: compiler, CMake, Ninja and those that only help.
#pragma once

#include <string>
#include <vector>

#include "term/caps.hpp"

namespace tito {

struct Tool {
  std::string command{};  // "" if not found
  std::string version{};  // "12.2.0", as far as it could be read
  std::string line{};     // first line it printed about itself
};

Tool find_tool(const std::string& command);
/// CXX, else the first of c++, g++, clang++ that answers.
Tool find_compiler(const Variables& variables);

/// Whether the version is at least `major.minor`.
bool at_least(const std::string& version, int major, int minor);

/// Whether the compiler accepts this source as C++20.
bool compiles(const Tool& compiler, const std::string& source);

}  // namespace tito
