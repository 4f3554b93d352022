// Module 11: embeddings, tables that turn ids into vectors, and what tells positions apart.
// Needs 01, 03, 06.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tinytorch/layers.hpp"
#include "tinytorch/random.hpp"
#include "tinytorch/tensor.hpp"

namespace tinytorch {

/// The rows of `weight` that `ids` name, in their order. Letters: V vocabulary, D model width.
/// Gradient: each row of weight receives the sum of the gradients of all its uses, added in the
/// order of their positions; ids receive none.
/// Shapes: ids (…), weight (V, D) → (…, D).
/// Errors: TT-L1102 if an id is no finite whole number; TT-L1103 if one is outside [0, V);
/// TT-L1105 if weight is no matrix.
/// Cost: one new tensor, no arithmetic; the gradient is a tensor of V·D values, mostly zeros.
/// Example: `embedding(tensor({2, 0}), weight)` is {weight[2], weight[0]}.
[[nodiscard]] Tensor embedding(const Tensor& ids, const Tensor& weight);

/// A table with one row of D values for each of V ids. Values start uniform in ±√(6 / (V + D)),
/// drawn row by row. Source: Bengio et al. 2003; Glorot, Bengio 2010 (initialisation).
class Embedding : public Layer {
 public:
  /// Errors: TT-L1101 if a size is below 1.
  Embedding(std::int64_t vocab_size,
            std::int64_t embed_dim,
            Generator& generator = default_generator());

  /// Shapes: (…) → (…, D). Errors: TT-L1102, TT-L1103 as `embedding`.
  Tensor forward(const Tensor& ids) override;
  std::vector<NamedTensor> own_parameters() const override;
  std::string name() const override;
  std::string repr() const override;

  Tensor weight;  // (V, D)
};

/// Adds a learned row to each position: x + table[start : start + S]. Values start uniform in
/// ±√(2 / D), drawn row by row.
class PositionalEncoding : public Layer {
 public:
  /// Errors: TT-L1101 if a size is below 1.
  PositionalEncoding(std::int64_t max_seq_len,
                     std::int64_t embed_dim,
                     Generator& generator = default_generator());

  /// The first position of x is 0.
  Tensor forward(const Tensor& x) override;
  /// The first position of x is start_pos, for texts that are read in pieces.
  /// Shapes: (B, S, D) → (B, S, D).
  /// Errors: TT-L1105 if x is not (B, S, D); TT-L1104 if start_pos < 0 or start_pos + S is over
  /// max_seq_len.
  Tensor forward(const Tensor& x, std::int64_t start_pos);
  std::vector<NamedTensor> own_parameters() const override;
  std::string name() const override;
  std::string repr() const override;

  Tensor position_embeddings;  // (max_seq_len, D)
};

/// The table of sines and cosines: at position p, columns 2i and 2i + 1 hold the sine and the
/// cosine of p · 10000^(−2i / D). An odd D ends with a sine.
/// Shapes: → (max_seq_len, D). Errors: TT-L1101 if a size is below 1.
/// Source: Vaswani et al. 2017.
[[nodiscard]] Tensor create_sinusoidal_embeddings(std::int64_t max_seq_len, std::int64_t embed_dim);

enum class PosEncoding { learned, sinusoidal, none };

/// Token ids to vectors, with positions: table[id], times √D if `scale_embeddings`, plus what the
/// position adds. Parameters: `token_embedding.weight`, and with learned positions
/// `pos_encoding.position_embeddings`. Without positions there is no longest sequence.
class EmbeddingLayer : public Layer {
 public:
  /// Errors: TT-L1101 if a size is below 1.
  EmbeddingLayer(std::int64_t vocab_size,
                 std::int64_t embed_dim,
                 std::int64_t max_seq_len = 512,
                 PosEncoding pos_encoding = PosEncoding::learned,
                 bool scale_embeddings = false,
                 Generator& generator = default_generator());

  Tensor forward(const Tensor& tokens) override;
  /// Shapes: (B, S) → (B, S, D); (S) → (S, D).
  /// Errors: TT-L1105 if tokens have other axes; TT-L1102, TT-L1103, TT-L1104.
  Tensor forward(const Tensor& tokens, std::int64_t start_pos);
  std::vector<NamedLayer> children() override;
  std::string name() const override;

  Embedding token_embedding;
  std::optional<PositionalEncoding> pos_encoding{};  // of learned positions

 private:
  Tensor with_positions(const Tensor& x, std::int64_t start_pos);

  bool scaled_;
  Tensor sinusoids_{};  // defined if positions are sinusoidal
};

}  // namespace tinytorch
