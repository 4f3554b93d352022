// Shapes on the way through whole models.
#include <memory>
#include <vector>

#include "tinytorch/activations.hpp"
#include "tinytorch/autograd.hpp"
#include "tinytorch/datasets.hpp"
#include "tinytorch/training.hpp"

#include "support/test.hpp"

using namespace tinytorch;

namespace {

Sequential digits_model() {
  return Sequential(Linear(64, 32), ReLU(), Dropout(0.1f), Linear(32, 10));
}

}  // namespace

TT_CASE("shapes/leading-axes",
        "a model works on the last axis, whatever stands before it",
        .what = "(64), (5, 64), (2, 3, 64) and (0, 64)",
        .why = "sequences, batches of batches and empty batches all occur",
        .learn = "(…, 64) → (…, 10)") {
  Sequential model = digits_model();
  CHECK(model(Tensor::ones({64})).shape() == Shape{10});
  CHECK(model(Tensor::ones({5, 64})).shape() == Shape{5, 10});
  CHECK(model(Tensor::ones({2, 3, 64})).shape() == Shape{2, 3, 10});
  CHECK(model(Tensor::ones({0, 64})).shape() == Shape{0, 10});
}

TT_CASE("shapes/batch-invariance",
        "each row of a batch gets the answer it gets alone",
        .what = "four rows together and one by one, in evaluation",
        .why = "rows must not influence each other",
        .learn = "row i of f(X) is f(row i)") {
  manual_seed(1);
  Sequential model = digits_model();
  model.eval();
  const Tensor x = Tensor::rand({4, 64});
  const Tensor together = model(x).detach();
  for (std::int64_t i = 0; i < 4; ++i) {
    expect_near(model(x[i]).detach(), together[i].clone(), matmul_tol(64, 1, 1));
  }
}

TT_CASE("shapes/loader-to-loss",
        "pictures from the loader fit the model and the loss",
        .what = "one epoch of TinyDigits in batches of 48: 20 whole ones and one of 40",
        .why = "this is where modules 01, 03, 04 and 05 meet",
        .learn = "(B, 1, 8, 8) → (B, 64) → (B, 10) → ()") {
  const ImageSplits digits = load_tinydigits();
  DataLoader loader(std::make_shared<TensorDataset>(
                        std::vector<Tensor>{digits.train.images, digits.train.labels}),
                    {.batch_size = 48, .shuffle = true, .seed = 1});
  Sequential model = digits_model();
  std::vector<std::int64_t> sizes;
  for (const Batch& batch : loader) {
    const Tensor logits = model(batch[0].flatten(1));
    sizes.push_back(logits.size(0));
    CHECK(logits.size(1) == 10);
    CHECK(CrossEntropyLoss()(logits, batch[1]).ndim() == 0);
  }
  std::vector<std::int64_t> expected(20, 48);
  expected.push_back(40);
  CHECK(sizes == expected);
}

TT_CASE("shapes/strided-batch",
        "a batch that is a view gives the same loss and gradients as its copy",
        .what = "every second row of a larger tensor, transposed twice",
        .why = "slices of data sets are views",
        .learn = "no op may depend on strides") {
  manual_seed(6);
  Linear model(3, 2);
  const Tensor view = Tensor::rand({3, 8}).transpose().slice(0, 0, 8, 2);
  const Tensor y = tensor({0, 1, 1, 0});
  const Tensor by_view = CrossEntropyLoss()(model(view), y);
  by_view.backward();
  const Tensor gradient = model.weight.grad().clone();
  model.weight.zero_grad();
  const Tensor by_copy = CrossEntropyLoss()(model(view.clone()), y);
  by_copy.backward();
  expect_near(by_view.item(), by_copy.item(), kMath);
  expect_near(gradient, model.weight.grad(), kMath);
}

TT_CASE("shapes/mistakes",
        "wrong shapes are reported by the module that they reach first",
        .what = "63 pixels; labels of the wrong count; a label 10; a one-column target",
        .why = "a good error names the place",
        .learn = "TT-L0302, TT-L0403, TT-L0405, TT-L0401") {
  Sequential model = digits_model();
  SGD optimizer(model.parameters());
  const CrossEntropyLoss loss;
  const MSELoss squares;
  Trainer trainer(model, optimizer, loss), regression(model, optimizer, squares);
  const Tensor x = Tensor::ones({2, 64});
  expect_error(302, [&] { trainer.train_batch(Tensor::ones({2, 63}), tensor({0, 1})); });
  expect_error(403, [&] { trainer.train_batch(x, tensor({0, 1, 2})); });
  expect_error(405, [&] { trainer.train_batch(x, tensor({0, 10})); });
  expect_error(401, [&] { regression.train_batch(x, tensor({{1}, {2}})); });
  CHECK(trainer.step() == 0);
}
