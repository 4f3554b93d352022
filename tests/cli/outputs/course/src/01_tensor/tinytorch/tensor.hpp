// Module 01 of the small course: as much of a tensor as the outputs need.
#pragma once

#include <cstdint>
#include <vector>

namespace tinytorch {

class Tensor {
 public:
  explicit Tensor(std::int64_t count = 0) : values_(static_cast<std::size_t>(count)) {}
  std::int64_t numel() const { return static_cast<std::int64_t>(values_.size()); }
  const float* data() const { return values_.data(); }
  float* mutable_data() { return values_.data(); }

 private:
  std::vector<float> values_;
};

}  // namespace tinytorch
