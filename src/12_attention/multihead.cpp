// Module 12, part multihead: heads side by side (12.4), and the layer made of them (12.5).
// Letters: B S T D N hd.
#include <string>

#include "tinytorch/activations.hpp"
#include "tinytorch/attention.hpp"
#include "tinytorch/detail/attention_checks.hpp"
#include "tinytorch/ops.hpp"
#include "tinytorch/record.hpp"

namespace tinytorch {
namespace detail {

Tensor split_heads(const Tensor& x, std::int64_t num_heads) {
  const std::int64_t B = x.size(0), S = x.size(1), hd = x.size(2) / num_heads;
  // BEGIN SOLUTION 12.4
  return x.contiguous().view({B, S, num_heads, hd}).transpose(1, 2);
  // END SOLUTION
}

Tensor merge_heads(const Tensor& x) {
  const std::int64_t B = x.size(0), S = x.size(2), D = x.size(1) * x.size(3);
  // BEGIN SOLUTION 12.4
  return x.transpose(1, 2).contiguous().view({B, S, D});
  // END SOLUTION
}

}  // namespace detail

MultiHeadAttention::MultiHeadAttention(std::int64_t embed_dim,
                                       std::int64_t num_heads,
                                       float dropout,
                                       Generator& generator)
    : q_proj(detail::checked_width(embed_dim, num_heads), embed_dim, true, generator),
      k_proj(embed_dim, embed_dim, true, generator),
      v_proj(embed_dim, embed_dim, true, generator),
      out_proj(embed_dim, embed_dim, true, generator),
      num_heads_(num_heads),
      dropout_(dropout) {}

Tensor MultiHeadAttention::forward(const Tensor& x) {
  return forward(x, Tensor());
}

Tensor MultiHeadAttention::forward(const Tensor& x, const Tensor& mask) {
  return forward(x, x, x, mask);
}

Tensor MultiHeadAttention::forward(const Tensor& query,
                                   const Tensor& key,
                                   const Tensor& value,
                                   const Tensor& mask) {
  const std::int64_t D = q_proj.weight.size(0);
  detail::check_sequence("query", query, D);
  detail::check_sequence("key", key, D);
  detail::check_sequence("value", value, D);
  if (cache_ != nullptr)
    detail::check_cache(*cache_, key.size(1), recording({&query, &key, &value, &q_proj.weight}));
  // BEGIN SOLUTION 12.5
  const Tensor q = detail::split_heads(q_proj(query), num_heads_);
  Tensor k = detail::split_heads(k_proj(key), num_heads_);
  Tensor v = detail::split_heads(v_proj(value), num_heads_);
  if (cache_ != nullptr) {
    const auto all = cache_->extend(layer_, k, v);
    k = all.first;
    v = all.second;
  }
  const bool one_for_all_heads = mask.defined() && mask.ndim() == 3;  // (B or 1, S, T)
  return out_proj(
      detail::merge_heads(mixed(q, k, v, one_for_all_heads ? mask.unsqueeze(1) : mask)));
  // END SOLUTION
}

// Given: attention of all heads, (B, N, S, hd); dropout needs the weights as a recorded tensor.
Tensor MultiHeadAttention::mixed(const Tensor& q,
                                 const Tensor& k,
                                 const Tensor& v,
                                 const Tensor& mask) {
  if (!training() || dropout_.p() == 0) {
    const AttentionResult result = scaled_dot_product_attention(q, k, v, mask);
    if (keep_weights_) weights_ = result.weights;
    return result.output;
  }
  const Tensor scores = scale_scores(attention_scores(q, k), q.size(-1));
  const Tensor weights = softmax(mask.defined() ? apply_mask(scores, mask) : scores);
  if (keep_weights_) weights_ = weights.detach();
  return matmul(dropout_(weights), v);
}

void MultiHeadAttention::keep_weights(bool on) {
  keep_weights_ = on;
  weights_ = Tensor();
}

void MultiHeadAttention::set_cache(AttentionCache* cache, std::int64_t layer) {
  cache_ = cache;
  layer_ = layer;
}

std::vector<NamedLayer> MultiHeadAttention::children() {
  return {{"q_proj", &q_proj},
          {"k_proj", &k_proj},
          {"v_proj", &v_proj},
          {"out_proj", &out_proj},
          {"dropout", &dropout_}};
}

std::string MultiHeadAttention::name() const {
  return "MultiHeadAttention";
}

std::string MultiHeadAttention::repr() const {
  return "MultiHeadAttention(" + std::to_string(q_proj.weight.size(0)) +
         ", heads=" + std::to_string(num_heads_) + ")";
}

}  // namespace tinytorch
