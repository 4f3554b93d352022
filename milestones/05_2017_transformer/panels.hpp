// What part 4 shows while it learns: every number is read where it arises.
#pragma once

#include <chrono>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

namespace tinytorch::milestone {

struct Panels {
  std::string title{};
  std::int64_t parameters = 0, vocab = 0;
  int epochs = 0, batches = 0;  // of the whole run; of an epoch

  int epoch = 0, batch = 0;  // the present ones, from 1
  double loss = 0;
  double seconds = 0, tokens_per_s = 0, ms_per_batch = 0;
  std::int64_t memory = 0, peak = 0;  // bytes held by tensors

  std::vector<std::string> questions{}, answers{};
};

/// The panels as lines of at most 79 ASCII characters, at most 23 of them.
std::vector<std::string> lines_of(const Panels& panels);
/// "epoch 3/8  loss 1.52  …" for outputs that are no terminal.
std::string plain_line(const Panels& panels);

/// The clock of training, and what was read of speed and memory.
class Meter {
 public:
  void start();
  /// After a batch of this many tokens: fills in time, speed and memory.
  void stop(std::int64_t tokens, Panels& panels);
  /// Before anything is freed: what a forward pass and its gradients hold.
  void read_memory(Panels& panels);

  double seconds() const { return seconds_; }
  double tokens_per_s() const { return static_cast<double>(tokens_) / seconds_; }
  std::int64_t peak() const { return peak_; }
  /// How many different readings there were: a panel that stands still has one.
  std::size_t speeds() const { return speeds_.size(); }
  std::size_t memories() const { return memories_.size(); }

 private:
  using Clock = std::chrono::steady_clock;
  Clock::time_point since_{};
  double seconds_ = 0;
  std::int64_t tokens_ = 0, peak_ = 0;
  std::set<double> speeds_{};
  std::set<std::int64_t> memories_{};
};

}  // namespace tinytorch::milestone
