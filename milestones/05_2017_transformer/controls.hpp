// Controls: the same network with something taken away, for good. What it still learns was never
// the work of the missing piece.
#pragma once

#include "tinytorch/transformers.hpp"

namespace tinytorch::milestone {

/// What attention has gathered counts for nothing.
void without_attention(GPT& model);
/// Every position looks at all before it alike.
void with_uniform_weights(GPT& model);
void without_positions(GPT& model);

}  // namespace tinytorch::milestone
