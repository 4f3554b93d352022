// The course as a checkout of git: its newest version, and how to get there.
#pragma once

#include <string>
#include <vector>

#include "context.hpp"

namespace tito {

class Checkout {
 public:
  /// Errors: Failure E0107 if git or a remote is missing, or the course is no checkout.
  explicit Checkout(Context& context);

  /// Asks the remote for its versions. Errors: Failure N0501 offline, N0502 unreachable; Stopped.
  void fetch();
  /// The highest tag vX.Y.Z, as X.Y.Z; "" if there is none.
  std::string latest() const;
  /// Tracked files that differ from the last commit.
  std::vector<std::string> changed_files() const;
  /// Whether `version` only adds commits to what is checked out.
  bool is_ahead(const std::string& version) const;
  /// Lines that the changelog gains, and files that change below a folder.
  std::vector<std::string> news(const std::string& version) const;
  std::vector<std::string> files_changed(const std::string& version,
                                         const std::string& folder) const;

  /// The commit that is checked out, or was before go_to().
  const std::string& before() const { return before_; }

  /// Moves the branch, or a detached head, to the version. Errors: Failure E0107; then nothing
  /// has changed.
  void go_to(const std::string& version);
  /// Back to before().
  void go_back();

 private:
  std::vector<std::string> lines(const std::vector<std::string>& words) const;
  void must(const std::vector<std::string>& words);

  Context& context_;
  std::string remote_, before_;
};

/// Whether a is a higher version than b; both X.Y.Z.
bool is_newer(const std::string& a, const std::string& b);

}  // namespace tito
