// What a visitor may ask of part 3 beside the flags of every part.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace tinytorch::milestone {

struct Wishes {
  std::string prompt = "Call me ";
  double temperature = 0.6;
  std::int64_t tokens = 200;
  bool asked = false;  // whether any of them was given
};

/// Takes --prompt, --temperature and --tokens out of `words`; returns what is wrong, or nothing.
std::string read_wishes(std::vector<char*>& words, Wishes& wishes);

}  // namespace tinytorch::milestone
