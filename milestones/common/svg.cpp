#include "common/svg.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "common/gates.hpp"
#include "common/svg_canvas.hpp"

namespace tinytorch::milestone {
namespace {

// Told apart by people who see no red or no green, too.
constexpr std::array<const char*, 4> kLines{"#1d4ed8", "#c2410c", "#047857", "#7c3aed"};

constexpr int kTitle = 16;
// Above the mean of common sans-serif faces, so that a title is not cut.
constexpr double kTitleLetter = 0.6 * kTitle;

// 1, 2 or 5 times a power of ten, so that `most` is about five of it.
double tick_of(double most) {
  if (!(most > 0)) return 1;
  const double rough = most / 5, power = std::pow(10, std::floor(std::log10(rough)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (rough <= factor * power) return factor * power;
  }
  return 10 * power;
}

// 0, one tick, two ticks … as far as `most`.
Values ticks_to(double most) {
  const double step = tick_of(most);
  Values ticks;
  for (int i = 0; i * step <= most * 1.0001; ++i) ticks.push_back(i * step);
  return ticks;
}

double largest(const std::vector<CurveLine>& lines, Values CurveLine::*axis) {
  double most = 0;
  for (const CurveLine& line : lines) {
    for (const double value : line.*axis) {
      if (std::isfinite(value)) most = std::max(most, value);
    }
  }
  return most > 0 ? most : 1;
}

// The frame of a curve: from numbers to pixels.
struct Frame {
  double left = 70, top = 50, width = 550, height = 280;
  double x_most = 1, y_most = 1;

  Point at(double x, double y) const {
    return {left + width * x / x_most, top + height * (1 - y / y_most)};
  }
};

void draw_axes(Canvas& canvas, const Frame& frame, const Curve& curve) {
  for (const double y : ticks_to(frame.y_most)) {
    canvas.line(frame.at(0, y), frame.at(frame.x_most, y), kFaint);
    const Point here = frame.at(0, y);
    canvas.text({here.x - 8, here.y + 4}, number(y), Anchor::end, 12);
  }
  for (const double x : ticks_to(frame.x_most)) {
    const Point here = frame.at(x, 0);
    canvas.line(here, {here.x, here.y + 5}, kInk);
    canvas.text({here.x, here.y + 20}, number(x), Anchor::middle, 12);
  }
  canvas.line(frame.at(0, 0), frame.at(frame.x_most, 0), kInk);
  canvas.line(frame.at(0, 0), frame.at(0, frame.y_most), kInk);
  canvas.text(
      {frame.left + frame.width / 2, frame.top + frame.height + 44}, curve.x_axis, Anchor::middle);
  canvas.upward({22, frame.top + frame.height / 2}, curve.y_axis);
}

void draw_line(Canvas& canvas, const Frame& frame, const CurveLine& line, const char* colour) {
  std::vector<Point> points;
  std::vector<std::string> titles;
  for (std::size_t i = 0; i < std::min(line.x.size(), line.y.size()); ++i) {
    if (!std::isfinite(line.x[i]) || !std::isfinite(line.y[i])) continue;
    points.push_back(frame.at(line.x[i], line.y[i]));
    titles.push_back(line.name + ", " + number(line.x[i]) + ": " + number(line.y[i]));
  }
  canvas.path(points, colour);
  for (std::size_t i = 0; i < points.size(); ++i) canvas.dot(points[i], colour, titles[i]);
}

// The darkest value of all maps.
double strongest(const HeatMaps& all) {
  if (all.shade == Shade::share) return 1;
  double most = 0;
  for (const HeatMap& map : all.maps) {
    for (const double value : map.values) {
      if (std::isfinite(value)) most = std::max(most, std::fabs(value));
    }
  }
  return most > 0 ? most : 1;
}

// From white to the colour of that sign; grey for what is no number.
std::string colour_of(double share) {
  if (!std::isfinite(share)) return "#9ca3af";
  const std::array<double, 3> dark =
      share < 0 ? std::array<double, 3>{29, 78, 216} : std::array<double, 3>{185, 28, 28};
  char text[8];
  const double ink = std::min(1.0, std::fabs(share));
  const auto mixed = [&](std::size_t i) {
    return static_cast<unsigned>(std::lround(255 + ink * (dark[i] - 255))) & 255U;
  };
  std::snprintf(text, sizeof text, "#%02x%02x%02x", mixed(0), mixed(1), mixed(2));
  return text;
}

// How the maps lie on the page, all of the size of the first one.
struct Page {
  double cell = 18, left = 20, top = 84, gap = 24;
  std::size_t across = 8, rows = 0, columns = 0, count = 0;
  bool labelled = false;

  double map_width() const { return cell * static_cast<double>(columns) + gap; }
  double map_height() const { return cell * static_cast<double>(rows) + gap + 26; }
  Point at(std::size_t map) const {
    const std::size_t row = map / across, column = map % across;
    return {left + map_width() * static_cast<double>(column),
            top + map_height() * static_cast<double>(row)};
  }
  double width(std::string_view title) const {
    const double maps = left + map_width() * static_cast<double>(std::min(count, across)) + 20;
    return std::max({420.0, maps, 40 + kTitleLetter * static_cast<double>(title.size())});
  }
  double height() const {
    const std::size_t lines = (count + across - 1) / across;
    return top + static_cast<double>(lines) * map_height() + (labelled ? 30 : 0);
  }
};

Page page_of(const HeatMaps& all) {
  Page page;
  if (all.maps.empty()) return page;
  const HeatMap& first = all.maps.front();
  page.rows = first.rows;
  page.columns = first.columns;
  page.count = all.maps.size();
  page.labelled = !first.row_labels.empty();
  if (page.labelled) page.left = 110;
  if (page.labelled && std::max(first.rows, first.columns) <= 12) page.cell = 44;
  return page;
}

void draw_map(
    Canvas& canvas, const Page& page, const HeatMap& map, Point at, double most, Shade shade) {
  canvas.text({at.x, at.y - 8 - (map.column_labels.empty() ? 0 : 18)}, map.name);
  const double half = page.cell / 2;
  for (std::size_t r = 0; r < map.rows; ++r) {
    const double y = at.y + page.cell * static_cast<double>(r);
    if (r < map.row_labels.size())
      canvas.text({at.x - 6, y + half + 4}, map.row_labels[r], Anchor::end, 12);
    for (std::size_t c = 0; c < map.columns; ++c) {
      const double x = at.x + page.cell * static_cast<double>(c);
      const double value = map.values.at(r * map.columns + c);
      const double share = shade == Shade::share ? -value : value / most;  // blue for shares
      canvas.cell({x, y}, page.cell, colour_of(share), number(value));
      if (page.cell < 40) continue;
      const char* colour = std::fabs(share) > 0.5 ? "#ffffff" : kInk;
      char text[16];
      std::snprintf(text, sizeof text, "%.2f", value);
      canvas.text({x + half, y + half + 4}, text, Anchor::middle, 12, colour);
    }
  }
  for (std::size_t c = 0; c < map.column_labels.size(); ++c) {
    const double x = at.x + page.cell * static_cast<double>(c) + half;
    canvas.text({x, at.y - 8}, map.column_labels[c], Anchor::middle, 12);
  }
}

// Eleven cells from the least to the most.
void draw_scale(Canvas& canvas, const Page& page, double most, Shade shade) {
  const double from = shade == Shade::share ? 0 : -most;
  const Point at{page.left + 50, 38};
  canvas.text({at.x - 6, at.y + 12}, number(from), Anchor::end, 12);
  for (int i = 0; i <= 10; ++i) {
    const double value = from + (most - from) * i / 10;
    const double share = shade == Shade::share ? -value : value / most;
    canvas.cell({at.x + 16.0 * i, at.y}, 16, colour_of(share), number(value));
  }
  canvas.text({at.x + 11 * 16 + 6, at.y + 12}, number(most), Anchor::start, 12);
}

}  // namespace

std::string curve_svg(const Curve& curve) {
  Frame frame;
  frame.x_most = largest(curve.lines, &CurveLine::x);
  frame.y_most = 1.05 * largest(curve.lines, &CurveLine::y);
  Canvas canvas(650, 400);
  canvas.text({frame.left, 26}, curve.title, Anchor::start, kTitle);
  draw_axes(canvas, frame, curve);
  for (std::size_t i = 0; i < curve.lines.size(); ++i) {
    const char* colour = kLines[i % kLines.size()];
    draw_line(canvas, frame, curve.lines[i], colour);
    const Point legend{frame.left + frame.width - 130,
                       frame.top + 12 + 20 * static_cast<double>(i)};
    canvas.line({legend.x, legend.y - 4}, {legend.x + 22, legend.y - 4}, colour);
    canvas.text({legend.x + 30, legend.y}, curve.lines[i].name);
  }
  return canvas.file(curve.title);
}

std::string heat_maps_svg(const HeatMaps& all) {
  Page page = page_of(all);
  if (page.labelled) page.top += 30;
  const double most = strongest(all);
  Canvas canvas(page.width(all.title), page.height());
  canvas.text({20, 24}, all.title, Anchor::start, kTitle);
  draw_scale(canvas, page, most, all.shade);
  for (std::size_t i = 0; i < all.maps.size(); ++i)
    draw_map(canvas, page, all.maps[i], page.at(i), most, all.shade);
  const double depth = page.cell * static_cast<double>(page.rows);
  if (!all.row_axis.empty()) canvas.upward({20, page.top + depth / 2}, all.row_axis);
  if (!all.column_axis.empty()) canvas.text({page.left, page.top + depth + 24}, all.column_axis);
  return canvas.file(all.title);
}

}  // namespace tinytorch::milestone
