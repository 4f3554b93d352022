// A learner's solutions beside the reference's: which lines of theirs stand in the place of which
// task.
#pragma once

#include <string>
#include <vector>

#include "compare/diff.hpp"

namespace tito {

struct ComparedRegion {
  std::string task{};             // "" for what stands outside of all tasks
  std::vector<DiffLine> lines{};  // '-' yours, '+' the reference's

  bool same() const;
};

/// Region by region, in the order of the file. Where the learner's lines around a task are so
/// different that its place cannot be told, lines count as outside. `file` is named in errors.
/// Errors: Failure W0015 if the markers of the reference are damaged.
std::vector<ComparedRegion> compared_regions(const std::string& reference,
                                             const std::string& yours,
                                             const std::string& file);

}  // namespace tito
