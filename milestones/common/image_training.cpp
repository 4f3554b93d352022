#include "common/image_training.hpp"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <limits>
#include <memory>
#include <optional>

#include "tinytorch/activations.hpp"
#include "tinytorch/error.hpp"
#include "tinytorch/file.hpp"
#include "tinytorch/losses.hpp"
#include "tinytorch/sha256.hpp"
#include "tinytorch/training.hpp"

#include "common/svg.hpp"
#include "common/training_checks.hpp"
#include "common/values.hpp"

namespace tinytorch::milestone {
namespace {

using Clock = std::chrono::steady_clock;

double since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

// Reports every epoch; the clock runs only while the network learns.
class Watch : public EpochCallback {
 public:
  Watch(Run& run, Layer& model, const ImageData& data, int epochs)
      : run_(run), model_(model), data_(data), epochs_(epochs), since_(Clock::now()) {}

  bool on_epoch(std::int64_t, const History& history) override {
    seconds_ += since(since_);
    ++here_;
    const auto done = static_cast<int>(history.train_loss.size());
    const Answers answers = answers_of(model_, data_.test_x, data_.test_y);
    const double accuracy = answers.accuracy();
    last_loss_ = history.train_loss.back();
    curve_.push_back(Json::array({done, finite_or_null(last_loss_), accuracy}));
    train_.add(done, last_loss_);
    test_.add(done, answers.loss);
    run_.epoch(done, epochs_, last_loss_, accuracy, seconds_, rate());
    since_ = Clock::now();
    return true;
  }
  double seconds() const { return seconds_; }
  double rate() const { return here_ * static_cast<double>(data_.train_x.size(0)) / seconds_; }
  double last_loss() const { return last_loss_; }
  const Json& curve() const { return curve_; }
  std::vector<CurveLine> losses() const { return {train_, test_}; }

 private:
  Run& run_;
  Layer& model_;
  const ImageData& data_;
  int epochs_, here_ = 0;  // in all, and since it was started or resumed
  Clock::time_point since_;
  double seconds_ = 0, last_loss_ = std::numeric_limits<double>::quiet_NaN();
  Json curve_ = Json::array();
  CurveLine train_{.name = "training"}, test_{.name = "test"};
};

// Keeps the loss of each step: a Trainer tells that of an epoch.
class KeptLoss : public Loss {
 public:
  Tensor forward(const Tensor& logits, const Tensor& y) const override {
    Tensor loss = loss_(logits, y);
    steps_.push_back(loss.item());
    return loss;
  }
  const std::vector<double>& steps() const { return steps_; }

  std::string text() const {
    Json all = Json::array();
    for (const double loss : steps_) all.push_back(finite_or_null(loss));
    return all.dump();
  }
  // The first `steps` of what text() gave.
  void read(const std::string& text, std::int64_t steps) {
    const Json all = Json::parse(text);
    for (std::int64_t i = 0; i < steps; ++i) {
      const Json& loss = all.at(static_cast<std::size_t>(i));
      steps_.push_back(loss.is_null() ? std::numeric_limits<double>::quiet_NaN()
                                      : loss.as_double());
    }
  }

 private:
  CrossEntropyLoss loss_{};
  mutable std::vector<double> steps_{};
};

// Keeps what an epoch left, then tells the watch.
class Keeper : public EpochCallback {
 public:
  Keeper(const Trainer& trainer, const KeptLoss& loss, std::string path, EpochCallback* watch)
      : trainer_(trainer), loss_(loss), path_(std::move(path)), watch_(watch) {}

  bool on_epoch(std::int64_t epoch, const History& history) override {
    if (!path_.empty()) {
      write_file_atomic(losses_of(path_), loss_.text());
      trainer_.save_checkpoint(path_);
    }
    return watch_ == nullptr || watch_->on_epoch(epoch, history);
  }
  static std::string losses_of(const std::string& path) { return path + ".losses.json"; }

 private:
  const Trainer& trainer_;
  const KeptLoss& loss_;
  std::string path_;
  EpochCallback* watch_;
};

// Errors: TT-L0006 if there is nothing to go on from.
void go_on(Trainer& trainer, KeptLoss& loss, const std::string& path) {
  TT_CHECK(std::filesystem::exists(path),
           ErrorKind::io,
           6,
           "--resume",
           "there is no checkpoint to go on from",
           path,
           "run the part without --resume first, with the same seed and length");
  trainer.load_checkpoint(path);
  loss.read(read_file(Keeper::losses_of(path)), trainer.step());
}

std::vector<double> train(Sequential& model,
                          const std::vector<Tensor>& parameters,
                          const ImageData& data,
                          const ImagePlan& plan,
                          std::uint64_t seed,
                          EpochCallback* watch) {
  const auto optimizer = optimizer_for(plan.descent, parameters);
  KeptLoss loss;
  std::optional<CosineSchedule> schedule;
  if (plan.last_lr > 0) schedule.emplace(plan.descent.lr, plan.last_lr, plan.epochs - 1);
  Trainer trainer(model, *optimizer, loss, schedule);
  DataLoader loader = loader_of(data, plan.batch_size, seed);
  manual_seed(seed);  // of Dropout
  if (plan.resume) go_on(trainer, loss, plan.checkpoint);
  Keeper keeper(trainer, loss, plan.checkpoint, watch);
  trainer.fit(loader, nullptr, plan.epochs - trainer.epoch(), {}, &keeper);
  return loss.steps();
}

std::vector<LabelledBatch> first_batches(const ImageData& data,
                                         const ImagePlan& plan,
                                         std::uint64_t seed) {
  std::vector<LabelledBatch> batches;
  DataLoader loader = loader_of(data, plan.batch_size, seed);
  for (const Batch& batch : loader) {
    const std::int64_t count = batch[0].size(0);
    const std::int64_t most = plan.judged < 0 ? count : std::min(count, plan.judged);
    batches.push_back({batch[0].slice(0, 0, most), batch[1].slice(0, 0, most)});
    if (batches.size() == 3) break;
  }
  return batches;
}

void announce(Run& run,
              const ImageModel& design,
              Sequential& model,
              const ImageData& data,
              const ImagePlan& plan) {
  run.model(design.summary, model.num_parameters());
  run.data(
      data.name,
      data.file == nullptr ? "" : sha256_hex(read_file(dataset_path(data.name) + "/" + data.file)),
      data.train_x.size(0),
      data.test_x.size(0));
  const Descent& descent = plan.descent;
  run.hyper("optimizer",
            descent.rule == Rule::sgd  ? "sgd"
            : descent.weight_decay > 0 ? "adamw"
                                       : "adam");
  run.hyper("lr", descent.lr);
  if (plan.last_lr > 0) run.hyper("last_lr", plan.last_lr);
  if (descent.weight_decay > 0) run.hyper("weight_decay", descent.weight_decay);
  if (descent.rule == Rule::sgd) run.hyper("momentum", descent.momentum);
  run.hyper("batch_size", plan.batch_size);
  run.hyper("epochs", plan.epochs);
  run.begin(plan.epochs);
}

void report(Run& run, const Learned& learned, const Watch& watch, const ImagePlan& plan) {
  const Answers& answers = learned.answers;
  if (!plan.glance) {
    check_descent(run, learned.losses);
    run.gate("accuracy", answers.accuracy(), "08");
    if (plan.recalls) run.gate("lowest recall", answers.lowest_recall(), "08");
  }
  run.metric("accuracy", answers.accuracy());
  run.metric("train_loss", finite_or_null(watch.last_loss()));
  run.metric("train_s", watch.seconds());
  run.metric("samples_per_s", finite_or_null(watch.rate()));
  run.metric("curve", watch.curve());
  if (run.draws()) {
    run.picture("loss",
                curve_svg({.title = "Loss while the network learns",
                           .x_axis = "epoch",
                           .y_axis = "cross-entropy",
                           .lines = watch.losses()}));
  }
}

}  // namespace

ImageModel digits_mlp() {
  return {.summary = "64-32-10 relu",
          .make =
              [](std::uint64_t seed) {
                manual_seed(seed);
                return Sequential(Linear(64, 32), ReLU(), Linear(32, 10));
              },
          .layers = {dense(Activation::relu), dense()}};
}

std::vector<double> train_images(Sequential& model,
                                 const std::vector<Tensor>& parameters,
                                 const ImageData& data,
                                 const ImagePlan& plan,
                                 std::uint64_t seed) {
  return train(model, parameters, data, plan, seed, nullptr);
}

Learned learned_images(const ImageModel& design,
                       const ImageData& data,
                       const ImagePlan& plan,
                       std::uint64_t seed) {
  Sequential model = design.make(seed);
  const PlainNet start = plain_net(model, design.layers);
  const auto begin = Clock::now();
  const std::vector<double> losses = train(model, model.parameters(), data, plan, seed, nullptr);
  const double seconds = since(begin);
  return {model, start, losses, answers_of(model, data.test_x, data.test_y), seconds};
}

Learned run_images(Run& run,
                   const ImageModel& design,
                   const ImageData& data,
                   const ImagePlan& plan) {
  const CrossEntropyLoss loss;
  const Recipe recipe{.layers = design.layers,
                      .descent = plan.descent,
                      .loss = loss,
                      .plain_loss = [](const Values& z, const LabelledBatch& b) {
                        return cross_entropy(z, labels_of(b.y), 10);
                      }};
  Sequential model = design.make(run.seed());
  announce(run, design, model, data, plan);

  check_images(run, data);
  check_order(run, data, plan.batch_size);
  if (data.augmented) check_augmentation(run, data, plan.batch_size);
  const Tensor some = data.test_x.slice(0, 0, plan.judged < 0 ? 8 : 2);
  check_forward(run, "start", model, recipe, some);
  const std::vector<LabelledBatch> batches = first_batches(data, plan, run.seed());
  Sequential probe = design.make(run.seed()), twin = design.make(run.seed()),
             other = design.make(run.seed());
  check_first_steps(run, probe, recipe, batches);
  check_trainer_steps(run, twin, other, recipe, batches);

  const PlainNet start = plain_net(model, design.layers);
  Watch watch(run, model, data, plan.epochs);
  const std::vector<double> losses =
      train(model, model.parameters(), data, plan, run.seed(), &watch);
  check_forward(run, "end", model, recipe, some);
  if (plan.moves) check_movement(run, start, plain_net(model, design.layers));

  Learned learned{model,
                  start,
                  losses,
                  answers_of(model, data.test_x, data.test_y),
                  watch.seconds(),
                  watch.rate()};
  report(run, learned, watch, plan);
  print_confusion(run, learned.answers);
  if (data.splits.test.images.size(1) == 1)
    print_mistakes(run, learned.answers, data.splits.test.images, data.side() == 8 ? 5 : 2);
  if (data.side() == 8) send_samples(run, learned.answers, data.splits.test.images);
  return learned;
}

}  // namespace tinytorch::milestone
