// The POSIX side of runner.hpp.
#include <fcntl.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <optional>

#include "cancel.hpp"
#include "limits_posix.hpp"
#include "platform.hpp"
#include "runner.hpp"

namespace tito {

namespace {

using Clock = std::chrono::steady_clock;
using Seconds = std::chrono::duration<double>;

constexpr int kTickMs = 50;
constexpr Seconds kGrace{2};  // between SIGTERM and SIGKILL
// How long output may stay away once the child has ended, and how long it may come from whoever the
// child has left behind.
constexpr Seconds kDrain{0.2}, kLongestDrain{5};
constexpr std::size_t kLongestLine = 1 << 20;  // a longer line is handed over in pieces

#ifdef MSG_NOSIGNAL
constexpr int kNoSignal = MSG_NOSIGNAL;
#else
constexpr int kNoSignal = 0;  // the socket has SO_NOSIGPIPE
#endif

class Pipe {
 public:
  explicit Pipe(bool both_ways = false) {
    const int problem =
        both_ways ? socketpair(AF_UNIX, SOCK_STREAM, 0, ends_.data()) : pipe(ends_.data());
    if (problem != 0) ends_ = {-1, -1};
    for (const int end : ends_) fcntl(end, F_SETFD, FD_CLOEXEC);
#ifdef SO_NOSIGPIPE
    const int yes = 1;
    if (both_ways) setsockopt(ends_[0], SOL_SOCKET, SO_NOSIGPIPE, &yes, sizeof yes);
#endif
  }
  ~Pipe() {
    close_end(0);
    close_end(1);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;

  int reading() const {
    return ends_[0];
  }
  int writing() const {
    return ends_[1];
  }
  void close_end(std::size_t which) {
    if (ends_[which] >= 0) close(ends_[which]);
    ends_[which] = -1;
  }

 private:
  std::array<int, 2> ends_{-1, -1};
};

// Cuts what comes through a pipe into lines.
struct PipeReader {
  Channel channel;
  Pipe pipe{};
  std::string pending{};

  bool open() const { return pipe.reading() >= 0; }

  void hand_over(const Hooks& hooks, std::string_view line) const {
    if (hooks.line) hooks.line(channel, line);
  }

  void read_some(const Hooks& hooks) {
    std::array<char, 16384> buffer;
    const ssize_t size = read(pipe.reading(), buffer.data(), buffer.size());
    if (size < 0 && errno == EINTR) return;
    if (size <= 0) {
      if (!pending.empty()) hand_over(hooks, pending);
      pending.clear();
      pipe.close_end(0);
      return;
    }
    pending.append(buffer.data(), static_cast<std::size_t>(size));
    std::size_t begin = 0;
    for (std::size_t end; (end = pending.find('\n', begin)) != std::string::npos; begin = end + 1) {
      hand_over(hooks, std::string_view(pending).substr(begin, end - begin));
    }
    pending.erase(0, begin);
    if (pending.size() > kLongestLine) {
      hand_over(hooks, pending);
      pending.clear();
    }
  }
};

class Child {
 public:
  Child(const Start& start, const Hooks& hooks) : start_(start), hooks_(hooks) {}

  Finish run() {
    Pipe failure;  // carries errno of an exec that failed; closed by one that worked
    const std::int64_t wanted = start_.limits.processes;
    if (wanted > 0 && limits_bind()) processes_now_ = processes_of_user();
    if (wanted > 0 && !limits_bind()) group_.emplace(wanted);
    for (const std::string& word : start_.command)
      words_.push_back(const_cast<char*>(word.c_str()));
    words_.push_back(nullptr);
    process_ = fork();
    if (process_ == 0) become_program(failure);
    if (process_ < 0) return {.not_started = std::strerror(errno)};
    setpgid(process_, process_);
    set_child_group(process_);
    for (auto& reader : readers_) reader->pipe.close_end(1);
    failure.close_end(1);
    int problem = 0;
    if (read(failure.reading(), &problem, sizeof problem) == sizeof problem) {
      waitpid(process_, nullptr, 0);
      set_child_group(0);
      return {.not_started = std::strerror(problem)};
    }
    if (hooks_.started) hooks_.started(process_);
    greet();
    watch();
    kill(-process_, SIGKILL);  // whatever it left behind
    set_child_group(0);
    finish_.seconds = Seconds(Clock::now() - begin_).count();
    return finish_;
  }

 private:
  // A child may be gone already; what that means, its end tells, and no SIGPIPE may tell it first.
  void greet() const {
    const std::string& text = start_.greeting;
    if (text.empty()) return;
    if (send(readers_[2]->pipe.reading(), text.data(), text.size(), kNoSignal) < 0) return;
  }

  [[noreturn]] void become_program(Pipe& failure) {
    setpgid(0, 0);
#ifdef __linux__
    prctl(PR_SET_PDEATHSIG, SIGKILL);  // a killed tito leaves no child behind
#endif
    if (const int nothing = open("/dev/null", O_RDONLY); nothing >= 0) dup2(nothing, 0);
    const int failure_end = fcntl(failure.writing(), F_DUPFD_CLOEXEC, 10);
    for (auto& reader : readers_) {
      const int wanted = reader->channel == Channel::event ? kEventsDescriptor
                                                           : static_cast<int>(reader->channel) + 1;
      const int end =
          fcntl(reader->pipe.writing(), F_DUPFD_CLOEXEC, 10);  // out of the way of 1 to 3
      if (reader->channel != Channel::event || start_.events) ends_.push_back({end, wanted});
    }
    for (const auto& [end, wanted] : ends_) dup2(end, wanted);
    for (const auto& [name, value] : start_.variables) setenv(name.c_str(), value.c_str(), 1);
    if (start_.folder.empty() || chdir(start_.folder.c_str()) == 0) {
      if (group_) group_->enter();
      apply(start_.limits, processes_now_);  // last: what follows must do without memory
      execvp(words_[0], words_.data());
    }
    const int problem = errno;
    if (write(failure_end, &problem, sizeof problem) < 0) _exit(126);
    _exit(127);
  }

  void watch() {
    while (!ended_ || any_open()) {
      read_ready();
      if (!ended_) collect();
      if (ended_ && drained()) break;
      if (!ended_) limit();
      if (hooks_.tick) hooks_.tick();
    }
  }

  bool drained() const {
    const auto now = Clock::now();
    return Seconds(now - heard_at_) > kDrain || Seconds(now - ended_at_) > kLongestDrain;
  }

  bool any_open() const {
    for (const auto& reader : readers_) {
      if (reader->open()) return true;
    }
    return false;
  }

  void read_ready() {
    std::vector<pollfd> waiting;
    std::vector<PipeReader*> owners;
    for (auto& reader : readers_) {
      if (!reader->open()) continue;
      waiting.push_back({reader->pipe.reading(), POLLIN, 0});
      owners.push_back(reader.get());
    }
    if (poll(waiting.data(), waiting.size(), wait_ms(waiting.empty())) <= 0) return;
    for (std::size_t i = 0; i < waiting.size(); ++i) {
      if (waiting[i].revents != 0) owners[i]->read_some(hooks_);
    }
    heard_at_ = Clock::now();
  }

  // Without pipes only the end of the child is waited for.
  int wait_ms(bool no_pipes) const {
    return ended_ ? 10 : no_pipes ? 2 : kTickMs;
  }

  void collect() {
    int status = 0;
    rusage usage{};
    if (wait4(process_, &status, WNOHANG, &usage) != process_) return;
    ended_ = true;
    ended_at_ = heard_at_ = Clock::now();
    if (WIFEXITED(status)) finish_.exit_code = WEXITSTATUS(status);
    if (WIFSIGNALED(status)) finish_.signal = WTERMSIG(status);
#ifdef __APPLE__
    finish_.peak_bytes = usage.ru_maxrss;
#else
    finish_.peak_bytes = std::int64_t{usage.ru_maxrss} * 1024;
#endif
  }

  void limit() {
    const auto now = Clock::now();
    if (!finish_.cut_off && hooks_.enough && hooks_.enough()) {
      finish_.cut_off = true;
      kill(-process_, SIGKILL);
    }
    if (!asked_) {
      finish_.stopped = stop_wanted();
      finish_.timed_out =
          !finish_.stopped && start_.limit_s > 0 && Seconds(now - begin_).count() > start_.limit_s;
      if (!finish_.stopped && !finish_.timed_out) return;
      if (stop_exit_code() != 0 && hooks_.stopping) hooks_.stopping();
      wraps_up_ = stop_exit_code() == 130 && start_.wrap_up_s > 0;
      kill(-process_, wraps_up_ ? SIGINT : SIGTERM);
      asked_ = true;
      asked_at_ = now;
    } else if (Seconds(now - asked_at_) > (wraps_up_ ? Seconds(start_.wrap_up_s) : kGrace)) {
      kill(-process_, SIGKILL);
    }
  }

  const Start& start_;
  const Hooks& hooks_;
  pid_t process_ = -1;
  Finish finish_;
  bool ended_ = false;
  bool asked_ = false, wraps_up_ = false;
  Clock::time_point begin_ = Clock::now(), ended_at_, heard_at_, asked_at_;
  std::vector<char*> words_;
  std::vector<std::pair<int, int>> ends_;
  std::optional<ProcessGroupLimit> group_;
  std::int64_t processes_now_ = 0;
  std::array<std::unique_ptr<PipeReader>, 3> readers_{
      std::unique_ptr<PipeReader>(new PipeReader{Channel::out}),
      std::unique_ptr<PipeReader>(new PipeReader{Channel::err}),
      std::unique_ptr<PipeReader>(new PipeReader{Channel::event, Pipe(true)})};
};

}  // namespace

Finish run_child(const Start& start, const Hooks& hooks) {
  return Child(start, hooks).run();
}

std::optional<std::string> output_of(std::vector<std::string> command, double limit_s) {
  std::string text;
  Hooks hooks;
  hooks.line = [&](Channel channel, std::string_view line) {
    if (channel == Channel::out) text += std::string(line) + "\n";
  };
  const Finish finish = run_child({.command = std::move(command), .limit_s = limit_s}, hooks);
  if (!finish.ok()) return std::nullopt;
  if (!text.empty()) text.pop_back();
  return text;
}

}  // namespace tito
