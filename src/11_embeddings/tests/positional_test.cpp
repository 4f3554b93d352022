#include <cmath>

#include "tinytorch/autograd.hpp"
#include "tinytorch/embeddings.hpp"

#include "support/test.hpp"

using namespace tinytorch;
using namespace tinytorch::test;

namespace {

// Position p is the row 10·p, 10·p + 1.
PositionalEncoding numbered(std::int64_t positions) {
  PositionalEncoding layer(positions, 2);
  for (std::int64_t p = 0; p < positions; ++p) {
    const auto first = static_cast<float>(10 * p);
    layer.position_embeddings.detach().select(0, p).copy_(tensor({first, first + 1}));
  }
  return layer;
}

}  // namespace

TT_CASE("11.3/adds-rows",
        "position p gets row p, in every text of the batch",
        .what = "x (2, 2, 2) and a table of rows 0 1, 10 11, …",
        .why = "attention alone does not see order",
        .learn = "(B, S, D) + (S, D)") {
  PositionalEncoding layer = numbered(4);
  const Tensor y = layer(tensor({{{1, 1}, {2, 2}}, {{3, 3}, {4, 4}}}));
  CHECK(y.shape() == Shape{2, 2, 2});
  expect_near(y.detach(), {1, 2, 12, 13, 3, 4, 14, 15}, kExact);
}

TT_CASE("11.3/start-pos",
        "a later piece of a text gets later rows",
        .what = "start_pos 0, 1 and 2 in a table of four",
        .why = "text is generated one token at a time",
        .learn = "rows start to start + S") {
  PositionalEncoding layer = numbered(4);
  const Tensor x = Tensor::zeros({1, 2, 2});
  expect_near(layer.forward(x, 0).detach(), {0, 1, 10, 11}, kExact);
  expect_near(layer.forward(x, 1).detach(), {10, 11, 20, 21}, kExact);
  expect_near(layer.forward(x, 2).detach(), {20, 21, 30, 31}, kExact);
}

TT_CASE("11.3/pieces",
        "a text in pieces gives what the whole text gives",
        .what = "five positions at once, and as 2 + 3",
        .why = "a cache depends on it",
        .learn = "start_pos is the number of positions before") {
  PositionalEncoding layer(5, 3);
  const Tensor x = Tensor::ones({1, 5, 3});
  const Tensor whole = layer(x).detach();
  expect_near(layer.forward(x.slice(1, 0, 2), 0).detach(), whole.slice(1, 0, 2), kExact);
  expect_near(layer.forward(x.slice(1, 2, 5), 2).detach(), whole.slice(1, 2, 5), kExact);
}

TT_CASE("11.3/learns",
        "used positions get the sum over the batch, others nothing; x gets its gradient through",
        .what = "gradients for x (3, 2, 2) at start_pos 1 in a table of four",
        .why = "positions are parameters like any others",
        .learn = "the table must stay in the graph") {
  PositionalEncoding layer(4, 2);
  Tensor x = Tensor::zeros({3, 2, 2});
  x.requires_grad_();
  layer.forward(x, 1).backward(Tensor::ones({3, 2, 2}));
  expect_near(layer.position_embeddings.grad(), {0, 0, 3, 3, 3, 3, 0, 0}, kExact);
  expect_near(x.grad(), Tensor::ones({3, 2, 2}), kExact);
}

TT_CASE("11.3/init",
        "positions start uniform in ±√(2 / D)",
        .what = "the range of a (100, 32) table, its first value from seed 7, its name",
        .why = "same seed, same model",
        .learn = "the limit depends on D alone") {
  Generator generator(7);
  PositionalEncoding layer(100, 32, generator);
  expect_near(layer.position_embeddings.at({0, 0}), (2 * 0.70057642 - 1) * 0.25, {.atol = 1e-6});
  CHECK(max(layer.position_embeddings).item() <= 0.25f);
  CHECK(max(layer.position_embeddings).item() > 0.24f);
  CHECK(min(layer.position_embeddings).item() < -0.24f);
  REQUIRE(layer.named_parameters().size() == 1);
  CHECK(layer.named_parameters()[0].name == "position_embeddings");
  CHECK(layer.position_embeddings.requires_grad());
  CHECK(layer.repr() == "PositionalEncoding(max_seq_len=100, embed_dim=32)");
}

TT_CASE("11.3/whole-table",
        "a text may fill the table to the last row, and be empty behind it",
        .what = "S = 4 of 4, and S = 0 at start_pos 4",
        .why = "off by one, the longest text would be refused",
        .learn = "start_pos + S ≤ max_seq_len") {
  PositionalEncoding layer = numbered(4);
  CHECK(layer(Tensor::zeros({1, 4, 2})).at({0, 3, 1}) == 31);
  CHECK(layer.forward(Tensor::zeros({1, 0, 2}), 4).shape() == Shape{1, 0, 2});
}

TT_CASE("11.3/too-long",
        "positions that the table does not have are refused",
        .what = "five of four, one behind the end, a negative start",
        .why = "a position nobody trained means nothing",
        .learn = "the facts name start, length and table") {
  PositionalEncoding layer = numbered(4);
  expect_error(1104,
               ErrorKind::index,
               [&] {
                 layer(Tensor::zeros({1, 5, 2}));
               },
               {"start_pos is 0", "5", "4"});
  expect_error(1104, [&] { layer.forward(Tensor::zeros({1, 1, 2}), 4); }, {"start_pos is 4"});
  expect_error(1104, [&] { layer.forward(Tensor::zeros({1, 1, 2}), -1); }, {"-1"});
  CHECK(layer(Tensor::zeros({1, 4, 2})).numel() == 8);
}

TT_CASE("11.3/wrong-shape",
        "x must be (B, S, D)",
        .what = "x of (2, 2), and one with another D; sizes below 1",
        .why = "broadcasting would add one row to everything",
        .learn = "check before adding") {
  PositionalEncoding layer = numbered(4);
  expect_error(1105, ErrorKind::shape, [&] { layer(Tensor::zeros({2, 2})); }, {"(2, 2)", "(4, 2)"});
  expect_error(1105, [&] { layer(Tensor::zeros({1, 2, 1})); }, {"(1, 2, 1)"});
  expect_error(1101, [] { PositionalEncoding(0, 2); }, {"max_seq_len is 0"});
  CHECK(layer(Tensor::zeros({1, 1, 2})).numel() == 2);
}

TT_CASE("11.4/by-hand",
        "the first rows are the sines and cosines of the paper",
        .what = "D = 4, positions 0, 1 and 2",
        .why = "sine and cosine stand side by side, one pair for each wavelength",
        .learn = "column 2i is a sine, 2i + 1 the cosine of the same angle") {
  const Tensor table = create_sinusoidal_embeddings(3, 4);
  CHECK(table.shape() == Shape{3, 4});
  expect_near(table,
              {0,
               1,
               0,
               1,
               0.84147098f,
               0.54030231f,
               0.00999983f,
               0.99995000f,
               0.90929743f,
               -0.41614684f,
               0.01999867f,
               0.99980001f},
              {.atol = 1e-7});
}

TT_CASE("11.4/odd-width",
        "an odd D ends with a sine",
        .what = "D = 3 and D = 1 at position 1",
        .why = "not every width is even",
        .learn = "the last pair has no cosine") {
  expect_near(create_sinusoidal_embeddings(2, 3).select(0, 1),
              {0.84147098f, 0.54030231f, std::sin(std::pow(10000.0f, -2.0f / 3))},
              kMath);
  expect_near(create_sinusoidal_embeddings(2, 1).select(0, 1), {0.84147098f}, kMath);
}

TT_CASE("11.4/unit-circles",
        "each pair lies on a circle and turns by the same angle at every step",
        .what = "sin² + cos², and the turn from p to p + 3 for several p",
        .why = "so a layer can compute relative positions by a fixed rotation",
        .learn = "(sin a, cos a) turns; the angle depends on the step, not on p") {
  const Tensor table = create_sinusoidal_embeddings(60, 8);
  const auto pair_product = [&](std::int64_t p, std::int64_t q, std::int64_t i) {
    return table.at({p, i}) * table.at({q, i}) + table.at({p, i + 1}) * table.at({q, i + 1});
  };
  for (const std::int64_t i : {0, 2, 6}) {
    expect_near(pair_product(41, 41, i), 1, {.atol = 1e-6});
    expect_near(pair_product(5, 8, i), pair_product(50, 53, i), {.atol = 1e-6});
  }
}

TT_CASE("11.4/far-positions",
        "angles are computed in double",
        .what = "position 5000 of D = 2",
        .why = "in float, a large angle has lost its last digits",
        .learn = "compute in double, round once") {
  const Tensor table = create_sinusoidal_embeddings(5001, 2);
  expect_near(table.at({5000, 0}), std::sin(5000.0), {.atol = 1e-7});
  expect_near(create_sinusoidal_embeddings(5001, 6).at({5000, 2}),
              std::sin(5000.0 * std::exp(-std::log(10000.0) / 3)),
              {.atol = 1e-7});
}

TT_CASE("11.4/fixed",
        "the table does not learn, and needs sizes of at least 1",
        .what = "requires_grad, and sizes 0",
        .why = "it is a formula, not a parameter",
        .learn = "no gradient, no state") {
  CHECK(!create_sinusoidal_embeddings(2, 2).requires_grad());
  expect_error(1101, [] { (void)create_sinusoidal_embeddings(0, 2); }, {"max_seq_len is 0"});
  expect_error(1101, [] { (void)create_sinusoidal_embeddings(2, 0); }, {"embed_dim is 0"});
}
