// Milestone 03 part 2, 1986: a network with 2,410 parameters reads real handwritten digits.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <map>
#include <memory>
#include <set>

#include "tinytorch/activations.hpp"
#include "tinytorch/data.hpp"
#include "tinytorch/datasets.hpp"
#include "tinytorch/file.hpp"
#include "tinytorch/optimizers.hpp"
#include "tinytorch/sha256.hpp"
#include "tinytorch/training.hpp"

#include "common/run.hpp"
#include "common/training_checks.hpp"
#include "common/values.hpp"
#include "digits.hpp"

using namespace tinytorch;
using namespace tinytorch::milestone;

namespace {

constexpr Part kPart{
    .id = "03",
    .n = 2,
    .name = "tinydigits",
    .title = "The MLP revival",
    .year = 1986,
    .story =
        "Backpropagation leaves the toy problems: networks begin to read handwriting.\n"
        "The digits here were written on real forms, 8 by 8 pixels each.",
    .folder = "03_1986_mlp",
    .seed = 7};

struct Plan {
  double lr = 0.1, momentum = 0.9;
  std::int64_t batch_size = 32;
  int epochs = 20;
};

struct Data {
  ImageSplits splits = load_tinydigits();
  Tensor train_x = splits.train.images.flatten(1), train_y = splits.train.labels;
  Tensor test_x = splits.test.images.flatten(1), test_y = splits.test.labels;
};

Sequential network(std::uint64_t seed) {
  manual_seed(seed);
  return Sequential(Linear(64, 32), ReLU(), Linear(32, 10));
}

DataLoader loader_of(const Tensor& x,
                     const Tensor& y,
                     std::int64_t batch_size,
                     std::uint64_t seed) {
  return DataLoader(std::make_shared<TensorDataset>(std::vector<Tensor>{x, y}),
                    {.batch_size = batch_size, .shuffle = true, .seed = seed});
}

// I6: the counts, the balance and the order of what is learned from.
void check_data(Run& run, const Data& data) {
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

  // Each epoch must bring every picture once, beside its own label, in an order of its own.
  std::map<std::vector<float>, float> truth;
  for (std::int64_t i = 0; i < data.train_x.size(0); ++i)
    truth[data.train_x[i].to_vector()] = data.train_y[i].item();
  DataLoader loader = loader_of(data.train_x, data.train_y, 32, run.seed());
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
  Watch(Run& run, Layer& model, const Data& data, int epochs)
      : run_(run), model_(model), data_(data), epochs_(epochs), since_(Clock::now()) {}

  bool on_epoch(std::int64_t, const History& history) override {
    seconds_ += std::chrono::duration<double>(Clock::now() - since_).count();
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
  using Clock = std::chrono::steady_clock;
  Run& run_;
  Layer& model_;
  const Data& data_;
  int epochs_;
  Clock::time_point since_;
  double seconds_ = 0;
  Json curve_ = Json::array();
};

std::vector<double> train(
    Layer& model, const Data& data, const Plan& plan, std::uint64_t seed, EpochCallback* watch) {
  SGD optimizer(model.parameters(), {.lr = plan.lr, .momentum = plan.momentum});
  const CrossEntropyLoss loss;
  Trainer trainer(model, optimizer, loss);
  DataLoader loader = loader_of(data.train_x, data.train_y, plan.batch_size, seed);
  return trainer.fit(loader, nullptr, plan.epochs, {}, watch).train_loss;
}

double trained_accuracy(const Data& data,
                        const Plan& plan,
                        std::uint64_t seed,
                        double* seconds = nullptr) {
  Sequential model = network(seed);
  const auto start = std::chrono::steady_clock::now();
  train(model, data, plan, seed, nullptr);
  if (seconds != nullptr) {
    *seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  }
  return answers_of(model, data.test_x, data.test_y).accuracy();
}

// Slow learning, other batch sizes, moved pictures: printed, decides nothing.
void side_experiments(Run& run, Sequential& model, const Data& data) {
  const double slow = trained_accuracy(data, {.lr = 0.01, .momentum = 0, .epochs = 25}, run.seed());
  run.say("\nwith lr 0.01 and no momentum, 25 epochs reach only " + number(100 * slow) + " %");
  run.metric("accuracy_lr_0.01_no_momentum", slow);
  run.say("batch size   steps   seconds   accuracy after 5 epochs");
  for (const std::int64_t size : {16, 64, 256}) {
    double seconds = 0;
    const double accuracy =
        trained_accuracy(data, {.batch_size = size, .epochs = 5}, run.seed(), &seconds);
    char line[96];
    std::snprintf(line,
                  sizeof line,
                  "  %7lld   %5lld   %7.3f   %5.1f %%",
                  static_cast<long long>(size),
                  static_cast<long long>(5 * ((1000 + size - 1) / size)),
                  seconds,
                  100 * accuracy);
    run.say(line);
  }
  double moved = 0;
  for (const auto& [down, right] : {std::pair{1, 0}, {-1, 0}, {0, 1}, {0, -1}}) {
    const Tensor x = shifted(data.splits.test.images, down, right).flatten(1);
    moved += answers_of(model, x, data.test_y).accuracy() / 4;
  }
  run.say("test pictures moved by one pixel: " + number(100 * moved) +
          " % (each pixel has weights of its own)");
  run.metric("accuracy_shifted", moved);
}

std::vector<LabelledBatch> first_batches(const Data& data, std::uint64_t seed) {
  std::vector<LabelledBatch> batches;
  DataLoader loader = loader_of(data.train_x, data.train_y, 32, seed);
  for (const Batch& batch : loader) {
    batches.push_back({batch[0], batch[1]});
    if (batches.size() == 3) break;
  }
  return batches;
}

void announce(Run& run, Sequential& model, const Plan& plan) {
  run.model("64-32-10 relu", model.num_parameters());
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

void tinydigits(Run& run) {
  const Data data;
  const Plan plan;
  const CrossEntropyLoss loss;
  const Recipe recipe{.after = {Activation::relu, Activation::none},
                      .lr = plan.lr,
                      .momentum = plan.momentum,
                      .loss = loss,
                      .plain_loss = [](const Values& z, const LabelledBatch& b) {
                        return cross_entropy(z, labels_of(b.y), 10);
                      }};
  Sequential model = network(run.seed());
  announce(run, model, plan);

  check_data(run, data);
  check_forward(run, "start", model, recipe, data.test_x.slice(0, 0, 8));
  const std::vector<LabelledBatch> batches = first_batches(data, run.seed());
  Sequential probe = network(run.seed()), twin = network(run.seed()), other = network(run.seed());
  check_first_steps(run, probe, recipe, batches);
  check_trainer_steps(run, twin, other, recipe, batches);

  const PlainNet start = plain_net(model, recipe.after);
  Watch watch(run, model, data, plan.epochs);
  const std::vector<double> losses = train(model, data, plan, run.seed(), &watch);
  check_forward(run, "end", model, recipe, data.test_x.slice(0, 0, 8));
  check_movement(run, start, plain_net(model, recipe.after));
  check_descent(run, losses);

  const Answers answers = answers_of(model, data.test_x, data.test_y);
  run.gate("accuracy", answers.accuracy(), "08");
  run.gate("lowest recall", answers.lowest_recall(), "08");
  run.metric("accuracy", answers.accuracy());
  run.metric("train_loss", finite_or_null(losses.back()));
  run.metric("train_s", watch.seconds());
  run.metric("samples_per_s", watch.rate(plan.epochs));
  run.metric("curve", watch.curve());
  print_confusion(run, answers);
  print_mistakes(run, answers, data.test_x, 5);
  send_samples(run, answers, data.test_x);
  if (run.talks() && !run.options().quick && run.all_hold()) side_experiments(run, model, data);
  run.say("\n2,410 numbers, corrected " + std::to_string(plan.epochs * 32) + " times, read " +
          number(100 * answers.accuracy()) +
          " % of digits they never saw; a picture costs 4,736 flops.\n"
          "It memorised no picture, but knows each pixel only at its place.");
}

}  // namespace

int main(int argc, char** argv) {
  return run_part(kPart, argc, argv, tinydigits);
}
