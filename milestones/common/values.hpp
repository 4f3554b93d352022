// From tensors to plain numbers.
#pragma once

#include <cstdint>
#include <vector>

#include "tinytorch/layers.hpp"
#include "tinytorch/tensor.hpp"

#include "common/plain_net.hpp"

namespace tinytorch::milestone {

inline Values values_of(const Tensor& x) {
  const std::vector<float> flat = x.to_vector();
  return Values(flat.begin(), flat.end());
}

inline std::vector<std::int64_t> labels_of(const Tensor& x) {
  const std::vector<std::int32_t> ids = x.to_ids();
  return std::vector<std::int64_t>(ids.begin(), ids.end());
}

/// The parameters of a stack of Linear layers, read from its state_dict, with what stands after
/// each.
inline PlainNet plain_net(Layer& model, const std::vector<Activation>& after) {
  const std::vector<NamedTensor> state = model.state_dict();
  PlainNet net;
  for (std::size_t i = 0; i < after.size(); ++i) {
    const Tensor& weight = state.at(2 * i).value;
    net.push_back({weight.size(0),
                   weight.size(1),
                   values_of(weight),
                   values_of(state.at(2 * i + 1).value),
                   after[i]});
  }
  return net;
}

}  // namespace tinytorch::milestone
