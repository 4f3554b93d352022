// module: 01
// error: passing|no viable overloaded|discards
#include "tinytorch/tensor.hpp"

void assign(tinytorch::Tensor x, tinytorch::Tensor y, tinytorch::Tensor z) {
#ifdef TT_MISUSE
  x + y = z;
#else
  z = x + y;
#endif
}
