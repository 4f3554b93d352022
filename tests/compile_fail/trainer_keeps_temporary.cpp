// module: 08
// error: deleted
#include "tinytorch/training.hpp"

void train(tinytorch::Layer& model, tinytorch::Optimizer& optimizer) {
#ifdef TT_MISUSE
  tinytorch::Trainer trainer(model, optimizer, tinytorch::MSELoss{});
#else
  const tinytorch::MSELoss loss;
  tinytorch::Trainer trainer(model, optimizer, loss);
#endif
}
