#include "tools/talks_file.hpp"

#include <algorithm>
#include <cstdint>
#include <map>

namespace tinytorch {
namespace {

using Numbers = std::vector<std::int64_t>;

constexpr std::size_t kMostDigits = 9;  // their sums and doubles fit

// "What is # plus #?" for "What is 2 plus 1?", which puts 2 and 1 into the numbers.
std::string pattern_of(std::string_view question, Numbers& numbers) {
  std::string pattern;
  while (!question.empty()) {
    const std::size_t digits = std::min(question.find_first_not_of("0123456789"), question.size());
    if (digits > kMostDigits) return "";
    if (digits == 0) {
      pattern += question.front();
    } else {
      pattern += '#';
      std::int64_t& number = numbers.emplace_back();
      for (const char digit : question.substr(0, digits)) number = 10 * number + (digit - '0');
    }
    question.remove_prefix(std::max<std::size_t>(digits, 1));
  }
  return pattern;
}

std::string half(std::int64_t number) {
  return std::to_string(number / 2) + (number % 2 == 0 ? "" : ".5");
}

}  // namespace

TalksFile read_talks_file(const MadeFile& file) {
  const bool is_table = file.bytes.starts_with(kTableHead);
  return {.name = file.name,
          .text = file.bytes,
          .is_table = is_table,
          .lines = is_table ? scan_table(file.bytes) : detail::scan_talks(file.bytes)};
}

std::vector<std::vector<detail::TurnLine>> talks_of(const TalksFile& file) {
  std::vector<std::vector<detail::TurnLine>> talks;
  for (const detail::TurnLine& turn : file.lines.turns) {
    if (talks.empty() || talks.back().back().talk != turn.talk) talks.emplace_back();
    talks.back().push_back(turn);
  }
  return talks;
}

void take_levels(TalksFile& file, const TalksFile& table) {
  std::map<std::string_view, int> levels;
  for (const detail::TurnLine& turn : table.lines.turns) levels[turn.question] = turn.level;
  for (detail::TurnLine& turn : file.lines.turns) {
    const auto found = levels.find(turn.question);
    turn.level = found == levels.end() ? 0 : found->second;
  }
}

std::string answer_of_sum(std::string_view question) {
  Numbers n;
  const std::string pattern = pattern_of(question, n);
  const auto text = [&](std::size_t i) { return std::to_string(n[i]); };
  if (pattern == "What is # plus #?")
    return text(0) + " plus " + text(1) + " is " + std::to_string(n[0] + n[1]) + ".";
  if (pattern == "What is # minus #?")
    return text(0) + " minus " + text(1) + " is " + std::to_string(n[0] - n[1]) + ".";
  if (pattern == "What number comes after #?")
    return "After " + text(0) + " comes " + std::to_string(n[0] + 1) + ".";
  if (pattern == "Which is more, # or #?") {
    const auto [less, more] = std::minmax(n[0], n[1]);
    return std::to_string(more) + " is more than " + std::to_string(less) + ".";
  }
  if (pattern == "What is double #?")
    return "Double " + text(0) + " is " + std::to_string(2 * n[0]) + ".";
  if (pattern == "What is half of #?") return "Half of " + text(0) + " is " + half(n[0]) + ".";
  return "";
}

}  // namespace tinytorch
