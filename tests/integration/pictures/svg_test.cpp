// The pictures of the milestones: XML that a browser accepts, with the numbers they were given.
#include "common/svg.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "common/svg_canvas.hpp"
#include "support/test.hpp"

using namespace tinytorch;
using namespace tinytorch::milestone;

namespace {

std::size_t count_of(std::string_view text, std::string_view part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1))
    ++count;
  return count;
}

// Text between two tags, or an attribute's value: no bare < or &.
bool well_written(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '<') return false;
    if (text[i] != '&') continue;
    bool known = false;
    for (const std::string_view name : {"&amp;", "&lt;", "&gt;", "&quot;", "&#39;"})
      known = known || text.substr(i).substr(0, name.size()) == name;
    if (!known) return false;
  }
  return true;
}

// `name a="b" c="d"`, each attribute once; the name, or "" if something is wrong.
std::string name_of(std::string_view tag) {
  const std::string name(tag.substr(0, tag.find(' ')));
  std::vector<std::string> seen;
  std::size_t at = name.size();
  while (at < tag.size()) {
    const std::size_t equals = tag.find("=\"", at);
    if (tag[at] != ' ' || equals == std::string_view::npos) return "";
    const std::string key(tag.substr(at + 1, equals - at - 1));
    const std::size_t end = tag.find('"', equals + 2);
    if (end == std::string_view::npos || key.empty()) return "";
    if (std::find(seen.begin(), seen.end(), key) != seen.end()) return "";
    if (!well_written(tag.substr(equals + 2, end - equals - 2))) return "";
    seen.push_back(key);
    at = end + 1;
  }
  return name;
}

// What is wrong with a document of elements, attributes and text; "" if nothing is.
std::string xml_fault(std::string_view text) {
  static constexpr std::string_view kHead = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  if (text.substr(0, kHead.size()) != kHead) return "no declaration";
  text.remove_prefix(kHead.size());
  std::vector<std::string> open;
  while (!text.empty()) {
    const std::size_t from = text.find('<'), to = text.find('>', from);
    if (!well_written(text.substr(0, from))) return "bare & in text";
    if (from == std::string_view::npos) break;
    if (to == std::string_view::npos) return "tag without an end";
    std::string_view tag = text.substr(from + 1, to - from - 1);
    text.remove_prefix(to + 1);
    if (tag.substr(0, 1) == "/") {
      if (open.empty() || open.back() != tag.substr(1)) return "closes " + std::string(tag);
      open.pop_back();
      if (open.empty()) return text == "\n" ? "" : "text after the end";
      continue;
    }
    const bool empty = tag.back() == '/';
    if (empty) tag.remove_suffix(1);
    const std::string name = name_of(tag);
    if (name.empty()) return "tag " + std::string(tag);
    if (!empty) open.push_back(name);
  }
  return "not closed";
}

const double kNan = std::numeric_limits<double>::quiet_NaN();

HeatMap table(double first) {
  return {.name = "block 0, head 1",
          .rows = 2,
          .columns = 2,
          .values = {first, 0.25, 0.5, 0.125},
          .row_labels = {"a", "<"},
          .column_labels = {"&", "\""}};
}

}  // namespace

TT_CASE("svg/judge",
        "the judge of these tests finds broken XML",
        .what = "tags that cross, an attribute twice, a bare &, an open end",
        .why = "a judge that accepts everything proves nothing",
        .learn = "each fault is named") {
  const std::string head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  CHECK(xml_fault(head + "<a x=\"1\"><b/>t</a>\n") == "");
  for (const char* broken : {"<a><b></a></b>\n",
                             "<a x=\"1\" x=\"2\"></a>\n",
                             "<a>&</a>\n",
                             "<a x=\"<\"></a>\n",
                             "<a>",
                             "<a></a><b></b>\n",
                             "<a x=1></a>\n"})
    CHECK_MESSAGE(xml_fault(head + broken) != "", broken);
}

TT_CASE("svg/curve",
        "a curve is XML and tells every point",
        .what = "training and test loss with NaN and infinity among them, and special characters",
        .why = "a run that went wrong must not give a broken file",
        .learn = "a mark for each finite point, axes with names and ticks") {
  const Curve curve{.title = "a < b & \"c\"",
                    .x_axis = "epoch",
                    .y_axis = "loss",
                    .lines = {{"training", {1, 2, 3, 4}, {1.625, 0.8125, kNan, 0.4375}},
                              {"test", {1, 2, 3}, {1.75, HUGE_VAL, 0.5}}}};
  const std::string svg = curve_svg(curve);
  CHECK(xml_fault(svg) == "");
  CHECK(count_of(svg, "<circle") == 5);
  for (const char* told : {"training, 1: 1.625<",
                           "training, 2: 0.8125<",
                           "training, 4: 0.4375<",
                           "test, 1: 1.75<",
                           "test, 3: 0.5<",
                           ">epoch<",
                           ">loss<",
                           ">a &lt; b &amp; &quot;c&quot;<",
                           "fill=\"#ffffff\""})
    CHECK_MESSAGE(count_of(svg, told) > 0, told);
  CHECK(count_of(svg, "nan") == 0);
  CHECK(count_of(svg, "inf") == 0);
}

TT_CASE("svg/curve-places",
        "a mark stands where its number belongs",
        .what = "three points of a line from (0, 0)",
        .why = "a picture that is drawn upside down looks fine, too",
        .learn = "twice the number, twice the height above the axis") {
  const std::string svg = curve_svg(
      {.title = "t", .x_axis = "x", .y_axis = "y", .lines = {{"l", {0, 1, 2}, {0, 2, 4}}}});
  const std::size_t from = svg.find("points=\"") + 8;
  double x[3], y[3];
  REQUIRE(std::sscanf(svg.c_str() + from,
                      "%lf,%lf %lf,%lf %lf,%lf",
                      &x[0],
                      &y[0],
                      &x[1],
                      &y[1],
                      &x[2],
                      &y[2]) == 6);
  CHECK(std::fabs((x[1] - x[0]) - (x[2] - x[1])) < 0.2);
  CHECK(std::fabs((y[0] - y[1]) - (y[1] - y[2])) < 0.2);
  CHECK(x[0] < x[1]);
  CHECK(y[0] > y[1]);
}

TT_CASE("svg/empty",
        "without numbers there is still a file",
        .what = "a curve without lines, one with nothing but NaN, no maps",
        .why = "the first report may come before the first number",
        .learn = "XML without a mark") {
  for (const std::string& svg : {curve_svg({.title = "t"}),
                                 curve_svg({.title = "t", .lines = {{"l", {1}, {kNan}}}}),
                                 heat_maps_svg({.title = "t"})}) {
    CHECK(xml_fault(svg) == "");
    CHECK(count_of(svg, "<circle") == 0);
  }
}

TT_CASE("svg/heat-maps",
        "maps are XML and tell every value",
        .what = "two tables with labels that XML knows otherwise; one value is NaN",
        .why = "filters and attention are shown so",
        .learn = "a cell for each value, with its number; labels and axes are there") {
  const HeatMaps all{.title = "t",
                     .row_axis = "slot",
                     .column_axis = "letter",
                     .shade = Shade::share,
                     .maps = {table(0.75), table(kNan)}};
  const std::string svg = heat_maps_svg(all);
  CHECK(xml_fault(svg) == "");
  CHECK(count_of(svg, "<rect") == 1 + 8 + 11);  // page, cells, scale
  for (const char* told :
       {">0.75<", ">0.25<", ">0.125<", ">slot<", ">letter<", ">&amp;<", ">&lt;<", ">&quot;<"})
    CHECK_MESSAGE(count_of(svg, told) > 0, told);
}

TT_CASE("svg/title",
        "a long title is not cut",
        .what = "the width of a page with one small map, under a short and a long title",
        .why = "the map of a short sequence is narrower than the sentence above it",
        .learn = "an SVG shows nothing beyond its width") {
  const auto width = [](const std::string& title) {
    const std::string svg = heat_maps_svg(
        {.title = title, .maps = {{.name = "m", .rows = 1, .columns = 1, .values = {1}}}});
    return std::stod(svg.substr(svg.find("width=\"") + 7));
  };
  CHECK(width("short") == 420);
  CHECK(width(std::string(60, 'm')) > 60 * 9);
}

TT_CASE("svg/colours",
        "the sign and size of a weight are its colour",
        .what = "weights -2, 0, 1 and 2 on one scale",
        .why = "a filter is read by its colours",
        .learn = "blue, white, a lighter red, red") {
  const std::string svg = heat_maps_svg(
      {.title = "t",
       .shade = Shade::sign,
       .maps = {{.name = "filter 1", .rows = 1, .columns = 4, .values = {-2, 0, 1, 2}}}});
  for (const char* told : {"fill=\"#1d4ed8\" stroke=\"#d1d5db\"><title>-2<",
                           "fill=\"#ffffff\" stroke=\"#d1d5db\"><title>0<",
                           "fill=\"#dc8e8e\" stroke=\"#d1d5db\"><title>1<",
                           "fill=\"#b91c1c\" stroke=\"#d1d5db\"><title>2<"})
    CHECK_MESSAGE(count_of(svg, told) > 0, told);
}
