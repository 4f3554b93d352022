// Rows under column titles; on a narrow stream a block of `key: value` lines per row.
#pragma once

#include <string>
#include <vector>

#include "term/style.hpp"
#include "term/width.hpp"

namespace tito {

struct Column {
  std::string title{};
  Align align = Align::left;
};

struct Cell {
  std::string text{};
  Role role = Role::none;
};

struct Row {
  std::vector<Cell> cells{};
  std::string word = "NOTE";  // first word of the line in plain form
};

struct Table {
  std::vector<Column> columns{};  // the last one takes what is left of the width and may wrap
  std::vector<Row> rows{};
};

Lines drawn(const Table& table, const Look& look);

}  // namespace tito
