// For the tests of a whole GPT: a small model that trains on a few made-up texts.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "tinytorch/data.hpp"
#include "tinytorch/training.hpp"
#include "tinytorch/transformers.hpp"

namespace tinytorch::test {

/// 24 texts of 9 tokens below 13: all but the last are read, all but the first are to be said.
inline std::shared_ptr<TensorDataset> made_up_texts() {
  Generator g(17);
  const Tensor texts = Tensor::randint(0, 13, {24, 9}, g);
  return std::make_shared<TensorDataset>(
      std::vector<Tensor>{texts.slice(1, 0, 8).clone(), texts.slice(1, 1, 9).clone()});
}

/// Sets the default generator to `seed`, too.
struct Writer {
  explicit Writer(std::uint64_t seed)
      : model(fresh(seed)),
        optimizer(model.parameters(), {.lr = 0.01}),
        trainer(model, optimizer, loss, CosineSchedule(0.01, 0.001, 5), 1.0),
        texts(made_up_texts(), {.batch_size = 8, .shuffle = true, .seed = seed}) {}

  static GPT fresh(std::uint64_t seed) {
    manual_seed(seed);
    return GPT({.vocab_size = 13,
                .embed_dim = 16,
                .num_layers = 2,
                .num_heads = 2,
                .max_seq_len = 8,
                .dropout = 0.1f});
  }

  std::vector<float> values() {
    std::vector<float> all;
    for (const NamedTensor& entry : model.state_dict()) {
      const std::vector<float> more = entry.value.to_vector();
      all.insert(all.end(), more.begin(), more.end());
    }
    return all;
  }

  GPT model;
  Adam optimizer;
  CrossEntropyLoss loss{};
  Trainer trainer;
  DataLoader texts;
};

}  // namespace tinytorch::test
