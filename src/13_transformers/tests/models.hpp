// For the tests of module 13: small models, random values, and gradients compared with differences.
#pragma once

#include <string>
#include <vector>

#include "tinytorch/gradcheck.hpp"
#include "tinytorch/transformers.hpp"

#include "support/test.hpp"

namespace tinytorch::test {

/// What the functions under test take.
using In = std::vector<Tensor>;

/// The gradients of f must agree with differences in every element of every input.
template <class F>
void expect_gradients(F&& f,
                      const In& inputs,
                      const char* file = __builtin_FILE(),
                      int line = __builtin_LINE()) {
  compared();
  const GradCheckResult result = gradcheck(f, inputs);
  if (!result.ok) report(file, line, result.message, "W0009");
  if (result.checked == 0) report(file, line, "no element was checked", "W0009");
}

/// Random values of this shape.
inline Tensor noise(const Shape& shape, std::uint64_t seed) {
  Generator g(seed);
  return Tensor::randn(shape, 1, g);
}

/// V 11, D 8, two heads, up to 12 positions.
inline GPTConfig small(std::int64_t num_layers = 2) {
  return {.vocab_size = 11,
          .embed_dim = 8,
          .num_layers = num_layers,
          .num_heads = 2,
          .max_seq_len = 12};
}

inline GPT gpt(const GPTConfig& config, std::uint64_t seed = 5) {
  Generator g(seed);
  return GPT(config, g);
}

/// Random ids below 11.
inline Tensor some_tokens(const Shape& shape, std::uint64_t seed = 3) {
  Generator g(seed);
  return Tensor::randint(0, 11, shape, g);
}

}  // namespace tinytorch::test
