// From data to text: problems, outcomes, envelopes. Nothing here prints.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "command.hpp"
#include "term/style.hpp"

namespace tito {

/// Up to eight lines: word and code, facts, fix, place, next and more. Plain: one fact per line.
Lines problem_lines(const Problem& problem, const Look& look);

/// `next  tito demo`, or `NEXT tito demo`.
std::string next_line(const std::string& command, const Look& look);

/// A number, or the text "nan", "inf", "-inf", which JSON has no numbers for.
Json json_number(double value);
/// A list of texts.
Json json_list(const std::vector<std::string>& texts);

struct Run {
  std::string version{};
  std::vector<std::string> words{};  // the command line
  std::string schema{};              // "tito.system.info/1"
  std::string started_at{};
  std::int64_t duration_ms = 0;
};

/// What --json prints at the end of every command.
Json envelope(const Run& run, const Outcome& outcome);

}  // namespace tito
