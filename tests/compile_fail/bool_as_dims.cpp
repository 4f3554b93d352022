// module: 01
// error: Dims.*bool|bool.*Dims|deleted
#include "tinytorch/tensor.hpp"

tinytorch::Tensor total(const tinytorch::Tensor& x) {
#ifdef TT_MISUSE
  return tinytorch::sum(x, true);
#else
  return tinytorch::sum(x, 1, true);
#endif
}
