// Module 08, part schedule: a learning rate for each epoch (08.1).
#include <cmath>
#include <numbers>

#include "tinytorch/training.hpp"

namespace tinytorch {

CosineSchedule::CosineSchedule(double max_lr,
                               double min_lr,
                               std::int64_t total_epochs,
                               std::int64_t warmup_epochs)
    : max_lr_(max_lr), min_lr_(min_lr), total_epochs_(total_epochs), warmup_epochs_(warmup_epochs) {
  const bool rates = std::isfinite(max_lr) && min_lr >= 0 && min_lr <= max_lr;
  const bool epochs = total_epochs >= 1 && warmup_epochs >= 0 && warmup_epochs <= total_epochs;
  TT_CHECK(rates && epochs,
           ErrorKind::value,
           801,
           "CosineSchedule",
           rates ? "the numbers of epochs make no schedule" : "the rates make no schedule",
           "max_lr " + std::to_string(max_lr) + ", min_lr " + std::to_string(min_lr) +
               ", total_epochs " + std::to_string(total_epochs) + ", warmup_epochs " +
               std::to_string(warmup_epochs),
           "keep 0 ≤ min_lr ≤ max_lr and 0 ≤ warmup_epochs ≤ total_epochs, at least 1 epoch");
}

double CosineSchedule::get_lr(std::int64_t epoch) const {
  TT_CHECK(epoch >= 0,
           ErrorKind::value,
           801,
           "CosineSchedule",
           "there is no such epoch",
           "epoch is " + std::to_string(epoch),
           "count epochs from 0");
  const auto since_warmup = static_cast<double>(epoch - warmup_epochs_);
  const auto length = static_cast<double>(total_epochs_ - warmup_epochs_);
  // BEGIN SOLUTION 08.1
  if (epoch >= total_epochs_) return min_lr_;
  if (epoch < warmup_epochs_) {
    return max_lr_ * static_cast<double>(epoch + 1) / static_cast<double>(warmup_epochs_ + 1);
  }
  const double cosine = std::cos(std::numbers::pi * since_warmup / length);
  return min_lr_ + (max_lr_ - min_lr_) * (1 + cosine) / 2;
  // END SOLUTION
}

}  // namespace tinytorch
