#include <cmath>
#include <vector>

#include "tinytorch/autograd.hpp"
#include "tinytorch/training.hpp"

#include "models.hpp"
#include "support/test.hpp"

using namespace tinytorch;
using namespace tinytorch::test;

namespace {

// Sums and means of floats in another order agree to this.
constexpr Tolerance kWindow{.rtol = 1e-5, .atol = 1e-6};

// One epoch over `x` in batches of `batch_size`, a step after each `window` of them.
std::vector<float> after_epoch(const Tensor& x,
                               const Tensor& y,
                               std::int64_t batch_size,
                               std::int64_t window,
                               std::int64_t* steps = nullptr) {
  Sequential model = small_model(1);
  SGD optimizer(model.parameters(), {.lr = 0.5, .momentum = 0.9});
  const CrossEntropyLoss loss;
  Trainer trainer(model, optimizer, loss);
  DataLoader loader = in_order(x, y, batch_size);
  trainer.train_epoch(loader, window);
  if (steps != nullptr) *steps = trainer.step();
  return values_of(model);
}

void expect_same(const std::vector<float>& actual, const std::vector<float>& expected) {
  expect_near(Tensor::from_vector(actual, {std::ssize(actual)}), expected, kWindow);
}

}  // namespace

TT_CASE("08.3/one-step",
        "train_batch does what zero_grad, backward and step do by hand",
        .what = "two steps of two equal models",
        .why = "the Trainer adds convenience, not arithmetic",
        .learn = "zero_grad, forward, loss, backward, step") {
  Sequential a = small_model(1), b = small_model(1);
  SGD first(a.parameters(), {.lr = 0.1, .momentum = 0.9}),
      second(b.parameters(), {.lr = 0.1, .momentum = 0.9});
  const CrossEntropyLoss loss;
  Trainer trainer(a, first, loss);
  const Tensor x = features(6), y = classes(6);
  for (int step = 1; step <= 2; ++step) {
    CAPTURE(step);
    trainer.train_batch(x, y);
    second.zero_grad();
    loss(b(x), y).backward();
    second.step();
    CHECK(values_of(a) == values_of(b));
  }
  CHECK(trainer.step() == 2);
}

TT_CASE("08.3/by-hand",
        "a step on the line model is what the formula says",
        .what = "y = .5x against x = [1, 3], y = [3, 7]: errors −2.5 and −5.5",
        .why = "the whole stack in numbers that fit on paper",
        .learn = "loss 18.25; gw = 2·(−2.5·1 − 5.5·3)/2 = −19, gb = −8; lr .01") {
  Linear model = line_model();
  SGD optimizer(model.parameters(), {.lr = 0.01});
  const MSELoss loss;
  Trainer trainer(model, optimizer, loss);
  CHECK(trainer.train_batch(tensor({{1}, {3}}), tensor({{3}, {7}})) == 18.25);
  expect_near(model.weight, {0.69f}, kArith);
  expect_near(model.bias, {0.08f}, kArith);
}

TT_CASE("08.3/gradients-stay",
        "the gradients of a step can be read after it",
        .what = "gradients after two train_batch calls on the same line",
        .why = "norms are logged, dead layers are found there",
        .learn = "zero before, not after; and never add to the step before") {
  Linear model = line_model();
  SGD optimizer(model.parameters(), {.lr = 0});
  const MSELoss loss;
  Trainer trainer(model, optimizer, loss);
  trainer.train_batch(tensor({{1}, {3}}), tensor({{3}, {7}}));
  trainer.train_batch(tensor({{1}, {3}}), tensor({{3}, {7}}));
  expect_near(model.weight.grad(), {-19}, kExact);
  expect_near(model.bias.grad(), {-8}, kExact);
}

TT_CASE("08.3/training-mode",
        "a step trains, even after an evaluation",
        .what = "the mode of the model after eval() and train_batch, and after train_epoch",
        .why = "dropout that sleeps through training changes nothing visible",
        .learn = "set the mode where training begins") {
  Linear model = line_model();
  SGD optimizer(model.parameters());
  const MSELoss loss;
  Trainer trainer(model, optimizer, loss);
  model.eval();
  trainer.train_batch(line_x(2), line_y(2));
  CHECK(model.training());
  model.eval();
  DataLoader loader = in_order(line_x(2), line_y(2), 2);
  trainer.train_epoch(loader);
  CHECK(model.training());
}

TT_CASE("08.3/clip",
        "the Trainer clips all gradients together before the step",
        .what = "gradients −19 and −8 with grad_clip_norm 1, lr 1",
        .why = "the step's length is then the rate itself",
        .learn = "backward, clip, step: in this order") {
  Linear model = line_model();
  SGD optimizer(model.parameters(), {.lr = 1});
  const MSELoss loss;
  Trainer trainer(model, optimizer, loss, {}, 1.0);
  trainer.train_batch(tensor({{1}, {3}}), tensor({{3}, {7}}));
  const double norm = std::sqrt(19.0 * 19.0 + 8.0 * 8.0);
  expect_near(model.weight.item(), 0.5 + 19 / norm, kMath);
  expect_near(model.bias.item(), 8 / norm, kMath);
}

TT_CASE("08.3/window-equals-batch",
        "uneven batches in one window equal one batch of all samples",
        .what = "10 samples as 4 + 4 + 2 with accumulation 3, against one batch of 10",
        .why = "large batches can be had on small machines",
        .learn = "weight each loss by its samples, divide by all samples") {
  const Tensor x = features(10), y = classes(10);
  std::int64_t steps = 0;
  expect_same(after_epoch(x, y, 4, 3, &steps), after_epoch(x, y, 10, 1));
  CHECK(steps == 1);
}

TT_CASE("08.3/tail-window",
        "the batches that are left at the end make a step too",
        .what = "10 samples in batches of 2, windows of 2: 2 + 2, 2 + 2, 2",
        .why = "samples that never count are lost data",
        .learn = "⌈5 / 2⌉ = 3 steps, equal to batches of 4, 4 and 2",
        .mistake = "W0803") {
  const Tensor x = features(10), y = classes(10);
  std::int64_t steps = 0;
  expect_same(after_epoch(x, y, 2, 2, &steps), after_epoch(x, y, 4, 1));
  CHECK(steps == 3);
}

TT_CASE("08.3/window-clips-once",
        "in a window the mean gradient is clipped, not the sum",
        .what = "2 batches of 2 with clipping against one of 4",
        .why = "a clipped sum would be too short or too long",
        .learn = "divide by the samples first") {
  const Tensor x = features(4), y = classes(4);
  Sequential a = small_model(1), b = small_model(1);
  SGD first(a.parameters(), {.lr = 1}), second(b.parameters(), {.lr = 1});
  const CrossEntropyLoss loss;
  Trainer windows(a, first, loss, {}, 0.01), batches(b, second, loss, {}, 0.01);
  DataLoader halves = in_order(x, y, 2), whole = in_order(x, y, 4);
  windows.train_epoch(halves, 2);
  batches.train_epoch(whole);
  expect_same(values_of(a), values_of(b));
}

TT_CASE("08.3/steady-state",
        "steps after the first ask the system for no memory",
        .what = "20 steps of the 3-4-2 network after 3",
        .why = "allocation would dominate the time of small models",
        .learn = "blocks are pooled, parameter lists are kept",
        .mistake = "W0013") {
  Sequential model = small_model(1);
  Adam optimizer(model.parameters());
  const CrossEntropyLoss loss;
  Trainer trainer(model, optimizer, loss, {}, 1.0);
  const Tensor x = features(8), y = classes(8);
  for (int i = 0; i < 3; ++i) trainer.train_batch(x, y);
  const MemoryStats before = memory_stats();
  for (int i = 0; i < 20; ++i) trainer.train_batch(x, y);
  CHECK(memory_stats().system_allocations == before.system_allocations);
  CHECK(memory_stats().current_bytes == before.current_bytes);
  CHECK(live_nodes() == 0);
}

TT_CASE("08.3/error-window",
        "a window without batches is refused",
        .what = "accumulation_steps 0 and −1",
        .why = "there would never be a step",
        .learn = "TT-L0803") {
  Linear model = line_model();
  SGD optimizer(model.parameters());
  const MSELoss loss;
  Trainer trainer(model, optimizer, loss);
  DataLoader loader = in_order(line_x(2), line_y(2), 2);
  expect_error(803, ErrorKind::value, [&] { trainer.train_epoch(loader, 0); }, {"is 0"});
  expect_error(803, [&] { trainer.train_epoch(loader, -1); }, {"is -1"});
  CHECK(trainer.epoch() == 0);
  trainer.train_epoch(loader, 1);
  CHECK(trainer.epoch() == 1);
}

TT_CASE("08.3/error-empty",
        "batches without samples, loaders without batches and missing targets are refused",
        .what = "x of (0, 1); x of (); an empty data set; a data set with one field",
        .why = "the mean of nothing is NaN",
        .learn = "TT-L0804") {
  Linear model = line_model();
  SGD optimizer(model.parameters());
  const MSELoss loss;
  Trainer trainer(model, optimizer, loss);
  const Tensor none = Tensor::zeros({0, 1});
  expect_error(804, ErrorKind::value, [&] { trainer.train_batch(none, none); }, {"(0, 1)"});
  expect_error(804, [&] { trainer.train_batch(tensor(1), tensor(1)); }, {"()"});
  DataLoader empty = in_order(none, none, 2);
  expect_error(804, [&] { trainer.train_epoch(empty); }, {"0 batches"});
  DataLoader inputs_only(std::make_shared<TensorDataset>(std::vector<Tensor>{line_x(2)}));
  expect_error(804, [&] { trainer.train_epoch(inputs_only); }, {"1 fields"});
}

TT_CASE("08.3/error-no-grad",
        "a loss that cannot be differentiated is reported, not passed over",
        .what = "a frozen model, and a NoGradGuard that is still alive",
        .why = "backward would silently do nothing and training would stand still",
        .learn = "TT-L0805 says whether recording is on") {
  Linear model = line_model();
  SGD optimizer(model.parameters());
  const MSELoss loss;
  Trainer trainer(model, optimizer, loss);
  {
    const NoGradGuard no_grad;
    expect_error(805,
                 ErrorKind::state,
                 [&] { trainer.train_batch(line_x(2), line_y(2)); },
                 {"recording is off"});
  }
  model.requires_grad_(false);
  expect_error(805, [&] { trainer.train_batch(line_x(2), line_y(2)); }, {"recording is on"});
}
