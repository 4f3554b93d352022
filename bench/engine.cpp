// What one small op costs, and one training step of the digits network.
#include "tinytorch/activations.hpp"
#include "tinytorch/autograd.hpp"
#include "tinytorch/layers.hpp"
#include "tinytorch/losses.hpp"
#include "tinytorch/optimizers.hpp"
#include "tinytorch/training.hpp"

#include "timing.hpp"

using namespace tinytorch;
using bench::measure;
using bench::print;

namespace {

void small_ops() {
  const Tensor a = tensor({1.0f}), b = tensor({2.0f});
  const Tensor w = tensor({1.0f}, true);
  print("Add/1", measure([&] { const Tensor c = a + b; }));
  print("AddRecorded/1", measure([&] { const Tensor c = w + b; }));
  const auto chain = [&](auto op) {
    return [&w, op] {
      Tensor c = w;
      for (int i = 0; i < 100; ++i) c = op(c);
      c.backward();
      Tensor(w).zero_grad();
    };
  };
  print("ChainAdd/100", measure(chain([&](const Tensor& c) { return c + b; })));
  print("ChainMul/100", measure(chain([&](const Tensor& c) { return c * b; })));
}

// Milestone 03.2: 64-32-10, batch 32, SGD with momentum.
void mlp_step() {
  manual_seed(7);
  Sequential model(Linear(64, 32), ReLU(), Linear(32, 10));
  SGD optimizer(model.parameters(), {.lr = 0.1, .momentum = 0.9});
  const CrossEntropyLoss loss;
  const Tensor x = Tensor::rand({32, 64}), y = Tensor::randint(0, 10, {32});
  print("MlpStep/64-32-10/32", measure([&] {
          optimizer.zero_grad();
          loss(model(x), y).backward();
          optimizer.step();
        }));
  Trainer trainer(model, optimizer, loss);
  print("TrainerStep/64-32-10/32", measure([&] { trainer.train_batch(x, y); }));
  print("MlpForward/64-32-10/32", measure([&] {
          const NoGradGuard no_grad;
          const Tensor logits = model(x);
        }));
}

void products() {
  for (const std::int64_t n : {64, 256, 512}) {
    const Tensor a = Tensor::randn({n, n}), b = Tensor::randn({n, n});
    print("Matmul/" + std::to_string(n), measure([&] { const Tensor c = matmul(a, b); }));
  }
}

}  // namespace

int main() {
  small_ops();
  mlp_step();
  products();
}
