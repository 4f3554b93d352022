// What differs between operating systems: terminal, signals, locks. Child processes: runner.hpp.
#pragma once

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "term/caps.hpp"

namespace tito {

StreamFacts stream_facts(std::FILE* stream);
std::int64_t process_id();
Variables environment_variables();

/// They work only on terminals. `restore_terminal` undoes them all; a signal handler may call it.
void hide_cursor(std::FILE* stream);
void show_cursor() noexcept;
/// Standard input hands over each key at once and shows none; Ctrl-C keeps its meaning.
void read_single_keys();
void restore_terminal() noexcept;

/// Ctrl-C and SIGTERM are remembered (a second one ends the process at once); a closed pipe ends it
/// quietly; a crash restores the terminal first.
void install_signal_handlers();
/// 0, or the exit code that the signal asks for: 130 or 143.
int stop_exit_code() noexcept;
/// The process group that a second signal kills; 0: none.
void set_child_group(std::int64_t group) noexcept;

/// Runs a program that takes over the terminal, such as an editor, and waits for its end; Ctrl-C is
/// its own meanwhile. Its exit code; -1 if it did not start or did not end by itself.
int run_in_terminal(const std::vector<std::string>& command);

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
