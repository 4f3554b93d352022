#include <cmath>

#include "tinytorch/autograd.hpp"
#include "tinytorch/embeddings.hpp"

#include "support/test.hpp"

using namespace tinytorch;
using namespace tinytorch::test;

TT_CASE("11.5/token-plus-position",
        "each vector is the row of its token plus the row of its position",
        .what = "tokens (2, 2) in a layer with learned positions",
        .why = "the same word means something else in another place",
        .learn = "table[id] + positions[p]") {
  EmbeddingLayer layer(5, 3, 4);
  const Tensor y = layer(tensor({{4, 0}, {1, 4}})).detach();
  CHECK(y.shape() == Shape{2, 2, 3});
  REQUIRE(layer.pos_encoding.has_value());
  const Tensor rows = layer.token_embedding.weight.detach(),
               positions = layer.pos_encoding->position_embeddings.detach();
  expect_near(y.select(0, 0).select(0, 1), rows.select(0, 0) + positions.select(0, 1), kExact);
  expect_near(y.select(0, 1).select(0, 1), rows.select(0, 4) + positions.select(0, 1), kExact);
  expect_near(y.select(0, 1).select(0, 0), rows.select(0, 1) + positions.select(0, 0), kExact);
}

TT_CASE("11.5/one-text",
        "a single text needs no batch axis",
        .what = "tokens (3) and (1, 3), in all three modes",
        .why = "whoever tries a model has one text",
        .learn = "(S) → (S, D)") {
  for (const PosEncoding mode :
       {PosEncoding::learned, PosEncoding::sinusoidal, PosEncoding::none}) {
    EmbeddingLayer layer(5, 2, 8, mode);
    const Tensor one = layer(tensor({3, 1, 3})).detach();
    CHECK(one.shape() == Shape{3, 2});
    expect_near(layer(tensor({{3, 1, 3}})).detach().squeeze(0), one, kExact);
  }
}

TT_CASE("11.5/sinusoidal",
        "sinusoidal positions are the rows of the formula",
        .what = "the difference between the layer and its token table",
        .why = "the formula needs no training and no memory in files",
        .learn = "the same addition with another table") {
  EmbeddingLayer layer(5, 4, 8, PosEncoding::sinusoidal);
  const Tensor tokens = tensor({{2, 0, 4}});
  const Tensor added = layer(tokens).detach() - layer.token_embedding(tokens).detach();
  expect_near(added.squeeze(0), create_sinusoidal_embeddings(3, 4), {.atol = 1e-6});
}

TT_CASE("11.5/none",
        "without positions the layer is the table, of any length",
        .what = "ten tokens in a layer of max_seq_len 4",
        .why = "some models tell positions apart elsewhere",
        .learn = "no table, no longest text") {
  EmbeddingLayer layer(5, 2, 4, PosEncoding::none);
  const Tensor tokens = Tensor::full({10}, 3);
  expect_near(layer(tokens).detach(), layer.token_embedding(tokens).detach(), kExact);
}

TT_CASE("11.5/start-pos",
        "start_pos reaches the positions, learned and sinusoidal",
        .what = "a text at once, and its last token alone",
        .why = "text is generated one token at a time",
        .learn = "the same token at the same position gives the same vector") {
  for (const PosEncoding mode : {PosEncoding::learned, PosEncoding::sinusoidal}) {
    EmbeddingLayer layer(5, 2, 4, mode);
    const Tensor whole = layer(tensor({1, 2, 3, 4})).detach();
    expect_near(layer.forward(tensor({4}), 3).detach(), whole.slice(0, 3, 4), kExact);
  }
}

TT_CASE("11.5/scale",
        "scaling multiplies the token part by √D, not the positions",
        .what = "D = 4 with and without scale_embeddings, from one seed",
        .why = "the rows of tokens are small beside the sines",
        .learn = "√D · table[id] + position") {
  Generator generator(7);
  EmbeddingLayer layer(5, 4, 8, PosEncoding::learned, true, generator);
  const Tensor tokens = tensor({{0, 3}});
  const Tensor token_part = layer.token_embedding(tokens).detach() * 2.0f;
  const Tensor positions = layer.pos_encoding->position_embeddings.detach().slice(0, 0, 2);
  expect_near(layer(tokens).detach(), token_part + positions, kArith);
}

TT_CASE("11.5/parameters",
        "there are two parameters with learned positions, else one",
        .what = "names and sizes of the parameters in the three modes",
        .why = "sines are not saved: the formula gives them back",
        .learn = "children are named, what is absent is not listed") {
  EmbeddingLayer learned(5, 2, 4), sinusoidal(5, 2, 4, PosEncoding::sinusoidal),
      none(5, 2, 4, PosEncoding::none);
  REQUIRE(learned.named_parameters().size() == 2);
  CHECK(learned.named_parameters()[0].name == "token_embedding.weight");
  CHECK(learned.named_parameters()[1].name == "pos_encoding.position_embeddings");
  CHECK(learned.num_parameters() == 5 * 2 + 4 * 2);
  CHECK(sinusoidal.parameters().size() == 1);
  CHECK(none.state_dict().size() == 1);
  CHECK(sinusoidal(tensor({0})).numel() == 2);
}

TT_CASE("11.5/draws",
        "tokens are drawn before positions, from the generator that is given",
        .what = "a layer from seed 7 and the two tables made by hand from seed 7",
        .why = "same seed, same model",
        .learn = "one generator, in the order of the parameters") {
  Generator a(7), b(7);
  EmbeddingLayer layer(5, 2, 4, PosEncoding::learned, false, a);
  const Embedding tokens(5, 2, b);
  const PositionalEncoding positions(4, 2, b);
  expect_near(layer.token_embedding.weight, tokens.weight, kExact);
  REQUIRE(layer.pos_encoding.has_value());
  expect_near(layer.pos_encoding->position_embeddings, positions.position_embeddings, kExact);
}

TT_CASE("11.5/learns",
        "both tables get their gradient, scaled where the forward was",
        .what = "backward of ones through a scaled layer, D = 4",
        .why = "a table that is cut off stays random for ever",
        .learn = "√D for every use of a token, 1 for every use of a position") {
  EmbeddingLayer layer(3, 4, 2, PosEncoding::learned, true);
  layer(tensor({{0, 2}, {2, 2}})).backward(Tensor::ones({2, 2, 4}));
  expect_near(sum(layer.token_embedding.weight.grad(), {1}), {8, 0, 24}, kExact);
  expect_near(sum(layer.pos_encoding->position_embeddings.grad(), {1}), {8, 8}, kExact);
}

TT_CASE("11.5/errors",
        "tokens of other axes, too long texts and sizes below 1 are refused",
        .what = "tokens (1, 1, 1) and a single number, five of four positions, max_seq_len 0",
        .why = "the first layer is where wrong data arrives",
        .learn = "the facts name what came and what was expected") {
  EmbeddingLayer layer(5, 2, 4);
  expect_error(1105, ErrorKind::shape, [&] { layer(Tensor::zeros({1, 1, 1})); }, {"(1, 1, 1)"});
  expect_error(1105, [&] { layer(tensor(1)); }, {"()"});
  expect_error(1104, [&] { layer(Tensor::zeros({1, 5})); }, {"5", "4"});
  expect_error(1103, [&] { layer(tensor({5})); }, {"5 rows"});
  expect_error(1101, [] { EmbeddingLayer(5, 2, 0); }, {"max_seq_len is 0"});
  expect_error(1101, [] { EmbeddingLayer(0, 2); }, {"vocab_size is 0"});
  CHECK(layer(tensor({4})).numel() == 2);
}
