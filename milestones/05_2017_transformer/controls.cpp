#include "controls.hpp"

namespace tinytorch::milestone {
namespace {

void zero_and_freeze(Tensor& parameter) {
  parameter.requires_grad_(false);
  parameter.zero_();
}

}  // namespace

void without_attention(GPT& model) {
  for (TransformerBlock& block : model.blocks) {
    zero_and_freeze(block.attention.out_proj.weight);
    zero_and_freeze(block.attention.out_proj.bias);
  }
}

void with_uniform_weights(GPT& model) {  // queries of 0 fit every key alike
  for (TransformerBlock& block : model.blocks) {
    zero_and_freeze(block.attention.q_proj.weight);
    zero_and_freeze(block.attention.q_proj.bias);
  }
}

void without_positions(GPT& model) {
  zero_and_freeze(model.embedding.pos_encoding->position_embeddings);
}

}  // namespace tinytorch::milestone
