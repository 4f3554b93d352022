// For the tests of module 13: the simplest attention cache, which joins old and new tensors.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "tinytorch/attention_cache.hpp"
#include "tinytorch/ops.hpp"

namespace tinytorch::test {

class JoiningCache final : public AttentionCache {
 public:
  explicit JoiningCache(std::size_t layers) : entries_(layers) {}

  std::int64_t length() const override { return length_; }
  std::int64_t capacity() const override { return 1024; }
  std::pair<Tensor, Tensor> extend(std::int64_t layer, const Tensor& k, const Tensor& v) override {
    if (layer == 0) fed.push_back(k.size(2));
    auto& [keys, values] = entries_.at(static_cast<std::size_t>(layer));
    keys = length_ == 0 ? k : cat({keys.slice(2, 0, length_), k}, 2);
    values = length_ == 0 ? v : cat({values.slice(2, 0, length_), v}, 2);
    return {keys, values};
  }
  void advance(std::int64_t positions) override { length_ += positions; }
  void reset() override { length_ = 0; }

  std::vector<std::int64_t> fed;  // positions that each pass brought

 private:
  std::vector<std::pair<Tensor, Tensor>> entries_;
  std::int64_t length_ = 0;
};

}  // namespace tinytorch::test
