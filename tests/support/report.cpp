#include <algorithm>
#include <cstdio>
#include <sstream>

#include "support/runner.hpp"

namespace tinytorch::test {

Outcome Result::outcome() const {
  return decisive().outcome;
}

Finding Result::decisive() const {
  Finding heaviest{.outcome = Outcome::passed};
  for (const Finding& one : findings) {
    if (one.outcome > heaviest.outcome) heaviest = one;
  }
  return heaviest;
}

std::vector<std::string> lines_of(const Finding& finding) {
  std::vector<std::string> lines;
  std::istringstream text(finding.facts);
  for (std::string line; std::getline(text, line);) lines.push_back(line);
  return lines;
}

std::vector<std::string> facts_of(const Result& result) {
  std::vector<std::string> all;
  for (const Finding& one : result.findings) {
    std::vector<std::string> lines = lines_of(one);
    if (!one.near_miss.empty()) lines.push_back(one.near_miss);
    if (!one.file.empty() && !lines.empty())
      lines.front() = place_of(one.file) + ":" + std::to_string(one.line) + ": " + lines.front();
    all.insert(all.end(), lines.begin(), lines.end());
  }
  return all;
}

std::string place_of(std::string_view file) {
  constexpr std::string_view kOwn = "tests/support/report.cpp";
  std::string_view root = __FILE__;
  root.remove_suffix(std::min(root.size(), kOwn.size()));
  return std::string(file.starts_with(root) ? file.substr(root.size()) : file);
}

void print(const Result& result) {
  constexpr const char* kWords[] = {"PASSED", "SKIPPED", "NOT WRITTEN", "FAILED"};
  const Outcome outcome = result.outcome();
  if (outcome == Outcome::passed) return;
  const Case& test = *result.test;
  std::printf("%s %s: %s\n", kWords[static_cast<int>(outcome)], test.id, test.title);
  for (const std::string& fact : facts_of(result)) std::printf("  %s\n", fact.c_str());
  if (outcome == Outcome::failed) {
    std::printf("  what:  %s\n  why:   %s\n  learn: %s\n",
                test.notes.what,
                test.notes.why,
                test.notes.learn);
  }
  std::printf("\n");
  std::fflush(stdout);
}

}  // namespace tinytorch::test
