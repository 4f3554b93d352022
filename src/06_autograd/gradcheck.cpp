// Module 06, given: gradients by differences, in float, so with wide steps and a stencil that
// forgives them.
#include "tinytorch/gradcheck.hpp"

#include <algorithm>
#include <cmath>

#include "tinytorch/autograd.hpp"
#include "tinytorch/detail/node.hpp"

namespace tinytorch::detail {
namespace {

struct Check {
  GradCheckFunction call;
  void* function;
  const std::vector<Tensor>& inputs;
  const GradCheckOptions& options;
};

// All inputs as leaves; copies have their own memory, the others share it and keep their strides.
std::vector<Tensor> leaves(const std::vector<Tensor>& inputs, bool copies) {
  std::vector<Tensor> out;
  out.reserve(inputs.size());
  for (const Tensor& x : inputs) {
    out.push_back(copies ? x.detach().clone() : x.detach());
    out.back().requires_grad_();
  }
  return out;
}

// Weights that differ from element to element, so that errors cannot cancel.
Tensor weights_for(const Tensor& output) {
  Tensor weights = Tensor::empty(output.shape());
  float* to = raw_mutable(weights);
  for (std::int64_t i = 0; i < weights.numel(); ++i) {
    to[i] = 0.5f + static_cast<float>(i * 7 % 11) / 8;
  }
  return weights;
}

double weighted_sum(const Tensor& output) {
  const std::vector<float> values = output.to_vector();
  const Tensor weights = weights_for(output);
  double sum = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    sum += static_cast<double>(values[i]) * weights.data()[i];
  }
  return sum;
}

// f with element `at` of one input moved by `by`.
double value_at(const Check& check, std::size_t input, std::int64_t at, double by) {
  std::vector<Tensor> moved = leaves(check.inputs, true);
  float& value = raw_mutable(moved[input])[at];
  value = static_cast<float>(value + by);
  return weighted_sum(check.call(check.function, moved));
}

double slope_at(const Check& check, std::size_t input, std::int64_t at, double x) {
  const double h = check.options.step * std::max(1.0, std::fabs(x));
  const auto f = [&](double by) { return value_at(check, input, at, by); };
  return (f(-2 * h) - 8 * f(-h) + 8 * f(h) - f(2 * h)) / (12 * h);
}

// Position number `at` in row-major order.
std::vector<std::int64_t> position(std::int64_t at, const Shape& shape) {
  std::vector<std::int64_t> index(static_cast<std::size_t>(shape.size()));
  for (std::int64_t d = shape.size() - 1; d >= 0; --d) {
    index[static_cast<std::size_t>(d)] = at % shape[d];
    at /= shape[d];
  }
  return index;
}

std::string message_of(const GradCheckResult& r, const Shape& shape) {
  return r.op + ": input " + std::to_string(r.input) + " of shape " + to_string(shape) + " at " +
         to_string(Shape(r.index.begin(), r.index.end())) + ": analytic " +
         std::to_string(r.analytic) + ", numeric " + std::to_string(r.numeric);
}

// Compares one input; stops at the first disagreement.
void compare(const Check& check, std::size_t input, const Tensor& gradient, GradCheckResult& r) {
  const Tensor& x = check.inputs[input];
  const std::vector<float> values = x.to_vector();
  const std::vector<float> analytic =
      gradient.defined() ? gradient.to_vector() : std::vector<float>(values.size());
  for (std::size_t i = 0; r.ok && i < values.size(); ++i) {
    const auto at = static_cast<std::int64_t>(i);
    r.analytic = static_cast<double>(analytic[i]);
    r.numeric = slope_at(check, input, at, static_cast<double>(values[i]));
    const double limit = check.options.atol + check.options.rtol * std::fabs(r.numeric);
    r.ok = std::fabs(r.analytic - r.numeric) <= limit;  // false for NaN
    r.input = static_cast<std::int64_t>(input);
    r.index = position(at, x.shape());
    ++r.checked;
    if (!r.ok) r.message = message_of(r, x.shape());
  }
}

}  // namespace

GradCheckResult gradcheck(GradCheckFunction call,
                          void* function,
                          const std::vector<Tensor>& inputs,
                          const GradCheckOptions& options) {
  const Check check{call, function, inputs, options};
  const std::vector<Tensor> tracked = leaves(inputs, false);
  const Tensor output = call(function, tracked);
  const Node* node = existing_node(output);
  GradCheckResult result{.op = node == nullptr || node->is_leaf() ? "no op" : node->name};
  const std::vector<Tensor> gradients = grad(output, tracked, weights_for(output));
  for (std::size_t i = 0; result.ok && i < inputs.size(); ++i) {
    compare(check, i, gradients[i], result);
  }
  return result;
}

}  // namespace tinytorch::detail
