// module: 01
// error: not a constant expression|consteval|immediate function
#include "tinytorch/record.hpp"

const char* name_of(const char* text) {
#ifdef TT_MISUSE
  const tinytorch::OpName op(text);
#else
  (void)text;
  const tinytorch::OpName op("relu");
#endif
  return op.name();
}
