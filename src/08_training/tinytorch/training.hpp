// Module 08: the training loop: schedule, clipping, Trainer, checkpoints. Needs 03 to 07.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "tinytorch/data.hpp"
#include "tinytorch/layers.hpp"
#include "tinytorch/losses.hpp"
#include "tinytorch/optimizers.hpp"

namespace tinytorch {

/// A learning rate for each epoch: w epochs of warm-up rise in equal steps towards max_lr, then
/// half a cosine falls from max_lr to min_lr.
/// With e' = e − w and T' = total − w: min + (max − min)·(1 + cos(π·e'/T'))/2.
/// Errors: TT-L0801 unless 0 ≤ min_lr ≤ max_lr, both finite, 0 ≤ warm-up ≤ total, total ≥ 1;
/// `get_lr`: TT-L0801 if the epoch is negative.
/// Source: Loshchilov and Hutter 2017.
/// Example: `CosineSchedule(0.1, 0.01, 100).get_lr(50)` is 0.055.
class CosineSchedule {
 public:
  explicit CosineSchedule(double max_lr = 0.1,
                          double min_lr = 0.01,
                          std::int64_t total_epochs = 100,
                          std::int64_t warmup_epochs = 0);
  /// At or beyond total_epochs: exactly min_lr.
  double get_lr(std::int64_t epoch) const;

  double max_lr() const { return max_lr_; }
  double min_lr() const { return min_lr_; }
  std::int64_t total_epochs() const { return total_epochs_; }
  std::int64_t warmup_epochs() const { return warmup_epochs_; }

 private:
  double max_lr_, min_lr_;
  std::int64_t total_epochs_, warmup_epochs_;
};

/// Scales all gradients by one factor, so that their common L2 norm is at most max_norm; returns
/// the norm before. Parameters without gradient do not count. If the norm is not finite, nothing is
/// scaled.
/// Errors: TT-L0802 max_norm negative or not finite.
/// Cost: two passes over the gradients, one if nothing is to be clipped; sums in double.
/// Source: Pascanu et al. 2013.
/// Example: a gradient of [3, 4] has norm 5 and becomes [.6, .8].
double clip_grad_norm_(std::span<const Tensor> parameters, double max_norm = 1.0);

/// The share of right answers, 0 to 1.
/// Shapes: logits (…, C), C ≥ 2, with class numbers (…) or one-hot targets (…, C): the largest
/// logit is the answer; positions with a negative target do not count. Probabilities (B, 1) or (B)
/// with as many targets, all 0 or 1: the answer is 1 from .5 on. All else gives 0.
[[nodiscard]] double accuracy(const Tensor& logits, const Tensor& targets);

/// Means over all samples of an evaluation.
struct EvalResult {
  double loss = 0, accuracy = 0;
  std::int64_t samples = 0;
};

/// One entry per epoch; the evaluation lists stay empty without evaluation data.
struct History {
  std::vector<double> train_loss{}, eval_loss{}, eval_accuracy{}, learning_rates{};
};

/// Hears of every epoch that ends.
class EpochCallback {
 public:
  virtual ~EpochCallback() = default;
  /// `epoch` counts from 0; the history already holds it. Returns whether to go on.
  virtual bool on_epoch(std::int64_t epoch, const History& history) = 0;
};

/// Ends training after `patience` epochs in a row whose loss is not below the best one minus
/// min_delta. Watched is the evaluation loss, or the training loss without evaluation data.
struct EarlyStopping {
  std::int64_t patience = 5;
  double min_delta = 0;
  bool restore_best = true;  // at the end the model gets the values of its best epoch back
};

/// Trains a model: forward, loss, backward, clip, step, again and again.
/// The loss must be a mean over the samples of a batch. A batch is {inputs, targets}; its sample
/// count is the first size of the inputs.
/// Ownership: model, optimizer and loss are the caller's and must outlive the Trainer.
/// Errors: TT-L0802 grad_clip_norm negative or not finite.
class Trainer {
 public:
  Trainer(Layer& model,
          Optimizer& optimizer,
          const Loss& loss,
          std::optional<CosineSchedule> schedule = {},
          std::optional<double> grad_clip_norm = {});
  Trainer(Layer& model,
          Optimizer& optimizer,
          const Loss&& loss,
          std::optional<CosineSchedule> schedule = {},
          std::optional<double> grad_clip_norm = {}) = delete;  // a temporary loss would dangle

  /// One step on one batch, in training mode; returns the loss before it. Gradients stay for
  /// inspection until the next step.
  /// Errors: TT-L0804 no samples; TT-L0805 the loss does not require grad.
  double train_batch(const Tensor& x, const Tensor& y);

  /// One pass over the data, which is its epoch() number; one step after each window of
  /// `accumulation_steps` batches, a shorter one at the end too. A window counts every sample
  /// alike: it equals one batch of all its samples. Sets the learning rate of this epoch first.
  /// Returns the mean loss over all samples.
  /// Errors: TT-L0803 accumulation_steps < 1; TT-L0804 no batches; as train_batch; TT-L0812 a batch
  /// without two fields.
  double train_epoch(DataLoader& data, std::int64_t accumulation_steps = 1);

  /// Mean loss and accuracy in evaluation mode, nothing recorded; then every layer is in the mode
  /// it was in. Errors: TT-L0804, TT-L0812.
  EvalResult evaluate(DataLoader& data);

  /// Runs `epochs` more epochs, with an evaluation after each if `eval` is not null, until the
  /// callback or early stopping ends it. Early stopping counts anew in each call.
  /// Errors: TT-L0811 epochs < 0, patience < 1 or min_delta not ≥ 0; as train_epoch and evaluate.
  const History& fit(DataLoader& train,
                     DataLoader* eval,
                     std::int64_t epochs,
                     std::optional<EarlyStopping> early_stopping = {},
                     EpochCallback* callback = nullptr);

  /// Writes everything that training depends on: model, optimizer, schedule, history, counters and
  /// the default generator. Errors: TT-L0810 not writable (a file that was there is untouched).
  void save_checkpoint(const std::string& path) const;
  /// Takes a checkpoint over, all or nothing; training goes on as if it had never stopped, bit for
  /// bit, if all data loaders have a seed (one without draws it from the default generator).
  /// Errors: TT-L0806 no checkpoint, or from a newer version; TT-L0807 names or shapes of the model
  /// differ; TT-L0706, TT-L0707 another optimizer; TT-L0006, TT-L0808, TT-L0809 the file.
  void load_checkpoint(const std::string& path);

  const History& history() const { return history_; }
  /// Epochs finished.
  std::int64_t epoch() const { return epoch_; }
  /// Optimizer steps done by this Trainer.
  std::int64_t step() const { return step_; }

 private:
  double backward(const Tensor& x, const Tensor& y, bool weighted);
  void update(std::int64_t samples);

  Layer& model_;
  Optimizer& optimizer_;
  const Loss& loss_;
  std::optional<CosineSchedule> schedule_;
  std::optional<double> grad_clip_norm_;
  History history_{};
  std::int64_t epoch_ = 0, step_ = 0;
  std::vector<Tensor> parameters_{};  // of all groups; kept for its memory
};

}  // namespace tinytorch
