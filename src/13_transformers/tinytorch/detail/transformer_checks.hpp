// Module 13, given: what is checked before a model is built, fed or asked to write, and the mode it
// writes in.
#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "tinytorch/transformers.hpp"

namespace tinytorch::detail {

/// Hands the size back. Errors: TT-L1301 if it is below `least`.
std::int64_t checked_size(const char* op,
                          const char* name,
                          std::int64_t size,
                          std::int64_t least = 1);
/// Hands the sizes back. Errors: TT-L1301.
GPTConfig checked_config(const GPTConfig& config);

/// Errors: TT-L1302, TT-L1303 as GPT::forward.
void check_tokens(const GPT& model, const Tensor& tokens, std::int64_t start_pos);
/// Errors: TT-L1304, TT-L1305.
void check_sampling(double temperature, std::int64_t top_k, double top_p);
/// Errors: TT-L1309.
void check_logits(std::span<const float> logits);
/// Errors: all of `generate` that can be seen before the first token.
void check_prompt(const GPTConfig& config, const Tensor& prompt, const GenerateOptions& options);

/// Evaluation mode until the end of the scope; then every layer is in the mode it was in.
class EvaluationMode {
 public:
  explicit EvaluationMode(Layer& model);
  ~EvaluationMode();
  EvaluationMode(const EvaluationMode&) = delete;
  EvaluationMode& operator=(const EvaluationMode&) = delete;

 private:
  void remember(Layer& layer);

  std::vector<std::pair<Layer*, bool>> before_{};
};

}  // namespace tinytorch::detail
