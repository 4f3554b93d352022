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

/// Everything that was written to the terminal comes back in `out`.
/// `during` sees what has come so far and may send the process a signal.
Ran tito_on_terminal(const Words& words,
                     const std::filesystem::path& folder,
                     const std::vector<Setting>& variables,
                     const Window& window = {},
                     const std::function<void(std::string_view, int process)>& during = {});

/// What remains to be seen: the lines after all cursor moves and erasures, colours left out.
std::vector<std::string> screen_after(std::string_view written);

/// Cells of the widest line at any moment, colours and moves left out.
int widest_ever(std::string_view written);

}  // namespace tito::test
