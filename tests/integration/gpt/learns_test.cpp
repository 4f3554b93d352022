// A small GPT learns one text by heart and writes it.
#include <cstdio>
#include <vector>

#include "support/test.hpp"
#include "texts.hpp"

using namespace tinytorch;

TT_CASE("learns/by-heart",
        "two blocks of width 32 learn 32 tokens by heart",
        .what = "Adam on one text until its loss is below .1, at most 400 steps; then greedy text",
        .why = "a model that cannot repeat one text will not learn a language",
        .learn = "each token follows from those before it; repeated tokens need the positions") {
  Generator g(7);
  GPT model({.vocab_size = 9, .embed_dim = 32, .num_layers = 2, .num_heads = 4, .max_seq_len = 32},
            g);
  const Tensor text = Tensor::randint(0, 9, {1, 33}, g);
  const Tensor read = text.slice(1, 0, 32), said = text.slice(1, 1, 33).clone();
  Adam optimizer(model.parameters(), {.lr = 0.003});
  const CrossEntropyLoss loss;
  Trainer trainer(model, optimizer, loss);
  int steps = 0;
  while (steps < 400 && trainer.train_batch(read, said) >= 0.1) ++steps;
  std::printf("  loss below .1 after %d steps\n", steps);
  CHECK(steps < 400);
  const Tensor written =
      model.generate(text.slice(1, 0, 1), {.max_new_tokens = 31, .temperature = 0});
  expect_near(written, read.clone(), kExact);
}
