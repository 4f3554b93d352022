// Trains two numbers on y = 2x + 1 and prints them: enough to need the whole library, header to
// linker.
#include <cstdio>

#include "tinytorch/tinytorch.hpp"

namespace tt = tinytorch;

int main() {
  tt::manual_seed(7);
  const tt::Tensor x = tt::tensor({{0}, {1}, {2}, {3}});
  const tt::Tensor y = x * 2.0f + 1.0f;
  tt::Linear line(1, 1);
  tt::SGD optimizer(line.parameters(), {.lr = 0.1});
  const tt::MSELoss loss;
  for (int step = 0; step < 500; ++step) {
    optimizer.zero_grad();
    loss(line(x), y).backward();
    optimizer.step();
  }
  std::printf("%.2f %.2f\n", line.weight.item(), line.bias.item());
}
