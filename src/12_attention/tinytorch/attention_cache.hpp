// Module 12, given: the seam through which attention remembers keys and values of earlier
// positions. Module 18 fills it.
#pragma once

#include <cstdint>
#include <utility>

#include "tinytorch/tensor.hpp"

namespace tinytorch {

/// Keys and values of the positions that a model has already seen, layer by layer.
/// Ownership: a layer refers to its cache and does not own it.
class AttentionCache {
 public:
  virtual ~AttentionCache() = default;

  /// Positions that are held and that can be held.
  virtual std::int64_t length() const = 0;
  virtual std::int64_t capacity() const = 0;

  /// Takes the keys and values of s new positions; returns all of them, the new ones last.
  /// Shapes: (B, N, s, hd) → (B, N, length + s, hd).
  /// Errors: TT-L1207 if they do not fit: the cache is full, or was begun with another batch.
  virtual std::pair<Tensor, Tensor> extend(std::int64_t layer,
                                           const Tensor& k,
                                           const Tensor& v) = 0;

  /// All layers have been given this many positions. Called once for each pass of a model.
  virtual void advance(std::int64_t positions) = 0;
  /// Forgets everything.
  virtual void reset() = 0;

 protected:
  AttentionCache() = default;
  AttentionCache(const AttentionCache&) = default;
  AttentionCache& operator=(const AttentionCache&) = default;
};

}  // namespace tinytorch
