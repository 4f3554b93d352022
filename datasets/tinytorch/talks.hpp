// Talks as text: questions and answers in lines. Needs nothing but the core.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tinytorch {

struct QA {
  std::string question, answer;
  friend bool operator==(const QA&, const QA&) = default;
};

/// One talk: a question and its answer, then perhaps more that go on from there.
struct Dialogue {
  int level = 0;  // 1 … 5, or 0 if the file does not say
  std::vector<QA> turns;
  friend bool operator==(const Dialogue&, const Dialogue&) = default;
};

/// Reads lines `Q: …` and `A: …` in turn; an empty line ends a dialogue. Levels are 0.
/// Errors: TT-L2106 not UTF-8; TT-L2107 a carriage return; TT-L2108 a line out of place;
/// TT-L2109 a question that occurs twice (letter case and punctuation do not count).
[[nodiscard]] std::vector<Dialogue> parse_tinytalks(std::string_view text);

/// The text that parse_tinytalks reads; levels are not written.
[[nodiscard]] std::string format_tinytalks(std::span<const Dialogue> talks);

}  // namespace tinytorch
