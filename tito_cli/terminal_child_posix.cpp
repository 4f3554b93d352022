// Programs that take over the terminal for a while: editors and pagers.
#include <array>
#include <cerrno>
#include <csignal>
#include <cstddef>

#include <spawn.h>
#include <sys/wait.h>

#include "platform.hpp"

extern char** environ;  // NOLINT: the name is given by POSIX

namespace tito {

namespace {

// Keys such as Ctrl-C are meant for the program in front; we must still be there when it has ended.
class KeysIgnored {
 public:
  KeysIgnored() {
    posix_spawnattr_init(&child_);
    sigset_t usual;
    sigemptyset(&usual);
    for (std::size_t i = 0; i < kSignals.size(); ++i) {
      struct sigaction ignore {};
      ignore.sa_handler = SIG_IGN;
      sigemptyset(&ignore.sa_mask);
      sigaction(kSignals[i], &ignore, &before_[i]);
      sigaddset(&usual, kSignals[i]);
    }
    posix_spawnattr_setsigdefault(&child_, &usual);
    posix_spawnattr_setflags(&child_, POSIX_SPAWN_SETSIGDEF);
  }
  ~KeysIgnored() {
    for (std::size_t i = 0; i < kSignals.size(); ++i) sigaction(kSignals[i], &before_[i], nullptr);
    posix_spawnattr_destroy(&child_);
  }
  KeysIgnored(const KeysIgnored&) = delete;
  KeysIgnored& operator=(const KeysIgnored&) = delete;

  const posix_spawnattr_t* child() const { return &child_; }

 private:
  static constexpr std::array kSignals{SIGINT, SIGQUIT};
  std::array<struct sigaction, kSignals.size()> before_{};
  posix_spawnattr_t child_{};
};

}  // namespace

int run_in_terminal(const std::vector<std::string>& command) {
  std::vector<char*> words;
  for (const std::string& word : command) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  const KeysIgnored ignored;
  pid_t child = 0;
  if (command.empty() ||
      posix_spawnp(&child, words.front(), nullptr, ignored.child(), words.data(), environ) != 0) {
    return -1;
  }
  int status = 0;
  while (waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) return -1;
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace tito
