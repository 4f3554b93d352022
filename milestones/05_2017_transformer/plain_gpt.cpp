#include "plain_gpt.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace tinytorch::milestone {
namespace {

constexpr double kNormEps = 1e-5;

std::string of_block(std::int64_t block, const char* name) {
  return "blocks." + std::to_string(block) + "." + name;
}

void add(Values& x, const Values& more) {
  for (std::size_t i = 0; i < x.size(); ++i) x[i] += more[i];
}

// Weights of one query over keys 0 … last; all rows have `width` numbers.
Values weights_of(const double* q, const double* k, std::int64_t last, std::int64_t width, int hd) {
  Values w(static_cast<std::size_t>(last + 1));
  for (std::size_t t = 0; t < w.size(); ++t) {
    const double* key = k + static_cast<std::int64_t>(t) * width;
    for (int d = 0; d < hd; ++d) w[t] += q[d] * key[d];
    w[t] /= std::sqrt(static_cast<double>(hd));
  }
  const double most = *std::max_element(w.begin(), w.end());
  double sum = 0;
  for (double& v : w) sum += v = std::exp(v - most);
  for (double& v : w) v /= sum;
  return w;
}

// Queries, keys and values (B·S, D) to the heads' results side by side.
Values mix(const Values& q,
           const Values& k,
           const Values& v,
           std::int64_t length,
           std::int64_t width,
           std::int64_t heads) {
  Values out(q.size());
  const std::int64_t rows = static_cast<std::int64_t>(q.size()) / width, hd = width / heads;
  for (std::int64_t row = 0; row < rows; ++row) {
    const std::int64_t s = row % length, text = (row - s) * width;
    for (std::int64_t h = 0; h < heads; ++h) {
      const std::int64_t at = row * width + h * hd, first = text + h * hd;
      const Values w = weights_of(q.data() + at, k.data() + first, s, width, static_cast<int>(hd));
      for (std::int64_t t = 0; t <= s; ++t) {
        for (std::int64_t d = 0; d < hd; ++d) {
          out[static_cast<std::size_t>(at + d)] +=
              w[static_cast<std::size_t>(t)] * v[static_cast<std::size_t>(first + t * width + d)];
        }
      }
    }
  }
  return out;
}

Values mlp(const PlainGpt& net, std::int64_t block, const Values& x) {
  const auto part = [&](const char* name) -> const Values& {
    return net.at(of_block(block, name));
  };
  const Values hidden =
      gelu(linear(x, part("mlp.linear1.weight"), part("mlp.linear1.bias"), 4 * net.width));
  return linear(hidden, part("mlp.linear2.weight"), part("mlp.linear2.bias"), net.width);
}

}  // namespace

const Values& PlainGpt::at(std::string_view name) const {
  const auto found = std::ranges::find(names, name);
  if (found == names.end())
    throw std::runtime_error("the model has no parameter " + std::string(name));
  return values[static_cast<std::size_t>(found - names.begin())];
}

Values linear(const Values& x, const Values& weight, const Values& bias, std::int64_t out) {
  const std::size_t n = static_cast<std::size_t>(out), in = weight.size() / n;
  Values y(x.size() / in * n);
  for (std::size_t r = 0; r * in < x.size(); ++r) {
    double* row = y.data() + r * n;
    if (!bias.empty()) std::copy(bias.begin(), bias.end(), row);
    for (std::size_t i = 0; i < in; ++i) {
      const double factor = x[r * in + i];
      const double* w = weight.data() + i * n;
      for (std::size_t j = 0; j < n; ++j) row[j] += factor * w[j];
    }
  }
  return y;
}

Values layer_norm(const Values& x, const Values& gamma, const Values& beta) {
  const std::size_t n = gamma.size();
  Values y(x.size());
  for (std::size_t at = 0; at < x.size(); at += n) {
    double mean = 0, variance = 0;
    for (std::size_t d = 0; d < n; ++d) mean += x[at + d] / static_cast<double>(n);
    for (std::size_t d = 0; d < n; ++d)
      variance += std::pow(x[at + d] - mean, 2) / static_cast<double>(n);
    for (std::size_t d = 0; d < n; ++d)
      y[at + d] = (x[at + d] - mean) / std::sqrt(variance + kNormEps) * gamma[d] + beta[d];
  }
  return y;
}

Values gelu(Values x) {
  for (double& v : x) v /= 1 + std::exp(-1.702 * v);
  return x;
}

Values embed(const PlainGpt& net, const std::vector<std::int64_t>& tokens, std::int64_t length) {
  const Values& table = net.at("embedding.token_embedding.weight");
  const Values& positions = net.at("embedding.pos_encoding.position_embeddings");
  Values x;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const std::int64_t id = tokens[i] * net.width;
    const std::int64_t position = static_cast<std::int64_t>(i) % length * net.width;
    for (std::int64_t d = 0; d < net.width; ++d)
      x.push_back(table.at(static_cast<std::size_t>(id + d)) +
                  positions.at(static_cast<std::size_t>(position + d)));
  }
  return x;
}

Values attention(const PlainGpt& net, std::int64_t block, const Values& x, std::int64_t length) {
  const auto projected = [&](const std::string& name, const Values& from) {
    const std::string path = of_block(block, "attention.") + name;
    return linear(from, net.at(path + ".weight"), net.at(path + ".bias"), net.width);
  };
  const Values q = projected("q_proj", x), k = projected("k_proj", x), v = projected("v_proj", x);
  return projected("out_proj", mix(q, k, v, length, net.width, net.heads));
}

Values forward(const PlainGpt& net, const std::vector<std::int64_t>& tokens, std::int64_t length) {
  Values x = embed(net, tokens, length);
  const auto normed = [&](const std::string& name) {
    return layer_norm(x, net.at(name + ".gamma"), net.at(name + ".beta"));
  };
  for (std::int64_t b = 0; b < net.blocks; ++b) {
    add(x, attention(net, b, normed(of_block(b, "ln1")), length));
    add(x, mlp(net, b, normed(of_block(b, "ln2"))));
  }
  return linear(normed("ln_f"), net.at("lm_head.weight"), {}, net.vocab);
}

double next_token_loss(const Values& logits,
                       const std::vector<std::int64_t>& targets,
                       std::int64_t vocab) {
  Values rows;
  std::vector<std::int64_t> labels;
  for (std::size_t i = 0; i < targets.size(); ++i) {
    if (targets[i] < 0) continue;
    const auto row = logits.begin() + static_cast<std::ptrdiff_t>(i) * vocab;
    rows.insert(rows.end(), row, row + vocab);
    labels.push_back(targets[i]);
  }
  return cross_entropy(rows, labels, vocab);
}

}  // namespace tinytorch::milestone
