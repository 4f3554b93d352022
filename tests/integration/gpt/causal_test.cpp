// Causality of a trained model: what comes later changes nothing before, forwards and backwards.
#include <cmath>

#include "tinytorch/autograd.hpp"

#include "support/test.hpp"
#include "texts.hpp"

using namespace tinytorch;
using namespace tinytorch::test;

namespace {

GPT trained() {
  Writer writer(7);
  writer.trainer.fit(writer.texts, nullptr, 3);
  writer.model.eval();
  return writer.model;
}

Tensor some_text() {
  Generator g(23);
  return Tensor::randint(0, 13, {2, 8}, g);
}

}  // namespace

TT_CASE(
    "causal/perturbed",
    "a changed token leaves all logits before it bit for bit",
    .what = "every token of two texts changed to every other token, on a trained model",
    .why = "the smallest leak is enough to cheat in training and to fail in writing",
    .learn = "before: the same bits; at the token and at the end: others; other text: the same") {
  GPT model = trained();
  const Tensor text = some_text(), before = model(text).detach();
  for (std::int64_t t = 0; t < 8; ++t) {
    for (int step = 1; step < 13; ++step) {
      Tensor changed = text.clone();
      changed.set_({0, t}, std::fmod(text.at({0, t}) + static_cast<float>(step), 13.0f));
      const Tensor after = model(changed).detach();
      CHECK(after[0].slice(0, 0, t).equal(before[0].slice(0, 0, t)));
      CHECK_FALSE(after[0][t].equal(before[0][t]));
      CHECK_FALSE(after[0][7].equal(before[0][7]));
      CHECK(after[1].equal(before[1]));
    }
  }
}

TT_CASE("causal/gradients",
        "no gradient flows from a position to a later one",
        .what = "the gradient of the logits at t for every row of the position table",
        .why = "forward could be right while the way back leaks",
        .learn = "exactly zero behind t, not zero up to t") {
  GPT model = trained();
  const Tensor table = model.embedding.pos_encoding->position_embeddings, text = some_text();
  for (std::int64_t t = 0; t < 8; ++t) {
    const Tensor logits = model(text).select(1, t);
    const Tensor flow = sum(abs(grad(sum(square(logits)), {table})[0]), {1});
    for (std::int64_t p = 0; p < 8; ++p) CHECK((flow.at({p}) != 0) == (p <= t));
  }
}
