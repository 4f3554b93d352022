#include "terminal.hpp"

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#ifdef _WIN32
#include <io.h>
#else
#include <unistd.h>
#endif

namespace tinytorch::milestone {
namespace {

constexpr std::string_view kTake = "\x1b[?1049h\x1b[?25l";  // another page, no cursor
constexpr std::string_view kGiveBack = "\x1b[?25h\x1b[?1049l";
constexpr std::size_t kColumns = 79, kRows = 23;
constexpr std::chrono::milliseconds kRhythm(250);

// Nothing but a system call: a signal handler may call it.
void put(std::string_view text) {
#ifdef _WIN32
  const auto written = ::_write(1, text.data(), static_cast<unsigned>(text.size()));
#else
  const auto written = ::write(1, text.data(), text.size());
#endif
  static_cast<void>(written);
}

extern "C" void give_back_and_end(int) {
  put(kGiveBack);
  std::_Exit(130);
}

bool is_terminal(int descriptor) {
#ifdef _WIN32
  return ::_isatty(descriptor) != 0;
#else
  return ::isatty(descriptor) == 1;
#endif
}

}  // namespace

bool at_terminal() {
  return is_terminal(0) && is_terminal(1);
}

Screen::Screen(bool on) : on_(on) {
  if (!on_) return;
  std::fflush(stdout);
  std::signal(SIGINT, give_back_and_end);
  std::signal(SIGTERM, give_back_and_end);
  put(kTake);
}

Screen::~Screen() {
  if (!on_) return;
  put(kGiveBack);
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGTERM, SIG_DFL);
}

void Screen::draw(const std::vector<std::string>& lines, bool now) {
  if (!on_ || (!now && Clock::now() - last_ < kRhythm)) return;
  last_ = Clock::now();
  std::string page = "\x1b[H";
  for (std::size_t i = 0; i < std::min(lines.size(), kRows); ++i)
    page += lines[i].substr(0, kColumns) + "\x1b[K\r\n";
  put(page + "\x1b[J");
}

}  // namespace tinytorch::milestone
