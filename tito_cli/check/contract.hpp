// What headers promise and what the learner's parts define, read as text: enough to say which line
// of the contract a message of the linker is about.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace tito {

struct Function {
  std::string name{};       // "Linear::forward"
  std::string signature{};  // "Tensor Linear::forward(const Tensor& x)", as it is to be defined
  std::filesystem::path file{};
  int line = 0;

  std::string place() const;  // "tinytorch/layers.hpp:31", "linear.cpp:34"
};

/// Functions that a header, or the headers below a folder, declare and leave to a .cpp.
std::vector<Function> promises_below(const std::filesystem::path& folder);
/// Functions that the .cpp files below a folder define.
std::vector<Function> definitions_below(const std::filesystem::path& folder);

/// The promise that a name such as `tinytorch::Linear::forward(tinytorch::Tensor const&)` is about;
/// among several of one name that whose parameters fit best. nullptr if there is none.
const Function* find_promise(const std::vector<Function>& promises, const std::string& symbol);

}  // namespace tito
