#include "term/bar.hpp"

#include <algorithm>
#include <cmath>

namespace tito {

std::string bar(const Look& look, double share, int width) {
  const double clean = std::isfinite(share) ? std::clamp(share, 0.0, 1.0) : 0.0;
  const int full = static_cast<int>(std::lround(clean * width));
  const Glyphs& g = glyphs(look);
  return repeated(g.full, full) + repeated(g.empty, width - full);
}

}  // namespace tito
