// Module 12, part scores: how well queries fit keys (12.1), and who may look at whom (12.2).
// Letters: S queries, T keys, d width.
#include <cmath>
#include <limits>

#include "tinytorch/attention.hpp"
#include "tinytorch/detail/attention_checks.hpp"
#include "tinytorch/error.hpp"
#include "tinytorch/ops.hpp"

namespace tinytorch {

Tensor attention_scores(const Tensor& Q, const Tensor& K) {
  detail::check_query_and_key("attention_scores", Q, K);
  // BEGIN SOLUTION 12.1
  return matmul(Q, K.transpose());
  // END SOLUTION
}

Tensor scale_scores(const Tensor& scores, std::int64_t d) {
  TT_CHECK(d >= 1,
           ErrorKind::value,
           1201,
           "scale_scores",
           "a width is at least 1",
           "d is " + std::to_string(d),
           "pass the last size of Q");
  // BEGIN SOLUTION 12.1
  return scores * static_cast<float>(1 / std::sqrt(static_cast<double>(d)));
  // END SOLUTION
}

Tensor apply_mask(const Tensor& scores, const Tensor& mask) {
  // BEGIN SOLUTION 12.2
  detail::check_mask_shape("apply_mask", mask, scores.shape());
  detail::check_mask_values("apply_mask", mask);
  const Tensor blocked = 1.0f - mask.detach();
  return masked_fill(scores, blocked, -std::numeric_limits<float>::infinity());
  // END SOLUTION
}

}  // namespace tinytorch
