#include "tinytorch/layers.hpp"

namespace tinytorch {

Layer::~Layer() = default;

std::string Layer::name() const {
  return "Layer";
}

}  // namespace tinytorch
