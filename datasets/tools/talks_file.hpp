// A file of talks with what was read from it: what validator and statistics work on.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tinytorch/detail/talk_lines.hpp"

#include "tools/makers.hpp"

namespace tinytorch {

/// The first line of a table of talks: the names of its columns, with tabs between them.
inline constexpr std::string_view kTableHead = "level\tblock\tquestion\tanswer";

/// The rows below such a head. Rows of a talk share the number of their block; blocks are numbered
/// from 1.
detail::TalkLines scan_table(std::string_view table);

/// Views into a file, which must outlive this.
struct TalksFile {
  std::string_view name, text;
  bool is_table = false;
  detail::TalkLines lines{};
};

/// A text begins with anything but the head of a table.
TalksFile read_talks_file(const MadeFile& file);

/// The turns of each talk.
std::vector<std::vector<detail::TurnLine>> talks_of(const TalksFile& file);

/// Gives each turn the level that its question has in the table.
void take_levels(TalksFile& file, const TalksFile& table);

/// The answer in digits to "What is 2 plus 1?" and the other five kinds of sums of level 3; empty
/// if the question is none of them.
std::string answer_of_sum(std::string_view question);

}  // namespace tinytorch
