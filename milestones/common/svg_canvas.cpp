#include "common/svg_canvas.hpp"

#include <array>
#include <cstdio>

namespace tinytorch::milestone {
namespace {

// A coordinate: a tenth of a pixel is enough.
std::string px(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f", value);
  return text;
}

std::string attribute(const char* name, const std::string& value) {
  return std::string(" ") + name + "=\"" + value + "\"";
}

std::string titled(const char* element, const std::string& attributes, std::string_view title) {
  return std::string("<") + element + attributes + "><title>" + xml_text(title) + "</title></" +
         element + ">\n";
}

}  // namespace

std::string xml_text(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += static_cast<unsigned char>(c) < ' ' ? ' ' : c;
    }
  }
  return out;
}

void Canvas::words(
    Point at, std::string_view text, Anchor anchor, int size, const std::string& attributes) {
  static constexpr std::array<const char*, 3> kAnchors{"start", "middle", "end"};
  body_ += "<text" + attribute("x", px(at.x)) + attribute("y", px(at.y)) +
           attribute("font-size", std::to_string(size)) +
           attribute("text-anchor", kAnchors[static_cast<std::size_t>(anchor)]) + attributes + ">" +
           xml_text(text) + "</text>\n";
}

void Canvas::text(Point at, std::string_view words, Anchor anchor, int size, const char* colour) {
  this->words(at, words, anchor, size, attribute("fill", colour));
}

void Canvas::upward(Point at, std::string_view words) {
  const std::string turn = "rotate(-90 " + px(at.x) + " " + px(at.y) + ")";
  this->words(
      at, words, Anchor::middle, 13, attribute("fill", kInk) + attribute("transform", turn));
}

void Canvas::line(Point from, Point to, const char* colour) {
  body_ += "<line" + attribute("x1", px(from.x)) + attribute("y1", px(from.y)) +
           attribute("x2", px(to.x)) + attribute("y2", px(to.y)) + attribute("stroke", colour) +
           "/>\n";
}

void Canvas::path(const std::vector<Point>& points, const char* colour) {
  std::string all;
  for (const Point& p : points) all += (all.empty() ? "" : " ") + px(p.x) + "," + px(p.y);
  body_ += "<polyline" + attribute("points", all) + attribute("fill", "none") +
           attribute("stroke", colour) + attribute("stroke-width", "2") + "/>\n";
}

void Canvas::dot(Point at, const char* colour, std::string_view title) {
  body_ += titled("circle",
                  attribute("cx", px(at.x)) + attribute("cy", px(at.y)) + attribute("r", "2.5") +
                      attribute("fill", colour),
                  title);
}

void Canvas::cell(Point at, double side, const std::string& colour, std::string_view title) {
  body_ += titled("rect",
                  attribute("x", px(at.x)) + attribute("y", px(at.y)) +
                      attribute("width", px(side)) + attribute("height", px(side)) +
                      attribute("fill", colour) + attribute("stroke", kFaint),
                  title);
}

std::string Canvas::file(std::string_view title) const {
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
         "<svg xmlns=\"http://www.w3.org/2000/svg\"" +
         attribute("width", px(width_)) + attribute("height", px(height_)) +
         attribute("viewBox", "0 0 " + px(width_) + " " + px(height_)) +
         attribute("font-family", "sans-serif") + ">\n<title>" + xml_text(title) +
         "</title>\n<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n" + body_ + "</svg>\n";
}

}  // namespace tinytorch::milestone
