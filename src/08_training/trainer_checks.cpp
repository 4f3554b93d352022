// Module 08, given: what the Trainer asks of batches and losses, and the modes of layers.
#include "tinytorch/detail/trainer_checks.hpp"

#include "tinytorch/autograd.hpp"

namespace tinytorch::detail {

void check_samples(const char* op, const Tensor& x) {
  TT_CHECK(x.ndim() >= 1 && x.size(0) >= 1,
           ErrorKind::value,
           804,
           op,
           "the batch is empty",
           "the inputs are " + to_string(x.shape()) + ", the first axis counts samples",
           "pass at least one sample, with the batch as first axis");
}

void check_batches(const char* op, const DataLoader& data) {
  TT_CHECK(data.size() >= 1,
           ErrorKind::value,
           804,
           op,
           "the loader has no batches",
           "a pass has " + std::to_string(data.size()) + " batches",
           "check the data set, and batch_size if drop_last is on");
}

void check_differentiable(const Tensor& loss) {
  TT_CHECK(
      loss.requires_grad(),
      ErrorKind::state,
      805,
      "Trainer",
      "the loss does not require grad",
      std::string("requires_grad is false and recording is ") + (is_grad_enabled() ? "on" : "off"),
      "check that the parameters require grad and that no NoGradGuard is alive");
}

Fields fields(const char* op, const Batch& batch) {
  TT_CHECK(batch.size() == 2,
           ErrorKind::value,
           804,
           op,
           "a batch is not {inputs, targets}",
           "it has " + std::to_string(batch.size()) + " fields",
           "use a data set with two fields per sample");
  return {batch[0], batch[1]};
}

EvalMode::EvalMode(Layer& model) : before_{{&model, model.training()}} {
  for (std::size_t i = 0; i < before_.size(); ++i) {
    for (const NamedLayer& child : before_[i].first->children()) {
      before_.emplace_back(child.layer, child.layer->training());
    }
  }
  model.eval();
}

// train() reaches all below, so what stands deeper is set after what stands above it.
EvalMode::~EvalMode() {
  for (const auto& [layer, training] : before_) layer->train(training);
}

}  // namespace tinytorch::detail
