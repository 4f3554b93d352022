// Module 99, part leaky_relu: the function (99.1) and its gradient (99.2).
#include "tinytorch/leaky_relu.hpp"

#include <cmath>
#include <memory>

#include "tinytorch/error.hpp"
#include "tinytorch/probe.hpp"
#include "tinytorch/record.hpp"

namespace tinytorch {
namespace {

class LeakyReluRule final : public GradRule {
 public:
  LeakyReluRule(Tensor x, float slope) : x_(std::move(x)), slope_(slope) {}

  // d out / d x is 1 where x was positive, else slope.
  std::vector<Tensor> backward(const Tensor& grad_out) const override {
    const Tensor x = x_.contiguous(), grad = grad_out.contiguous();
    Tensor grad_x = Tensor::empty(x.shape());
    const float *from = detail::raw(x), *in = detail::raw(grad);
    float* to = detail::raw_mutable(grad_x);
    // BEGIN SOLUTION 99.2
    for (std::int64_t i = 0; i < x.numel(); ++i) to[i] = from[i] > 0 ? in[i] : slope_ * in[i];
    // END SOLUTION
    return {grad_x};
  }

 private:
  Tensor x_;
  float slope_;
};

}  // namespace

Tensor leaky_relu(const Tensor& x, float slope) {
  TT_CHECK(std::isfinite(slope),
           ErrorKind::value,
           9901,
           "leaky_relu",
           "the slope is not finite",
           "slope is " + std::to_string(slope) + ", x is " + to_string(x.shape()),
           "pass a small positive number, such as 0.01");
  const ProbeScope probe("leaky_relu", 0, 8 * x.numel());
  const Tensor dense = x.contiguous();  // x itself, unless it is a strided view
  Tensor out = Tensor::empty(x.shape());
  const float* from = detail::raw(dense);
  float* to = detail::raw_mutable(out);
  // BEGIN SOLUTION 99.1
  for (std::int64_t i = 0; i < x.numel(); ++i) to[i] = from[i] < 0 ? slope * from[i] : from[i];
  // END SOLUTION
  if (!recording({&x})) return out;
  return record("leaky_relu", out, {&x}, std::make_unique<LeakyReluRule>(x, slope));
}

}  // namespace tinytorch
