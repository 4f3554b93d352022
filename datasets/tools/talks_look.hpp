// What the checks of talks share. Those that compare the splits are in split_checks.cpp.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tools/talks_check.hpp"
#include "tools/talks_file.hpp"

namespace tinytorch {

struct Talks {
  std::vector<TalksFile> files{};  // of TinyTalks: table, whole text, train, val and test

  bool shipped() const { return files.size() > 1; }
  const TalksFile& source() const { return files.front(); }
  std::span<const TalksFile> splits() const { return std::span(files).subspan(2); }
};

inline std::string quoted(std::string_view text) {
  return '"' + std::string(text) + '"';
}

// One check under way: counts, and keeps the first fault.
class Look {
 public:
  Look(std::string name, std::string purpose, std::string unit)
      : check_{.name = std::move(name), .purpose = std::move(purpose), .unit = std::move(unit)} {}

  void count(std::size_t amount = 1) { check_.counted += static_cast<std::int64_t>(amount); }
  void fault(const TalksFile& file, std::int64_t line, const std::string& what) {
    fault(std::string(file.name) + ":" + std::to_string(line) + ": " + what);
  }
  void fault(const std::string& what) {
    if (check_.fault.empty()) check_.fault = what;
  }
  TalksCheck result() const { return check_; }

 private:
  TalksCheck check_;
};

template <class Function>  // takes the number of a line and the line
void for_lines(const TalksFile& file, Function function) {
  std::string_view text = file.text;
  for (std::int64_t line = 1; !text.empty(); ++line) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    function(line, text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

/// All that is said in a talk, a line each.
std::string text_of(const std::vector<detail::TurnLine>& talk);

TalksCheck check_counts(const Talks& talks);
TalksCheck check_splits(const Talks& talks);
TalksCheck check_characters(const Talks& talks);
TalksCheck check_balance(const Talks& talks);

}  // namespace tinytorch
