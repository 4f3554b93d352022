#include "limits_posix.hpp"

#include <algorithm>
#include <atomic>
#include <cctype>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <thread>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

namespace tito {

namespace fs = std::filesystem;

namespace {

bool write_text(const std::string& path, const std::string& text) {
  std::ofstream out(path);
  out << text << std::flush;
  return out.good();
}

// The counters of the first and of the second version of control groups.
constexpr const char* kCounters[] = {"/sys/fs/cgroup/pids", "/sys/fs/cgroup"};

void set(int what, std::int64_t most) noexcept {
  if (most <= 0) return;
  rlimit limit{};
  limit.rlim_cur = limit.rlim_max = static_cast<rlim_t>(most);
  setrlimit(what, &limit);
}

void kill_members(const std::string& list) {
  std::ifstream in(list);
  for (pid_t process = 0; in >> process;) kill(process, SIGKILL);
}

}  // namespace

ProcessGroupLimit::ProcessGroupLimit(std::int64_t processes) {
  static std::atomic<int> made{0};
  for (const std::string counter : kCounters) {
    const std::string folder =
        counter + "/tito-" + std::to_string(getpid()) + "-" + std::to_string(++made);
    if (mkdir(folder.c_str(), 0700) != 0) continue;
    if (write_text(folder + "/pids.max", std::to_string(processes))) {
      folder_ = folder;
      members_ = folder + "/cgroup.procs";
      return;
    }
    rmdir(folder.c_str());
  }
}

ProcessGroupLimit::~ProcessGroupLimit() {
  for (int tries = 0; !folder_.empty() && rmdir(folder_.c_str()) != 0 && tries < 100; ++tries) {
    kill_members(members_);
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
}

void ProcessGroupLimit::enter() const noexcept {
  if (folder_.empty()) return;
  const int file = open(members_.c_str(), O_WRONLY | O_CLOEXEC);
  if (file < 0) return;
  if (write(file, "0", 1) != 1) _exit(126);  // 0: whoever writes it
  close(file);
}

void apply(const Limits& limits, std::int64_t processes_now) noexcept {
  set(RLIMIT_AS, limits.memory_bytes);
  set(RLIMIT_STACK, limits.stack_bytes);
  if (limits.processes > 0 && processes_now > 0)
    set(RLIMIT_NPROC, processes_now + limits.processes);
  if (limits.core_dump) return;
  const rlimit none{};
  setrlimit(RLIMIT_CORE, &none);
}

std::int64_t processes_of_user() {
  std::int64_t count = 0;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator("/proc", ignored)) {
    const std::string name = entry.path().filename().string();
    if (!std::all_of(name.begin(), name.end(), [](unsigned char c) { return std::isdigit(c); }))
      continue;
    struct stat about {};
    if (stat(entry.path().c_str(), &about) != 0 || about.st_uid != getuid()) continue;
    for (const auto& thread : fs::directory_iterator(entry.path() / "task", ignored)) {
      count += thread.path().empty() ? 0 : 1;
    }
  }
  return count;
}

bool limits_bind() {
  return geteuid() != 0;
}

std::string cannot_limit_processes() {
  if (limits_bind() || ProcessGroupLimit(8).works()) return "";
  return "the limit on processes does not bind root, and no control group can be made";
}

}  // namespace tito
