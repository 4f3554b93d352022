// An area of the terminal that is drawn again and again; text can be put above it.
#pragma once

#include <cstdio>
#include <string>
#include <string_view>

#include "term/style.hpp"

namespace tito {

/// Hides the cursor from the first drawing to its end; `restore_terminal` (platform.hpp) shows it
/// on any other way out. Does nothing at all where the look cannot move the cursor.
class Live {
 public:
  Live(std::FILE* stream, const Look& look);
  ~Live();
  Live(const Live&) = delete;
  Live& operator=(const Live&) = delete;

  /// Replaces what was drawn before.
  void draw(const Lines& lines);
  /// Prints whole lines that stay, and the area again below them.
  void above(std::string_view text);
  /// Removes the area.
  void clear();
  /// Leaves the area as it is and ends.
  void keep();

 private:
  std::string erase_sequence() const;
  void write(const std::string& text);

  std::FILE* stream_;
  bool active_;
  bool hidden_ = false;
  Lines shown_;
};

}  // namespace tito
