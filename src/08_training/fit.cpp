// Module 08, part fit: epochs until they are over, or until nothing gets better (08.4).
#include <limits>

#include "tinytorch/autograd.hpp"
#include "tinytorch/training.hpp"

namespace tinytorch {
namespace {

void check_fit(std::int64_t epochs, const std::optional<EarlyStopping>& stopping) {
  TT_CHECK(epochs >= 0 && (!stopping || (stopping->patience >= 1 && stopping->min_delta >= 0)),
           ErrorKind::value,
           811,
           "Trainer",
           "fit cannot run so many epochs, or not stop that way",
           "epochs " + std::to_string(epochs) +
               (!stopping ? ""
                          : ", patience " + std::to_string(stopping->patience) + ", min_delta " +
                                std::to_string(stopping->min_delta)),
           "keep epochs and min_delta at 0 or more and patience at 1 or more");
}

std::vector<NamedTensor> copy_of(const std::vector<NamedTensor>& state) {
  std::vector<NamedTensor> copy;
  const NoGradGuard no_grad;
  for (const NamedTensor& entry : state) copy.push_back({entry.name, entry.value.clone()});
  return copy;
}

// Counts the epochs since the best one and keeps its values.
class Patience {
 public:
  Patience(Layer& model, const EarlyStopping& rule) : model_(model), rule_(rule) {}

  // Whether to go on after an epoch with this loss.
  bool goes_on(double loss) {
    // BEGIN SOLUTION 08.4
    if (loss < best_ - rule_.min_delta) {
      best_ = loss;
      waited_ = 0;
      if (rule_.restore_best) best_state_ = copy_of(model_.state_dict());
    } else {
      ++waited_;
    }
    return waited_ < rule_.patience;
    // END SOLUTION
  }

  void restore() {
    if (waited_ > 0 && !best_state_.empty()) model_.load_state_dict(best_state_);
  }

 private:
  Layer& model_;
  EarlyStopping rule_;
  double best_ = std::numeric_limits<double>::infinity();
  std::int64_t waited_ = 0;
  std::vector<NamedTensor> best_state_{};
};

}  // namespace

const History& Trainer::fit(DataLoader& train,
                            DataLoader* eval,
                            std::int64_t epochs,
                            std::optional<EarlyStopping> early_stopping,
                            EpochCallback* callback) {
  check_fit(epochs, early_stopping);
  std::optional<Patience> patience;
  if (early_stopping) patience.emplace(model_, *early_stopping);
  // BEGIN SOLUTION 08.4
  bool going = true;
  for (std::int64_t i = 0; i < epochs && going; ++i) {
    double watched = train_epoch(train);
    if (eval != nullptr) {
      const EvalResult result = evaluate(*eval);
      history_.eval_loss.push_back(result.loss);
      history_.eval_accuracy.push_back(result.accuracy);
      watched = result.loss;
    }
    if (patience) going = patience->goes_on(watched);
    if (callback != nullptr) going = callback->on_epoch(epoch_ - 1, history_) && going;
  }
  if (patience) patience->restore();
  // END SOLUTION
  return history_;
}

}  // namespace tinytorch
