// module: 01
// error: no match for .operator<|invalid operands
#include "tinytorch/tensor.hpp"

tinytorch::Tensor smaller(const tinytorch::Tensor& x, const tinytorch::Tensor& y) {
#ifdef TT_MISUSE
  return x < y;
#else
  return tinytorch::lt(x, y);
#endif
}
