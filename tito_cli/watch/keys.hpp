// Single keys from standard input.
#pragma once

#include <optional>
#include <string>

namespace tito {

/// While it lives, keys of a terminal come at once and are not shown; `restore_terminal`
/// (platform.hpp) ends that on any other way out. Anything but a terminal gives no keys, only its
/// end.
class Keys {
 public:
  /// `wanted` false: no keys, whatever standard input is.
  explicit Keys(bool wanted);
  ~Keys();
  Keys(const Keys&) = delete;
  Keys& operator=(const Keys&) = delete;

  /// The next key that was pressed, without waiting for one.
  std::optional<char> take();
  /// Standard input has come to its end.
  bool ended() const { return ended_; }
  /// Until there is a key, `other` is readable (-1: none), or the time is over.
  void wait(int other, int ms) const;
  /// The terminal as it was before, for programs that use it themselves; and back.
  void pause() const;
  void resume() const;

 private:
  void read_some();

  bool keys_;
  bool ended_ = false;
  std::string pressed_{};
};

}  // namespace tito
