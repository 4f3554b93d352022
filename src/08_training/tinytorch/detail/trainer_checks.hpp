// Module 08, given: what the Trainer asks of batches and losses, and the modes of layers.
#pragma once

#include <utility>
#include <vector>

#include "tinytorch/training.hpp"

namespace tinytorch::detail {

/// Errors: TT-L0804 if x has no first axis or it is empty.
void check_samples(const char* op, const Tensor& x);
/// Errors: TT-L0804 if a pass would be empty.
void check_batches(const char* op, const DataLoader& data);
/// Errors: TT-L0805 if backward would do nothing.
void check_differentiable(const Tensor& loss);

/// Inputs and targets of a batch. Errors: TT-L0804 if it has not these two fields.
struct Fields {
  const Tensor& x;
  const Tensor& y;
};
Fields fields(const char* op, const Batch& batch);

/// Evaluation mode until the end of the scope; then every layer is in the mode that it was in.
class EvalMode {
 public:
  explicit EvalMode(Layer& model);
  ~EvalMode();
  EvalMode(const EvalMode&) = delete;
  EvalMode& operator=(const EvalMode&) = delete;

 private:
  std::vector<std::pair<Layer*, bool>> before_{};  // each layer stands before its children
};

}  // namespace tinytorch::detail
