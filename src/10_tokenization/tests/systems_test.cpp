#include <array>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <new>
#include <string>
#include <vector>

#include "tinytorch/10_systems.hpp"
#include "tinytorch/detail/bpe.hpp"
#include "tinytorch/tokenization.hpp"

#include "corpus.hpp"
#include "support/test.hpp"
#include "support/timing.hpp"

using namespace tinytorch;
using namespace tinytorch::test;
using namespace tinytorch::systems::m10;

namespace {

std::atomic<std::int64_t> g_allocations{0};  // calls of operator new

// Allocations while `run` runs.
template <class F>
std::int64_t allocations_of(F&& run) {
  const std::int64_t before = g_allocations;
  run();
  return g_allocations - before;
}

// `count` different keys of so many letters.
std::vector<std::string> keys(std::int64_t count, std::size_t letters) {
  std::vector<std::string> all;
  for (std::int64_t i = 0; i < count; ++i) {
    const std::string number = std::to_string(1000 + i);
    all.push_back(std::string(letters - number.size(), 'x') + number);
  }
  return all;
}

double tokens_per_text(const std::vector<std::string>& texts, const Tokenizer& tokenizer) {
  return analyze_tokenization(texts, tokenizer).avg_sequence_length;
}

}  // namespace

void* operator new(std::size_t bytes) {
  ++g_allocations;
  if (void* block = std::malloc(bytes)) return block;
  throw std::bad_alloc();
}
void operator delete(void* block) noexcept {
  std::free(block);
}
void operator delete(void* block, std::size_t) noexcept {
  std::free(block);
}

TT_CASE("10.S1/lookups",
        "searches with strings and with views allocate as predicted",
        .what = "100 searches for keys of 4 and of 40 letters, each cut out of a text",
        .why = "an encoder makes one search per character or more",
        .learn = "short strings live inside their object; views never own letters") {
  for (const std::size_t letters : {4u, 40u}) {
    detail::StringMap<int> table;
    for (const std::string& key : keys(100, letters)) table.emplace(key, 1);
    const std::vector<std::string> texts = keys(100, letters);
    std::int64_t found = 0;
    const std::int64_t with_strings = allocations_of([&] {
      for (const std::string_view part : texts) found += table.find(std::string(part))->second;
    });
    const std::int64_t with_views = allocations_of([&] {
      for (const std::string_view part : texts) found += table.find(part)->second;
    });
    CHECK(found == 200);
    const auto size = static_cast<std::int64_t>(letters);
    CHECK(allocations_with_strings(100, size) == with_strings);
    CHECK(allocations_with_views(100, size) == with_views);
  }
}

TT_CASE("10.S1/char-tokenizer",
        "CharTokenizer allocates less than once per ten characters",
        .what = "allocations while 10,000 characters are encoded",
        .why = "asking for memory takes longer than a search",
        .learn = "one list of ids, reserved once; characters are looked at where they stand") {
  std::string text;
  for (int i = 0; i < 5000; ++i) text += "a\u00E9";
  const CharTokenizer tokenizer(std::vector<std::string>{"a", "\u00E9"});
  std::size_t ids = 0;
  const std::int64_t allocations = allocations_of([&] { ids = tokenizer.encode(text).size(); });
  CHECK(ids == 10'000);
  CHECK(static_cast<double>(allocations) / 10'000 <= 0.1);
  CHECK(allocations_with_views(10'000, 1) == 0);
}

TT_CASE("10.S2/visits",
        "counting only what changed visits fewer pairs, as predicted, for the same merges",
        .what = "200 merges on TinyTalks, pairs counted; the first 10 in both ways",
        .why = "it decides whether training takes seconds or hours",
        .learn = "a merge touches few words; all others keep their counts") {
  const std::vector<std::string> texts = tiny_talks();
  const double predicted = recount_visits_per_incremental_visit();
  const Recount slow = recount(words_in(texts), 10);
  BPETokenizer tokenizer;
  tokenizer.train(texts, 1);  // the alphabet alone
  std::vector<detail::IdWord> words;
  for (const Word& word : words_in(texts)) {
    std::string text;
    for (const std::string& token : word.tokens) text += token;
    words.push_back({tokenizer.encode(text), word.count});
  }
  detail::PairTable pairs(std::move(words));
  std::vector<std::string> names = tokenizer.vocab();
  std::vector<TokenPair> merges;
  std::int64_t recounted = 0;
  while (merges.size() < 200) {
    for (const detail::IdWord& word : pairs.words())
      recounted += std::max<std::int64_t>(std::ssize(word.ids), 1) - 1;
    const auto [left, right] = pairs.most_frequent().value();
    merges.emplace_back(names[static_cast<std::size_t>(left)],
                        names[static_cast<std::size_t>(right)]);
    pairs.merge({left, right}, static_cast<std::int32_t>(names.size()));
    names.push_back(merges.back().first + merges.back().second);
    if (merges.size() == slow.merges.size()) {
      CHECK(merges == slow.merges);
      CHECK(recounted == slow.visits);
    }
  }
  const double measured = static_cast<double>(recounted) / static_cast<double>(pairs.visits());
  std::printf("  %lld pairs visited with recounting, %lld without: %.1f times as many\n",
              static_cast<long long>(recounted),
              static_cast<long long>(pairs.visits()),
              measured);
  CHECK(predicted > measured * 2 / 3);
  CHECK(predicted < measured * 4 / 3);
}

TT_CASE("10.S2/speed",
        "both ways are timed; the times decide nothing",
        .what = "10 merges on TinyTalks",
        .why = "visits are not all: the list of pairs is searched, too",
        .learn = "counts predict, clocks confirm") {
  const std::vector<std::string> texts = tiny_talks();
  BPETokenizer tokenizer;
  tokenizer.train(texts, 1);
  const std::int64_t alphabet = tokenizer.vocab_size();
  print_time("10 merges, recounting", time_of([&] { recount(words_in(texts), 10); }));
  print_time("10 merges, incremental", time_of([&] { tokenizer.train(texts, alphabet + 10); }));
  CHECK(tokenizer.merges().size() == 10);
  CHECK(recount_visits_per_incremental_visit() > 1);
}

TT_CASE("10.S3/table",
        "a larger vocabulary costs rows and saves tokens",
        .what = "tokens per text and bytes of the embedding for char, BPE 200 and BPE 1000",
        .why = "the vocabulary is chosen before anything is trained",
        .learn = "4 · 64 bytes for every entry, used or not") {
  const std::vector<std::string> texts = tiny_talks();
  std::printf("  %-9s %6s %15s %16s\n", "", "tokens", "tokens per text", "embedding bytes");
  for (const auto& [name, strategy, size] :
       {std::tuple{"char", "char", 1}, {"BPE 200", "bpe", 200}, {"BPE 1000", "bpe", 1000}}) {
    const auto tokenizer = create_tokenizer(strategy, size, texts);
    const std::vector<float> table(static_cast<std::size_t>(tokenizer->vocab_size() * 64));
    CHECK(embedding_bytes(tokenizer->vocab_size()) == std::ssize(table) * 4);
    std::printf("  %-9s %6lld %15.1f %16lld\n",
                name,
                static_cast<long long>(tokenizer->vocab_size()),
                tokens_per_text(texts, *tokenizer),
                static_cast<long long>(embedding_bytes(tokenizer->vocab_size())));
  }
}

TT_CASE("10.S3/crossing",
        "after the predicted number of texts, the larger vocabulary needs no more rows",
        .what = "rows of char against BPE 1000 on TinyTalks, and numbers by hand",
        .why = "a table pays only if enough text goes through it",
        .learn = "more entries divided by tokens saved per text, rounded up") {
  CHECK(texts_until_it_pays(10, 5, 30, 3) == 10);
  CHECK(texts_until_it_pays(10, 5, 31, 3) == 11);
  const std::vector<std::string> texts = tiny_talks();
  const auto characters = create_tokenizer("char", 1, texts),
             words = create_tokenizer("bpe", 1000, texts);
  const double few = tokens_per_text(texts, *words), many = tokens_per_text(texts, *characters);
  const auto rows = [](const Tokenizer& tokenizer, double tokens, std::int64_t n) {
    return static_cast<double>(tokenizer.vocab_size()) + tokens * static_cast<double>(n);
  };
  std::int64_t crossing = 0;
  while (rows(*words, few, crossing) > rows(*characters, many, crossing)) ++crossing;
  CHECK(texts_until_it_pays(characters->vocab_size(), many, words->vocab_size(), few) == crossing);
  std::printf("  BPE 1000 needs no more rows than char from %lld texts on\n",
              static_cast<long long>(crossing));
}
