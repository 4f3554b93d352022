#include "common/gradient_blame.hpp"

#include <cmath>
#include <functional>
#include <vector>

#include "tinytorch/autograd.hpp"

#include "common/values.hpp"

namespace tinytorch::milestone {
namespace {

constexpr double kStep = 1e-3, kTolerance = 0.05;

// Numbers without ties and without zeros, so that ReLU and max-pooling have a slope everywhere.
Tensor wave(const Shape& shape, double pace) {
  Tensor x = Tensor::zeros(shape);
  double at = 0;
  for (float& value : x.mutable_data()) value = static_cast<float>(std::sin(pace * ++at));
  return x;
}

using Function = std::function<Values(const Values&)>;

// Whether the slope of f along `gradient`, weighted by c, is what the gradient says.
bool agrees(const Function& f, const Values& x, const Values& gradient, const Values& c) {
  const double length = norm(gradient);
  if (x.size() != gradient.size() || !std::isfinite(length) || length == 0) return false;
  double slope = 0;
  for (const double side : {1.0, -1.0}) {
    Values moved = x;
    for (std::size_t i = 0; i < x.size(); ++i) moved[i] += side * kStep * gradient[i] / length;
    const Values y = f(moved);
    for (std::size_t i = 0; i < y.size(); ++i) slope += side * y[i] * c[i] / (2 * kStep);
  }
  return std::fabs(slope / length - 1) <= kTolerance;
}

Values gradient_of(const Tensor& x) {
  return x.grad().defined() ? values_of(x.grad()) : Values();
}

using Forward = std::function<Tensor(const Tensor&)>;

// One layer of the framework against the loops: the gradients of its input and of its weight.
bool layer_agrees(const Forward& ours,
                  const std::vector<Tensor>& parameters,
                  const PlainLayer& layer,
                  const Shape& shape) {
  const Tensor x = wave(shape, 1.7).requires_grad_(true);
  for (Tensor parameter : parameters) parameter.zero_grad();
  const Tensor y = ours(x);
  if (!y.requires_grad()) return false;
  const Tensor c = wave(y.shape(), 2.3);
  y.backward(c);
  const auto of_input = [&](const Values& v) { return forward(layer, v); };
  if (!agrees(of_input, values_of(x), gradient_of(x), values_of(c))) return false;
  if (parameters.empty()) return true;
  const auto of_weight = [&](const Values& v) {
    PlainLayer moved = layer;
    moved.weight = v;
    return forward(moved, values_of(x));
  };
  return agrees(of_weight, layer.weight, gradient_of(parameters[0]), values_of(c));
}

bool passes_gradient_on(Layer& flatten, const Shape& shape) {
  const Tensor x = wave(shape, 1.7).requires_grad_(true);
  const Tensor y = flatten(x);
  if (!y.requires_grad()) return false;
  const Tensor c = wave(y.shape(), 2.3);
  y.backward(c);
  return gradient_of(x) == values_of(c);
}

std::string first_wrong(Sequential& model, const PlainNet& net, const Tensor& x) {
  Tensor here = x.detach();
  std::int64_t at = 0;
  for (const PlainLayer& layer : net) {
    if (model[at].name() == "Dropout") ++at;
    if (model[at].name() == "Flatten") {
      if (!passes_gradient_on(model[at], here.shape())) return "09";
      here = model[at++](here).detach();
    }
    Layer& own = model[at++];
    PlainLayer bare = layer;
    bare.after = Activation::none;
    const auto alone = [&own](const Tensor& v) { return own(v); };
    if (!layer_agrees(alone, own.parameters(), bare, here.shape())) {
      return layer.kind == Kind::dense ? "06" : "09";
    }
    here = own(here).detach();
    if (layer.after != Activation::none) here = model[at++](here).detach();
  }
  return "06";
}

}  // namespace

std::string module_of_wrong_gradient(Sequential& model, const PlainNet& net, const Tensor& x) {
  std::vector<Tensor> parameters = model.parameters(), gradients;
  for (const Tensor& parameter : parameters) gradients.push_back(parameter.grad());
  const std::string guilty = first_wrong(model, net, x);
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    if (gradients[i].defined())
      parameters[i].set_grad(gradients[i]);
    else
      parameters[i].zero_grad();
  }
  return guilty;
}

}  // namespace tinytorch::milestone
