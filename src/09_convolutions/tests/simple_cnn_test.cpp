// Module 09, part simple_cnn: Flatten and a whole network (09.7).
#include "naive.hpp"

using namespace tinytorch;
using test::noise;

TT_CASE("09.7/flatten",
        "everything from start_dim on becomes one axis",
        .what = "(2, 3, 4, 5) with start_dim 1 and 2",
        .why = "a Linear expects one row per image",
        .learn = "the batch axis stays") {
  const Tensor x = Tensor::arange(0, 120).view({2, 3, 4, 5});
  CHECK(Flatten()(x).shape() == Shape{2, 60});
  CHECK(Flatten(2)(x).shape() == Shape{2, 3, 20});
  expect_near(Flatten()(x), x.view({2, 60}), kExact);
  CHECK(Flatten()(Tensor::zeros({0, 2, 3})).shape() == Shape{0, 6});
  CHECK(Flatten(2).repr() == "Flatten(start_dim=2)");
}

TT_CASE("09.7/flatten-gradient",
        "the graph goes through Flatten",
        .what = "the gradient of a flattened image",
        .why = "a graph cut here freezes all convolutions, and the rest still learns",
        .learn = "a view is an op like others") {
  Tensor x = noise({2, 2, 2, 2}, 140);
  x.requires_grad_();
  sum(square(Flatten()(x))).backward();
  CHECK(x.grad().shape() == Shape{2, 2, 2, 2});
  expect_near(x.grad(), x.detach() * 2.0f, kArith);
}

TT_CASE("09.0/cnn-parameters",
        "SimpleCNN has 25,578 parameters with names",
        .what = "5,088 in convolutions, 20,490 in the classifier",
        .why = "a saved model finds its tensors by name",
        .learn = "children are listed in the order of their use") {
  SimpleCNN net;
  CHECK(net.num_parameters() == 25578);
  CHECK(net.conv1.num_parameters() + net.conv2.num_parameters() == 5088);
  CHECK(net.named_parameters()[0].name == "conv1.weight");
  CHECK(net.named_parameters()[5].name == "fc.bias");
  CHECK(SimpleCNN(7).fc.num_parameters() == 2048 * 7 + 7);
}

TT_CASE("09.7/forward",
        "the layers run in the written order",
        .what = "a batch of two against the layers one by one",
        .why = "a relu that is missing still trains",
        .learn = "conv, relu, pool; conv, relu, pool; flatten; linear") {
  SimpleCNN net;
  const Tensor x = noise({2, 3, 32, 32}, 141);
  Tensor y = net.conv1(x);
  y = net.pool(where(gt(y, tensor(0)), y, tensor(0)));
  y = net.conv2(y);
  y = net.pool(where(gt(y, tensor(0)), y, tensor(0)));
  expect_near(net(x), linear(y.view({2, 2048}), net.fc.weight, net.fc.bias), kMath);
  CHECK(SimpleCNN(4)(x).shape() == Shape{2, 4});
}

TT_CASE("09.7/learns",
        "every parameter gets a gradient, and a step against it helps",
        .what = "one batch, the squared distance from a target, before and after a small step",
        .why = "the whole chain at once",
        .learn = "going downhill works if every gradient is right") {
  SimpleCNN net(3);
  const Tensor x = noise({4, 3, 32, 32}, 142), target = noise({4, 3}, 143);
  const auto loss = [&] { return mean(square(net(x) - target)); };
  const Tensor before = loss();
  before.backward();
  for (const NamedTensor& parameter : net.named_parameters()) {
    CHECK(sum(square(parameter.value.grad())).item() > 0);
    parameter.value.detach().add_(parameter.value.grad(), -1e-5f);
  }
  CHECK(loss().item() < before.item());
}

TT_CASE("09.0/cnn-refuses",
        "images of another size or colour are refused",
        .what = "28×28 colour and 32×32 grey images",
        .why = "the classifier is built for 2,048 features",
        .learn = "the message of the layer that notices it first") {
  SimpleCNN net;
  expect_error(902, [&] { net(Tensor::zeros({1, 1, 32, 32})); }, {"(1, 1, 32, 32)"});
  CHECK(net.repr().find("(conv2): Conv2d(in_channels=16") != std::string::npos);
}
