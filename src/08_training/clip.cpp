// Module 08, part clip: the norm of all gradients together, and a limit for it (08.2).
#include <cmath>

#include "tinytorch/autograd.hpp"
#include "tinytorch/detail/gradients.hpp"
#include "tinytorch/training.hpp"

namespace tinytorch {
namespace detail {

double gradient_norm(std::span<const Tensor> parameters) {
  double sum = 0;  // 1e20 squared does not fit into a float
  // BEGIN SOLUTION 08.2
  for (const Tensor& parameter : parameters) {
    if (!parameter.grad().defined()) continue;
    const Tensor gradient = parameter.grad().contiguous();
    for (const double g : gradient.data()) sum += g * g;
  }
  // END SOLUTION
  return std::sqrt(sum);
}

void scale_gradients(std::span<const Tensor> parameters, double factor) {
  for (const Tensor& parameter : parameters) {
    Tensor gradient = parameter.grad();
    if (!gradient.defined()) continue;
    if (!gradient.is_contiguous()) {
      gradient = gradient.contiguous();
      Tensor(parameter).set_grad(gradient);
    }
    // BEGIN SOLUTION 08.2
    for (float& g : gradient.mutable_data()) g = static_cast<float>(g * factor);
    // END SOLUTION
  }
}

void check_max_norm(const char* op, double max_norm) {
  TT_CHECK(std::isfinite(max_norm) && max_norm >= 0,
           ErrorKind::value,
           802,
           op,
           "the largest norm must be a finite number, 0 or more",
           "max_norm is " + std::to_string(max_norm),
           "pass a number such as 1.0, or do not clip");
}

}  // namespace detail

double clip_grad_norm_(std::span<const Tensor> parameters, double max_norm) {
  detail::check_max_norm("clip_grad_norm_", max_norm);
  const NoGradGuard no_grad;
  const double norm = detail::gradient_norm(parameters);
  // BEGIN SOLUTION 08.2
  if (std::isfinite(norm) && norm > max_norm) detail::scale_gradients(parameters, max_norm / norm);
  // END SOLUTION
  return norm;
}

}  // namespace tinytorch
