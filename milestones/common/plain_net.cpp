#include "common/plain_net.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tinytorch::milestone {
namespace {

double activate(Activation activation, double v) {
  switch (activation) {
    case Activation::relu:
      return v > 0 ? v : 0;
    case Activation::tanh:
      return std::tanh(v);
    case Activation::sigmoid:
      return 1 / (1 + std::exp(-v));
    case Activation::none:
      break;
  }
  return v;
}

Values apply(const Dense& layer, const Values& x) {
  const std::int64_t rows = static_cast<std::int64_t>(x.size()) / layer.in;
  Values out(static_cast<std::size_t>(rows * layer.out));
  for (std::int64_t r = 0; r < rows; ++r) {
    for (std::int64_t j = 0; j < layer.out; ++j) {
      double sum = layer.bias[static_cast<std::size_t>(j)];
      for (std::int64_t i = 0; i < layer.in; ++i) {
        sum += x[static_cast<std::size_t>(r * layer.in + i)] *
               layer.weight[static_cast<std::size_t>(i * layer.out + j)];
      }
      out[static_cast<std::size_t>(r * layer.out + j)] = activate(layer.after, sum);
    }
  }
  return out;
}

}  // namespace

Values forward(const PlainNet& net, const Values& x) {
  Values values = x;
  for (const Dense& layer : net) values = apply(layer, values);
  return values;
}

double cross_entropy(const Values& logits,
                     const std::vector<std::int64_t>& labels,
                     std::int64_t classes) {
  double total = 0;
  for (std::size_t r = 0; r < labels.size(); ++r) {
    const double* row = logits.data() + static_cast<std::int64_t>(r) * classes;
    const double most = *std::max_element(row, row + classes);
    double sum = 0;
    for (std::int64_t c = 0; c < classes; ++c) sum += std::exp(row[c] - most);
    total += most + std::log(sum) - row[labels[r]];
  }
  return total / static_cast<double>(labels.size());
}

double binary_cross_entropy(const Values& p, const Values& target) {
  double total = 0;
  for (std::size_t i = 0; i < p.size(); ++i) {
    const double q = std::clamp(p[i], 1e-7, 1 - 1e-7);
    total -= target[i] * std::log(q) + (1 - target[i]) * std::log(1 - q);
  }
  return total / static_cast<double>(p.size());
}

double largest_difference(const Values& a, const Values& b) {
  if (a.size() != b.size() || a.empty()) return std::numeric_limits<double>::infinity();
  double largest = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double difference = std::fabs(a[i] - b[i]) / std::max(1.0, std::fabs(b[i]));
    if (!std::isfinite(difference)) return std::numeric_limits<double>::infinity();
    largest = std::max(largest, difference);
  }
  return largest;
}

double norm(const Values& v) {
  double squares = 0;
  for (const double value : v) squares += value * value;
  return std::sqrt(squares);
}

}  // namespace tinytorch::milestone
