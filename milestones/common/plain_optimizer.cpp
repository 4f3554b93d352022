#include "common/plain_optimizer.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tinytorch::milestone {
namespace {

constexpr double kFirst = 0.9, kSecond = 0.999, kEps = 1e-8;  // of Adam

}  // namespace

void PlainOptimizer::step(std::vector<Values>& x, const std::vector<Values>& g, double lr) {
  m_.resize(g.size());
  v_.resize(g.size());
  ++k_;
  for (std::size_t t = 0; t < g.size(); ++t) {
    m_[t].resize(g[t].size());
    v_[t].resize(g[t].size());
    for (std::size_t i = 0; i < g[t].size(); ++i) move(x[t][i], m_[t][i], v_[t][i], g[t][i], lr);
  }
}

void PlainOptimizer::move(double& x, double& m, double& v, double g, double lr) const {
  if (descent_.rule == Rule::sgd) {
    m = descent_.momentum * m + g;
    x -= lr * m;
    return;
  }
  m = kFirst * m + (1 - kFirst) * g;
  v = kSecond * v + (1 - kSecond) * g * g;
  const double mean = m / (1 - std::pow(kFirst, k_)), square = v / (1 - std::pow(kSecond, k_));
  x = x * (1 - lr * descent_.weight_decay) - lr * mean / (std::sqrt(square) + kEps);
}

double update_error(const Values& before, const Values& actual, const Values& expected) {
  double off = 0, change = 0, rounding = 0;
  for (std::size_t i = 0; i < before.size(); ++i) {
    off += std::pow(actual[i] - expected[i], 2);
    change += std::pow(expected[i] - before[i], 2);
    rounding += std::pow(before[i] * std::numeric_limits<float>::epsilon(), 2);
  }
  return (std::sqrt(off) - std::sqrt(rounding)) / std::sqrt(change);
}

double larger(double a, double b) {
  return std::isnan(a) || std::isnan(b) ? std::numeric_limits<double>::quiet_NaN() : std::max(a, b);
}

}  // namespace tinytorch::milestone
