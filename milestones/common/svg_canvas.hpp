// A page to draw on, which becomes the text of an SVG file.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tinytorch::milestone {

inline constexpr const char* kInk = "#1f2937";
inline constexpr const char* kFaint = "#d1d5db";

struct Point {
  double x = 0, y = 0;
};

enum class Anchor { start, middle, end };

/// & < > " ' as XML wants them; control characters as spaces.
std::string xml_text(std::string_view text);

class Canvas {
 public:
  Canvas(double width, double height) : width_(width), height_(height) {}

  void text(Point at,
            std::string_view words,
            Anchor anchor = Anchor::start,
            int size = 13,
            const char* colour = kInk);
  /// Along a vertical axis, from below.
  void upward(Point at, std::string_view words);
  void line(Point from, Point to, const char* colour);
  void path(const std::vector<Point>& points, const char* colour);
  /// `title`: what a browser shows under the pointer.
  void dot(Point at, const char* colour, std::string_view title);
  void cell(Point at, double side, const std::string& colour, std::string_view title);

  /// The whole file, on white; with the title for readers that see no picture.
  std::string file(std::string_view title) const;

 private:
  void words(
      Point at, std::string_view text, Anchor anchor, int size, const std::string& attributes);

  double width_, height_;
  std::string body_{};
};

}  // namespace tinytorch::milestone
