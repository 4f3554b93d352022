// Module 02: activations, the non-linear functions between layers, as functions and as small values
// that go into a Sequential. Needs 01.
#pragma once

#include <cstdint>
#include <vector>

#include "tinytorch/tensor.hpp"

namespace tinytorch {

// ---- functions
// Element by element: every result has the shape of x, whatever its strides. NaN stays NaN.
// Cost: one pass over x, one new tensor.

/// Squeezes every number into (0, 1): 1 / (1 + e^−x). Never overflows.
/// Example: `sigmoid(tensor({-1, 0, 1}))` is .26894142, .5, .73105858.
[[nodiscard]] Tensor sigmoid(const Tensor& x);

/// Keeps positive numbers, makes all others 0.
[[nodiscard]] Tensor relu(const Tensor& x);

/// Squeezes every number into (−1, 1), odd: (e^x − e^−x) / (e^x + e^−x). Never overflows.
[[nodiscard]] Tensor tanh(const Tensor& x);

/// How Φ, the share of a standard normal distribution below x, is computed.
enum class GeluForm {
  sigmoid,  // σ(1.702x): the cheapest; at most .0204 away from erf in x·Φ(x)
  tanh,     // ½(1 + tanh(√(2/π)(x + .044715x³))): at most .0005 away
  erf,      // exact
};

/// x·Φ(x): a smooth relu that lets a little of the negative side through.
/// At +inf it is +inf, at −inf 0. Source: Hendrycks and Gimpel 2016.
[[nodiscard]] Tensor gelu(const Tensor& x, GeluForm form = GeluForm::sigmoid);

/// Turns the numbers along one axis into shares: all in [0, 1], together 1, in the same order.
/// exp(x − m) / Σ exp(x − m), where m is the largest of them, so nothing overflows.
/// An axis of size 0 gives the empty tensor. NaN where the axis holds NaN or +inf, or only −inf.
/// Errors: TT-L0201 if `dim` is outside [−ndim, ndim); TT-L0202 if x has no axes.
/// Cost: reads x and writes the result once; sums in double.
/// Example: `softmax(tensor({1, 2, 3}))` is .09003057, .24472847, .66524096.
[[nodiscard]] Tensor softmax(const Tensor& x, std::int64_t dim = -1);

// ---- values
// The same as objects: `forward` calls the function. They hold no parameters.

struct Sigmoid {
  static constexpr const char* kName = "Sigmoid";
  Tensor forward(const Tensor& x) const;
  Tensor operator()(const Tensor& x) const { return forward(x); }
  std::vector<Tensor> parameters() const { return {}; }
};

struct ReLU {
  static constexpr const char* kName = "ReLU";
  Tensor forward(const Tensor& x) const;
  Tensor operator()(const Tensor& x) const { return forward(x); }
  std::vector<Tensor> parameters() const { return {}; }
};

struct Tanh {
  static constexpr const char* kName = "Tanh";
  Tensor forward(const Tensor& x) const;
  Tensor operator()(const Tensor& x) const { return forward(x); }
  std::vector<Tensor> parameters() const { return {}; }
};

struct GELU {
  static constexpr const char* kName = "GELU";
  explicit GELU(GeluForm form = GeluForm::sigmoid) : form_(form) {}
  Tensor forward(const Tensor& x) const;
  Tensor operator()(const Tensor& x) const { return forward(x); }
  std::vector<Tensor> parameters() const { return {}; }

 private:
  GeluForm form_;
};

/// Errors: those of softmax, at the call.
struct Softmax {
  static constexpr const char* kName = "Softmax";
  explicit Softmax(std::int64_t dim = -1) : dim_(dim) {}
  Tensor forward(const Tensor& x) const;
  Tensor operator()(const Tensor& x) const { return forward(x); }
  std::vector<Tensor> parameters() const { return {}; }

 private:
  std::int64_t dim_;
};

}  // namespace tinytorch
