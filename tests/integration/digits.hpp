// A small training on TinyDigits: 64-32-10 with dropout, SGD with momentum, cosine schedule.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "tinytorch/activations.hpp"
#include "tinytorch/datasets.hpp"
#include "tinytorch/training.hpp"

namespace tinytorch::test {

inline std::shared_ptr<TensorDataset> rows_of(const ImageSet& set) {
  return std::make_shared<TensorDataset>(std::vector<Tensor>{set.images.flatten(1), set.labels});
}

/// Sets the default generator to `seed`, too.
struct Digits {
  explicit Digits(std::uint64_t seed, int workers = 0)
      : model(network(seed)),
        optimizer(model.parameters(), {.lr = 0.1, .momentum = 0.9}),
        trainer(model, optimizer, loss, CosineSchedule(0.1, 0.01, 5), 5.0),
        train(rows_of(data.train),
              {.batch_size = 32, .shuffle = true, .seed = seed, .num_workers = workers}),
        test(rows_of(data.test), {.batch_size = 100, .seed = seed}) {}

  static Sequential network(std::uint64_t seed) {
    manual_seed(seed);
    const Linear hidden(64, 32), output(32, 10);  // drawn in this order
    return Sequential(hidden, ReLU(), Dropout(0.1f), output);
  }

  std::vector<float> values() {
    std::vector<float> all;
    for (const NamedTensor& entry : model.state_dict()) {
      const std::vector<float> more = entry.value.to_vector();
      all.insert(all.end(), more.begin(), more.end());
    }
    return all;
  }

  ImageSplits data = load_tinydigits();
  Sequential model;
  SGD optimizer;
  CrossEntropyLoss loss{};
  Trainer trainer;
  DataLoader train, test;
};

}  // namespace tinytorch::test
