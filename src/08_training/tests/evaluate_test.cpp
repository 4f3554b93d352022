#include <memory>
#include <vector>

#include "tinytorch/autograd.hpp"
#include "tinytorch/training.hpp"

#include "models.hpp"
#include "support/test.hpp"

using namespace tinytorch;
using namespace tinytorch::test;

namespace {

// A layer that notes whether it was called in training and while recording.
struct Witness : Layer {
  Tensor forward(const Tensor& x) override {
    saw_training = saw_training || training();
    saw_recording = saw_recording || is_grad_enabled();
    return x;
  }
  bool saw_training = false, saw_recording = false;
};

}  // namespace

TT_CASE("08.5/argmax",
        "the answer of a classifier is its largest logit",
        .what = "4 rows of 3 logits, 3 of them right",
        .why = "logits need no softmax for that",
        .learn = "argmax along the last axis") {
  const Tensor logits = tensor({{2, 1, 0}, {0, 3, 1}, {-1, -3, -2}, {0, 0.5, 0.25}});
  CHECK(accuracy(logits, tensor({0, 1, 0, 2})) == 0.75);
}

TT_CASE("08.5/one-hot",
        "one-hot targets count like class numbers",
        .what = "the same 4 rows with targets of shape (4, 3)",
        .why = "some data sets store them that way",
        .learn = "argmax of the targets gives the class") {
  const Tensor logits = tensor({{2, 1, 0}, {0, 3, 1}, {-1, -3, -2}, {0, 0.5, 0.25}});
  const Tensor targets = tensor({{1, 0, 0}, {0, 1, 0}, {1, 0, 0}, {0, 0, 1}});
  CHECK(accuracy(logits, targets) == 0.75);
}

TT_CASE("08.5/sequence",
        "every position of a sequence counts",
        .what = "logits (1, 3, 2) with targets (1, 3)",
        .why = "language models answer at each position",
        .learn = "the classes are the last axis") {
  const Tensor logits = tensor({{{2, 1}, {0, 1}, {3, 0}}});
  CHECK(accuracy(logits, tensor({{0, 1, 0}})) == 1);
  expect_near(accuracy(logits, tensor({{0, 0, 1}})), 1.0 / 3, kArith);
}

TT_CASE("08.5/ignored",
        "positions with a negative target do not count",
        .what = "one of three targets is −100",
        .why = "padding is neither right nor wrong",
        .learn = "divide by the positions that count") {
  const Tensor logits = tensor({{2, 1}, {0, 1}, {3, 0}});
  CHECK(accuracy(logits, tensor({0, -100, 1})) == 0.5);
  CHECK(accuracy(logits, tensor({-100, -100, -100})) == 0);
}

TT_CASE("08.5/threshold",
        "a single probability says 1 from one half on",
        .what = ".2 .5 .9 .6 against 0 1 1 0, as (4, 1) and as (4)",
        .why = "two classes need one sigmoid only",
        .learn = "p ≥ .5") {
  const Tensor p = tensor({{0.2}, {0.5}, {0.9}, {0.6}}), t = tensor({{0}, {1}, {1}, {0}});
  CHECK(accuracy(p, t) == 0.75);
  CHECK(accuracy(p.flatten(), t.flatten()) == 0.75);
  CHECK(accuracy(p, t.flatten()) == 0.75);
}

TT_CASE("08.5/no-classes",
        "where there are no classes accuracy is 0",
        .what = "regression targets, other counts, nothing at all",
        .why = "a share of right answers has no meaning there",
        .learn = "one column needs targets 0 or 1") {
  CHECK(accuracy(tensor({{0.7}, {1.4}}), tensor({{0.7}, {1.4}})) == 0);
  CHECK(accuracy(tensor({{0.7}, {0.4}}), tensor({1, 0, 1})) == 0);
  CHECK(accuracy(tensor({{2, 1}, {0, 1}}), tensor({0, 1, 1})) == 0);
  CHECK(accuracy(Tensor::zeros({0, 3}), Tensor::zeros({0})) == 0);
  CHECK(accuracy(tensor({{2, 1}, {0, 1}}), tensor({0, 1})) == 1);
}

TT_CASE("08.5/view",
        "accuracy does not depend on how values lie in memory",
        .what = "transposed logits",
        .why = "views are everywhere",
        .learn = "use ops, or walk with strides") {
  const Tensor columns = tensor({{2, 0, 3}, {1, 1, 0}});
  CHECK(accuracy(columns.transpose(), tensor({0, 1, 0})) == 1);
}

TT_CASE("08.5/means-over-samples",
        "loss and accuracy of an evaluation are means over samples",
        .what = "batches of 2 and 1 with losses 1 and 4",
        .why = "the result must not depend on the batch size",
        .learn = "weight with the samples: (2·1 + 4)/3",
        .mistake = "W0801") {
  Linear model = line_model();
  SGD optimizer(model.parameters());
  const ScriptedLoss loss({1, 4});
  Trainer trainer(model, optimizer, loss);
  DataLoader data = in_order(line_x(3), tensor({{1}, {1}, {0}}), 2);
  model.bias.detach().fill_(5);  // all answers are 1: right, right, wrong
  const EvalResult result = trainer.evaluate(data);
  CHECK(result.loss == 2);
  expect_near(result.accuracy, 2.0 / 3, kArith);
  CHECK(result.samples == 3);
}

TT_CASE("08.5/batch-size-does-not-matter",
        "an evaluation gives the same for every batch size",
        .what = "10 samples in batches of 1, 3 and 10",
        .why = "only training depends on it",
        .learn = "losses equal up to rounding, accuracies exactly") {
  Sequential model = small_model(1);
  SGD optimizer(model.parameters());
  const CrossEntropyLoss loss;
  Trainer trainer(model, optimizer, loss);
  DataLoader one = in_order(features(10), classes(10), 1),
             three = in_order(features(10), classes(10), 3),
             ten = in_order(features(10), classes(10), 10);
  const EvalResult expected = trainer.evaluate(ten);
  expect_near(trainer.evaluate(one).loss, expected.loss, kMath);
  expect_near(trainer.evaluate(three).loss, expected.loss, kMath);
  CHECK(trainer.evaluate(three).accuracy == expected.accuracy);
}

TT_CASE("08.5/eval-mode",
        "an evaluation runs in evaluation mode and records nothing",
        .what = "a layer that notes mode and recording",
        .why = "dropout would make results random, graphs would fill memory",
        .learn = "eval() and NoGradGuard, both for the time of the pass",
        .mistake = "W0804") {
  auto witness = std::make_shared<Witness>();
  Sequential model(witness, Linear(1, 1));
  SGD optimizer(model.parameters());
  const MSELoss loss;
  Trainer trainer(model, optimizer, loss);
  DataLoader data = in_order(line_x(4), line_y(4), 2);
  trainer.evaluate(data);
  CHECK(!witness->saw_training);
  CHECK(!witness->saw_recording);
  CHECK(model.training());
  CHECK(is_grad_enabled());
}

TT_CASE("08.5/mode-restored",
        "after an evaluation every layer is in the mode it was in",
        .what = "a training model with one child in evaluation; and after an error",
        .why = "frozen parts must stay as they were",
        .learn = "remember each layer; a guard restores it whatever happens") {
  auto frozen = std::make_shared<Witness>();
  Sequential model(Linear(1, 1), frozen);
  frozen->eval();
  SGD optimizer(model.parameters());
  const MSELoss loss;
  Trainer trainer(model, optimizer, loss);
  DataLoader data = in_order(line_x(4), line_y(4), 2);
  trainer.evaluate(data);
  CHECK((model.training() && model[0].training() && !frozen->training()));
  DataLoader wrong = in_order(line_x(4), tensor({1, 2, 3, 4}), 2);
  expect_error(401, [&] { trainer.evaluate(wrong); });
  CHECK((model.training() && model[0].training() && !frozen->training()));
}

TT_CASE("08.5/changes-nothing",
        "an evaluation changes neither values nor gradients nor counters",
        .what = "the model before and after, after one step",
        .why = "looking must not be touching",
        .learn = "no backward, no step") {
  Sequential model = small_model(1);
  SGD optimizer(model.parameters(), {.lr = 0.1});
  const CrossEntropyLoss loss;
  Trainer trainer(model, optimizer, loss);
  trainer.train_batch(features(4), classes(4));
  const std::vector<float> before = values_of(model);
  const Tensor gradient = model.parameters()[0].grad().clone();
  DataLoader data = in_order(features(4), classes(4), 2);
  trainer.evaluate(data);
  CHECK(values_of(model) == before);
  expect_near(model.parameters()[0].grad(), gradient, kExact);
  CHECK((trainer.epoch() == 0 && trainer.step() == 1 && trainer.history().eval_loss.empty()));
}

TT_CASE("08.5/error-empty",
        "an evaluation without data is refused",
        .what = "an empty data set",
        .why = "0/0 samples",
        .learn = "TT-L0804") {
  Linear model = line_model();
  SGD optimizer(model.parameters());
  const MSELoss loss;
  Trainer trainer(model, optimizer, loss);
  DataLoader empty = in_order(Tensor::zeros({0, 1}), Tensor::zeros({0, 1}), 2);
  expect_error(804, [&] { trainer.evaluate(empty); }, {"0 batches"});
  CHECK(model.training());
  DataLoader two = in_order(line_x(2), line_y(2), 2);
  CHECK(trainer.evaluate(two).samples == 2);
}
