// What differs between operating systems: terminal, signals, locks. Child processes: runner.hpp.
#pragma once

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "term/caps.hpp"

namespace tito {

StreamFacts stream_facts(std::FILE* stream);
std::int64_t process_id();
Variables environment_variables();

/// Both work on `stream` only while it is a terminal. `restore_terminal` may be called from a
/// signal handler.
void hide_cursor(std::FILE* stream);
void restore_terminal() noexcept;

/// Ctrl-C and SIGTERM are remembered (a second one ends the process at once); a closed pipe ends it
/// quietly.
void install_signal_handlers();
/// 0, or the exit code that the signal asks for: 130 or 143.
int stop_exit_code() noexcept;
/// The process group that a second signal kills; 0: none.
void set_child_group(std::int64_t group) noexcept;

/// Held until destroyed or until the process ends in any way.
class FileLock {
 public:
  virtual ~FileLock() = default;

  /// Waits up to `limit`. Calls `waiting` once with the holder's own words when it takes longer
  /// than 0.3 s. Null if the limit passed or the user stopped. Others read `holder` and our process
  /// id while we hold the lock. Errors: std::system_error if the file cannot be opened.
  static std::unique_ptr<FileLock> wait(const std::filesystem::path& path,
                                        const std::string& holder,
                                        std::chrono::milliseconds limit,
                                        const std::function<void(const std::string&)>& waiting);
};

}  // namespace tito
