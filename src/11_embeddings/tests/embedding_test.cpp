#include <cmath>
#include <limits>
#include <string>

#include "tinytorch/embeddings.hpp"

#include "support/test.hpp"

using namespace tinytorch;
using namespace tinytorch::test;

TT_CASE("11.1/rows",
        "ids become the rows that they name, in their order",
        .what = "ids 2 0 2 from a table of three rows",
        .why = "this is how a number becomes something that a network can learn about",
        .learn = "out[i] is weight[ids[i]]") {
  const Tensor weight = tensor({{1, 2}, {3, 4}, {5, 6}});
  const Tensor out = embedding(tensor({2, 0, 2}), weight);
  CHECK(out.shape() == Shape{3, 2});
  expect_near(out, {5, 6, 1, 2, 5, 6}, kExact);
}

TT_CASE("11.1/any-shape",
        "ids of any shape get one axis more",
        .what = "ids of (2, 2), of (1, 1, 3) and a single number",
        .why = "texts come in batches",
        .learn = "the shape of the ids, then D") {
  const Tensor weight = tensor({{1, 2}, {3, 4}});
  expect_near(embedding(tensor({{0, 1}, {1, 1}}), weight), {1, 2, 3, 4, 3, 4, 3, 4}, kExact);
  CHECK(embedding(Tensor::zeros({1, 1, 3}), weight).shape() == Shape{1, 1, 3, 2});
  const Tensor one = embedding(tensor(1), weight);
  CHECK(one.shape() == Shape{2});
  expect_near(one, {3, 4}, kExact);
}

TT_CASE("11.1/no-ids",
        "no ids give an empty tensor",
        .what = "ids of (0) and (2, 0)",
        .why = "the first text of a conversation may be empty",
        .learn = "only the shape is left") {
  const Tensor weight = tensor({{1, 2}, {3, 4}});
  CHECK(embedding(Tensor::zeros({0}), weight).shape() == Shape{0, 2});
  CHECK(embedding(Tensor::zeros({2, 0}), weight).shape() == Shape{2, 0, 2});
  expect_near(embedding(tensor({1}), weight), {3, 4}, kExact);
}

TT_CASE("11.1/layouts",
        "strided ids and tables are read by their strides",
        .what = "ids and table that are transposed views",
        .why = "memory order is not the order of the axes",
        .learn = "make a dense copy, or follow the strides") {
  const Tensor weight = tensor({{1, 3, 5}, {2, 4, 6}}).transpose();  // rows 1 2, 3 4, 5 6
  const Tensor ids = tensor({{0, 1}, {2, 0}}).transpose();           // rows 0 2, 1 0
  expect_near(embedding(ids, weight), {1, 2, 5, 6, 3, 4, 1, 2}, kExact);
}

TT_CASE("11.1/own-memory",
        "the result is a copy of the rows; ids and table stay as they were",
        .what = "storage of the result, and the table after the result was written",
        .why = "changing an activation must not change the model",
        .learn = "rows are copied, not shared") {
  const Tensor weight = tensor({{1, 2}, {3, 4}});
  Tensor out = embedding(tensor({1}), weight);
  CHECK(!out.shares_storage(weight));
  out.fill_(9);
  expect_near(weight, {1, 2, 3, 4}, kExact);
}

TT_CASE("11.1/init",
        "a table starts uniform in ±√(6 / (V + D)), drawn row by row",
        .what = "the first row of Embedding(3, 2) from seed 7, and the range of a large one",
        .why = "same seed, same model",
        .learn = "lo + (hi - lo) · uniform() for each value in order") {
  Generator generator(7);
  const Embedding layer(3, 2, generator);
  CHECK(layer.weight.shape() == Shape{3, 2});
  expect_near(layer.weight.at({0, 0}), 0.439441, {.atol = 1e-6});
  expect_near(layer.weight.at({0, 1}), -0.484732, {.atol = 1e-6});
  const Embedding large(100, 50, generator);
  const float edge = std::sqrt(6.0f / 150);
  CHECK(max(large.weight).item() <= edge);
  CHECK(max(large.weight).item() > 0.99f * edge);
  CHECK(min(large.weight).item() < -0.99f * edge);
}

TT_CASE("11.1/layer",
        "the layer has one parameter that learns, and looks rows up in it",
        .what = "names, flags, text form and forward of Embedding(5, 3)",
        .why = "optimizers and files find it by its name",
        .learn = "weight of (V, D) that requires grad") {
  Embedding layer(5, 3);
  REQUIRE(layer.named_parameters().size() == 1);
  CHECK(layer.named_parameters()[0].name == "weight");
  CHECK(layer.weight.requires_grad());
  CHECK(layer.num_parameters() == 15);
  CHECK(layer.repr() == "Embedding(vocab_size=5, embed_dim=3)");
  expect_near(layer(tensor({4})).detach(), layer.weight.detach().slice(0, 4, 5), kExact);
}

TT_CASE("11.1/id-outside",
        "an id without a row is refused, with the smallest and largest id",
        .what = "id V, and a negative id, in a table of three rows",
        .why = "what stands behind the table is other people's memory",
        .learn = "0 ≤ id < V; negative ids do not count from the end") {
  const Tensor weight = tensor({{1, 2}, {3, 4}, {5, 6}});
  expect_error(1103,
               ErrorKind::index,
               [&] {
                 (void)embedding(tensor({0, 3, 1}), weight);
               },
               {"0 to 3", "3 rows"});
  expect_error(1103, [&] { (void)embedding(tensor({2, -1}), weight); }, {"-1 to 2"});
  expect_near(embedding(tensor({2}), weight), {5, 6}, kExact);
}

TT_CASE("11.1/id-not-whole",
        "ids must be finite whole numbers",
        .what = "ids 1.5, NaN, infinity and 2^25",
        .why = "a probability passed for an id must not pick a row",
        .learn = "labels and ids are whole numbers in tensors, checked where they are used") {
  const Tensor weight = tensor({{1, 2}, {3, 4}});
  const float inf = std::numeric_limits<float>::infinity();
  expect_error(1102,
               ErrorKind::value,
               [&] {
                 (void)embedding(tensor({0, 1.5f}), weight);
               },
               {"1.5"});
  expect_error(1102, [&] { (void)embedding(tensor({std::nanf("")}), weight); }, {"nan"});
  expect_error(1102, [&] { (void)embedding(tensor({inf}), weight); }, {"inf"});
  expect_error(1102, [&] { (void)embedding(tensor({33554432.0f}), weight); }, {"33554432"});
  expect_near(embedding(tensor({1}), weight), {3, 4}, kExact);
}

TT_CASE("11.1/sizes",
        "a table needs at least one row and one column",
        .what = "Embedding(0, 4), Embedding(4, 0), and a weight that is no matrix",
        .why = "sizes come from other computations",
        .learn = "checked when the layer is made") {
  expect_error(1101, ErrorKind::value, [] { Embedding(0, 4); }, {"vocab_size is 0", "4"});
  expect_error(1101, [] { Embedding(4, -1); }, {"-1"});
  expect_error(1105, [] { (void)embedding(tensor({0}), tensor({1, 2})); }, {"(2)", "(1)"});
  CHECK(Embedding(1, 1).weight.numel() == 1);
}
