// Pictures of what a run learned, as SVG: text that every browser shows. Each mark carries its
// number as a <title>, which a browser shows under the pointer.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "common/plain_net.hpp"

namespace tinytorch::milestone {

/// One line of a curve: y over x, as many of each. Points that are not finite are left out.
struct CurveLine {
  std::string name{};
  Values x{}, y{};

  void add(double at, double value) {
    x.push_back(at);
    y.push_back(value);
  }
};

struct Curve {
  std::string title{}, x_axis{}, y_axis{};
  std::vector<CurveLine> lines{};  // up to four
};

/// Axes from 0 with round ticks, a legend, a mark for each point.
std::string curve_svg(const Curve& curve);

/// A small table as coloured cells, row by row. Labels may be missing.
struct HeatMap {
  std::string name{};
  std::size_t rows = 0, columns = 0;
  Values values{};
  std::vector<std::string> row_labels{}, column_labels{};
};

enum class Shade {
  share,  // 0 white, 1 dark blue
  sign    // negative blue, 0 white, positive red; the largest of all maps is the darkest
};

struct HeatMaps {
  std::string title{}, row_axis{}, column_axis{};
  Shade shade = Shade::share;
  std::vector<HeatMap> maps{};
};

/// The maps side by side, eight in a row, with a scale of the colours. Up to 12 rows and columns
/// with labels have their numbers written into the cells.
std::string heat_maps_svg(const HeatMaps& all);

}  // namespace tinytorch::milestone
