// Module 13, part block: who may look at whom (13.3), and one block of a transformer (13.4).
// Letters: B S D.
#include <string>

#include "tinytorch/detail/transformer_checks.hpp"
#include "tinytorch/ops.hpp"

namespace tinytorch {

Tensor create_causal_mask(std::int64_t seq_len, std::int64_t past) {
  detail::checked_size("create_causal_mask", "seq_len", seq_len, 0);
  detail::checked_size("create_causal_mask", "past", past, 0);
  const std::int64_t columns = past + seq_len;
  Tensor mask = Tensor::zeros({1, seq_len, columns});
  float* row = detail::raw_mutable(mask);
  for (std::int64_t i = 0; i < seq_len; ++i, row += columns) {
    // BEGIN SOLUTION 13.3
    for (std::int64_t j = 0; j <= past + i; ++j) row[j] = 1;
    // END SOLUTION
  }
  return mask;
}

TransformerBlock::TransformerBlock(std::int64_t embed_dim,
                                   std::int64_t num_heads,
                                   std::int64_t mlp_ratio,
                                   float dropout,
                                   Generator& generator)
    : attention(embed_dim, num_heads, dropout, generator),
      ln1(embed_dim),
      ln2(embed_dim),
      mlp(embed_dim,
          embed_dim * detail::checked_size("TransformerBlock", "mlp_ratio", mlp_ratio),
          dropout,
          generator) {}

Tensor TransformerBlock::forward(const Tensor& x) {
  return forward(x, Tensor());
}

// x and the result are (B, S, D).
Tensor TransformerBlock::forward(const Tensor& x, const Tensor& mask) {
  // BEGIN SOLUTION 13.4
  const Tensor h = x + attention.forward(ln1(x), mask);
  return h + mlp(ln2(h));
  // END SOLUTION
}

std::vector<NamedLayer> TransformerBlock::children() {
  return {{"attention", &attention}, {"ln1", &ln1}, {"ln2", &ln2}, {"mlp", &mlp}};
}

std::string TransformerBlock::name() const {
  return "TransformerBlock";
}

}  // namespace tinytorch
