// Giving up what runs without ending tito: a new save makes the running check pointless.
#pragma once

#include <functional>

namespace tito {

/// While it lives, `question` is asked about twenty times a second wherever something is waited for
/// (runner.hpp, FileLock). Yes ends that in the way a stop of the user does, by Stopped, but
/// without an exit code. One at a time.
class Cancelling {
 public:
  explicit Cancelling(std::function<bool()> question);
  ~Cancelling();
  Cancelling(const Cancelling&) = delete;
  Cancelling& operator=(const Cancelling&) = delete;
};

/// The user stopped tito, or a living Cancelling says yes.
bool stop_wanted();

}  // namespace tito
