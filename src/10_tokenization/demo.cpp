// Measures on this machine what a tokenizer makes of 1 MB of text, and how long learning it takes.
#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

#include "tinytorch/random.hpp"
#include "tinytorch/tokenization.hpp"

using namespace tinytorch;

// 1 MB of invented words; word k comes about 1/k as often as the first.
static std::string invented_text() {
  const char* syllables[] = {"ka", "lo", "mi", "ne", "pu", "ra", "si", "to", "ve", "wen", "zu"};
  Generator generator(7);
  std::vector<std::string> words(20'000);
  for (std::string& word : words)
    for (std::int64_t i = 1 + generator.below(4); i > 0; --i)
      word += syllables[generator.below(11)];
  std::string text;
  while (text.size() < 1'000'000)
    text += words[static_cast<std::size_t>(generator.below(1 + generator.below(20'000)))] + ' ';
  return text;
}

int main() {
  const std::vector<std::string> corpus{invented_text()};
  std::printf("%zu bytes of text\n", corpus[0].size());
  for (const char* strategy : {"char", "bpe", "byte_bpe"}) {
    const auto begin = std::chrono::steady_clock::now();
    const auto tokenizer = create_tokenizer(strategy, 1256, corpus);
    const auto learned = std::chrono::steady_clock::now();
    const Ids ids = tokenizer->encode(corpus[0]);
    const auto end = std::chrono::steady_clock::now();
    const std::chrono::duration<double> learning = learned - begin, encoding = end - learned;
    std::printf(
        "  %-8s %5lld tokens known, %7zu in the text; learned in %.2f s, encoded in %.2f s\n",
        strategy,
        static_cast<long long>(tokenizer->vocab_size()),
        ids.size(),
        learning.count(),
        encoding.count());
  }
}
