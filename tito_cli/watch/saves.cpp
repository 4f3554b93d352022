#include "watch/saves.hpp"

#include <algorithm>
#include <system_error>

namespace tito {

namespace fs = std::filesystem;

namespace {

constexpr std::chrono::milliseconds kPoll{500}, kSettlingPoll{20};

class SilentBell : public Bell {
 public:
  bool rung() override { return false; }
  int descriptor() const override { return -1; }
};

bool is_source(const fs::path& file) {
  const std::string kind = file.extension().string();
  return kind == ".cpp" || kind == ".hpp" || kind == ".h";
}

}  // namespace

void Settling::saved(WatchClock::time_point now) {
  pending_ = true;
  last_ = now;
}

bool Settling::take(WatchClock::time_point now) {
  if (!pending_ || now - last_ < kQuiet) return false;
  pending_ = false;
  return true;
}

std::unique_ptr<Bell> Bell::silent() {
  return std::make_unique<SilentBell>();
}

Saves::Saves(fs::path folder, bool poll)
    : folder_(std::move(folder)), bell_(poll ? Bell::silent() : Bell::in(folder_)), seen_(look()) {}

bool Saves::take() {
  const auto now = WatchClock::now();
  if (bell_->rung() || now - looked_ >= kPoll) {
    looked_ = now;
    Snapshot fresh = look();
    if (fresh != seen_) settling_.saved(now);
    seen_ = std::move(fresh);
  }
  return settling_.take(now);
}

void Saves::forget() {
  bell_->rung();
  seen_ = look();
  settling_ = {};
}

int Saves::wait_ms() const {
  return static_cast<int>((settling_.pending() ? kSettlingPoll : kPoll).count());
}

Saves::Snapshot Saves::look() const {
  Snapshot all;
  std::error_code gone;
  for (const auto& entry : fs::directory_iterator(folder_, gone)) {
    if (!is_source(entry.path())) continue;
    all.emplace_back(
        entry.path().filename().string(), entry.file_size(gone), entry.last_write_time(gone));
  }
  std::sort(all.begin(), all.end());
  return all;
}

}  // namespace tito
