// Module 09, part simple_cnn: from images to a vector, and a whole network (09.7).
#include <string>

#include "tinytorch/activations.hpp"
#include "tinytorch/spatial.hpp"

namespace tinytorch {

Flatten::Flatten(std::int64_t start_dim) : start_dim_(start_dim) {}

Tensor Flatten::forward(const Tensor& x) {
  // BEGIN SOLUTION 09.7
  return x.flatten(start_dim_);
  // END SOLUTION
}

std::string Flatten::name() const {
  return "Flatten";
}

std::string Flatten::repr() const {
  return "Flatten(start_dim=" + std::to_string(start_dim_) + ")";
}

// Two pools of 2 leave 8×8 of 32×32: 32·8·8 = 2048 features.
SimpleCNN::SimpleCNN(std::int64_t num_classes)
    : conv1(3, 16, 3, 1, 1), conv2(16, 32, 3, 1, 1), pool(2), fc(2048, num_classes) {}

// (B, 3, 32, 32) → (B, 16, 16, 16) → (B, 32, 8, 8) → (B, 2048) → (B, classes)
Tensor SimpleCNN::forward(const Tensor& x) {
  // BEGIN SOLUTION 09.7
  const Tensor edges = pool(relu(conv1(x)));
  const Tensor shapes = pool(relu(conv2(edges)));
  return fc(flatten(shapes));
  // END SOLUTION
}

std::vector<NamedLayer> SimpleCNN::children() {
  return {
      {"conv1", &conv1}, {"conv2", &conv2}, {"pool", &pool}, {"flatten", &flatten}, {"fc", &fc}};
}

std::string SimpleCNN::name() const {
  return "SimpleCNN";
}

}  // namespace tinytorch
