// A screen that is drawn again and again, where somebody watches.
#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace tinytorch::milestone {

/// Whether both standard input and output are a terminal.
bool at_terminal();

/// Takes the terminal over and gives it back as it was, whatever ends the program: the destructor,
/// an exception that is caught, Ctrl-C. There may be one at a time.
class Screen {
 public:
  /// Off, it does nothing.
  explicit Screen(bool on);
  ~Screen();
  Screen(const Screen&) = delete;
  Screen& operator=(const Screen&) = delete;

  bool on() const { return on_; }
  /// At most four times a second, unless `now`. Lines are cut after 79 characters, the 24th is the
  /// last.
  void draw(const std::vector<std::string>& lines, bool now = false);

 private:
  using Clock = std::chrono::steady_clock;
  bool on_;
  Clock::time_point last_{};
};

}  // namespace tinytorch::milestone
