// Calls what module 03 promises.
#include <cstdio>

#include "tinytorch/layers.hpp"

using namespace tinytorch;

int main() {
  Linear layer({.in = 10, .out = 2});
  const Tensor x(10), weight(20), bias(2);
  const Tensor y = layer.forward(x), z = linear(x, weight, bias);
  const Tensor twice = scale(y, 2.0f), product = scale(z, Tensor(1));
  std::printf("%s %d\n", layer.name().c_str(), static_cast<int>(twice.numel() + product.numel()));
}
