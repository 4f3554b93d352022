// A copy of the course in which a person learns. The cases of this program share one, in order.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "small_course.hpp"
#include "support/temp.hpp"

namespace tito::test {

class Journey {
 public:
  static Journey& shared();

  const std::filesystem::path& folder() const { return folder_; }
  Ran tito(Words words) const;
  /// The data of a command's envelope under --json; the exit code must be the wanted one.
  Json asked(Words words, int wanted_code) const;

  std::filesystem::path mine(const std::string& module, const std::string& part = "") const;
  std::filesystem::path reference(const std::string& module, const std::string& part) const;
  std::vector<std::string> parts(const std::string& module) const;
  /// Writes the reference of every part over the learner's, as a person would fill in solutions.
  void solve(const std::string& module) const;
  void write(const std::filesystem::path& file, std::string_view text) const;
  std::string read(const std::filesystem::path& file) const;

 private:
  Journey();

  tinytorch::test::TempDir temp_;
  std::filesystem::path folder_;
};

/// Folders of modules, in order: "01_tensor", …
std::vector<std::string> modules_of_course();

/// `text` with the only occurrence of `find` replaced. Errors: std::runtime_error if there is not
/// exactly one.
std::string replaced(std::string text, std::string_view find, std::string_view put);

}  // namespace tito::test
