// Module 03, part sequential: build, run, name (03.5).
#include <memory>

#include "tinytorch/activations.hpp"
#include "tinytorch/layers.hpp"

#include "support/test.hpp"

using namespace tinytorch;

namespace {

auto plus(float s) {
  return fn("Plus", [s](const Tensor& x) { return x + s; });
}
auto times(float s) {
  return fn("Times", [s](const Tensor& x) { return x * s; });
}

// No Layer, but has forward and parameters.
struct Scale {
  Tensor factor = tensor({3});
  Tensor forward(const Tensor& x) const { return x * factor; }
  std::vector<Tensor> parameters() const { return {factor}; }
};

std::string names_of(const std::vector<NamedTensor>& list) {
  std::string names;
  for (const NamedTensor& tensor : list) names += tensor.name + " ";
  return names;
}

}  // namespace

TT_CASE("03.5/order",
        "layers run in the order in which they were given",
        .what = "+1 then ·10, and the other way round",
        .why = "order is what a network is",
        .learn = "the result of each is the input of the next") {
  expect_near(Sequential(plus(1), times(10))(tensor({1})), {20}, kExact);
  expect_near(Sequential(times(10), plus(1))(tensor({1})), {11}, kExact);
}

TT_CASE("03.5/network",
        "a small network runs from input to output",
        .what = "Linear(2, 2), ReLU, Linear(2, 1) with weights set by hand",
        .why = "this is how models of this framework are written",
        .learn = "[1, -1] gives relu([1, -1]) = [1, 0], then 2·1 + 3·0 + 1") {
  Linear first(2, 2), second(2, 1);
  first.weight.detach().copy_(Tensor::eye(2));
  second.weight.detach().copy_(tensor({{2}, {3}}));
  second.bias.detach().copy_(tensor({1}));
  Sequential model(first, ReLU{}, second);
  expect_near(model(tensor({{1, -1}, {1, 1}})), {3, 6}, kExact);
}

TT_CASE("03.5/add",
        "layers can be added one by one",
        .what = "add called three times in a chain",
        .why = "deep models are built in a loop",
        .learn = "add returns the container") {
  Sequential model;
  model.add(plus(1)).add(times(10)).add(plus(2));
  CHECK(model.size() == 3);
  expect_near(model(tensor({0})), {12}, kExact);
}

TT_CASE("03.5/names",
        "layers are named by their position",
        .what = "parameters of Linear, ReLU, Linear",
        .why = "files store weights under these names",
        .learn = "a layer without parameters still takes a number") {
  Sequential model(Linear(2, 2), ReLU{}, Linear(2, 1, false));
  CHECK(names_of(model.named_parameters()) == "0.weight 0.bias 2.weight ");
  CHECK(model.children().at(1).name == "1");
}

TT_CASE("03.5/count",
        "known networks have the known number of parameters",
        .what = "784-128-10, 64-32-10 and Linear(128, 64)",
        .why = "the first sanity check of a new model",
        .learn = "in·out + out for each layer") {
  CHECK(Sequential(Linear(784, 128), ReLU{}, Linear(128, 10)).num_parameters() == 101770);
  CHECK(Sequential(Linear(64, 32), ReLU{}, Linear(32, 10)).num_parameters() == 2410);
  CHECK(Sequential(Linear(128, 64)).num_parameters() == 8256);
}

TT_CASE("03.5/shared",
        "a layer put into a container is still the same layer",
        .what = "the weight of a copied and of a moved Linear",
        .why = "changing the weight must change the model",
        .learn = "layers are handles: by value means by shared weights") {
  Linear kept(2, 2), moved(2, 2);
  const Tensor weight = moved.weight;
  Sequential model(kept, std::move(moved));
  const std::vector<Tensor> parameters = model.parameters();
  CHECK(parameters.at(0).is_same(kept.weight));
  CHECK(parameters.at(2).is_same(weight));
}

TT_CASE("03.5/pointer",
        "a shared pointer is taken as it is",
        .what = "a Dropout held by the test and by the container",
        .why = "whoever keeps the pointer can still switch the layer",
        .learn = "the same object, not a copy") {
  auto drop = std::make_shared<Dropout>(1.0f);
  Sequential model(drop, plus(0));
  CHECK(&model[0] == drop.get());
  drop->eval();
  expect_near(model(tensor({5})), {5}, kExact);
}

TT_CASE("03.5/modes",
        "train and eval reach the layers inside",
        .what = "a Dropout(1) two containers deep",
        .why = "one call must switch the whole model",
        .learn = "children() is all that is needed for it") {
  Sequential model(Sequential(Dropout(1.0f), plus(0)), plus(1));
  expect_near(model(tensor({5})), {1}, kExact);
  model.eval();
  expect_near(model(tensor({5})), {6}, kExact);
}

TT_CASE("03.5/nested",
        "a container in a container keeps its own numbers",
        .what = "names two levels deep",
        .why = "blocks are built once and put together",
        .learn = "1.0.weight: layer 1, in it layer 0") {
  Sequential model(plus(1), Sequential(Linear(2, 2, false), ReLU{}));
  CHECK(names_of(model.named_parameters()) == "1.0.weight ");
  CHECK(model.size() == 2);
}

TT_CASE("03.5/copy",
        "copying a container copies handles, it does not nest",
        .what = "Sequential b(a), then a grows",
        .why = "a constructor that takes anything could take its own kind",
        .learn = "both lists hold the same layers until one is changed") {
  Sequential a(plus(1), times(2));
  Sequential b(a);
  a.add(plus(100));
  CHECK((a.size() == 3 && b.size() == 2));
  CHECK(&a[0] == &b[0]);
  expect_near(b(tensor({1})), {4}, kExact);
}

TT_CASE("03.5/user-type",
        "anything with forward can be a layer",
        .what = "a struct with forward and parameters, by value and by pointer",
        .why = "users bring types of their own",
        .learn = "its parameters are listed as 0, 1, …") {
  const auto scale = std::make_shared<Scale>();
  Sequential model(Scale{}, scale);
  expect_near(model(tensor({2})), {18}, kExact);
  CHECK(names_of(model.named_parameters()) == "0.0 1.0 ");
  CHECK(model.parameters().at(1).is_same(scale->factor));
}

TT_CASE("03.5/index",
        "layers are found by position, from either end",
        .what = "model[0], model[-1] and get_if",
        .why = "tools look into models and change single layers",
        .learn = "get_if gives null if the layer is of another type") {
  Sequential model(Linear(2, 2), ReLU{}, plus(1));
  CHECK(model[0].name() == "Linear");
  CHECK(model[-1].name() == "Plus");
  CHECK(model.get_if<Linear>(0)->weight.is_same(model.parameters().at(0)));
  CHECK(model.get_if<ReLU>(1) != nullptr);
  CHECK(model.get_if<Linear>(1) == nullptr);
  CHECK(model.get_if<Sigmoid>(1) == nullptr);
}

TT_CASE("03.5/replace",
        "one layer can be put in the place of another",
        .what = "·10 replaced by +5",
        .why = "quantization and surgery on models replace layers",
        .learn = "position and pointer are checked before anything changes") {
  Sequential model(plus(1), times(10));
  Sequential five(plus(5));
  model.replace(-1, std::make_shared<Sequential>(five));
  expect_near(model(tensor({1})), {7}, kExact);
  CHECK(model.size() == 2);
}

TT_CASE("03.5/repr",
        "a container prints one line for each layer",
        .what = "repr of nested containers",
        .why = "the shape of a model at a glance",
        .learn = "inner lines move two places to the right") {
  const Sequential model(Linear(4, 2), Sequential(ReLU{}, Dropout()), plus(1));
  CHECK(model.repr() ==
        "Sequential(\n"
        "  (0): Linear(in_features=4, out_features=2, bias=true)\n"
        "  (1): Sequential(\n"
        "    (0): ReLU()\n"
        "    (1): Dropout(p=0.5)\n"
        "  )\n"
        "  (2): Plus()\n"
        ")");
}

TT_CASE("03.5/error-index",
        "a position that does not exist is refused",
        .what = "positions 2 and -3 of two layers, position 0 of none",
        .why = "beyond the end of a list lies foreign memory",
        .learn = "TT-L0306 says how many layers there are") {
  Sequential model(plus(1), plus(2));
  expect_error(306, ErrorKind::index, [&] { model[2]; }, {"is 2", "-2 to 1"});
  expect_error(306, [&] { model.get_if<Linear>(-3); }, {"is 2"});
  expect_error(306, [&] { model.replace(2, std::make_shared<Linear>(1, 1)); }, {"is 2"});
  expect_error(306, [] { Sequential()[0]; }, {"is 0"});
  CHECK(model[-2].name() == "Plus");
}

TT_CASE("03.5/error-empty",
        "an empty container computes nothing",
        .what = "forward through Sequential()",
        .why = "handing x back would hide a model that was never built",
        .learn = "TT-L0307; add a layer first") {
  Sequential model;
  expect_error(307, ErrorKind::state, [&] { model(tensor({1, 2})); }, {"(2)", "0 layers"});
  expect_near(model.add(plus(1))(tensor({1})), {2}, kExact);
}

TT_CASE("03.5/error-null",
        "a null pointer is no layer",
        .what = "null pointers in the constructor, in add and in replace",
        .why = "it would crash later, far from the mistake",
        .learn = "TT-L0308 says at which position") {
  Sequential model(plus(1));
  const std::shared_ptr<Linear> none;
  expect_error(308, ErrorKind::value, [&] { model.add(none); }, {"position 1"});
  expect_error(308, [&] { Sequential(plus(1), plus(1), none); }, {"position 2"});
  expect_error(308, [&] { model.add(std::shared_ptr<Scale>()); }, {"position 1"});
  expect_error(308, [&] { model.replace(0, nullptr); }, {"position 0"});
  CHECK(model.size() == 1);
}
