// One phase of work that may take a while: a moving bar on a terminal, else one line when it begins
// to take long.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "context.hpp"
#include "term/live.hpp"

namespace tito {

class Phase {
 public:
  Phase(const Context& context, std::string doing);

  /// `done` of `total` pieces are finished.
  void reached(int done, int total);
  /// `done` of `total` bytes are there; `at_first` of them were when the phase began.
  void received(std::int64_t done, std::int64_t total, std::int64_t at_first);
  /// To be called now and then: draws, or says after a second what takes so long.
  void tick();
  /// Says how long it took, if anything was said before.
  void finish();

  double seconds() const;

 private:
  const Context& context_;
  std::string doing_;
  Live live_;
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  double share_ = 0;
  std::string amount_{};  // "3 of 40"
  bool told_ = false;
};

}  // namespace tito
