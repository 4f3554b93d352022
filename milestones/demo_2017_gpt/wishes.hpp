// What the demo's program takes besides the flags of every part.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace tinytorch::milestone {

struct Wishes {
  std::int64_t steps = 1200;
  std::vector<std::string> questions{};  // --ask TEXT: answered after training
  std::string save{};                    // --save FILE: weights and vocabulary
  std::string load{};   // --load FILE: no training; answers lines of standard input
  bool prompt = false;  // --prompt: says when it waits for a line
};

/// Takes these flags out of `words`. Returns what is wrong, or nothing.
std::string read_wishes(std::vector<char*>& words, Wishes& wishes);

}  // namespace tinytorch::milestone
