// Which module to look at first when a whole GPT computes something else than its formulas say.
#pragma once

#include <string>

#include "tinytorch/transformers.hpp"

#include "plain_gpt.hpp"

namespace tinytorch::milestone {

/// The module of the first piece whose result differs; 13, which puts the pieces together, if none
/// does. Shapes: tokens (B, S).
std::string guilty_of_forward(GPT& model, const PlainGpt& net, const Tensor& tokens);

/// The module of the first piece with a wrong gradient; 06 if all pieces are right.
std::string guilty_of_gradient(GPT& model, const PlainGpt& net, const Tensor& tokens);

}  // namespace tinytorch::milestone
