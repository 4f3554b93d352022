#include "problem.hpp"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <utility>

namespace tito {

namespace {

constexpr std::size_t kMostNames = 3;

// Changes that turn one word into the other: insert, delete, replace, swap neighbours.
std::size_t distance(const std::string& a, const std::string& b) {
  std::vector<std::size_t> before_last, last(b.size() + 1), now(b.size() + 1);
  std::iota(last.begin(), last.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    now[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      now[j] =
          std::min({last[j] + 1, now[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) now[j] = std::min(now[j], before_last[j - 2] + 1);
    }
    before_last = std::exchange(last, now);
  }
  return last[b.size()];
}

}  // namespace

int exit_code_of(const Problem& problem) {
  if (problem.code.starts_with("L21")) return 5;  // the data-set codes of the framework
  switch (problem.code.empty() ? 'I' : problem.code.front()) {
    case 'T':
    case 'W':
    case 'C':
    case 'L':
      return 1;
    case 'U':
      return 2;
    case 'P':
      return 3;
    case 'E':
      return 4;
    case 'D':
      return 5;
    case 'N':
      return 6;
    default:
      return 70;
  }
}

std::string outcome_of(const Problem& problem) {
  switch (exit_code_of(problem)) {
    case 1:
      return problem.code.front() == 'T' ? "todo" : problem.code.front() == 'C' ? "crash" : "wrong";
    case 2:
      return "usage";
    case 3:
      return "needs";
    default:
      return "tool";
  }
}

std::vector<std::string> nearest(const std::string& word,
                                 const std::vector<std::string>& candidates) {
  std::vector<std::pair<std::size_t, std::string>> close;
  const std::size_t most = word.size() <= 3 ? 1 : word.size() <= 6 ? 2 : 3;
  for (const std::string& candidate : candidates) {
    const std::size_t far = distance(word, candidate);
    const bool begins = word.size() >= 2 && candidate.starts_with(word);
    if (far <= most || begins)
      close.emplace_back(begins ? std::min<std::size_t>(far, 1) : far, candidate);
  }
  std::stable_sort(
      close.begin(), close.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<std::string> names;
  for (const auto& [far, name] : close) {
    if (names.size() < kMostNames && std::find(names.begin(), names.end(), name) == names.end())
      names.push_back(name);
  }
  return names;
}

}  // namespace tito
