// What the events of a running milestone part have told so far.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "tinytorch/json.hpp"

namespace tito {

struct Epoch {
  std::int64_t number = 0, of = 0;
  double loss = 0, accuracy = 0, samples_per_s = 0, elapsed_s = 0;
};

struct Sample {
  std::vector<double> pixels{};  // 64 values from 0 to 16
  std::int64_t label = 0, prediction = 0;
  double confidence = 0;
};

// Of a part that counts steps, not epochs.
struct Step {
  std::int64_t number = 0, of = 0;
  double loss = 0, tokens_per_s = 0, elapsed_s = 0;
};

// What a model that talks has said.
struct Said {
  std::int64_t step = 0;  // 0: after training
  std::string question{}, answer{};
  std::string wanted{};  // "" if nobody knows
  bool seen = false;     // the question was learned
  bool exact() const { return !wanted.empty() && answer == wanted; }
};

struct Gate {
  std::string name{};
  double value = std::numeric_limits<double>::quiet_NaN();
  std::string op{};  // >=, <=, ==
  double threshold = 0;
  std::string blame{};  // most likely guilty module
};

/// Whether `value op threshold` holds; NaN and an unknown operator never do.
bool holds(const Gate& gate);

struct PartView {
  std::string title{}, model{};
  std::int64_t year = 0, parameters = 0, train = 0, test = 0, seed = 0;
  std::vector<Epoch> epochs{};
  std::vector<Sample> samples{};
  std::vector<Step> steps{};
  std::vector<Said> said{};
  std::vector<Gate> gates{};
  tinytorch::Json result{};  // the record, null until it has come
  std::string error{};       // what the framework threw

  /// Takes one line of the event channel. A line that is no event, or lacks fields, changes nothing
  /// or leaves defaults. Returns the event, null if it was none.
  tinytorch::Json take(std::string_view line);
};

}  // namespace tito
