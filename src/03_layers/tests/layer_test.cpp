// Module 03, part layer: names, parameters, modes and state of nested layers (03.1).
#include "tinytorch/layers.hpp"

#include "support/recorder.hpp"
#include "support/test.hpp"

using namespace tinytorch;

namespace {

// Two parameters and a buffer.
class Leaf : public Layer {
 public:
  explicit Leaf(float value) : a(Tensor::full({2}, value)), b(Tensor::full({3}, value + 1)) {}
  Tensor forward(const Tensor& x) override { return x; }
  std::vector<NamedTensor> own_parameters() const override { return {{"a", a}, {"b", b}}; }
  std::vector<NamedTensor> own_buffers() const override { return {{"seen", seen}}; }
  Tensor a, b, seen = Tensor::zeros({1});
};

// A parameter of its own and two children.
class Pair : public Layer {
 public:
  Tensor forward(const Tensor& x) override { return x; }
  std::vector<NamedTensor> own_parameters() const override { return {{"scale", scale}}; }
  std::vector<NamedLayer> children() override { return {{"left", &left}, {"right", &right}}; }
  Tensor scale = Tensor::ones({1});
  Leaf left{10}, right{20};
};

class Outer : public Layer {
 public:
  Tensor forward(const Tensor& x) override { return x; }
  std::vector<NamedLayer> children() override { return {{"pair", &pair}}; }
  Pair pair;
};

std::string names_of(const std::vector<NamedTensor>& list) {
  std::string names;
  for (const NamedTensor& tensor : list) names += tensor.name + " ";
  return names;
}

std::vector<NamedTensor> state_of(float value) {
  return {{"a", Tensor::full({2}, value)},
          {"b", Tensor::full({3}, value)},
          {"seen", Tensor::full({1}, value)}};
}

}  // namespace

TT_CASE("03.1/leaf-names",
        "a layer without children lists its own parameters",
        .what = "named_parameters of a layer with parameters a and b",
        .why = "optimizers and files find parameters through this list",
        .learn = "in the order in which the layer declares them") {
  Leaf leaf(1);
  const std::vector<NamedTensor> list = leaf.named_parameters();
  CHECK(names_of(list) == "a b ");
  CHECK(list.at(0).value.is_same(leaf.a));
  CHECK(list.at(1).value.is_same(leaf.b));
}

TT_CASE("03.1/nested-names",
        "the path to a parameter goes through its parents",
        .what = "named_parameters of a pair of layers",
        .why = "two layers may both have a weight: the path tells them apart",
        .learn = "own ones first, then child by child, joined by dots") {
  Pair pair;
  CHECK(names_of(pair.named_parameters()) == "scale left.a left.b right.a right.b ");
}

TT_CASE("03.1/deep-names",
        "paths grow with every level",
        .what = "three levels of layers",
        .why = "models are trees of any depth",
        .learn = "a child adds its name in front of what its own children say") {
  Outer outer;
  CHECK(names_of(outer.named_parameters()) ==
        "pair.scale pair.left.a pair.left.b pair.right.a pair.right.b ");
  CHECK(names_of(outer.named_buffers()) == "pair.left.seen pair.right.seen ");
}

TT_CASE("03.1/parameters",
        "parameters() is the same list without names",
        .what = "handles of a pair of layers",
        .why = "an optimizer must change the very tensors that forward reads",
        .learn = "handles, not copies") {
  Pair pair;
  const std::vector<Tensor> list = pair.parameters();
  REQUIRE(list.size() == 5);
  CHECK(list[0].is_same(pair.scale));
  CHECK(list[1].is_same(pair.left.a));
  CHECK(list[4].is_same(pair.right.b));
}

TT_CASE("03.1/undefined",
        "an undefined parameter is left out",
        .what = "a layer whose b was never made",
        .why = "a layer without bias still declares where the bias would be",
        .learn = "ask defined() before listing") {
  Leaf leaf(1);
  leaf.b = Tensor();
  CHECK(names_of(leaf.named_parameters()) == "a ");
  CHECK(leaf.parameters().size() == 1);
}

TT_CASE("03.1/shared-once",
        "a parameter reached on two ways is listed once",
        .what = "left and right share their tensor a",
        .why = "an optimizer would take two steps with it",
        .learn = "the first name stays; sameness is is_same, not equal values") {
  Pair pair;
  pair.right.a = pair.left.a;
  CHECK(names_of(pair.named_parameters()) == "scale left.a left.b right.b ");
  CHECK(pair.num_parameters() == 1 + 2 + 3 + 3);
}

TT_CASE("03.1/count",
        "num_parameters counts elements",
        .what = "1 + 2 + 3 + 2 + 3 elements in five tensors",
        .why = "the size of a model is said in parameters",
        .learn = "numel of each, buffers not counted") {
  Pair pair;
  CHECK(pair.num_parameters() == 11);
}

TT_CASE("03.1/train-eval",
        "train and eval reach every level",
        .what = "training() of all layers after eval() and after train()",
        .why = "one dropout left in training ruins an evaluation",
        .learn = "switch yourself, then every child",
        .mistake = "W0303") {
  Outer outer;
  CHECK((outer.training() && outer.pair.right.training()));
  outer.eval();
  CHECK(!outer.training());
  CHECK(!outer.pair.training());
  CHECK((!outer.pair.left.training() && !outer.pair.right.training()));
  outer.pair.train();
  CHECK((!outer.training() && outer.pair.left.training()));
}

TT_CASE("03.1/requires-grad",
        "requires_grad_ sets the flag of every parameter",
        .what = "freezing and thawing a pair of layers",
        .why = "frozen layers keep what they have learned",
        .learn = "buffers are not touched") {
  Pair pair;
  pair.requires_grad_(true);
  CHECK((pair.scale.requires_grad() && pair.right.b.requires_grad()));
  CHECK(!pair.left.seen.requires_grad());
  pair.requires_grad_(false);
  CHECK((!pair.scale.requires_grad() && !pair.right.b.requires_grad()));
}

TT_CASE("03.1/state-dict",
        "the state is parameters, then buffers, sharing memory",
        .what = "state_dict of a pair of layers",
        .why = "what must be saved to build the model again",
        .learn = "running statistics belong to the state though they are not trained") {
  Pair pair;
  const std::vector<NamedTensor> state = pair.state_dict();
  CHECK(names_of(state) == "scale left.a left.b right.a right.b left.seen right.seen ");
  pair.left.a.fill_(99);
  expect_near(state.at(1).value, {99, 99}, kExact);
}

TT_CASE("03.1/load",
        "loading copies values into the tensors that are there",
        .what = "a leaf after load_state_dict",
        .why = "optimizers hold handles on these tensors: they must stay the same",
        .learn = "copy values, never swap tensors") {
  Leaf leaf(1);
  const Tensor handle = leaf.a;
  const std::vector<NamedTensor> state = state_of(5);
  leaf.load_state_dict(state);
  expect_near(handle, {5, 5}, kExact);
  expect_near(leaf.b, {5, 5, 5}, kExact);
  expect_near(leaf.seen, {5}, kExact);
  CHECK(!leaf.a.shares_storage(state[0].value));
}

TT_CASE("03.1/load-any-order",
        "entries are found by name",
        .what = "a state in another order, one entry a transposed view",
        .why = "files keep no promise about order",
        .learn = "look each name up") {
  Leaf leaf(1);
  std::vector<NamedTensor> state = state_of(5);
  std::swap(state[0], state[2]);
  state[2].value = tensor({{1, 8}, {2, 9}}).transpose().select(0, 0);
  leaf.load_state_dict(state);
  expect_near(leaf.a, {1, 2}, kExact);
  expect_near(leaf.seen, {5}, kExact);
}

TT_CASE("03.1/load-while-recording",
        "loading is never recorded",
        .what = "load_state_dict of parameters that require grad, autograd awake",
        .why = "writing in place into a recorded leaf is an error",
        .learn = "detach() gives a handle on the same memory without history") {
  Leaf leaf(1);
  leaf.requires_grad_(true);
  std::vector<NamedTensor> state = state_of(5);
  state[0].value.requires_grad_(true);
  const test::ListeningRecorder awake;
  leaf.load_state_dict(state);
  CHECK(awake.ops().empty());
  CHECK(leaf.a.requires_grad());
  expect_near(leaf.a, {5, 5}, kExact);
}

TT_CASE("03.1/load-own-state",
        "loading the own state changes nothing",
        .what = "load_state_dict(state_dict())",
        .why = "the state shares memory with the layer",
        .learn = "copying a tensor onto itself is no special case") {
  Pair pair;
  pair.load_state_dict(pair.state_dict());
  expect_near(pair.left.a, {10, 10}, kExact);
  expect_near(pair.right.b, {21, 21, 21}, kExact);
}

TT_CASE("03.1/error-missing",
        "a missing entry is refused, strict or not",
        .what = "a state without a and seen",
        .why = "a layer half loaded gives results that look like bad training",
        .learn = "TT-L0304 lists every missing name; nothing was copied") {
  Leaf leaf(1);
  const std::vector<NamedTensor> state = {{"b", Tensor::full({3}, 5)}};
  expect_error(304, ErrorKind::value, [&] { leaf.load_state_dict(state); }, {"missing: a, seen"});
  expect_error(304, [&] { leaf.load_state_dict(state, false); }, {"unexpected: none"});
  expect_near(leaf.b, {2, 2, 2}, kExact);
  CHECK(leaf.num_parameters() == 5);
}

TT_CASE("03.1/error-unexpected",
        "an unexpected entry is refused only if strict",
        .what = "a state with one entry too many",
        .why = "a file may hold more than this layer, but say so",
        .learn = "strict = false passes over extras") {
  Leaf leaf(1);
  std::vector<NamedTensor> state = state_of(5);
  state.push_back({"head.weight", tensor({1})});
  expect_error(304, [&] { leaf.load_state_dict(state); }, {"unexpected: head.weight"});
  expect_near(leaf.a, {1, 1}, kExact);
  leaf.load_state_dict(state, false);
  expect_near(leaf.a, {5, 5}, kExact);
}

TT_CASE("03.1/error-shape",
        "a wrong shape is found before anything is copied",
        .what = "the last of three entries has another shape",
        .why = "a half-applied state is worse than none",
        .learn = "check all, then change; as many elements are not enough") {
  Leaf leaf(1);
  std::vector<NamedTensor> state = state_of(5);
  state[1].value = Tensor::full({3, 1}, 5);
  expect_error(305, ErrorKind::shape, [&] { leaf.load_state_dict(state); }, {"b", "(3)", "(3, 1)"});
  expect_near(leaf.a, {1, 1}, kExact);
  state[1].value = Tensor::full({3}, 6);
  leaf.load_state_dict(state);
  expect_near(leaf.b, {6, 6, 6}, kExact);
}

TT_CASE("03.1/load-shared",
        "a shared parameter is saved and loaded once",
        .what = "left and right share their tensor a",
        .why = "tied weights are common in language models",
        .learn = "one entry, one tensor, two users") {
  Pair pair, other;
  pair.right.a = pair.left.a;
  other.right.a = other.left.a.fill_(7);
  pair.load_state_dict(other.state_dict());
  expect_near(pair.right.a, {7, 7}, kExact);
  CHECK(pair.right.a.is_same(pair.left.a));
}
