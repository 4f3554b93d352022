// Module 03, part dropout: forgetting at random while training (03.4).
#include <string>

#include "tinytorch/detail/walk.hpp"
#include "tinytorch/error.hpp"
#include "tinytorch/layers.hpp"

namespace tinytorch {
namespace {

// 0 with probability p, else 1/(1 − p): on average 1. One draw per element.
Tensor dropout_mask(const Shape& shape, float p, Generator& generator) {
  Tensor mask = Tensor::empty(shape);
  float* to = detail::raw_mutable(mask);
  // BEGIN SOLUTION 03.4
  const float keep = 1 / (1 - p);
  for (std::int64_t i = 0; i < mask.numel(); ++i) to[i] = generator.uniform() >= p ? keep : 0.0f;
  // END SOLUTION
  return mask;
}

}  // namespace

Dropout::Dropout(float p) : p_(p) {
  TT_CHECK(p >= 0 && p <= 1,  // false for NaN too
           ErrorKind::value,
           303,
           "Dropout",
           "p is not a probability",
           "p is " + number_text(p),
           "pass a p from 0 (keep all) to 1 (drop all)");
}

Tensor Dropout::forward(const Tensor& x) {
  // BEGIN SOLUTION 03.4
  if (!training() || p_ == 0) return x;
  if (p_ == 1) return x * 0.0f;  // there is no 1/(1 − p); x stays in the graph
  return x * dropout_mask(x.shape(), p_, default_generator());
  // END SOLUTION
}

std::string Dropout::name() const {
  return "Dropout";
}

std::string Dropout::repr() const {
  return "Dropout(p=" + number_text(p_) + ")";
}

}  // namespace tinytorch
