// The real tool on a pseudo terminal.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include "small_course.hpp"

namespace tito::test {

struct Window {
  int columns = 80, rows = 24;
  std::string name = "xterm";  // TERM
};

struct RanOnTerminal : Ran {
  bool as_before = false;  // lines and echo are on again, as a shell needs them
};

/// What has come so far is seen by `during`, which may send the process a signal and returns what
/// is typed next.
using During = std::function<std::string(std::string_view text, int process)>;

/// Everything that was written to the terminal comes back in `out`.
RanOnTerminal tito_on_terminal(const Words& words,
                               const std::filesystem::path& folder,
                               const std::vector<Setting>& variables,
                               const Window& window = {},
                               const During& during = {});

/// What remains to be seen: the lines after all cursor moves and erasures, colours left out.
std::vector<std::string> screen_after(std::string_view written);

/// Cells of the widest line at any moment, colours and moves left out.
int widest_ever(std::string_view written);

}  // namespace tito::test
