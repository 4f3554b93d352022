// From the reference to what a learner starts with: solutions are taken out, all else stays.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tito {

/// The lines from `// BEGIN SOLUTION 03.2` to `// END SOLUTION`.
struct Region {
  std::string task{};
  std::size_t begin = 0, end = 0;  // bytes, both marker lines with their line breaks included
  std::size_t indent = 0;
  std::string signature{};  // of the function around it, in one line
};

/// In their order. Errors: Failure W0015 where markers are not in pairs or not as above.
std::vector<Region> regions_of(std::string_view reference, const std::string& file);

/// Each region is one line `TT_TODO("03.2", "the signature");`; everything else is byte for byte
/// the same. `file` is named in errors. Errors: Failure W0015.
std::string stub_of(const std::string& reference, const std::string& file);

/// The same for the regions of one task; all others stay with their markers.
std::string without_task(const std::string& reference,
                         const std::string& task,
                         const std::string& file);

/// A `TT_TODO` that still stands in a learner's file.
struct Unwritten {
  std::string task{};
  int line = 0;
};
std::vector<Unwritten> unwritten_in(std::string_view source);

}  // namespace tito
