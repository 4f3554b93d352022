// For the tests of module 08: a child process that is killed at any moment. POSIX only.
#pragma once

#if __has_include(<unistd.h>)
#define TT_CAN_FORK 1
#include <csignal>
#include <cstdint>

#include <sys/wait.h>
#include <unistd.h>

#include "support/test.hpp"

namespace tinytorch::test {

/// Runs `work` in a child process for `microseconds`, then kills it.
template <class F>
void run_and_kill(F&& work, std::int64_t microseconds) {
  const pid_t child = fork();
  if (child == 0) {
    work();
    _exit(0);
  }
  REQUIRE(child > 0);
  usleep(static_cast<useconds_t>(microseconds));
  kill(child, SIGKILL);
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
}

}  // namespace tinytorch::test
#endif
