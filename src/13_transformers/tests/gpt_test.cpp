// Module 13, part gpt: tokens to logits (13.5).
#include <cmath>

#include "tinytorch/autograd.hpp"
#include "tinytorch/losses.hpp"

#include "models.hpp"

using namespace tinytorch;
using test::gpt;
using test::small;
using test::some_tokens;

TT_CASE("13.5/parameters",
        "2 + 16·L + 3 parameter tensors, one less if the head is tied",
        .what = "names and counts for two blocks",
        .why = "checkpoints are read by these names",
        .learn = "a tied head is the token table itself") {
  GPT model = gpt(small());
  const std::vector<NamedTensor> all = model.named_parameters();
  REQUIRE(all.size() == 37);
  CHECK(all[0].name == "embedding.token_embedding.weight");
  CHECK(all[1].name == "embedding.pos_encoding.position_embeddings");
  CHECK(all[2].name == "blocks.0.attention.q_proj.weight");
  CHECK((all[33].name == "blocks.1.mlp.linear2.bias" && all[34].name == "ln_f.gamma"));
  CHECK((all[36].name == "lm_head.weight" && all[36].value.shape() == Shape{8, 11}));
  GPTConfig tied = small();
  tied.tie_weights = true;
  CHECK(gpt(tied).parameters().size() == 36);
  CHECK(model.num_parameters() - gpt(tied).num_parameters() == 8 * 11);
}

TT_CASE("13.5/formula",
        "embeddings, blocks with the causal mask, normalisation, head",
        .what = "the model against its parts",
        .why = "each missing part still gives numbers",
        .learn = "ln_f before the head, no bias in it") {
  GPT model = gpt(small());
  model.ln_f.gamma.detach().copy_(test::noise({8}, 180));
  const Tensor tokens = some_tokens({2, 5});
  Tensor x = model.embedding(tokens);
  for (TransformerBlock& block : model.blocks) x = block.forward(x, create_causal_mask(5));
  const Tensor expected = matmul(model.ln_f(x), model.lm_head->weight);
  const Tensor logits = model(tokens);
  CHECK(logits.shape() == Shape{2, 5, 11});
  expect_near(logits.detach(), expected.detach(), kMath);
}

TT_CASE("13.5/positions",
        "the same token at two places gives two answers",
        .what = "token 4 five times, read by a model without and with blocks",
        .why = "without positions a text is a bag of words",
        .learn = "token vector plus position vector") {
  GPT shallow = gpt(small(0)), deep = gpt(small());
  const Tensor tokens = Tensor::full({1, 5}, 4);
  CHECK_FALSE(shallow(tokens).select(1, 0).equal(shallow(tokens).select(1, 1)));
  CHECK_FALSE(deep(tokens).select(1, 0).equal(deep(tokens).select(1, 1)));
}

TT_CASE("13.5/causal",
        "a token changes nothing before it",
        .what = "each of six tokens changed in turn",
        .why = "a model that sees the answer learns nothing",
        .learn = "logits before the change are the same bits, at the change they are not") {
  GPT model = gpt(small());
  const Tensor tokens = some_tokens({1, 6}), before = model(tokens).detach();
  for (std::int64_t t = 0; t < 6; ++t) {
    Tensor changed = tokens.clone();
    changed.set_({0, t}, std::fmod(tokens.at({0, t}) + 5, 11.0f));
    const Tensor after = model(changed).detach();
    CHECK(after.slice(1, 0, t).equal(before.slice(1, 0, t)));
    CHECK_FALSE(after.select(1, t).equal(before.select(1, t)));
    CHECK_FALSE(after.select(1, 5).equal(before.select(1, 5)));
  }
}

TT_CASE("13.5/batch",
        "texts of a batch do not know of each other",
        .what = "three texts together and one by one",
        .why = "padding a batch must not change an answer",
        .learn = "only positions of the same text meet in attention") {
  GPT model = gpt(small());
  const Tensor tokens = some_tokens({3, 4}), together = model(tokens).detach();
  for (std::int64_t b = 0; b < 3; ++b) {
    expect_near(
        together.slice(0, b, b + 1).clone(), model(tokens.slice(0, b, b + 1)).detach(), kMath);
  }
  CHECK(model(Tensor::zeros({0, 4})).shape() == Shape{0, 4, 11});
}

TT_CASE("13.5/start-pos",
        "start_pos shifts the positions",
        .what = "a text that begins at position 3, up to the last position",
        .why = "a cached model reads a text in pieces",
        .learn = "without blocks, the piece gives what it gives inside the whole") {
  GPT model = gpt(small(0));
  const Tensor tokens = some_tokens({1, 12}), whole = model(tokens).detach();
  expect_near(
      model.forward(tokens.slice(1, 3, 12), 3).detach(), whole.slice(1, 3, 12).clone(), kExact);
  CHECK_FALSE(gpt(small())
                  .forward(tokens.slice(1, 0, 2), 1)
                  .equal(gpt(small()).forward(tokens.slice(1, 0, 2), 0)));
}

TT_CASE("13.5/tied",
        "a tied head asks how alike the last vector and each token are",
        .what = "logits against ln_f's output times the table, and the table's gradient",
        .why = "a third of a small model's parameters is saved",
        .learn = "the table learns from both of its uses") {
  GPTConfig config = small(0);
  config.tie_weights = true;
  GPT model = gpt(config);
  const Tensor tokens = tensor({{2, 2}}), logits = model(tokens);
  const Tensor table = model.embedding.token_embedding.weight;
  const Tensor last = model.ln_f(model.embedding(tokens)).detach();
  expect_near(logits.detach(), matmul(last, table.detach().transpose()), kMath);
  logits.backward(Tensor::ones({1, 2, 11}));
  expect_near(table.grad().select(0, 7), sum(last, {0, 1}), kMath);
  CHECK_FALSE(table.grad().select(0, 2).equal(table.grad().select(0, 7)));
}

TT_CASE("13.5/learns",
        "every parameter gets a gradient, and steps against it help",
        .what = "twelve steps of plain descent on one text",
        .why = "the whole chain at once",
        .learn = "a table or a block that is cut off never moves") {
  GPT model = gpt(small(1));
  const Tensor text = some_tokens({1, 9}, 7), x = text.slice(1, 0, 8),
               y = text.slice(1, 1, 9).clone();
  const CrossEntropyLoss loss;
  const float before = loss(model(x), y).item();
  for (int step = 0; step < 12; ++step) {
    model.requires_grad_(true);
    for (Tensor& p : model.parameters()) p.zero_grad();
    loss(model(x), y).backward();
    for (const NamedTensor& p : model.named_parameters()) {
      REQUIRE_MESSAGE(p.value.grad().defined(), p.name);
      CHECK_MESSAGE((p.name.ends_with("k_proj.bias") || sum(abs(p.value.grad())).item() > 1e-6f),
                    p.name);
      p.value.detach().add_(p.value.grad(), -0.2f);
    }
  }
  CHECK(loss(model(x), y).item() < 0.7f * before);
}

TT_CASE("13.5/draws",
        "embeddings, blocks, head: the order of the draws",
        .what = "a model from seed 5 and its parts from seed 5",
        .why = "same seed, same model, on every machine",
        .learn = "one generator, in the order of the parameters; a tied head draws nothing") {
  GPT model = gpt(small(1));
  Generator g(5);
  const EmbeddingLayer embedding(11, 8, 12, PosEncoding::learned, false, g);
  const TransformerBlock block(8, 2, 4, 0, g);
  const Linear head(8, 11, false, g);
  expect_near(model.embedding.token_embedding.weight, embedding.token_embedding.weight, kExact);
  expect_near(model.blocks[0].mlp.linear2.weight, block.mlp.linear2.weight, kExact);
  expect_near(model.lm_head->weight, head.weight, kExact);
  manual_seed(5);
  expect_near(GPT(11, 8, 1, 2, 12).lm_head->weight, head.weight, kExact);
}

TT_CASE("13.5/dropout",
        "dropout reaches every block",
        .what = "dropout .3 in the configuration",
        .why = "small texts are learned by heart without it",
        .learn = "training mode varies, evaluation mode does not") {
  GPTConfig config = small();
  config.dropout = 0.3f;
  GPT model = gpt(config);
  const Tensor tokens = some_tokens({1, 6});
  for (TransformerBlock& block : model.blocks) CHECK(block.mlp.dropout.p() == 0.3f);
  CHECK_FALSE(model(tokens).equal(model(tokens)));
  model.eval();
  expect_near(model(tokens).detach(), gpt(small())(tokens).detach(), kExact);
}

TT_CASE("13.5/errors",
        "sizes, shapes and lengths are refused",
        .what = "a size of 0 for each field, tokens of one axis, 13 tokens for 12 positions",
        .why = "a model is built once and used often: the first moment is the best to complain",
        .learn = "TT-L1301, TT-L1302, TT-L1303") {
  expect_error(1301, ErrorKind::value, [] { GPT(0, 8, 1, 2); }, {"vocab_size is 0"});
  expect_error(1301, [] { GPT(11, 0, 1, 2); }, {"embed_dim is 0"});
  expect_error(1301, [] { GPT(11, 8, -1, 2); }, {"num_layers is -1"});
  expect_error(1301, [] { GPT(11, 8, 1, 0); }, {"num_heads is 0"});
  expect_error(1301, [] { GPT(11, 8, 1, 2, 0); }, {"max_seq_len is 0"});
  GPT model = gpt(small());
  expect_error(1302, ErrorKind::shape, [&] { model(tensor({1, 2})); }, {"(2)"});
  expect_error(1303, ErrorKind::index, [&] { model(Tensor::zeros({1, 13})); }, {"(1, 13)", "12"});
  expect_error(1303, [&] { model.forward(tensor({{1}}), 12); }, {"start_pos is 12"});
  expect_error(1303, [&] { model.forward(tensor({{1}}), -1); }, {"start_pos is -1"});
  expect_error(1103, [&] { model(tensor({{11}})); }, {"11 rows"});
  CHECK(model(Tensor::zeros({1, 12})).numel() == 12 * 11);
}
