// From tensors to plain numbers.
#pragma once

#include <algorithm>
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

/// `layers` with the values of the model's state_dict: weight, bias, weight, bias, …, then the
/// running statistics of each batch_norm.
inline PlainNet plain_net(Layer& model, PlainNet layers) {
  const std::vector<NamedTensor> state = model.state_dict();
  std::size_t at = 0;
  auto buffer = static_cast<std::size_t>(2 * std::ranges::count_if(layers, &PlainLayer::learns));
  for (PlainLayer& layer : layers) {
    if (!layer.learns()) continue;
    const Tensor weight = state.at(at++).value;
    const bool is_dense = layer.kind == Kind::dense, is_conv = layer.kind == Kind::conv;
    layer.in = weight.size(is_conv ? 1 : 0);
    layer.out = weight.size(is_dense ? 1 : 0);
    if (is_conv) layer.size = weight.size(2);
    layer.weight = values_of(weight);
    layer.bias = values_of(state.at(at++).value);
    if (layer.kind != Kind::batch_norm) continue;
    layer.mean = values_of(state.at(buffer++).value);
    layer.variance = values_of(state.at(buffer++).value);
  }
  return layers;
}

}  // namespace tinytorch::milestone
