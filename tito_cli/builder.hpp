// Build trees: configured and brought up to date with CMake and Ninja.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "context.hpp"
#include "platform.hpp"
#include "runner.hpp"

namespace tito {

/// Runs CMake or Ninja with a moving bar; its lines go to `output`. Errors: Failure E0103 if it did
/// not start; Stopped.
Finish run_build(Context& context,
                 const std::string& doing,
                 Start start,
                 std::vector<std::string>& output);

class Builder {
 public:
  /// Locks the tree of this preset for as long as the builder lives.
  /// Errors: Failure D0204 if another tito keeps it, E0108 if it cannot be written.
  Builder(Context& context, std::string preset);

  /// Unless that has been done for this checkout. Errors: Failure E0103, E0104, E0106; Stopped.
  void configure();
  /// In any case: a workspace has come or gone. Errors: as configure().
  void reconfigure();
  /// Configures, then builds the targets. Errors: Failure E0103 to E0109; Stopped.
  void build(const std::vector<std::string>& targets, int jobs);
  /// The same, but code that does not compile is an answer: false, and `output` says why.
  bool try_build(const std::vector<std::string>& targets,
                 int jobs,
                 std::vector<std::string>& output);

  /// As CMake found it; "" before the tree is configured.
  std::string compiler() const;
  const std::filesystem::path& folder() const { return folder_; }
  std::filesystem::path program(const std::string& name) const { return folder_ / "bin" / name; }

 private:
  bool is_ours() const;  // configured for this checkout
  bool run(const std::string& doing,
           std::vector<std::string> command,
           std::vector<std::string>& output);
  void must_run(const std::string& doing, std::vector<std::string> command, const char* code);

  Context& context_;
  std::string preset_;
  std::filesystem::path folder_;
  std::unique_ptr<FileLock> lock_;
};

struct BuiltTree {
  std::string name{}, compiler{}, flags{};
};

/// The trees that exist in this checkout's build folder.
std::vector<BuiltTree> built_trees(Context& context);

}  // namespace tito
