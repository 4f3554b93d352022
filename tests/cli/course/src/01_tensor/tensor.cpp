#include "tinytorch/tensor.hpp"

namespace tinytorch {

int stride(int steps) {
  // BEGIN SOLUTION 01.1
  return 4 * steps;
  // END SOLUTION
}

}  // namespace tinytorch
