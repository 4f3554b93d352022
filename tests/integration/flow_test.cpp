// Gradients through everything from module 01 to 08 at once.
#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "tinytorch/activations.hpp"
#include "tinytorch/autograd.hpp"
#include "tinytorch/training.hpp"

#include "support/sanitized.hpp"
#include "support/test.hpp"

using namespace tinytorch;

namespace {

// Every activation between layers that share a width of 6.
Sequential deep_model() {
  manual_seed(4);
  return Sequential(Linear(5, 6),
                    ReLU(),
                    Linear(6, 6),
                    Tanh(),
                    Linear(6, 6),
                    GELU(),
                    Linear(6, 6),
                    Sigmoid(),
                    Dropout(0.2f),
                    Linear(6, 3));
}

struct Data {
  Generator draws{12};
  Tensor x = Tensor::randn({8, 5}, 1, draws);
  Tensor y = Tensor::randint(0, 3, {8}, draws);
};

double norm(const Tensor& x) {
  return std::sqrt(sum(square(x)).item());
}

// d loss / d w[i] from two losses, a little to either side.
double slope(Layer& model, const Loss& loss, const Data& data, Tensor weight, std::int64_t i) {
  const NoGradGuard no_grad;
  float& w = weight.detach().mutable_data()[static_cast<std::size_t>(i)];
  const float middle = w, h = 1e-2f;
  w = middle + h;
  const double above = loss(model(data.x), data.y).item();
  w = middle - h;
  const double below = loss(model(data.x), data.y).item();
  w = middle;
  return (above - below) / (2 * double{h});
}

}  // namespace

TT_CASE("flow/every-parameter",
        "a loss reaches every parameter of a deep model",
        .what = "norms of all gradients behind five layers, five activations and dropout",
        .why = "one forgotten record line cuts the graph silently",
        .learn = "every gradient is there, finite and not zero") {
  Sequential model = deep_model();
  const Data data;
  CrossEntropyLoss()(model(data.x), data.y).backward();
  for (const auto& [name, parameter] : model.named_parameters()) {
    REQUIRE_MESSAGE(parameter.grad().defined(), name);
    CHECK(parameter.grad().shape() == parameter.shape());
    CHECK_MESSAGE(norm(parameter.grad()) > 1e-6, name);
    CHECK_MESSAGE(std::isfinite(norm(parameter.grad())), name);
  }
}

TT_CASE("flow/finite-differences",
        "the gradients of the whole model are its slopes",
        .what = "two elements of every parameter against losses a little to either side",
        .why = "each rule may be right and their composition wrong",
        .learn = "central differences in float32 agree to about a percent") {
  Sequential model = deep_model();
  model.eval();
  const Data data;
  const CrossEntropyLoss loss;
  loss(model(data.x), data.y).backward();
  for (const auto& [name, parameter] : model.named_parameters()) {
    for (const std::int64_t i : {std::int64_t{0}, parameter.numel() - 1}) {
      const double analytic = parameter.grad().data()[static_cast<std::size_t>(i)];
      expect_near(slope(model, loss, data, parameter, i), analytic, {.rtol = 2e-2, .atol = 2e-4});
    }
  }
}

TT_CASE("flow/inputs",
        "gradients reach the inputs, too, if they ask for it",
        .what = "a picture that requires grad in front of a frozen model",
        .why = "saliency maps and adversarial examples are made of them",
        .learn = "only the input gets a gradient") {
  Sequential model = deep_model();
  model.eval();
  model.requires_grad_(false);
  Data data;
  data.x.requires_grad_();
  CrossEntropyLoss()(model(data.x), data.y).backward();
  CHECK(norm(data.x.grad()) > 0);
  CHECK(!model.parameters()[0].grad().defined());
}

TT_CASE("flow/shapes-between",
        "reshaping, slicing and joining between layers pass gradients on",
        .what = "halves of a hidden layer, exchanged and added to its transposed mean",
        .why = "real models are more than chains of layers",
        .learn = "views and joins are ops with rules") {
  manual_seed(2);
  Linear first(4, 6), second(6, 2);
  Tensor x = Tensor::rand({3, 4});
  const Tensor hidden = first(x);
  const Tensor swapped = cat({hidden.slice(1, 3, 6), hidden.slice(1, 0, 3)}, 1);
  const Tensor mixed = swapped + mean(hidden.transpose(), 0).unsqueeze(1);
  MSELoss()(second(mixed.reshape({3, 1, 6})).squeeze(1), Tensor::zeros({3, 2})).backward();
  CHECK(norm(first.weight.grad()) > 0);
  CHECK(norm(second.weight.grad()) > 0);
}

TT_CASE("flow/shared-layer",
        "a layer that is used twice collects both gradients",
        .what = "y = f(f(x)) against the sum of the gradients of both places",
        .why = "weights are shared in many models",
        .learn = "gradients of one tensor add up") {
  manual_seed(3);
  Linear f(2, 2), copy(2, 2);
  copy.load_state_dict(f.state_dict());
  const Tensor x = Tensor::rand({4, 2});
  sum(f(f(x))).backward();
  Linear inner(2, 2), outer(2, 2);
  inner.load_state_dict(copy.state_dict());
  outer.load_state_dict(copy.state_dict());
  sum(outer(inner(x))).backward();
  expect_near(f.weight.grad(), inner.weight.grad() + outer.weight.grad(), kMath);
}

TT_CASE("flow/a-million-ops",
        "a chain of a million ops goes forward, back and away",
        .what = "x + 1 a million times, backward; the same times 1, dropped",
        .why = "a graph is as deep as a program is long; recursion would end on the stack",
        .learn = "whatever walks a graph keeps its own list") {
  const int length = kSanitized ? 100'000 : 1'000'000;
  const Tensor x = tensor(0, true);
  Tensor y = x;
  for (int i = 0; i < length; ++i) y = y + 1.0f;
  CHECK(live_nodes() == length);
  y.backward();
  CHECK(x.grad().item() == 1.0f);
  CHECK(live_nodes() == 0);
  y = x;
  for (int i = 0; i < length; ++i) y = y * 1.0f;
  y = Tensor();
  CHECK(live_nodes() == 0);
}

TT_CASE("flow/graph-released",
        "a training step leaves no graph behind",
        .what = "live nodes and saved bytes before and after 3 steps",
        .why = "a graph that lives on is a leak that grows with every step",
        .learn = "backward releases what forward saved") {
  Sequential model = deep_model();
  SGD optimizer(model.parameters());
  const CrossEntropyLoss loss;
  Trainer trainer(model, optimizer, loss);
  const Data data;
  const std::int64_t nodes = live_nodes(), bytes = saved_bytes();
  for (int i = 0; i < 3; ++i) trainer.train_batch(data.x, data.y);
  CHECK(live_nodes() == nodes);
  CHECK(saved_bytes() == bytes);
}

TT_CASE("flow/frozen-part",
        "a frozen layer passes gradients through and keeps its values",
        .what = "the middle of three layers frozen, two steps with weight decay and momentum",
        .why = "fine-tuning trains some layers only",
        .learn = "frozen means no gradient of its own, not a wall") {
  manual_seed(5);
  Linear first(3, 4), middle(4, 4), last(4, 2);
  middle.requires_grad_(false);
  Sequential model(first, Tanh(), middle, Tanh(), last);
  SGD optimizer(model.parameters(), {.lr = 0.1, .momentum = 0.9, .weight_decay = 0.1});
  const CrossEntropyLoss loss;
  Trainer trainer(model, optimizer, loss);
  const Tensor before = middle.weight.clone(), first_before = first.weight.detach().clone();
  for (int i = 0; i < 2; ++i) trainer.train_batch(Tensor::rand({6, 3}), Tensor::randint(0, 2, {6}));
  expect_near(middle.weight, before, kExact);
  CHECK(norm(first.weight.detach() - first_before) > 1e-4);
}
