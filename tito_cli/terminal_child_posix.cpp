// Programs that take over the terminal for a while: editors and pagers.
#include <cerrno>

#include <spawn.h>
#include <sys/wait.h>

#include "platform.hpp"

extern char** environ;  // NOLINT: the name is given by POSIX

namespace tito {

int run_in_terminal(const std::vector<std::string>& command) {
  std::vector<char*> words;
  for (const std::string& word : command) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  pid_t child = 0;
  if (command.empty() ||
      posix_spawnp(&child, words.front(), nullptr, nullptr, words.data(), environ) != 0) {
    return -1;
  }
  int status = 0;
  while (waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) return -1;
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace tito
