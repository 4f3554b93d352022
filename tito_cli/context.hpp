// What a command may ask of the world: variables, clock, places, streams.
#pragma once

#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "cli.hpp"
#include "course.hpp"
#include "term/caps.hpp"

namespace tito {

class Context {
 public:
  Context(Variables variables, Settings settings);

  const Variables& variables() const { return variables_; }
  std::string variable(std::string_view name) const {
    return std::string(value_of(variables_, name));
  }
  const Settings& settings() const { return settings_; }
  const Look& look() const { return out_; }       // of standard output
  const Look& side_look() const { return err_; }  // of standard error
  bool can_ask() const;
  /// The terminal may have another size now.
  void measure_again();

  /// RFC 3339 in UTC; TITO_NOW replaces the clock.
  std::string timestamp() const;

  /// The course folder, if one is found. Errors of `root`: Failure U0009.
  std::optional<std::filesystem::path> find_root() const;
  const std::filesystem::path& root();
  /// Read once. Errors: Failure E0111.
  const Course& course();

  std::filesystem::path build_folder();
  std::filesystem::path tree(std::string_view preset) { return build_folder() / preset; }
  std::filesystem::path state_folder() { return root() / ".tito"; }
  std::filesystem::path fetched_data_folder() const;
  int jobs() const;

  /// Relative to the working directory where that is shorter; escaped.
  std::string shown(const std::filesystem::path& path) const;

  /// To standard output, at once. Nothing under --json.
  void print(std::string_view text) const;
  /// Progress and notes, to standard error. Nothing under --quiet.
  void note(std::string_view line) const;
  /// What only --verbose shows, to standard error.
  void detail(std::string_view line) const;
  /// One line of JSON, with the time; only under --json.
  void event(Json event) const;

 private:
  Variables variables_;
  Settings settings_;
  Look out_, err_;
  std::filesystem::path root_;
  std::unique_ptr<Course> course_;
};

}  // namespace tito
