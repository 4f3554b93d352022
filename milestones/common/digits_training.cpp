#include "common/digits_training.hpp"

#include <chrono>
#include <cmath>
#include <map>
#include <memory>
#include <set>

#include "tinytorch/activations.hpp"
#include "tinytorch/file.hpp"
#include "tinytorch/losses.hpp"
#include "tinytorch/optimizers.hpp"
#include "tinytorch/sha256.hpp"
#include "tinytorch/training.hpp"

#include "common/training_checks.hpp"
#include "common/values.hpp"

namespace tinytorch::milestone {
namespace {

using Clock = std::chrono::steady_clock;

double since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

DataLoader loader_of(const DigitsData& data, std::int64_t batch_size, std::uint64_t seed) {
  return DataLoader(
      std::make_shared<TensorDataset>(std::vector<Tensor>{data.train_x, data.train_y}),
      {.batch_size = batch_size, .shuffle = true, .seed = seed});
}

// I6: the counts, the balance and the order of what is learned from.
void check_data(Run& run, const DigitsData& data) {
  double off = 0;
  for (const auto& [y, each] : {std::pair{data.train_y, 100}, std::pair{data.test_y, 20}}) {
    std::map<std::int64_t, int> counts;
    for (const std::int64_t label : labels_of(y)) ++counts[label];
    off += counts.size() != 10;
    for (const auto& [label, count] : counts) off += std::abs(count - each);
  }
  run.gate("I6 labels out of balance", off, "==", 0, "05");

  std::set<std::vector<float>> pictures;
  for (std::int64_t i = 0; i < data.train_x.size(0); ++i)
    pictures.insert(data.train_x[i].to_vector());
  double shared = 0;
  for (std::int64_t i = 0; i < data.test_x.size(0); ++i)
    shared += static_cast<double>(pictures.count(data.test_x[i].to_vector()));
  run.gate("I6 pictures in train and test", shared, "==", 0, "05");
}

// I6: each epoch must bring every picture once, beside its own label, in an order of its own.
void check_order(Run& run, const DigitsData& data) {
  std::map<std::vector<float>, float> truth;
  for (std::int64_t i = 0; i < data.train_x.size(0); ++i)
    truth[data.train_x[i].to_vector()] = data.train_y[i].item();
  DataLoader loader = loader_of(data, 32, run.seed());
  std::vector<std::vector<float>> orders;
  double strange = 0;
  for (int epoch = 0; epoch < 2; ++epoch) {
    std::set<std::vector<float>> seen;
    std::vector<float> order;
    for (const Batch& batch : loader) {
      for (std::int64_t i = 0; i < batch[0].size(0); ++i) {
        const std::vector<float> picture = batch[0][i].to_vector();
        seen.insert(picture);
        const auto known = truth.find(picture);
        strange += known == truth.end() || known->second != batch[1][i].item();
        order.push_back(batch[1][i].item());
      }
    }
    strange += static_cast<double>(truth.size() - seen.size());
    orders.push_back(order);
  }
  run.gate("I6 pictures lost or mislabelled", strange, "==", 0, "05");
  run.gate("I6 epochs in one order", orders[0] == orders[1], "==", 0, "05");
}

// Reports every epoch; the clock runs only while the network learns.
class Watch : public EpochCallback {
 public:
  Watch(Run& run, Layer& model, const DigitsData& data, int epochs)
      : run_(run), model_(model), data_(data), epochs_(epochs), since_(Clock::now()) {}

  bool on_epoch(std::int64_t, const History& history) override {
    seconds_ += since(since_);
    const auto done = static_cast<int>(history.train_loss.size());
    const double accuracy = answers_of(model_, data_.test_x, data_.test_y).accuracy();
    curve_.push_back(Json::array({done, finite_or_null(history.train_loss.back()), accuracy}));
    run_.epoch(done, epochs_, history.train_loss.back(), accuracy, seconds_, rate(done));
    since_ = Clock::now();
    return true;
  }
  double seconds() const { return seconds_; }
  double rate(int epochs) const {
    return epochs * static_cast<double>(data_.train_x.size(0)) / seconds_;
  }
  const Json& curve() const { return curve_; }

 private:
  Run& run_;
  Layer& model_;
  const DigitsData& data_;
  int epochs_;
  Clock::time_point since_;
  double seconds_ = 0;
  Json curve_ = Json::array();
};

std::vector<double> train(Sequential& model,
                          const std::vector<Tensor>& parameters,
                          const DigitsData& data,
                          const DigitsPlan& plan,
                          std::uint64_t seed,
                          EpochCallback* watch) {
  SGD optimizer(parameters, {.lr = plan.lr, .momentum = plan.momentum});
  const CrossEntropyLoss loss;
  Trainer trainer(model, optimizer, loss);
  DataLoader loader = loader_of(data, plan.batch_size, seed);
  return trainer.fit(loader, nullptr, plan.epochs, {}, watch).train_loss;
}

std::vector<LabelledBatch> first_batches(const DigitsData& data,
                                         const DigitsPlan& plan,
                                         std::uint64_t seed) {
  std::vector<LabelledBatch> batches;
  DataLoader loader = loader_of(data, plan.batch_size, seed);
  for (const Batch& batch : loader) {
    batches.push_back({batch[0], batch[1]});
    if (batches.size() == 3) break;
  }
  return batches;
}

void announce(Run& run, const DigitsModel& design, Sequential& model, const DigitsPlan& plan) {
  run.model(design.summary, model.num_parameters());
  run.data("tinydigits",
           sha256_hex(read_file(dataset_path("tinydigits") + "/train-images-idx3-ubyte")),
           1000,
           200);
  run.hyper("optimizer", "sgd");
  run.hyper("lr", plan.lr);
  run.hyper("momentum", plan.momentum);
  run.hyper("batch_size", plan.batch_size);
  run.hyper("epochs", plan.epochs);
  run.begin(plan.epochs);
}

void report(Run& run, const Learned& learned, const Watch& watch, const DigitsPlan& plan) {
  const Answers& answers = learned.answers;
  run.gate("accuracy", answers.accuracy(), "08");
  run.gate("lowest recall", answers.lowest_recall(), "08");
  run.metric("accuracy", answers.accuracy());
  run.metric("train_loss", finite_or_null(learned.losses.back()));
  run.metric("train_s", watch.seconds());
  run.metric("samples_per_s", watch.rate(plan.epochs));
  run.metric("curve", watch.curve());
}

}  // namespace

DigitsModel digits_mlp() {
  return {.summary = "64-32-10 relu",
          .make =
              [](std::uint64_t seed) {
                manual_seed(seed);
                return Sequential(Linear(64, 32), ReLU(), Linear(32, 10));
              },
          .layers = {dense(Activation::relu), dense()},
          .flat = true};
}

DigitsData::DigitsData(bool flat)
    : train_x(flat ? splits.train.images.flatten(1) : splits.train.images),
      train_y(splits.train.labels),
      test_x(flat ? splits.test.images.flatten(1) : splits.test.images),
      test_y(splits.test.labels) {}

std::vector<double> train_digits(Sequential& model,
                                 const std::vector<Tensor>& parameters,
                                 const DigitsData& data,
                                 const DigitsPlan& plan,
                                 std::uint64_t seed) {
  return train(model, parameters, data, plan, seed, nullptr);
}

Learned learned_digits(const DigitsModel& design,
                       const DigitsData& data,
                       const DigitsPlan& plan,
                       std::uint64_t seed) {
  Sequential model = design.make(seed);
  const PlainNet start = plain_net(model, design.layers);
  const auto begin = Clock::now();
  const std::vector<double> losses = train(model, model.parameters(), data, plan, seed, nullptr);
  const double seconds = since(begin);
  return {model, start, losses, answers_of(model, data.test_x, data.test_y), seconds};
}

Learned run_digits(Run& run,
                   const DigitsModel& design,
                   const DigitsData& data,
                   const DigitsPlan& plan) {
  const CrossEntropyLoss loss;
  const Recipe recipe{.layers = design.layers,
                      .lr = plan.lr,
                      .momentum = plan.momentum,
                      .loss = loss,
                      .plain_loss = [](const Values& z, const LabelledBatch& b) {
                        return cross_entropy(z, labels_of(b.y), 10);
                      }};
  Sequential model = design.make(run.seed());
  announce(run, design, model, plan);

  check_data(run, data);
  check_order(run, data);
  check_forward(run, "start", model, recipe, data.test_x.slice(0, 0, 8));
  const std::vector<LabelledBatch> batches = first_batches(data, plan, run.seed());
  Sequential probe = design.make(run.seed()), twin = design.make(run.seed()),
             other = design.make(run.seed());
  check_first_steps(run, probe, recipe, batches);
  check_trainer_steps(run, twin, other, recipe, batches);

  const PlainNet start = plain_net(model, design.layers);
  Watch watch(run, model, data, plan.epochs);
  const std::vector<double> losses =
      train(model, model.parameters(), data, plan, run.seed(), &watch);
  check_forward(run, "end", model, recipe, data.test_x.slice(0, 0, 8));
  check_movement(run, start, plain_net(model, design.layers));
  check_descent(run, losses);

  Learned learned{
      model, start, losses, answers_of(model, data.test_x, data.test_y), watch.seconds()};
  report(run, learned, watch, plan);
  print_confusion(run, learned.answers);
  print_mistakes(run, learned.answers, data.splits.test.images, 5);
  send_samples(run, learned.answers, data.splits.test.images);
  return learned;
}

}  // namespace tinytorch::milestone
