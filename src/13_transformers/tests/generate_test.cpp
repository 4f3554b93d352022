// Module 13, part sampling: writing a text (13.6).
#include <memory>

#include "tinytorch/autograd.hpp"

#include "joining_cache.hpp"
#include "models.hpp"

using namespace tinytorch;
using test::gpt;
using test::small;
using test::some_tokens;

namespace {

// The text that results if the largest of the last logits is appended n times.
Tensor by_hand(GPT& model, Tensor tokens, int n) {
  for (int i = 0; i < n; ++i) {
    const Tensor logits = model(tokens).detach();
    tokens = cat({tokens, argmax(logits.select(1, tokens.size(1) - 1), -1, true)}, 1);
  }
  return tokens;
}

// After token t it says t + 1, after 7 again 0: no blocks, one feature for each token.
GPT counting() {
  GPT model(8, 8, 0, 1, 8);
  model.embedding.token_embedding.weight.detach().copy_(Tensor::eye(8));
  model.embedding.pos_encoding->position_embeddings.detach().zero_();
  for (std::int64_t t = 0; t < 8; ++t) {
    Tensor row = model.lm_head->weight.detach().select(0, t);
    row.zero_();
    row.set_({(t + 1) % 8}, 1);
  }
  return model;
}

}  // namespace

TT_CASE("13.6/text",
        "greedy text is the largest logit, one token after the other",
        .what = "eight tokens behind a prompt of four, and none",
        .why = "the model must see all it has written so far",
        .learn = "feed the whole text, take the logits behind its last token") {
  GPT model = gpt(small());
  const Tensor prompt = some_tokens({1, 4});
  const Tensor text = generate(model, prompt, {.max_new_tokens = 8, .temperature = 0});
  CHECK(text.shape() == Shape{1, 12});
  expect_near(text, by_hand(model, prompt, 8), kExact);
  expect_near(model.generate(prompt, {.max_new_tokens = 0}), prompt, kExact);
}

TT_CASE("13.6/batch",
        "texts of a batch are continued alike and alone",
        .what = "three prompts together and one by one, greedily",
        .why = "answers come in batches where speed counts",
        .learn = "(B, P) becomes (B, P + n)") {
  GPT model = gpt(small());
  const Tensor prompts = some_tokens({3, 3});
  const GenerateOptions greedy{.max_new_tokens = 5, .temperature = 0};
  const Tensor texts = generate(model, prompts, greedy);
  CHECK(texts.shape() == Shape{3, 8});
  for (std::int64_t b = 0; b < 3; ++b) {
    expect_near(texts.slice(0, b, b + 1).clone(),
                generate(model, prompts.slice(0, b, b + 1), greedy),
                kExact);
  }
}

TT_CASE("13.6/generator",
        "the same generator gives the same text, one draw for each token",
        .what = "two texts of five tokens from seed 4, and the default generator",
        .why = "a surprising text must be found again",
        .learn = "in each step the texts draw in their order") {
  GPT model = gpt(small());
  const Tensor prompts = some_tokens({2, 2});
  Generator a(4), b(4);
  const Tensor text = generate(model, prompts, {.max_new_tokens = 5, .generator = &a});
  expect_near(generate(model, prompts, {.max_new_tokens = 5, .generator = &b}), text, kExact);
  Generator ten(4);
  for (int i = 0; i < 10; ++i) (void)ten.uniform_double();
  CHECK(a.state() == ten.state());
  manual_seed(4);
  expect_near(generate(model, prompts, {.max_new_tokens = 5}), text, kExact);
  CHECK_FALSE(generate(model, prompts, {.max_new_tokens = 5}).equal(text));
}

TT_CASE("13.6/options",
        "temperature, top_k and top_p reach the sampler",
        .what = "a model whose logits are nearly equal, sharpened in three ways",
        .why = "an option that is read and never used looks like one that works",
        .learn = "all three end in the greedy text") {
  GPT model = gpt(small());
  const Tensor prompt = some_tokens({1, 2}), greedy = by_hand(model, prompt, 6);
  expect_near(generate(model, prompt, {.max_new_tokens = 6, .temperature = 1e-5}), greedy, kExact);
  expect_near(generate(model, prompt, {.max_new_tokens = 6, .top_k = 1}), greedy, kExact);
  expect_near(generate(model, prompt, {.max_new_tokens = 6, .top_p = 1e-6}), greedy, kExact);
}

TT_CASE(
    "13.6/stop",
    "a text ends at the stop token, a batch when all have ended",
    .what = "a model that counts, from 2 and from 0, stop token 5; then fewer tokens than needed",
    .why = "an answer that does not end is cut in the middle",
    .learn = "the stop token is kept; texts that wait are filled up with it") {
  GPT model = counting();
  const Tensor both = tensor({{2}, {0}});
  const GenerateOptions options{.max_new_tokens = 7, .temperature = 0, .stop_token = 5};
  expect_near(generate(model, tensor({{2}}), options), {2, 3, 4, 5}, kExact);
  expect_near(generate(model, both, options), {2, 3, 4, 5, 5, 5, 0, 1, 2, 3, 4, 5}, kExact);
  const GenerateOptions fewer{.max_new_tokens = 4, .temperature = 0, .stop_token = 5};
  expect_near(generate(model, both, fewer), {2, 3, 4, 5, 5, 0, 1, 2, 3, 4}, kExact);
}

TT_CASE("13.6/modes",
        "writing neither trains nor leaves traces",
        .what = "modes of all layers, graph and gradients before and after, with dropout .5",
        .why = "a text in the middle of training must not disturb it",
        .learn = "evaluation mode and no recording, and back again, after errors too") {
  GPTConfig config = small();
  config.dropout = 0.5f;
  GPT model = gpt(config);
  model.blocks[0].mlp.eval();
  const Tensor prompt = some_tokens({1, 3});
  const GenerateOptions greedy{.max_new_tokens = 4, .temperature = 0};
  const std::int64_t nodes = live_nodes();
  const Tensor text = generate(model, prompt, greedy);
  CHECK((live_nodes() == nodes && !text.requires_grad()));
  GPT without = gpt(small());
  expect_near(text, generate(without, prompt, greedy), kExact);
  expect_error(1103, [&] { (void)generate(model, tensor({{99}}), greedy); }, {"11 rows"});
  CHECK((is_grad_enabled() && model.training() && model.blocks[1].mlp.training()));
  CHECK((model.blocks[0].attention.training() && !model.blocks[0].mlp.training()));
}

TT_CASE(
    "13.6/cache",
    "with a cache each position goes through the model once, with the same text",
    .what = "a plain cache in the tests, for two texts, twice",
    .why = "recomputing what has not changed is most of the work",
    .learn = "feed what the cache does not hold, then advance it; the last token is not fed back") {
  GPT model = gpt(small());
  const Tensor prompts = some_tokens({2, 3});
  const GenerateOptions greedy{.max_new_tokens = 6, .temperature = 0};
  const Tensor text = generate(model, prompts, greedy);
  const auto cache = std::make_shared<test::JoiningCache>(2);
  model.attach_cache(cache);
  CHECK(model.cache() == cache.get());
  expect_near(generate(model, prompts, greedy), text, kExact);
  CHECK(cache->length() == 3 + 6 - 1);
  CHECK(cache->fed == std::vector<std::int64_t>{3, 1, 1, 1, 1, 1});
  expect_near(generate(model, prompts, greedy), text, kExact);
  model.attach_cache(nullptr);
  expect_near(generate(model, prompts, greedy), text, kExact);
  CHECK(cache->fed.size() == 12);
}

TT_CASE("13.5/pieces",
        "with a cache a text can be read in pieces",
        .what = "seven tokens as 7, as 3 + 4 and one by one",
        .why = "a prompt is read in one piece, what follows token by token",
        .learn = "positions and mask both begin behind what the cache holds") {
  GPT model = gpt(small());
  const Tensor tokens = some_tokens({1, 7}), whole = model(tokens).detach();
  const NoGradGuard no_grad;
  for (const std::vector<std::int64_t>& ends :
       {std::vector<std::int64_t>{7}, {3, 7}, {1, 2, 3, 4, 5, 6, 7}}) {
    const auto cache = std::make_shared<test::JoiningCache>(2);
    model.attach_cache(cache);
    std::int64_t at = 0;
    for (const std::int64_t end : ends) {
      const Tensor logits = model(tokens.slice(1, at, end));
      expect_near(logits, whole.slice(1, at, end).clone(), {.rtol = 1e-5, .atol = 1e-5});
      cache->advance(end - at);
      at = end;
    }
  }
  expect_error(1303, [&] { model.forward(tokens, 0); }, {"start_pos is 0", "7 positions"});
}

TT_CASE("13.6/errors",
        "prompts that cannot be continued are refused before anything is computed",
        .what = "an empty prompt, one axis, too many tokens, a bad temperature",
        .why = "a long text that fails at its last token is lost",
        .learn = "TT-L1306, TT-L1302, TT-L1308, TT-L1301") {
  GPT model = gpt(small());
  const Tensor prompt = some_tokens({1, 4});
  const auto write = [&model](const Tensor& from, const GenerateOptions& options) {
    return [&model, from, options] { (void)generate(model, from, options); };
  };
  expect_error(1306, ErrorKind::shape, write(Tensor::zeros({1, 0}), {}), {"(1, 0)"});
  expect_error(1306, write(Tensor::zeros({0, 3}), {}), {"(0, 3)"});
  expect_error(1302, write(tensor({1, 2}), {}), {"(2)"});
  expect_error(1308, ErrorKind::value, write(prompt, {.max_new_tokens = 9}), {"(1, 4)", "9", "12"});
  expect_error(1301, write(prompt, {.max_new_tokens = -1}), {"max_new_tokens is -1"});
  expect_error(1304, write(prompt, {.max_new_tokens = 0, .temperature = -1}), {"-1"});
  CHECK(generate(model, prompt, {.max_new_tokens = 8}).shape() == Shape{1, 12});
}
