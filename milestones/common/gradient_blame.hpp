// Which module computes a wrong gradient: asked only when a gate has found that there is one.
#pragma once

#include <string>

#include "tinytorch/layers.hpp"

#include "common/plain_net.hpp"

namespace tinytorch::milestone {

/// Looks at each layer alone, with inputs and an incoming gradient of its own, against a difference
/// quotient in doubles. Returns the module of the first that is wrong; "06" if each is right.
/// Shapes: x, a batch as the model takes it. The model keeps its gradients.
std::string module_of_wrong_gradient(Sequential& model, const PlainNet& net, const Tensor& x);

}  // namespace tinytorch::milestone
