// Child processes: every program that tito starts, starts here.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tito {

enum class Channel { out, err, event };

/// The descriptor on which a child may write events.
constexpr int kEventsDescriptor = 3;

/// What a child may use, for code that is not trusted; 0: no limit.
struct Limits {
  std::int64_t memory_bytes = 0;  // address space
  std::int64_t stack_bytes = 0;
  std::int64_t processes = 0;  // and threads
  bool core_dump = true;
};

/// "" if this machine can hold a child to that many processes, else why it cannot.
std::string cannot_limit_processes();

struct Start {
  std::vector<std::string> command{};
  std::filesystem::path folder{};  // empty: ours
  std::vector<std::pair<std::string, std::string>> variables{};
  bool events = false;     // open kEventsDescriptor
  std::string greeting{};  // what the child can read from kEventsDescriptor first
  double limit_s = 0;      // 0: none
  double wrap_up_s = 0;  // after the user's first Ctrl-C the child gets SIGINT and may take so long
  Limits limits{};
};

/// Called between start and end of the child; any of them may be empty.
struct Hooks {
  std::function<void(Channel, std::string_view line)> line{};
  std::function<void(std::int64_t process)> started{};
  std::function<void()> tick{};    // about twenty times a second
  std::function<bool()> enough{};  // true: the child is ended at once
  std::function<void()> stopping{};
};

struct Finish {
  std::string not_started{};  // the reason; empty if it ran
  int exit_code = -1;         // meaningless if `signal` is set
  int signal = 0;
  bool timed_out = false;
  bool stopped = false;  // by the user, or cancelled
  bool cut_off = false;  // by `enough`
  double seconds = 0;
  std::int64_t peak_bytes = 0;  // resident, 0 if unknown

  bool ok() const {
    return not_started.empty() && signal == 0 && exit_code == 0 && !timed_out && !stopped;
  }
};

/// Runs the child in its own process group, standard input closed, and hands over its lines. At the
/// time limit or when the user stops, the group gets SIGTERM and two seconds later SIGKILL, unless
/// it may wrap up. Nothing of the group survives the call.
Finish run_child(const Start& start, const Hooks& hooks);

/// Standard output of a short command, without the last line break; nothing if it failed or took
/// over `limit_s`.
std::optional<std::string> output_of(std::vector<std::string> command, double limit_s = 10);

}  // namespace tito
