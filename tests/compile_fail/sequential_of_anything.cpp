// module: 03
// error: LayerLike|constraint
#include "tinytorch/activations.hpp"
#include "tinytorch/layers.hpp"

struct NotALayer {};

void build() {
#ifdef TT_MISUSE
  tinytorch::Sequential model(tinytorch::Linear(2, 2), NotALayer{});
#else
  tinytorch::Sequential model(tinytorch::Linear(2, 2), tinytorch::ReLU{});
#endif
}
