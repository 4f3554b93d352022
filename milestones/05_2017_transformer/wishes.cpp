#include "wishes.hpp"

#include <cmath>
#include <cstdlib>

namespace tinytorch::milestone {
namespace {

constexpr double kHottest = 100;
constexpr double kLongest = 100'000;

// All of `text` as a number from 0 to `most`.
bool read_number(const char* text, double most, double& out) {
  char* end = nullptr;
  const double value = std::strtod(text, &end);
  if (end == text || *end != '\0' || !(value >= 0 && value <= most)) return false;
  out = value;
  return true;
}

}  // namespace

std::string read_wishes(std::vector<char*>& words, Wishes& wishes) {
  for (std::size_t i = 1; i < words.size();) {
    const std::string flag = words[i];
    if (flag != "--prompt" && flag != "--temperature" && flag != "--tokens") {
      ++i;
      continue;
    }
    if (i + 1 == words.size()) return flag + " needs a value";
    const char* value = words[i + 1];
    wishes.asked = true;
    if (flag == "--prompt") {
      if (*value == '\0') return "--prompt needs at least one character";
      wishes.prompt = value;
    } else if (flag == "--temperature" && !read_number(value, kHottest, wishes.temperature)) {
      return "--temperature needs a number from 0 to 100, not '" + std::string(value) + "'";
    }
    double tokens = static_cast<double>(wishes.tokens);
    if (flag == "--tokens" &&
        (!read_number(value, kLongest, tokens) || std::floor(tokens) != tokens))
      return "--tokens needs a whole number up to 100000, not '" + std::string(value) + "'";
    wishes.tokens = static_cast<std::int64_t>(tokens);
    words.erase(words.begin() + static_cast<std::ptrdiff_t>(i),
                words.begin() + static_cast<std::ptrdiff_t>(i) + 2);
  }
  return "";
}

}  // namespace tinytorch::milestone
