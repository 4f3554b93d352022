#include "compare/beside.hpp"

#include <algorithm>

#include "term/width.hpp"

namespace tito {

namespace {

constexpr int kNarrowestColumn = 30;  // cells of a column
constexpr int kBetween = 3;           // a sign with a space on either side

int column_width(const Look& look) {
  return (look.width - kBetween) / 2;
}

std::string indent_of(const std::string& text) {
  return text.substr(0, text.find_first_not_of(' '));
}

// Broken lines stay as far to the right as their first one.
Lines cut(const std::string& line, int width) {
  const std::string text = escaped(line), indent = indent_of(text);
  if (cells(text) <= width) return {text};
  const int room = std::max(width - cells(indent), width / 2);
  Lines rows = wrapped(text.substr(indent.size()), room);
  for (std::string& row : rows)
    row.insert(0, indent.substr(0, static_cast<std::size_t>(width - room)));
  return rows;
}

struct RowPair {
  std::string left{}, right{};
  char sign = ' ';  // '<' only yours, '>' only the reference's, '|' both differ
};

// Line `i` of one side is opposite line `i` of the other.
void flush(std::vector<RowPair>& rows, Lines& left, Lines& right) {
  for (std::size_t i = 0; i < std::max(left.size(), right.size()); ++i) {
    const bool mine = i < left.size(), theirs = i < right.size();
    rows.push_back(
        {mine ? left[i] : "", theirs ? right[i] : "", mine ? (theirs ? '|' : '<') : '>'});
  }
  left.clear();
  right.clear();
}

std::vector<RowPair> rows_of(const std::vector<DiffLine>& lines) {
  std::vector<RowPair> rows;
  Lines left, right;
  for (const DiffLine& line : lines) {
    if (line.side == '-') left.push_back(line.text);
    if (line.side == '+') right.push_back(line.text);
    if (line.side != ' ') continue;
    flush(rows, left, right);
    rows.push_back({line.text, line.text});
  }
  flush(rows, left, right);
  return rows;
}

std::string drawn(const Look& look, const RowPair& row, int width) {
  const bool same = row.sign == ' ';
  const std::string left = padded(row.left, width);
  const std::string middle = " " + std::string(1, row.sign) + " ";
  std::string line = paint(look, same ? Role::note : Role::todo, left) + middle +
                     paint(look, same ? Role::note : Role::ok, row.right);
  line.erase(line.find_last_not_of(' ') + 1);
  return line;
}

}  // namespace

bool fits_beside(const Look& look) {
  return !look.plain && column_width(look) >= kNarrowestColumn;
}

Lines drawn_beside(const std::vector<DiffLine>& lines, const Look& look) {
  const int width = column_width(look);
  Lines all;
  for (const RowPair& row : rows_of(lines)) {
    const Lines left = cut(row.left, width), right = cut(row.right, width);
    for (std::size_t i = 0; i < std::max(left.size(), right.size()); ++i) {
      all.push_back(
          drawn(look,
                {i < left.size() ? left[i] : "", i < right.size() ? right[i] : "", row.sign},
                width));
    }
  }
  return all;
}

}  // namespace tito
