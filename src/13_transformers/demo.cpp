// Measures on this machine how the time for a token grows while a GPT writes without a cache.
#include <chrono>
#include <cstdio>

#include "tinytorch/transformers.hpp"

using namespace tinytorch;

int main() {
  Generator generator(7);
  GPT model(
      {.vocab_size = 67, .embed_dim = 64, .num_layers = 2, .num_heads = 4, .max_seq_len = 257},
      generator);
  std::printf("GPT with %lld parameters; time for one more token behind a text of\n",
              static_cast<long long>(model.num_parameters()));
  for (const std::int64_t length : {16, 32, 64, 128, 256}) {
    const Tensor text = Tensor::randint(0, 67, {1, length}, generator);
    const GenerateOptions one{.max_new_tokens = 1, .temperature = 0};
    (void)model.generate(text, one);
    const auto begin = std::chrono::steady_clock::now();
    (void)model.generate(text, one);
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begin;
    std::printf("  %4lld tokens: %7.2f ms\n", static_cast<long long>(length), took.count());
  }
}
