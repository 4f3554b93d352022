// Module 13: transformers, blocks of attention and small networks stacked into a GPT, and the text
// that it writes. Needs 02, 03, 06, 11, 12.
// Letters: B batch, S sequence, D model width, N heads, L blocks, V vocabulary.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "tinytorch/attention.hpp"
#include "tinytorch/attention_cache.hpp"
#include "tinytorch/embeddings.hpp"
#include "tinytorch/layers.hpp"
#include "tinytorch/random.hpp"
#include "tinytorch/tensor.hpp"

namespace tinytorch {

/// Which positions each position may look at: 1 on and below the diagonal, 0 above. `past` more
/// positions stand before the first one; all may look at them.
/// Shapes: → (1, S, past + S). Errors: TT-L1301 if a size is below 0.
/// Example: `create_causal_mask(3)` holds 100, 110, 111; `create_causal_mask(1, 3)` holds 1111.
[[nodiscard]] Tensor create_causal_mask(std::int64_t seq_len, std::int64_t past = 0);

/// Every position on its own: (x − mean)/√(variance + eps)·gamma + beta, over the last axis, with
/// the biased variance. Gradients flow to x, gamma and beta.
/// Shapes: x (…, D), gamma (D), beta (D) → (…, D).
/// Errors: TT-L1307 if the last axis of x is not that of gamma and beta.
/// Cost: two passes over x, one new tensor; sums in double. While recording it keeps x, and mean
/// and 1/√(variance + eps) of each position.
/// Source: Ba, Kiros, Hinton 2016.
[[nodiscard]] Tensor layer_norm(const Tensor& x,
                                const Tensor& gamma,
                                const Tensor& beta,
                                float eps = 1e-5f);

/// `layer_norm` with a gamma and a beta that are learned; they start at 1 and 0.
class LayerNorm : public Layer {
 public:
  /// Errors: TT-L1301 if normalized_shape < 1, or eps is not above 0.
  explicit LayerNorm(std::int64_t normalized_shape, float eps = 1e-5f);

  /// Shapes: (…, D) → (…, D). Errors: TT-L1307.
  Tensor forward(const Tensor& x) override;
  std::vector<NamedTensor> own_parameters() const override;
  std::string name() const override;
  std::string repr() const override;

  Tensor gamma, beta;  // (D)

 private:
  float eps_;
};

/// What each position computes alone: Linear(D, hidden), gelu, Linear(hidden, D), dropout.
class MLP : public Layer {
 public:
  /// A hidden_dim of 0 stands for the usual 4·D.
  /// Errors: TT-L1301 if embed_dim < 1 or hidden_dim < 0; TT-L0303 dropout.
  explicit MLP(std::int64_t embed_dim,
               std::int64_t hidden_dim = 0,
               float dropout = 0,
               Generator& generator = default_generator());

  /// Shapes: (…, D) → (…, D). Errors: TT-L0302.
  Tensor forward(const Tensor& x) override;
  std::vector<NamedLayer> children() override;
  std::string name() const override;

  Linear linear1, linear2;
  Dropout dropout;
};

/// Attention, then an MLP, each with its normalisation before and a way around it:
/// h = x + attention(ln1(x)), result h + mlp(ln2(h)). 16 parameter tensors.
/// Source: Vaswani et al. 2017; Xiong et al. 2020 (normalisation before instead of after).
class TransformerBlock : public Layer {
 public:
  /// The hidden size of the MLP is mlp_ratio·D.
  /// Errors: TT-L1301 if mlp_ratio < 1; TT-L1205 sizes of attention; TT-L0303 dropout.
  TransformerBlock(std::int64_t embed_dim,
                   std::int64_t num_heads,
                   std::int64_t mlp_ratio = 4,
                   float dropout = 0,
                   Generator& generator = default_generator());

  /// Without a mask: every position sees all.
  Tensor forward(const Tensor& x) override;
  /// Shapes: x (B, S, D), mask as of MultiHeadAttention → (B, S, D).
  /// Errors: TT-L1307 and those of attention.
  Tensor forward(const Tensor& x, const Tensor& mask);
  std::vector<NamedLayer> children() override;
  std::string name() const override;

  MultiHeadAttention attention;
  LayerNorm ln1, ln2;
  MLP mlp;
};

/// Sizes of a GPT. Without blocks (num_layers 0) a position knows of no other.
struct GPTConfig {
  std::int64_t vocab_size = 0, embed_dim = 0, num_layers = 0, num_heads = 0, max_seq_len = 1024;
  float dropout = 0;         // in attention and in the MLPs
  bool tie_weights = false;  // logits from the token table instead of a head of its own
};

/// How a text is continued; see `sample_next_token`.
struct GenerateOptions {
  std::int64_t max_new_tokens = 50;
  double temperature = 1.0;                  // 0: always the most probable token
  std::int64_t top_k = 0;                    // 0: all
  double top_p = 1.0;                        // 1: all
  std::optional<std::int32_t> stop_token{};  // ends a text, and is its last token
  Generator* generator = nullptr;            // null: default_generator(); not owned
};

/// A language model: for each position a number for each token of the vocabulary, larger for
/// tokens that are more likely to come next. Tokens and positions to vectors, L blocks with the
/// causal mask, a last normalisation, a Linear without bias.
/// Parameters, in the order in which they are drawn: embedding (2 tensors), blocks.0 … (16 each),
/// ln_f (2), lm_head (1, absent if tied).
/// Source: Radford et al. 2019 (GPT-2); Press, Wolf 2017 (tied head).
class GPT : public Layer {
 public:
  /// Errors: TT-L1301 if a size is below 1 (num_layers: below 0); TT-L1205 if num_heads does not
  /// divide embed_dim; TT-L0303 dropout.
  explicit GPT(const GPTConfig& config, Generator& generator = default_generator());
  GPT(std::int64_t vocab_size,
      std::int64_t embed_dim,
      std::int64_t num_layers,
      std::int64_t num_heads,
      std::int64_t max_seq_len = 1024);

  /// The first token stands at position 0, or behind what an attached cache holds.
  Tensor forward(const Tensor& tokens) override;
  /// The first token stands at start_pos.
  /// Shapes: (B, S) → (B, S, V).
  /// Errors: TT-L1302 if tokens are not (B, S); TT-L1303 if start_pos < 0, start_pos + S is over
  /// max_seq_len, or a cache ends elsewhere than at start_pos; TT-L1102, TT-L1103 ids.
  Tensor forward(const Tensor& tokens, std::int64_t start_pos);
  /// The free function `generate`.
  Tensor generate(const Tensor& prompt, const GenerateOptions& options = {});

  /// Gives all blocks a cache, so that forward computes new positions only; null takes it away.
  /// Ownership: shared.
  void attach_cache(std::shared_ptr<AttentionCache> cache);
  /// The attached cache, or null.
  AttentionCache* cache() const noexcept { return cache_.get(); }
  const GPTConfig& config() const noexcept { return config_; }

  std::vector<NamedLayer> children() override;
  std::string name() const override;

  EmbeddingLayer embedding;
  std::vector<TransformerBlock> blocks{};
  LayerNorm ln_f;
  std::optional<Linear> lm_head{};  // absent if the weights are tied

 private:
  GPTConfig config_;
  std::shared_ptr<AttentionCache> cache_{};
};

using TinyGPT = GPT;

/// Chooses a token by its logit. Temperature 0 takes the largest, the first of several. Else the
/// probabilities are softmax(logits / temperature), and of all tokens, the most probable first
/// (equal ones in order of their ids), only these stay: the first top_k, and of them as many as are
/// needed until their probabilities add up to top_p. One draw of uniform_double chooses among them
/// in that order, in proportion to their probabilities.
/// Errors: TT-L1304 temperature negative or not finite; TT-L1305 top_k < 0, or top_p outside
/// (0, 1]; TT-L1309 logits are empty, hold NaN or +inf, or only −inf.
/// Cost: sorts the vocabulary; computes in double.
/// Source: Fan et al. 2018 (top-k); Holtzman et al. 2020 (top-p).
/// Example: logits {0, 1, 2, 3}, top_k 2: id 3 with probability .731, id 2 with .269.
[[nodiscard]] std::int32_t sample_next_token(std::span<const float> logits,
                                             double temperature,
                                             std::int64_t top_k,
                                             double top_p,
                                             Generator& generator);

/// Continues each text of a batch, one token after the other, each chosen by the logits behind the
/// last one; within a step the texts draw in their order. A text that has reached the stop token is
/// filled up with it, and all ends when all texts have. An attached cache is reset first, and then
/// gets each position once; the last new token is not fed back.
/// Runs in evaluation mode and records nothing; afterwards every layer is in the mode it was in.
/// Shapes: prompt (B, P) → (B, P + n), n ≤ max_new_tokens.
/// Errors: TT-L1302 prompt not (B, P); TT-L1306 prompt empty; TT-L1301 max_new_tokens < 0;
/// TT-L1308 P + max_new_tokens is over max_seq_len; TT-L1304, TT-L1305, TT-L1309.
/// Cost: without a cache P + (P+1) + … positions, with one P + n − 1.
[[nodiscard]] Tensor generate(GPT& model,
                              const Tensor& prompt,
                              const GenerateOptions& options = {});

}  // namespace tinytorch
