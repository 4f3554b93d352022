// Holding a child process to its limits, on POSIX systems. For runner_posix.cpp.
#pragma once

#include <cstdint>
#include <string>

#include "runner.hpp"

namespace tito {

/// Where user limits do not bind (root), a control group of the kernel counts processes instead.
class ProcessGroupLimit {
 public:
  explicit ProcessGroupLimit(std::int64_t processes);
  ~ProcessGroupLimit();
  ProcessGroupLimit(const ProcessGroupLimit&) = delete;
  ProcessGroupLimit& operator=(const ProcessGroupLimit&) = delete;

  bool works() const { return !folder_.empty(); }
  /// In the child, before it becomes the program. Calls nothing that allocates.
  void enter() const noexcept;

 private:
  std::string folder_{}, members_{};
};

/// In the child, before it becomes the program. Calls nothing that allocates.
void apply(const Limits& limits, std::int64_t processes_now) noexcept;

/// How many processes and threads this user runs already.
std::int64_t processes_of_user();

/// Root is not bound by the limit on processes per user.
bool limits_bind();

}  // namespace tito
