#include "term/chart.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <string_view>
#include <vector>

#include <fmt/core.h>

namespace tito {

namespace {

constexpr std::array<std::string_view, 8> kSteps{"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
constexpr int kSide = 8;
constexpr double kBrightest = 16;
constexpr double kContrast = 1.6;  // the interpolated edges of a stroke shall not look like strokes

// `width` means of neighbours, so that a long curve fits.
std::vector<double> squeezed(std::span<const double> values, int width) {
  const std::size_t count = std::min(values.size(), static_cast<std::size_t>(std::max(width, 1)));
  std::vector<double> out;
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t begin = i * values.size() / count;
    const std::size_t end = (i + 1) * values.size() / count;
    double sum = 0;
    for (std::size_t k = begin; k < end; ++k) sum += values[k];
    out.push_back(sum / static_cast<double>(end - begin));
  }
  return out;
}

}  // namespace

std::string sparkline(const Look& look, std::span<const double> values, int width) {
  if (values.empty()) return "";
  if (!look.utf8) return fmt::format("{:.3f} .. {:.3f}", values.front(), values.back());
  const std::vector<double> points = squeezed(values, width);
  const auto [low, high] = std::minmax_element(points.begin(), points.end());
  std::string out;
  for (const double point : points) {
    const double share = *high > *low ? (point - *low) / (*high - *low) : 0.0;
    const double step = std::isfinite(share) ? std::round(share * 7) : 7;
    out += kSteps[static_cast<std::size_t>(std::clamp(step, 0.0, 7.0))];
  }
  return out;
}

Lines picture(const Look& look, std::span<const double> pixels) {
  constexpr std::array<std::string_view, 5> kShades{" ", "░", "▒", "▓", "█"};
  constexpr std::array<std::string_view, 5> kAsciiShades{" ", ".", ":", "*", "#"};
  constexpr double kDarkest = kShades.size() - 1;
  const auto& shades = look.utf8 ? kShades : kAsciiShades;
  Lines lines;
  for (int y = 0; y < kPictureHeight; ++y) {
    std::string line;
    for (int x = 0; x < kPictureWidth; ++x) {
      const double at = std::clamp((x + 0.5) * kSide / kPictureWidth - 0.5, 0.0, kSide - 1.0);
      const int left = static_cast<int>(at);
      const int right = std::min(left + 1, kSide - 1);
      const auto pixel = [&](int column) {
        const auto i =
            std::size_t{kSide} * static_cast<std::size_t>(y) + static_cast<std::size_t>(column);
        return i < pixels.size() && std::isfinite(pixels[i])
                   ? std::clamp(pixels[i], 0.0, kBrightest)
                   : 0.0;
      };
      const double value = pixel(left) + (at - left) * (pixel(right) - pixel(left));
      const double shade = std::pow(value / kBrightest, kContrast) * kDarkest;
      line += shades[static_cast<std::size_t>(std::lround(shade))];
    }
    lines.push_back(line);
  }
  return lines;
}

}  // namespace tito
