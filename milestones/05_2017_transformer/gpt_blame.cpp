#include "gpt_blame.hpp"

#include <cmath>
#include <functional>

#include "tinytorch/activations.hpp"
#include "tinytorch/autograd.hpp"

#include "common/values.hpp"

namespace tinytorch::milestone {
namespace {

constexpr double kSame = 1e-3, kSlope = 0.05, kStep = 1e-3;

Tensor tensor_of(const Values& values, const Shape& shape) {
  return Tensor::from_vector(std::vector<float>(values.begin(), values.end()), shape);
}

// 1 where a position may look: the framework's own mask is under test, too.
Tensor mask_of(std::int64_t length) {
  std::vector<float> mask;
  for (std::int64_t i = 0; i < length * length; ++i)
    mask.push_back(i % length <= i / length ? 1.0f : 0.0f);
  return Tensor::from_vector(mask, {1, length, length});
}

// Inputs of block 0 as the formulas have them.
struct Pieces {
  GPT& model;
  const PlainGpt& net;
  std::int64_t texts, length;
  Values embedded, normed;

  Pieces(GPT& gpt, const PlainGpt& plain, const Tensor& tokens)
      : model(gpt),
        net(plain),
        texts(tokens.size(0)),
        length(tokens.size(1)),
        embedded(embed(net, labels_of(tokens), length)),
        normed(layer_norm(embedded, net.at("blocks.0.ln1.gamma"), net.at("blocks.0.ln1.beta"))) {}

  Shape shape() const { return {texts, length, net.width}; }
  Tensor input() const { return tensor_of(normed, shape()); }
  Values projected(const Values& x, bool with_bias) const {
    const Values& bias = net.at("blocks.0.attention.q_proj.bias");
    return linear(
        x, net.at("blocks.0.attention.q_proj.weight"), with_bias ? bias : Values(), net.width);
  }
};

using Piece = std::function<Tensor(const Tensor&)>;
using PlainPiece = std::function<Values(const Values&)>;

// Whether the gradient of Σ r·f(x) is the slope of the formula. In r there are numbers of no
// meaning, and f(x): what a rule forgets may lie along its own result.
bool gradient_fits(const Tensor& at, const Piece& piece, const PlainPiece& plain) {
  const Tensor x = at.detach().clone().requires_grad_();
  const Tensor out = piece(x);
  if (!out.requires_grad()) return false;
  Values r = values_of(out);
  for (std::size_t i = 0; i < r.size(); ++i) r[i] += std::cos(static_cast<double>(i));
  out.backward(tensor_of(r, out.shape()));
  if (!x.grad().defined()) return false;
  const Values g = values_of(x.grad());
  const double whole = norm(g);
  double sums[2] = {0, 0};
  for (const int side : {0, 1}) {
    Values moved = values_of(at);
    for (std::size_t i = 0; i < g.size(); ++i)
      moved[i] += (side == 0 ? kStep : -kStep) * g[i] / whole;
    const Values y = plain(moved);
    for (std::size_t i = 0; i < r.size(); ++i) sums[side] += r[i] * y[i];
  }
  return std::fabs((sums[0] - sums[1]) / (2 * kStep) / whole - 1) <= kSlope;
}

Values rows_of(const Values& table, const std::vector<std::int64_t>& ids, std::int64_t width) {
  Values rows;
  for (const std::int64_t id : ids)
    rows.insert(rows.end(), table.begin() + id * width, table.begin() + (id + 1) * width);
  return rows;
}

}  // namespace

std::string guilty_of_forward(GPT& model, const PlainGpt& net, const Tensor& tokens) {
  const NoGradGuard no_grad;
  const Pieces p(model, net, tokens);
  TransformerBlock& block = model.blocks.at(0);
  const Tensor x = p.input();
  const Values hidden = p.projected(p.normed, true);
  const struct {
    const char* module;
    Tensor ours;
    Values plain;
  } stages[] = {
      {"01", matmul(x, block.attention.q_proj.weight), p.projected(p.normed, false)},
      {"03", block.attention.q_proj(x), hidden},
      {"02", gelu(tensor_of(hidden, p.shape())), gelu(hidden)},
      {"11", model.embedding(tokens), p.embedded},
      {"12", block.attention.forward(x, mask_of(p.length)), attention(net, 0, p.normed, p.length)},
  };
  for (const auto& stage : stages) {
    if (largest_difference(values_of(stage.ours), stage.plain) > kSame) return stage.module;
  }
  return "13";
}

std::string guilty_of_gradient(GPT& model, const PlainGpt& net, const Tensor& tokens) {
  const Pieces p(model, net, tokens);
  TransformerBlock& block = model.blocks.at(0);
  const Values &gamma = net.at("ln_f.gamma"), &beta = net.at("ln_f.beta");
  const struct {
    const char* module;
    Tensor at;
    Piece piece;
    PlainPiece plain;
  } stages[] = {
      {"06",
       p.input(),
       [&](const Tensor& x) { return block.attention.q_proj(x); },
       [&](const Values& x) { return p.projected(x, true); }},
      {"11",
       model.embedding.token_embedding.weight,
       [&](const Tensor& table) { return embedding(tokens, table); },
       [&](const Values& table) { return rows_of(table, labels_of(tokens), net.width); }},
      {"13",
       tensor_of(p.embedded, p.shape()),
       [&](const Tensor& x) { return model.ln_f(x); },
       [&](const Values& x) { return layer_norm(x, gamma, beta); }},
      {"13",
       model.ln_f.gamma,
       [&](const Tensor& g) { return layer_norm(p.input(), g, model.ln_f.beta); },
       [&](const Values& g) { return layer_norm(p.normed, g, beta); }},
      {"12",
       p.input(),
       [&](const Tensor& x) { return block.attention.forward(x, mask_of(p.length)); },
       [&](const Values& x) { return attention(net, 0, x, p.length); }},
  };
  for (const auto& stage : stages) {
    if (!gradient_fits(stage.at, stage.piece, stage.plain)) return stage.module;
  }
  return model.embedding.pos_encoding->position_embeddings.grad().defined() ? "06" : "11";
}

}  // namespace tinytorch::milestone
