#include "term/table.hpp"

#include <algorithm>
#include <cstddef>

namespace tito {

namespace {

constexpr int kGap = 2;
constexpr int kNarrowestLast = 16;

std::string plain_line(const Table& table, const Row& row) {
  std::string line = row.word;
  for (std::size_t i = 0; i < row.cells.size(); ++i) {
    if (row.cells[i].text.empty()) continue;
    line += i == 0 ? " " : i == 1 ? ": " : ", ";
    if (i > 0 && !table.columns[i].title.empty()) line += table.columns[i].title + " ";
    line += row.cells[i].text.substr(
        std::min(row.cells[i].text.find_first_not_of(' '), row.cells[i].text.size()));
  }
  return line;
}

std::vector<int> natural_widths(const Table& table) {
  std::vector<int> widths;
  for (const Column& column : table.columns) widths.push_back(cells(column.title));
  for (const Row& row : table.rows) {
    for (std::size_t i = 0; i < row.cells.size(); ++i)
      widths[i] = std::max(widths[i], cells(row.cells[i].text));
  }
  return widths;
}

// Cells before the last column, gaps included.
int width_before_last(const std::vector<int>& widths) {
  int sum = 0;
  for (std::size_t i = 0; i + 1 < widths.size(); ++i) sum += widths[i] + kGap;
  return sum;
}

std::string without_trailing_space(std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  return line;
}

void add_row(Lines& lines,
             const Table& table,
             const std::vector<Cell>& row,
             const std::vector<int>& widths,
             const Look& look) {
  std::string start;
  for (std::size_t i = 0; i + 1 < row.size(); ++i) {
    const std::string text = padded(row[i].text, widths[i], table.columns[i].align);
    start += paint(look, row[i].role, text) + std::string(kGap, ' ');
  }
  const Cell& last = row.back();
  const Align align = table.columns.back().align;
  const Lines pieces = wrapped(last.text, widths.back());
  for (std::size_t k = 0; k < pieces.size(); ++k) {
    const std::string piece = paint(look, last.role, padded(pieces[k], widths.back(), align));
    const std::string left =
        k == 0 ? start : std::string(static_cast<std::size_t>(cells(start)), ' ');
    lines.push_back(without_trailing_space(left + piece));
  }
}

Lines columns_drawn(const Table& table, const std::vector<int>& widths, const Look& look) {
  Lines lines;
  std::vector<Cell> titles;
  for (const Column& column : table.columns) titles.push_back({column.title, Role::note});
  const bool titled = std::any_of(
      titles.begin(), titles.end(), [](const Cell& cell) { return !cell.text.empty(); });
  if (titled) add_row(lines, table, titles, widths, look);
  for (const Row& row : table.rows) add_row(lines, table, row.cells, widths, look);
  return lines;
}

Lines blocks_drawn(const Table& table, const Look& look) {
  Lines lines;
  for (const Row& row : table.rows) {
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      const Cell& cell = row.cells[i];
      if (cell.text.empty()) continue;
      const std::string& title = table.columns[i].title;
      const std::string line = (i == 0 || title.empty() ? "" : title + ": ") + cell.text;
      for (const std::string& piece : wrapped(line, look.width - 2)) {
        lines.push_back((i == 0 ? "" : "  ") + paint(look, i == 0 ? Role::name : cell.role, piece));
      }
    }
  }
  return lines;
}

}  // namespace

Lines drawn(const Table& table, const Look& look) {
  if (look.plain) {
    Lines lines;
    for (const Row& row : table.rows) lines.push_back(plain_line(table, row));
    return lines;
  }
  std::vector<int> widths = natural_widths(table);
  const int left = look.width - width_before_last(widths);
  if (left < std::min(widths.back(), kNarrowestLast)) return blocks_drawn(table, look);
  widths.back() = std::min(widths.back(), left);
  return columns_drawn(table, widths, look);
}

}  // namespace tito
