#include "common/plain_net.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

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

Values multiply(const PlainLayer& layer, const Values& x) {
  const std::int64_t rows = std::ssize(x) / layer.in;
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

// Σ over channels and kernel of image · weight, for output (row, column); outside lies zero.
double window_sum(const PlainLayer& layer,
                  const double* image,
                  const double* weight,
                  std::int64_t row,
                  std::int64_t column) {
  double sum = 0;
  for (std::int64_t c = 0; c < layer.in; ++c) {
    for (std::int64_t u = 0; u < layer.size; ++u) {
      for (std::int64_t v = 0; v < layer.size; ++v) {
        const std::int64_t y = row + u - layer.padding, x = column + v - layer.padding;
        if (y < 0 || x < 0 || y >= layer.side || x >= layer.side) continue;
        sum += image[(c * layer.side + y) * layer.side + x] *
               weight[(c * layer.size + u) * layer.size + v];
      }
    }
  }
  return sum;
}

Values convolve(const PlainLayer& layer, const Values& x) {
  const std::int64_t image = layer.in * layer.side * layer.side;
  const std::int64_t kernel = layer.in * layer.size * layer.size;
  Values out;
  for (std::int64_t r = 0; r < std::ssize(x) / image; ++r) {
    for (std::int64_t o = 0; o < layer.out; ++o) {
      for (std::int64_t i = 0; i < layer.out_side(); ++i) {
        for (std::int64_t j = 0; j < layer.out_side(); ++j) {
          const double* weight = layer.weight.data() + o * kernel;
          const double sum = window_sum(layer, x.data() + r * image, weight, i, j);
          out.push_back(activate(layer.after, sum + layer.bias[static_cast<std::size_t>(o)]));
        }
      }
    }
  }
  return out;
}

Values pool(const PlainLayer& layer, const Values& x) {
  const std::int64_t plane = layer.side * layer.side, size = layer.size;
  Values out;
  for (const double* from = x.data(); from != x.data() + x.size(); from += plane) {
    for (std::int64_t i = 0; i + size <= layer.side; i += size) {
      for (std::int64_t j = 0; j + size <= layer.side; j += size) {
        double most = from[i * layer.side + j];
        for (std::int64_t k = 0; k < size * size; ++k) {
          most = std::max(most, from[(i + k / size) * layer.side + j + k % size]);
        }
        out.push_back(activate(layer.after, most));
      }
    }
  }
  return out;
}

// Mean and variance of channel c over all rows.
std::pair<double, double> statistics(const PlainLayer& layer, const Values& x, std::int64_t c) {
  const std::int64_t plane = layer.side * layer.side, count = std::ssize(x) / layer.in;
  const auto sum = [&](const auto& of) {
    double total = 0;
    for (std::int64_t i = 0; i < std::ssize(x); ++i) {
      if (i / plane % layer.in == c) total += of(x[static_cast<std::size_t>(i)]);
    }
    return total / static_cast<double>(count);
  };
  const double mean = sum([](double v) { return v; });
  return {mean, sum([mean](double v) { return (v - mean) * (v - mean); })};
}

Values normalise(const PlainLayer& layer, const Values& x) {
  constexpr double kEps = 1e-5;
  const std::int64_t plane = layer.side * layer.side;
  Values scale, shift;
  for (std::int64_t c = 0; c < layer.in; ++c) {
    const auto at = static_cast<std::size_t>(c);
    const auto [mean, variance] =
        layer.of_batch ? statistics(layer, x, c) : std::pair(layer.mean[at], layer.variance[at]);
    scale.push_back(layer.weight[at] / std::sqrt(variance + kEps));
    shift.push_back(layer.bias[at] - mean * scale.back());
  }
  Values out;
  for (std::int64_t i = 0; i < std::ssize(x); ++i) {
    const auto c = static_cast<std::size_t>(i / plane % layer.in);
    out.push_back(activate(layer.after, x[static_cast<std::size_t>(i)] * scale[c] + shift[c]));
  }
  return out;
}

}  // namespace

PlainLayer dense(Activation after) {
  return {.kind = Kind::dense, .after = after};
}

PlainLayer conv(std::int64_t side, std::int64_t padding, Activation after) {
  return {.kind = Kind::conv, .after = after, .side = side, .padding = padding};
}

PlainLayer max_pool(std::int64_t side, std::int64_t size) {
  return {.kind = Kind::max_pool, .side = side, .size = size};
}

PlainLayer batch_norm(std::int64_t side, Activation after) {
  return {.kind = Kind::batch_norm, .after = after, .side = side};
}

std::vector<bool> that_matter(const PlainNet& net) {
  std::vector<bool> all;
  for (std::size_t l = 0; l < net.size(); ++l) {
    if (!net[l].learns()) continue;
    const bool undone = net[l].kind == Kind::conv && net[l].after == Activation::none &&
                        l + 1 < net.size() && net[l + 1].kind == Kind::batch_norm;
    all.push_back(true);
    all.push_back(!undone);
  }
  return all;
}

Values forward(const PlainLayer& layer, const Values& x) {
  switch (layer.kind) {
    case Kind::conv:
      return convolve(layer, x);
    case Kind::max_pool:
      return pool(layer, x);
    case Kind::batch_norm:
      return normalise(layer, x);
    case Kind::dense:
      break;
  }
  return multiply(layer, x);
}

Values forward(const PlainNet& net, const Values& x) {
  Values values = x;
  for (const PlainLayer& layer : net) values = forward(layer, values);
  return values;
}

std::int64_t flops(const PlainNet& net) {
  std::int64_t total = 0;
  for (const PlainLayer& layer : net) {
    const std::int64_t places = layer.kind == Kind::conv ? layer.out_side() * layer.out_side() : 1;
    total += 2 * std::ssize(layer.weight) * places;
  }
  return total;
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

double movement(const Values& start, const Values& end) {
  Values moved = end;
  for (std::size_t i = 0; i < moved.size(); ++i) moved[i] -= start[i];
  return norm(moved) / norm(start);
}

bool all_finite(const PlainNet& net) {
  return std::ranges::all_of(net, [](const PlainLayer& layer) {
    return std::isfinite(norm(layer.weight)) && std::isfinite(norm(layer.bias));
  });
}

}  // namespace tinytorch::milestone
