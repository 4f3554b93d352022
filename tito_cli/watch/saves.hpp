// Noticing that files of a folder were saved.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <tuple>
#include <vector>

namespace tito {

using WatchClock = std::chrono::steady_clock;

/// Saves that follow each other closely count as one: editors write a file in several steps.
class Settling {
 public:
  static constexpr std::chrono::milliseconds kQuiet{80};

  void saved(WatchClock::time_point now);
  /// True once, when the last save is kQuiet ago.
  bool take(WatchClock::time_point now);
  bool pending() const { return pending_; }

 private:
  bool pending_ = false;
  WatchClock::time_point last_{};
};

/// Rings when something happens in a folder. Where the system does not tell, it never rings.
class Bell {
 public:
  virtual ~Bell() = default;
  virtual bool rung() = 0;             // since the last call
  virtual int descriptor() const = 0;  // readable once it rings; -1: it never does
  static std::unique_ptr<Bell> in(const std::filesystem::path& folder);
  static std::unique_ptr<Bell> silent();
};

class Saves {
 public:
  /// `poll`: look every half second and do not rely on the system.
  Saves(std::filesystem::path folder, bool poll);

  /// True once after each save of a source file, or several close together.
  bool take();
  /// What was written up to now counts as seen.
  void forget();
  int descriptor() const { return bell_->descriptor(); }
  /// After how long `take` wants to be asked again, even if the descriptor is silent.
  int wait_ms() const;

 private:
  using Snapshot =
      std::vector<std::tuple<std::string, std::uintmax_t, std::filesystem::file_time_type>>;
  Snapshot look() const;

  std::filesystem::path folder_;
  std::unique_ptr<Bell> bell_;
  Snapshot seen_{};
  WatchClock::time_point looked_{};
  Settling settling_{};
};

}  // namespace tito
