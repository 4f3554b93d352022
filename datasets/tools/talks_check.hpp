// Whether TinyTalks, or talks that somebody else wrote, are as they should be.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tools/makers.hpp"

namespace tinytorch {

/// One check: how much it looked at, and the first thing it found wrong.
struct TalksCheck {
  std::string name{}, purpose{};
  std::int64_t counted = 0;
  std::string unit{};   // what was counted: "lines"
  std::string fault{};  // place and finding; empty if all is well
};

/// All checks of TinyTalks 1 that need no registry: the table tinytalks_v1.tsv, tinytalks_v1.txt
/// and splits/{train,val,test}.txt, in this order.
std::vector<TalksCheck> check_tinytalks(const std::vector<MadeFile>& files);

/// The seven of them that a file by itself can meet: lines `Q: …` and `A: …`, or a table with a
/// head.
std::vector<TalksCheck> check_own_talks(const MadeFile& file);

}  // namespace tinytorch
