// module: 01
// error: no match for .operator==|invalid operands
#include "tinytorch/tensor.hpp"

bool same(const tinytorch::Tensor& x, const tinytorch::Tensor& y) {
#ifdef TT_MISUSE
  return x == y;
#else
  return tinytorch::equal(x, y);
#endif
}
