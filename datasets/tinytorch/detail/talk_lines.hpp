// The lines of talks one by one, with their numbers: for the parser, which stops at the first
// fault, and for the validator, which wants them all.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tinytorch::detail {

/// A question, its answer, the line of the question and the talk it belongs to, counted from 0.
struct TurnLine {
  std::int64_t line = 0;
  std::size_t talk = 0;
  int level = 0;                      // 1 … 5, or 0 if the text does not say
  std::string_view question, answer;  // into the scanned text
};

/// A line that is not where it belongs, and what was expected there.
struct LineFault {
  std::int64_t line = 0;
  std::string found, expected;
};

struct TalkLines {
  std::vector<TurnLine> turns;
  std::vector<LineFault> faults;
};

/// Reads `Q: …` and `A: …` in turn; an empty line ends a talk. A faulty line is noted and left out,
/// and so is a question without an answer. The text must outlive the result.
TalkLines scan_talks(std::string_view text);

/// What makes two questions the same: letters and digits, in lower case.
std::string essence(std::string_view question);

}  // namespace tinytorch::detail
