// How long a module's demo takes with your objects, and with the reference's.
#pragma once

#include <string>
#include <vector>

#include "context.hpp"

namespace tito {

struct DemoTimes {
  std::vector<double> ms{};  // one per run, the start of the program included

  double median() const;
  double spread() const;  // median distance from the median
};

struct Race {
  std::string program{};  // "demo_03"
  DemoTimes yours{}, reference{};

  /// How the medians compare, in a sentence that claims no more than the spread allows.
  std::string verdict() const;
};

/// Runs both in turns, each first in every other round; all other modules are the reference's.
/// Errors: Failure P0002, W0001 and others if yours does not build, C0001, C0002, C0005 if yours
/// does not run to its end, E0105 if the reference does not; Stopped.
Race race(Context& context, const Module& module);

}  // namespace tito
