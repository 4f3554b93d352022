#include <limits>
#include <memory>
#include <vector>

#include "tinytorch/autograd.hpp"
#include "tinytorch/training.hpp"

#include "models.hpp"
#include "support/test.hpp"

using namespace tinytorch;
using namespace tinytorch::test;

namespace {

using Numbers = std::vector<double>;

// The line model with plain SGD.
struct Setup {
  Linear model = line_model();
  SGD optimizer{model.parameters(), {.lr = 0.1}};
};

// Three points; with a ScriptedLoss one number is used up per epoch.
DataLoader one_batch() {
  return in_order(line_x(3), line_y(3), 3);
}

// Counts calls and stops after `limit` of them.
struct Counter : EpochCallback {
  explicit Counter(std::int64_t most) : limit(most) {}
  bool on_epoch(std::int64_t epoch, const History& history) override {
    epochs.push_back(epoch);
    lengths.push_back(std::ssize(history.train_loss));
    return std::ssize(epochs) < limit;
  }
  std::int64_t limit;
  std::vector<std::int64_t> epochs{}, lengths{};
};

// How many epochs fit runs on these losses.
std::int64_t epochs_run(std::vector<float> losses, EarlyStopping rule) {
  Setup s;
  const auto epochs = std::ssize(losses);
  const ScriptedLoss loss(std::move(losses));
  Trainer trainer(s.model, s.optimizer, loss);
  DataLoader data = one_batch();
  trainer.fit(data, nullptr, epochs, rule);
  return trainer.epoch();
}

// Writes the number of its epoch into the model.
struct Mark : EpochCallback {
  explicit Mark(Linear& m) : model(m) {}
  bool on_epoch(std::int64_t epoch, const History&) override {
    model.weight.detach().fill_(static_cast<float>(epoch + 1));
    return true;
  }
  Linear& model;
};

}  // namespace

TT_CASE("08.4/weighted-mean",
        "the loss of an epoch is the mean over samples, not over batches",
        .what = "batches of 2 and 1 whose losses are 1 and 4",
        .why = "a short last batch would count too much",
        .learn = "(2·1 + 1·4)/3 = 2, not 2.5",
        .mistake = "W0801") {
  Setup s;
  const ScriptedLoss loss({1, 4});
  Trainer trainer(s.model, s.optimizer, loss);
  DataLoader data = in_order(line_x(3), line_y(3), 2);
  CHECK(trainer.train_epoch(data) == 2);
  CHECK(trainer.history().train_loss == Numbers{2});
}

TT_CASE("08.4/schedule",
        "each epoch begins with its own rate",
        .what = "3 epochs of cosine(.4, 0, 2): the first update, and the rates in the history",
        .why = "a rate set after the epoch comes one epoch late",
        .learn = "get_lr(0) for the first epoch") {
  Setup s;
  const MSELoss loss;
  Trainer trainer(s.model, s.optimizer, loss, CosineSchedule(0.4, 0, 2));
  DataLoader data = in_order(tensor({{1}}), tensor({{1}}), 1);
  trainer.train_epoch(data);
  expect_near(s.model.bias, {0.4f}, kArith);
  trainer.fit(data, nullptr, 2);
  expect_near(Tensor::from_vector(std::vector<float>(trainer.history().learning_rates.begin(),
                                                     trainer.history().learning_rates.end()),
                                  {3}),
              {0.4f, 0.2f, 0},
              kMath);
}

TT_CASE("08.4/history",
        "the history has one entry per epoch, of evaluations too",
        .what = "fit over 3 epochs with evaluation, then 2 without",
        .why = "curves are drawn from it",
        .learn = "fit continues; it does not begin anew") {
  Setup s;
  const MSELoss loss;
  Trainer trainer(s.model, s.optimizer, loss);
  DataLoader data = one_batch(), eval = one_batch();
  trainer.fit(data, &eval, 3);
  const History& history = trainer.fit(data, nullptr, 2);
  CHECK((history.train_loss.size() == 5 && history.learning_rates.size() == 5));
  CHECK((history.eval_loss.size() == 3 && history.eval_accuracy.size() == 3));
  CHECK(history.eval_loss[0] < history.train_loss[0]);
  CHECK((trainer.epoch() == 5 && trainer.step() == 5));
}

TT_CASE("08.4/regression",
        "the line y = 2x + 1 is found",
        .what = "200 epochs of SGD .1 on 20 points",
        .why = "if this fails, nothing else can work",
        .learn = "MSE below 1e-4, weight 2, bias 1") {
  Setup s;
  const MSELoss loss;
  Trainer trainer(s.model, s.optimizer, loss);
  DataLoader data = in_order(line_x(20), line_y(20), 20);
  CHECK(trainer.fit(data, nullptr, 200).train_loss.back() < 1e-4);
  expect_near(s.model.weight, {2}, {.atol = 0.03});
  expect_near(s.model.bias, {1}, {.atol = 0.03});
}

TT_CASE("08.4/epoch-order",
        "every epoch sees the data in the order of its number",
        .what = "two Trainers, one of which looked at the loader in between",
        .why = "an evaluation on the training data must not change the training",
        .learn = "the loader is set to epoch() before each pass") {
  Sequential a = small_model(1), b = small_model(1);
  SGD first(a.parameters(), {.lr = 0.5}), second(b.parameters(), {.lr = 0.5});
  const CrossEntropyLoss loss;
  Trainer plain(a, first, loss), curious(b, second, loss);
  DataLoader one(pairs(features(9), classes(9)), {.batch_size = 2, .shuffle = true, .seed = 3});
  DataLoader two(pairs(features(9), classes(9)), {.batch_size = 2, .shuffle = true, .seed = 3});
  plain.fit(one, nullptr, 3);
  curious.fit(two, &two, 3);
  CHECK(values_of(a) == values_of(b));
}

TT_CASE("08.4/callback",
        "the callback hears of each epoch and can end the training",
        .what = "a callback that stops after its second call",
        .why = "progress, checkpoints and the user's patience live there",
        .learn = "epochs count from 0, the history is up to date") {
  Setup s;
  const MSELoss loss;
  Trainer trainer(s.model, s.optimizer, loss);
  DataLoader data = one_batch();
  Counter counter(2);
  trainer.fit(data, nullptr, 10, {}, &counter);
  CHECK(counter.epochs == std::vector<std::int64_t>{0, 1});
  CHECK(counter.lengths == std::vector<std::int64_t>{1, 2});
  CHECK(trainer.epoch() == 2);
}

TT_CASE("08.4/patience",
        "training ends when nothing got better for `patience` epochs in a row",
        .what = "losses 3 2 4 4 1 5 5 5 … with patience 3; and always falling",
        .why = "the model begins to learn the noise of its data",
        .learn = "a better epoch starts the count anew") {
  CHECK(epochs_run({3, 2, 4, 4, 1, 5, 5, 5, 5, 5}, {.patience = 3}) == 8);
  CHECK(epochs_run({3, 2, 4, 4, 1, 5, 5, 5, 5, 5}, {.patience = 2}) == 4);
  CHECK(epochs_run({5, 4, 3, 2}, {.patience = 1}) == 4);
}

TT_CASE("08.4/min-delta",
        "an epoch counts as better only if it gains more than min_delta",
        .what = "losses falling by .25 with min_delta .5; by 1; equal losses with 0",
        .why = "gains below the noise are none",
        .learn = "loss < best − min_delta") {
  CHECK(epochs_run({4, 3.75f, 3.5f, 3.25f}, {.patience = 2, .min_delta = 0.5}) == 3);
  CHECK(epochs_run({4, 3, 2, 1}, {.patience = 1, .min_delta = 0.5}) == 4);
  CHECK(epochs_run({4, 4, 4, 4}, {.patience = 1}) == 2);
}

TT_CASE("08.4/nan-is-not-better",
        "a loss that is not a number ends the patience, too",
        .what = "losses 1, NaN, NaN, NaN with patience 2",
        .why = "NaN compares false with everything",
        .learn = "ask whether it is better, not whether it is worse",
        .mistake = "W0805") {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  CHECK(epochs_run({1, nan, nan, nan}, {.patience = 2}) == 3);
}

TT_CASE("08.4/restore-best",
        "at the end the model has the values of its best epoch, if wanted",
        .what = "a callback marks each epoch; losses 3 1 2 2, patience 2; with and without",
        .why = "the last epochs were the worse ones",
        .learn = "copy the values when the epoch is the best so far") {
  for (const bool restore : {true, false}) {
    Setup s;
    const ScriptedLoss loss({3, 1, 2, 2});
    Trainer trainer(s.model, s.optimizer, loss);
    DataLoader data = one_batch();
    Mark mark(s.model);
    trainer.fit(data, nullptr, 4, EarlyStopping{.patience = 2, .restore_best = restore}, &mark);
    // Marks come after the epoch: the best epoch, the second, was evaluated with mark 1.
    expect_near(s.model.weight, {restore ? 1.0f : 4.0f}, kExact);
  }
}

TT_CASE("08.4/watches-evaluation",
        "with evaluation data early stopping watches that loss",
        .what = "training losses that fall and evaluation losses that rise",
        .why = "the training loss nearly always falls",
        .learn = "patience 1 ends after the second epoch") {
  Setup s;
  const ScriptedLoss loss({9, 1, 8, 2, 7, 3});  // train, eval, train, eval …
  Trainer trainer(s.model, s.optimizer, loss);
  DataLoader data = one_batch(), eval = one_batch();
  trainer.fit(data, &eval, 3, EarlyStopping{.patience = 1});
  CHECK(trainer.epoch() == 2);
  CHECK(trainer.history().eval_loss == Numbers{1, 2});
}

TT_CASE("08.4/no-epochs",
        "fit over 0 epochs changes nothing",
        .what = "epochs 0 with early stopping and a callback",
        .why = "a resumed training may already be complete",
        .learn = "the loop simply does not run") {
  Setup s;
  const MSELoss loss;
  Trainer trainer(s.model, s.optimizer, loss);
  DataLoader data = one_batch();
  Counter counter(9);
  trainer.fit(data, nullptr, 0, EarlyStopping{}, &counter);
  CHECK((counter.epochs.empty() && trainer.history().train_loss.empty()));
  expect_near(s.model.weight, {0.5f}, kExact);
}

TT_CASE("08.4/errors",
        "numbers that fit cannot work with are refused",
        .what = "epochs −1, patience 0, min_delta −1 and NaN",
        .why = "patience 0 would end every training at once",
        .learn = "TT-L0811") {
  Setup s;
  const MSELoss loss;
  Trainer trainer(s.model, s.optimizer, loss);
  DataLoader data = one_batch();
  expect_error(811, ErrorKind::value, [&] { trainer.fit(data, nullptr, -1); }, {"epochs -1"});
  expect_error(
      811, [&] { trainer.fit(data, nullptr, 1, EarlyStopping{.patience = 0}); }, {"patience 0"});
  expect_error(811,
               [&] { trainer.fit(data, nullptr, 1, EarlyStopping{.min_delta = -1}); },
               {"min_delta -1"});
  CHECK(trainer.epoch() == 0);
  trainer.fit(data, nullptr, 1);
  CHECK(trainer.epoch() == 1);
}
