// Module 06, given: a tensor that an op with a GradRule of its own keeps for the way back.
#pragma once

#include <cstdint>
#include <string>

#include "tinytorch/error.hpp"
#include "tinytorch/tensor.hpp"

namespace tinytorch::detail {

/// A value that a gradient will need, without its history.
class Kept {
 public:
  explicit Kept(const Tensor& value)
      : value_(value.detach()), version_(impl(value).storage->version()) {}

  /// Errors: TT-L0606 if it has been overwritten since.
  const Tensor& get(const char* op) const {
    const std::uint64_t now = impl(value_).storage->version();
    TT_CHECK(now == version_,
             ErrorKind::state,
             606,
             op,
             "a value that the gradient needs has been overwritten",
             "a tensor of shape " + to_string(value_.shape()) + " was at version " +
                 std::to_string(version_) + " and is now at " + std::to_string(now),
             "clone() it before the in-place change, or call backward() first");
    return value_;
  }

 private:
  Tensor value_;
  std::uint64_t version_;
};

}  // namespace tinytorch::detail
