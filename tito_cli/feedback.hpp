// How long a learner waits: from saving a part to the verdict, for every module.
#pragma once

#include <string>
#include <vector>

#include "context.hpp"

namespace tito {

struct FeedbackTimes {
  std::string module{};  // "03"
  bool memory_check = false;
  std::vector<double> seconds{};  // one per save

  /// The time that `share` of the saves did not exceed.
  double within(double share) const;
};

/// Measured in a copy of the course below the build folder, on modules written as the reference is;
/// each save changes one part, in turn, in a way that no compiler cache has seen. One entry without
/// and one with the memory check per module. Errors: Failure E0105 if a module does not pass; as
/// check_module.
std::vector<FeedbackTimes> measure_feedback(Context& context,
                                            const std::vector<const Module*>& modules,
                                            int saves);

}  // namespace tito
