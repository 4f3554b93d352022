// Module 12: attention, by which each position takes from others what it looks for. Needs 01, 02,
// 03, 06.
// Letters: B batch, N heads, S queries, T keys, D model width, hd = D/N width of a head.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tinytorch/attention_cache.hpp"
#include "tinytorch/layers.hpp"
#include "tinytorch/random.hpp"
#include "tinytorch/tensor.hpp"

namespace tinytorch {

/// How well each query fits each key: Q·Kᵀ.
/// Shapes: Q (…, S, d), K (…, T, d) → (…, S, T). Errors: TT-L1201 if the last sizes differ or an
/// input has fewer than two axes; TT-L0102 leading axes.
/// Example: rows of ones with d = 4 fit each other with 4.
[[nodiscard]] Tensor attention_scores(const Tensor& Q, const Tensor& K);

/// scores/√d, so that scores of random vectors have a spread of about 1, whatever d is.
/// Errors: TT-L1201 if d < 1.
[[nodiscard]] Tensor scale_scores(const Tensor& scores, std::int64_t d);

/// −∞ where the mask is 0: softmax makes exactly 0 of it. The mask holds 1 (keep) and 0 (block)
/// and broadcasts to the scores; it is not recorded.
/// Errors: TT-L1202 another value in the mask; TT-L1203 a query with every key blocked; TT-L1204 a
/// mask that does not broadcast to the scores.
[[nodiscard]] Tensor apply_mask(const Tensor& scores, const Tensor& mask);

struct AttentionResult {
  Tensor output;   // (…, S, e)
  Tensor weights;  // (…, S, T), each row adds up to 1; without history
};

/// softmax(Q·Kᵀ/√d)·V, row by row: each query's mean of the values, weighted by how well their keys
/// fit. Without a mask every key may be seen. One op with a gradient of its own.
/// Shapes: Q (…, S, d), K (…, T, d), V (…, T, e), mask broadcasting to (…, S, T); leading axes
/// broadcast.
/// Errors: TT-L1201 if d of Q and K, or T of K and V, differ; TT-L1202, TT-L1203, TT-L1204 mask;
/// TT-L0102 leading axes.
/// Cost: 2·S·T·(d + e) flops for each matrix; makes the weights and the output, and one transposed
/// copy of a K at a time. While recording it keeps Q, K, V and the weights.
/// Source: Vaswani et al. 2017.
/// Example: Q = K = identity of 2, V = [[1, 2], [3, 4]]: output [[1.6605, 2.6605], [2.3395,
/// 3.3395]].
[[nodiscard]] AttentionResult scaled_dot_product_attention(const Tensor& Q,
                                                           const Tensor& K,
                                                           const Tensor& V,
                                                           const Tensor& mask = {});

/// N attentions side by side, each on D/N of the features: four Linear(D, D) with bias make
/// queries, keys and values, and put the heads' results together.
/// Masks: (S, T) for all; (B or 1, S, T) for all heads; (B or 1, N or 1, S, T).
/// Dropout, if any, falls on the weights, while training.
class MultiHeadAttention : public Layer {
 public:
  /// The projections are drawn in the order q, k, v, out.
  /// Errors: TT-L1205 if embed_dim or num_heads is below 1, or num_heads does not divide embed_dim;
  /// TT-L0303 dropout.
  MultiHeadAttention(std::int64_t embed_dim,
                     std::int64_t num_heads,
                     float dropout = 0,
                     Generator& generator = default_generator());

  /// Every position looks at all. Shapes: (B, S, D) → (B, S, D). Errors: TT-L1206.
  Tensor forward(const Tensor& x) override;
  /// The mask says who looks at whom. With a cache, x holds the new positions only, and the mask is
  /// (…, S, length + S).
  /// Errors: TT-L1206 x is not (B, S, D); TT-L1202, TT-L1203, TT-L1204 mask; TT-L1207 the cache
  /// refuses; TT-L1208 recording while a cache is attached.
  Tensor forward(const Tensor& x, const Tensor& mask);
  /// Queries from one sequence, keys and values from another (cross-attention). An undefined mask
  /// blocks nothing.
  /// Shapes: query (B, S, D), key and value (B, T, D) → (B, S, D). Errors: as above; TT-L1201.
  Tensor forward(const Tensor& query, const Tensor& key, const Tensor& value, const Tensor& mask);

  /// Whether the next passes keep their weights. Shapes: (B, N, S, T).
  void keep_weights(bool on);
  /// Those of the last pass; undefined if none were kept.
  const Tensor& last_weights() const { return weights_; }

  /// From now on keys and values come from this cache, under this number; null takes it away.
  /// Ownership: not owned.
  void set_cache(AttentionCache* cache, std::int64_t layer);

  std::vector<NamedLayer> children() override;
  std::string name() const override;
  std::string repr() const override;

  Linear q_proj, k_proj, v_proj, out_proj;

 private:
  Tensor mixed(const Tensor& q, const Tensor& k, const Tensor& v, const Tensor& mask);

  std::int64_t num_heads_;
  Dropout dropout_;
  bool keep_weights_ = false;
  Tensor weights_{};
  AttentionCache* cache_ = nullptr;
  std::int64_t layer_ = 0;
};

namespace detail {

/// (B, S, D) → (B, N, S, D/N), another view of the same memory where x is contiguous.
[[nodiscard]] Tensor split_heads(const Tensor& x, std::int64_t num_heads);
/// The way back: (B, N, S, hd) → (B, S, N·hd), one copy.
[[nodiscard]] Tensor merge_heads(const Tensor& x);

}  // namespace detail

}  // namespace tinytorch
