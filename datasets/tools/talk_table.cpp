// The table of talks, which the texts are made from.
#include <algorithm>
#include <array>
#include <charconv>

#include "tools/talks_file.hpp"

namespace tinytorch {
namespace {

struct Row {
  std::int64_t level = 0, block = 0;
  std::string_view question, answer;
};

// Nothing, or what the row should have been.
std::string read_row(std::string_view line, Row& row) {
  std::array<std::string_view, 4> fields;
  std::size_t count = 1 + static_cast<std::size_t>(std::count(line.begin(), line.end(), '\t'));
  if (count != fields.size())
    return "four fields with tabs between them, not " + std::to_string(count);
  for (std::string_view& field : fields) {
    const std::size_t end = std::min(line.find('\t'), line.size());
    field = line.substr(0, end);
    line.remove_prefix(std::min(end + 1, line.size()));
  }
  const auto number = [](std::string_view digits, std::int64_t& value) {
    const auto [end, problem] =
        std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return problem == std::errc() && end == digits.data() + digits.size();
  };
  if (!number(fields[0], row.level) || row.level < 1 || row.level > 5) return "a level from 1 to 5";
  if (!number(fields[1], row.block) || row.block < 1) return "the number of a block";
  row.question = fields[2];
  row.answer = fields[3];
  if (row.question.find_first_not_of(' ') == row.question.npos) return "a question";
  return row.answer.find_first_not_of(' ') == row.answer.npos ? "an answer" : "";
}

}  // namespace

detail::TalkLines scan_table(std::string_view table) {
  detail::TalkLines found;
  std::int64_t line = 0, block = 0;
  while (!table.empty()) {
    const std::size_t end = std::min(table.find('\n'), table.size());
    const std::string_view text = table.substr(0, end);
    table.remove_prefix(std::min(end + 1, table.size()));
    if (++line == 1) continue;  // the head
    Row row;
    std::string expected = read_row(text, row);
    if (expected.empty() && row.block != block && row.block != block + 1)
      expected = "block " + std::to_string(block) + " or " + std::to_string(block + 1);
    if (!expected.empty()) {
      found.faults.push_back({line, std::string(text.substr(0, 40)), expected});
      continue;
    }
    block = row.block;
    found.turns.push_back({.line = line,
                           .talk = static_cast<std::size_t>(block - 1),
                           .level = static_cast<int>(row.level),
                           .question = row.question,
                           .answer = row.answer});
  }
  return found;
}

}  // namespace tinytorch
