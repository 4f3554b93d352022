// module: 01
// error: discards qualifiers|not marked const
#include "tinytorch/tensor.hpp"

void write(const tinytorch::Tensor& x) {
#ifdef TT_MISUSE
  x.fill_(1.0f);
#else
  tinytorch::Tensor handle = x;
  handle.fill_(1.0f);
#endif
}
