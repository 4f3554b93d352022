// Module 13, part gpt: tokens to logits (13.5). Letters: B S D V, L blocks.
#include <string>
#include <utility>

#include "tinytorch/detail/transformer_checks.hpp"
#include "tinytorch/ops.hpp"

namespace tinytorch {

GPT::GPT(const GPTConfig& config, Generator& generator)
    : embedding(detail::checked_config(config).vocab_size,
                config.embed_dim,
                config.max_seq_len,
                PosEncoding::learned,
                false,
                generator),
      ln_f(config.embed_dim),
      config_(config) {
  // BEGIN SOLUTION 13.5
  for (std::int64_t l = 0; l < config.num_layers; ++l) {
    blocks.emplace_back(config.embed_dim, config.num_heads, 4, config.dropout, generator);
  }
  if (!config.tie_weights) lm_head.emplace(config.embed_dim, config.vocab_size, false, generator);
  // END SOLUTION
}

GPT::GPT(std::int64_t vocab_size,
         std::int64_t embed_dim,
         std::int64_t num_layers,
         std::int64_t num_heads,
         std::int64_t max_seq_len)
    : GPT({.vocab_size = vocab_size,
           .embed_dim = embed_dim,
           .num_layers = num_layers,
           .num_heads = num_heads,
           .max_seq_len = max_seq_len}) {}

Tensor GPT::forward(const Tensor& tokens) {
  return forward(tokens, cache_ ? cache_->length() : 0);
}

Tensor GPT::forward(const Tensor& tokens, std::int64_t start_pos) {
  detail::check_tokens(*this, tokens, start_pos);
  const std::int64_t past = cache_ ? cache_->length() : 0;
  // BEGIN SOLUTION 13.5
  Tensor x = embedding.forward(tokens, start_pos);  // (B, S, D)
  const Tensor mask = create_causal_mask(tokens.size(1), past);
  for (TransformerBlock& block : blocks) x = block.forward(x, mask);
  x = ln_f(x);
  if (lm_head) return lm_head->forward(x);  // (B, S, V)
  return matmul(x, embedding.token_embedding.weight.transpose());
  // END SOLUTION
}

Tensor GPT::generate(const Tensor& prompt, const GenerateOptions& options) {
  return tinytorch::generate(*this, prompt, options);
}

void GPT::attach_cache(std::shared_ptr<AttentionCache> cache) {
  cache_ = std::move(cache);
  for (std::size_t l = 0; l < blocks.size(); ++l) {
    blocks[l].attention.set_cache(cache_.get(), static_cast<std::int64_t>(l));
  }
}

std::vector<NamedLayer> GPT::children() {
  std::vector<NamedLayer> all{{"embedding", &embedding}};
  for (std::size_t l = 0; l < blocks.size(); ++l) {
    all.push_back({"blocks." + std::to_string(l), &blocks[l]});
  }
  all.push_back({"ln_f", &ln_f});
  if (lm_head) all.push_back({"lm_head", &*lm_head});
  return all;
}

std::string GPT::name() const {
  return "GPT";
}

}  // namespace tinytorch
