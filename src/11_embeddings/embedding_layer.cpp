// Module 11, part embedding_layer: ids to vectors that know their position (11.5).
#include <cmath>

#include "tinytorch/detail/positions.hpp"
#include "tinytorch/embeddings.hpp"
#include "tinytorch/error.hpp"
#include "tinytorch/ops.hpp"

namespace tinytorch {

EmbeddingLayer::EmbeddingLayer(std::int64_t vocab_size,
                               std::int64_t embed_dim,
                               std::int64_t max_seq_len,
                               PosEncoding positions,
                               bool scale_embeddings,
                               Generator& generator)
    : token_embedding(vocab_size, embed_dim, generator), scaled_(scale_embeddings) {
  detail::check_sizes("EmbeddingLayer", "max_seq_len", max_seq_len, embed_dim);
  // BEGIN SOLUTION 11.5
  if (positions == PosEncoding::learned) pos_encoding.emplace(max_seq_len, embed_dim, generator);
  if (positions == PosEncoding::sinusoidal)
    sinusoids_ = create_sinusoidal_embeddings(max_seq_len, embed_dim);
  // END SOLUTION
}

Tensor EmbeddingLayer::forward(const Tensor& tokens) {
  return forward(tokens, 0);
}

// x is (B, S, D).
Tensor EmbeddingLayer::with_positions(const Tensor& x, std::int64_t start_pos) {
  // BEGIN SOLUTION 11.5
  if (pos_encoding) return pos_encoding->forward(x, start_pos);
  return sinusoids_.defined() ? detail::add_positions(x, sinusoids_, start_pos) : x;
  // END SOLUTION
}

Tensor EmbeddingLayer::forward(const Tensor& tokens, std::int64_t start_pos) {
  TT_CHECK(
      tokens.ndim() == 1 || tokens.ndim() == 2,
      ErrorKind::shape,
      1105,
      "EmbeddingLayer",
      "tokens are neither a sequence nor a batch of them",
      "tokens are " + to_string(tokens.shape()) + ", start_pos is " + std::to_string(start_pos),
      "pass tokens of (S) or (B, S)");
  const bool one = tokens.ndim() == 1;
  const Tensor batch = one ? tokens.unsqueeze(0) : tokens;  // (B, S)
  Tensor x;
  // BEGIN SOLUTION 11.5
  x = token_embedding.forward(batch);  // (B, S, D)
  if (scaled_) x = x * std::sqrt(static_cast<float>(x.size(-1)));
  x = with_positions(x, start_pos);
  // END SOLUTION
  return one ? x.squeeze(0) : x;
}

std::vector<NamedLayer> EmbeddingLayer::children() {
  std::vector<NamedLayer> all{{"token_embedding", &token_embedding}};
  if (pos_encoding) all.push_back({"pos_encoding", &*pos_encoding});
  return all;
}

std::string EmbeddingLayer::name() const {
  return "EmbeddingLayer";
}

}  // namespace tinytorch
