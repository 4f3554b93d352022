#include "wishes.hpp"

#include <charconv>
#include <string_view>

namespace tinytorch::milestone {
namespace {

bool read_steps(std::string_view text, std::int64_t& steps) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), steps);
  return error == std::errc() && end == text.data() + text.size() && steps >= 1;
}

}  // namespace

std::string read_wishes(std::vector<char*>& words, Wishes& wishes) {
  std::vector<char*> rest;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string_view flag = words[i];
    if (flag == "--prompt") {
      wishes.prompt = true;
      continue;
    }
    const bool ours = flag == "--steps" || flag == "--ask" || flag == "--save" || flag == "--load";
    if (!ours) {
      rest.push_back(words[i]);
      continue;
    }
    if (++i == words.size()) return std::string(flag) + " needs a value";
    const std::string value = words[i];
    if (flag == "--steps" && !read_steps(value, wishes.steps))
      return "--steps needs a whole number from 1, not '" + value + "'";
    if (flag == "--ask") wishes.questions.push_back(value);
    if (flag == "--save") wishes.save = value;
    if (flag == "--load") wishes.load = value;
  }
  words = std::move(rest);
  return "";
}

}  // namespace tinytorch::milestone
