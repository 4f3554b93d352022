#include "terminal.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <cstdlib>

#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "term/width.hpp"

namespace tito::test {

namespace {

constexpr const char* kEmptied[] = {"NO_COLOR",
                                    "TITO_ASCII",
                                    "COLUMNS",
                                    "TITO_NO_INPUT",
                                    "CI",
                                    "TINYTORCH_NON_INTERACTIVE",
                                    "TITO_ROOT",
                                    "TITO_BUILD_DIR",
                                    "TITO_DATA_DIR",
                                    "TITO_SEED",
                                    "STAND_IN_DOES",
                                    "LC_ALL",
                                    "LC_CTYPE"};

[[noreturn]] void become_tito(const std::string& terminal,
                              const Words& words,
                              const std::filesystem::path& folder,
                              const std::vector<Setting>& variables,
                              const Window& window) {
  setsid();
  const int file = open(terminal.c_str(), O_RDWR);
  ioctl(file, TIOCSCTTY, 0);
  winsize size{};
  size.ws_col = static_cast<unsigned short>(window.columns);
  size.ws_row = static_cast<unsigned short>(window.rows);
  ioctl(file, TIOCSWINSZ, &size);
  for (const int end : {0, 1, 2}) dup2(file, end);
  for (const char* name : kEmptied) setenv(name, "", 1);
  setenv("LANG", "C.UTF-8", 1);
  setenv("TERM", window.name.c_str(), 1);
  for (const auto& [name, value] : variables) setenv(name.c_str(), value.c_str(), 1);
  std::vector<char*> arguments{const_cast<char*>(TITO_BINARY)};
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  if (chdir(folder.c_str()) == 0) execv(TITO_BINARY, arguments.data());
  _exit(127);
}

// Reads until the program has closed the terminal, at most two minutes.
std::string read_all(int file, const std::function<std::string(std::string_view)>& during) {
  std::string text;
  const auto end = std::chrono::steady_clock::now() + std::chrono::minutes(2);
  while (std::chrono::steady_clock::now() < end) {
    pollfd waiting{file, POLLIN, 0};
    if (poll(&waiting, 1, 100) <= 0) continue;
    std::array<char, 4096> buffer;
    const ssize_t size = read(file, buffer.data(), buffer.size());
    if (size <= 0) break;
    text.append(buffer.data(), static_cast<std::size_t>(size));
    const std::string typed = during(text);
    if (!typed.empty() && write(file, typed.data(), typed.size()) < 0) break;
  }
  text.erase(std::remove(text.begin(), text.end(), '\r'), text.end());
  return text;
}

// The sequence at the start of `text`: its length, its number and its letter; length 0 if it is
// none.
struct Sequence {
  std::size_t length = 0;
  int number = 0;
  char letter = 0;
};

Sequence sequence_at(std::string_view text) {
  if (!text.starts_with("\x1b[")) return {};
  const std::size_t end = text.find_first_not_of("0123456789;?", 2);
  if (end == std::string_view::npos) return {};
  return {end + 1, std::atoi(std::string(text.substr(2)).c_str()), text[end]};
}

// Calls `each` for every sequence and every other byte.
template <class OnSequence, class OnByte>
void walk(std::string_view text, OnSequence on_sequence, OnByte on_byte) {
  while (!text.empty()) {
    const Sequence sequence = sequence_at(text);
    if (sequence.length > 0) {
      on_sequence(sequence);
    } else {
      on_byte(text.front());
    }
    text.remove_prefix(std::max<std::size_t>(sequence.length, 1));
  }
}

}  // namespace

RanOnTerminal tito_on_terminal(const Words& words,
                               const std::filesystem::path& folder,
                               const std::vector<Setting>& variables,
                               const Window& window,
                               const During& during) {
  RanOnTerminal ran;
  const int file = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (file < 0 || grantpt(file) != 0 || unlockpt(file) != 0) return ran;
  const std::string name = ptsname(file);
  const pid_t process = fork();
  if (process == 0) become_tito(name, words, folder, variables, window);
  ran.out = read_all(
      file, [&](std::string_view text) { return during ? during(text, process) : std::string(); });
  int status = 0;
  waitpid(process, &status, 0);
  termios mode{};
  constexpr tcflag_t kLinesAndEcho = ICANON | ECHO;
  ran.as_before = tcgetattr(file, &mode) == 0 && (mode.c_lflag & kLinesAndEcho) == kLinesAndEcho;
  close(file);
  ran.code = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  return ran;
}

std::vector<std::string> screen_after(std::string_view written) {
  std::vector<std::string> lines(1);
  std::size_t row = 0;
  walk(
      written,
      [&](const Sequence& sequence) {
        if (sequence.letter == 'A') row -= std::min(row, static_cast<std::size_t>(sequence.number));
        if (sequence.letter == 'J') {
          lines.resize(row + 1);
          lines[row].clear();
        }
      },
      [&](char byte) {
        if (byte != '\n') {
          lines[row] += byte;
        } else if (++row == lines.size()) {
          lines.emplace_back();
        }
      });
  if (lines.back().empty()) lines.pop_back();
  return lines;
}

int widest_ever(std::string_view written) {
  std::string line;
  int most = 0;
  walk(
      written,
      [](const Sequence&) {},
      [&](char byte) {
        if (byte != '\n') {
          line += byte;
          return;
        }
        most = std::max(most, cells(line));
        line.clear();
      });
  return std::max(most, cells(line));
}

}  // namespace tito::test
