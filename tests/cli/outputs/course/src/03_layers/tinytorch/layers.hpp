// Module 03 of the small course. Needs 01.
#pragma once

#include <cstdint>
#include <string>

#include "tinytorch/tensor.hpp"

namespace tinytorch {

class Layer {
 public:
  virtual ~Layer();
  virtual Tensor forward(const Tensor& x) = 0;
  virtual std::string name() const;
};

/// x·W + b (not a promise: comments are no declarations, scale(x); neither).
[[nodiscard]] Tensor linear(const Tensor& x, const Tensor& weight, const Tensor& bias = Tensor());

Tensor scale(const Tensor& x, float by);
Tensor scale(const Tensor& x, const Tensor& by);

struct LinearOptions {
  std::int64_t in = 1, out = 1;
};

class Linear : public Layer {
 public:
  explicit Linear(const LinearOptions& options, bool with_bias = true);

  Tensor forward(const Tensor& x) override;
  std::string name() const override;
  bool has_bias() const { return with_bias_; }

 private:
  bool with_bias_;
  Tensor weight_, bias_;
};

}  // namespace tinytorch
