// For the tests of module 08: small models, data and losses.
#pragma once

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "tinytorch/activations.hpp"
#include "tinytorch/training.hpp"

namespace tinytorch::test {

/// Pairs (x, y) as a data set.
inline std::shared_ptr<TensorDataset> pairs(const Tensor& x, const Tensor& y) {
  return std::make_shared<TensorDataset>(std::vector<Tensor>{x, y});
}

/// A loader that keeps the order.
inline DataLoader in_order(const Tensor& x, const Tensor& y, std::int64_t batch_size) {
  return DataLoader(pairs(x, y), {.batch_size = batch_size});
}

/// n points of the line y = 2x + 1, x from −1 to 1. Shapes: (n, 1).
inline Tensor line_x(std::int64_t n) {
  return Tensor::linspace(-1, 1, n).reshape({n, 1});
}
inline Tensor line_y(std::int64_t n) {
  return line_x(n) * 2.0f + 1.0f;
}

/// A Linear(1, 1) that begins at weight .5, bias 0.
inline Linear line_model() {
  Linear model(1, 1);
  model.weight.detach().fill_(0.5f);
  return model;
}

/// A 3-4-2 network whose values depend on the seed alone.
inline Sequential small_model(std::uint64_t seed) {
  Generator generator(seed);
  const Linear first(3, 4, true, generator), second(4, 2, true, generator);
  return Sequential(first, Tanh(), second);
}

/// 3 features of n samples and their classes 0 or 1.
inline Tensor features(std::int64_t n, std::uint64_t seed = 5) {
  Generator generator(seed);
  return Tensor::randn({n, 3}, 1, generator);
}
inline Tensor classes(std::int64_t n, std::uint64_t seed = 6) {
  Generator generator(seed);
  return Tensor::randint(0, 2, {n}, generator);
}

/// Gives the next number of a list each time, whatever the prediction; its gradient is 0.
class ScriptedLoss : public Loss {
 public:
  explicit ScriptedLoss(std::vector<float> values) : values_(std::move(values)) {}
  Tensor forward(const Tensor& pred, const Tensor&) const override {
    return sum(pred * 0.0f) + values_.at(next_++);
  }

 private:
  std::vector<float> values_;
  mutable std::size_t next_ = 0;
};

/// All values of a model, one tensor after the other.
inline std::vector<float> values_of(Layer& model) {
  std::vector<float> values;
  for (const NamedTensor& entry : model.state_dict()) {
    const std::vector<float> more = entry.value.to_vector();
    values.insert(values.end(), more.begin(), more.end());
  }
  return values;
}

}  // namespace tinytorch::test
