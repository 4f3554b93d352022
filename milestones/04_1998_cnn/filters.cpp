#include "filters.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "common/values.hpp"

namespace tinytorch::milestone {
namespace {

double largest_of(const Tensor& x) {
  double most = 0;
  for (const double value : values_of(x)) most = std::max(most, std::fabs(value));
  return most;
}

// Of a model that went wrong, too: NaN and the picture of nothing have no ink.
double share_of(double value, double most) {
  const double share = value / most;
  return std::isfinite(share) ? std::clamp(share, -1.0, 1.0) : 0;
}

char sign_of(double weight, double most) {
  const double share = share_of(weight, most);
  if (std::fabs(share) < 0.2) return '.';
  if (share > 0) return share > 0.6 ? '#' : '+';
  return share < -0.6 ? '=' : '-';
}

}  // namespace

void print_kernels(const Run& run, const Tensor& weight) {
  const double most = largest_of(weight);
  for (std::int64_t r = 0; r < weight.size(2); ++r) {
    std::string line = "  ";
    for (std::int64_t k = 0; k < weight.size(0); ++k) {
      for (std::int64_t c = 0; c < weight.size(3); ++c)
        line += std::string(2, sign_of(weight.at({k, 0, r, c}), most));
      line += "   ";
    }
    run.say(line);
  }
}

void print_maps(const Run& run, const Tensor& maps) {
  const double most = largest_of(maps);
  for (std::int64_t r = 0; r < maps.size(2); ++r) {
    std::string line = "  ";
    for (std::int64_t k = 0; k < maps.size(1); ++k) {
      for (std::int64_t c = 0; c < maps.size(3); ++c)
        line += " .:+#@"[std::lround(5 * std::max(0.0, share_of(maps.at({0, k, r, c}), most)))];
      line += " ";
    }
    run.say(line);
  }
}

HeatMaps kernel_maps(const Tensor& weight) {
  HeatMaps all{.title = "Filters of the first layer", .shade = Shade::sign};
  for (std::int64_t k = 0; k < weight.size(0); ++k) {
    all.maps.push_back({.name = "filter " + std::to_string(k + 1),
                        .rows = static_cast<std::size_t>(weight.size(2)),
                        .columns = static_cast<std::size_t>(weight.size(3)),
                        .values = values_of(weight[k])});
  }
  return all;
}

}  // namespace tinytorch::milestone
