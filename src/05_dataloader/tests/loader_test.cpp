#include <algorithm>
#include <memory>
#include <vector>

#include "tinytorch/data.hpp"

#include "sets.hpp"
#include "support/test.hpp"

using namespace tinytorch;
using namespace tinytorch::test;

TT_CASE("05.2/size",
        "the number of batches is rounded up, or down with drop_last",
        .what = "5 samples in batches of 2 and of 10",
        .why = "progress bars and schedules count batches",
        .learn = "⌈n/B⌉, or ⌊n/B⌋ if the short batch is dropped") {
  CHECK(DataLoader(numbered(5), {.batch_size = 2}).size() == 3);
  CHECK(DataLoader(numbered(5), {.batch_size = 2, .drop_last = true}).size() == 2);
  CHECK(DataLoader(numbered(4), {.batch_size = 2}).size() == 2);
  CHECK(DataLoader(numbered(5), {.batch_size = 10}).size() == 1);
  CHECK(DataLoader(numbered(5), {.batch_size = 10, .drop_last = true}).size() == 0);
}

TT_CASE("05.2/short-last-batch",
        "the last batch holds what is left",
        .what = "the batch sizes of 5 samples in batches of 2",
        .why = "dropping it unasked would leave samples unseen",
        .learn = "the last batch ends at the last sample") {
  DataLoader loader(numbered(5), {.batch_size = 2});
  CHECK(batch_sizes(loader) == Sizes{2, 2, 1});
}

TT_CASE("05.2/drop-last",
        "drop_last leaves the short batch out",
        .what = "5 samples in batches of 2 with drop_last",
        .why = "some layers need batches of one size",
        .learn = "only whole batches count") {
  DataLoader loader(numbered(5), {.batch_size = 2, .drop_last = true});
  CHECK(batch_sizes(loader) == Sizes{2, 2});
  CHECK(collect(loader, 1) == Floats{0, 1, 2, 3});
}

TT_CASE("05.2/in-order",
        "without shuffle samples come in their order, each pass",
        .what = "two passes over 5 samples",
        .why = "evaluation needs predictions in the order of the data",
        .learn = "0 … n-1") {
  DataLoader loader(numbered(5), {.batch_size = 2});
  CHECK(collect(loader, 1) == Floats{0, 1, 2, 3, 4});
  CHECK(collect(loader, 1) == Floats{0, 1, 2, 3, 4});
}

TT_CASE("05.2/shuffled-orders",
        "each epoch has an order of its own, given by the seed",
        .what = "three passes over 10 samples with seed 42",
        .why = "the same order each epoch lets the model learn the order",
        .learn = "epoch e shuffles 0 … n-1 with Generator(seed).fork(e)",
        .mistake = "W0501") {
  DataLoader loader(numbered(10), {.batch_size = 4, .shuffle = true, .seed = 42});
  CHECK(collect(loader, 1) == Floats{9, 3, 6, 4, 0, 7, 5, 2, 8, 1});
  CHECK(collect(loader, 1) == Floats{8, 2, 3, 5, 1, 4, 7, 0, 6, 9});
  CHECK(collect(loader, 1) == Floats{6, 8, 4, 7, 2, 9, 0, 5, 3, 1});
}

TT_CASE("05.2/set-epoch",
        "a pass can be repeated by its number",
        .what = "the pass after set_epoch(2), and the one after that",
        .why = "training resumed in epoch 2 must see what it would have seen",
        .learn = "the order depends on seed and epoch only",
        .mistake = "W0012") {
  DataLoader loader(numbered(10), {.shuffle = true, .seed = 42});
  loader.set_epoch(2);
  CHECK(collect(loader, 1) == Floats{6, 8, 4, 7, 2, 9, 0, 5, 3, 1});
  loader.set_epoch(1);
  CHECK(collect(loader, 1) == Floats{8, 2, 3, 5, 1, 4, 7, 0, 6, 9});
  CHECK(collect(loader, 1) == Floats{6, 8, 4, 7, 2, 9, 0, 5, 3, 1});
}

TT_CASE("05.2/each-sample-once",
        "a shuffled pass visits every sample exactly once",
        .what = "the sorted samples of one pass over 7",
        .why = "a sample that is never drawn is never learnt",
        .learn = "a shuffle rearranges; it neither adds nor loses") {
  DataLoader loader(numbered(7), {.batch_size = 3, .shuffle = true, .seed = 5});
  Floats seen = collect(loader, 1);
  std::sort(seen.begin(), seen.end());
  CHECK(seen == Floats{0, 1, 2, 3, 4, 5, 6});
}

TT_CASE("05.2/seed-of-its-own",
        "without a seed one is drawn from the default generator, once",
        .what = "a loader without seed against one with the first draw of seed 7",
        .why = "manual_seed must make the whole program repeatable",
        .learn = "draw 64 bits at the first begin() and keep them") {
  manual_seed(7);
  DataLoader loader(numbered(9), {.shuffle = true});
  DataLoader same(numbered(9), {.shuffle = true, .seed = 0xb358faf74ef9765aULL});
  CHECK(collect(loader, 1) == collect(same, 1));
  CHECK(collect(loader, 1) == collect(same, 1));
  Generator expected(7);
  expected.next_u64();
  CHECK(default_generator().next_u64() == expected.next_u64());
}

TT_CASE("05.2/sample-generators",
        "sample i of epoch e is drawn with a generator of its own",
        .what = "the random numbers that a set receives in epochs 0 and 1",
        .why = "random changes must not depend on the order or on threads",
        .learn = "Generator(seed).fork(e).fork(1 + i)") {
  DataLoader loader(std::make_shared<RandomSet>(2), {.seed = 42});
  const auto expected = [](std::uint64_t e, std::uint64_t i) {
    return Generator(42).fork(e).fork(1 + i).uniform();
  };
  CHECK(collect(loader) == Floats{expected(0, 0), expected(0, 1)});
  CHECK(collect(loader) == Floats{expected(1, 0), expected(1, 1)});
  DataLoader shuffled(std::make_shared<RandomSet>(10), {.shuffle = true, .seed = 42});
  CHECK(collect(shuffled)[0] == expected(0, 9));  // the order of epoch 0 begins 9, 3, 6
  CHECK(collect(shuffled)[2] == expected(1, 3));  // of epoch 1: 8, 2, 3
}

TT_CASE("05.2/settings",
        "settings that make no sense are refused",
        .what = "batch_size 0, negative workers, no prefetching, no data set",
        .why = "found now they cost a line, found later an evening",
        .learn = "check arguments before any side effect") {
  expect_error(504, ErrorKind::value, [] { DataLoader(numbered(5), {.batch_size = 0}); }, {"0"});
  expect_error(504, [] { DataLoader(numbered(5), {.batch_size = -3}); }, {"-3"});
  expect_error(515,
               ErrorKind::value,
               [] { DataLoader(numbered(5), {.num_workers = -1}); },
               {"num_workers is -1"});
  expect_error(
      515, [] { DataLoader(numbered(5), {.prefetch_factor = 0}); }, {"prefetch_factor is 0"});
  expect_error(501, [] { DataLoader(nullptr); }, {"null"});
  CHECK(DataLoader(numbered(5), {.batch_size = 4}).size() == 2);
}

TT_CASE("05.3/batch-axis",
        "a batch has one more axis in front",
        .what = "samples of shapes (2) and () in a batch of 3",
        .why = "layers compute on many samples at once",
        .learn = "(…) of a sample becomes (B, …)") {
  DataLoader loader(numbered(3), {.batch_size = 3});
  const Batch batch = *loader.begin();
  REQUIRE(batch.size() == 2);
  CHECK(batch[0].shape() == Shape{3, 2});
  expect_near(batch[0], {0, 0, 1, 10, 2, 20}, kExact);
  CHECK(batch[1].shape() == Shape{3});
  expect_near(batch[1], {0, 1, 2}, kExact);
}

TT_CASE("05.3/labels-stay-with-images",
        "all fields of a batch have the same order",
        .what = "images and labels of a shuffled pass",
        .why = "labels in another order turn learning into guessing",
        .learn = "draw whole samples, then put the fields together") {
  DataLoader loader(numbered(6), {.batch_size = 6, .shuffle = true, .seed = 3});
  const Batch batch = *loader.begin();
  expect_near(batch[0].select(1, 0), batch[1], kExact);
  expect_near(batch[0].select(1, 1), batch[1] * 10.f, kExact);
}

TT_CASE("05.3/fresh-memory",
        "a batch is the reader's own",
        .what = "writing to a batch, and keeping one while the pass goes on",
        .why = "a batch that changed later would falsify what was saved from it",
        .learn = "copy the samples into a new tensor per batch") {
  const auto set = numbered(2);
  DataLoader loader(set, {});
  auto it = loader.begin();
  const Tensor kept = (*it)[0];
  Tensor changed = kept;
  changed.fill_(99);
  ++it;
  expect_near((*set)[0].at(0), {0, 0}, kExact);
  expect_near(kept, {99, 99}, kExact);
  expect_near((*it)[0], {1, 10}, kExact);
}

TT_CASE("05.3/one-batch-alive",
        "the memory of a batch is free before the next one is made",
        .what = "peak of memory during ++ when nobody keeps the batch",
        .why = "two batches of images at a time may not fit",
        .learn = "let go of the old batch first") {
  DataLoader loader(numbered(64), {.batch_size = 32});
  auto it = loader.begin();
  const std::int64_t held = memory_stats().current_bytes;
  reset_peak_memory();
  ++it;
  CHECK(memory_stats().peak_bytes == held);
}

TT_CASE("05.3/strided-samples",
        "samples that are views are copied element by element",
        .what = "rows of a transposed tensor",
        .why = "a view's elements do not lie side by side in memory",
        .learn = "make each sample contiguous before copying memory",
        .mistake = "W0502") {
  const Tensor columns = tensor({{1, 2, 3}, {4, 5, 6}}).transpose();
  DataLoader loader(std::make_shared<TensorDataset>(std::vector<Tensor>{columns}),
                    {.batch_size = 3});
  expect_near((*loader.begin())[0], tensor({{1, 4}, {2, 5}, {3, 6}}), kExact);
}

TT_CASE("05.3/nothing-to-load",
        "a pass over nothing has no batch",
        .what = "an empty set, and one smaller than a dropped batch",
        .why = "loops must run zero times, not once",
        .learn = "compare with the end before the first batch is made") {
  DataLoader empty(numbered(0), {}), one(numbered(1), {});
  DataLoader dropped(numbered(3), {.batch_size = 4, .drop_last = true});
  CHECK(batch_sizes(empty).empty());
  CHECK(batch_sizes(dropped).empty());
  CHECK(empty.begin() == empty.end());
  CHECK(batch_sizes(one).size() == 1);
}

namespace {

// Sample 1 differs from sample 0.
class UnevenSet : public Dataset {
 public:
  UnevenSet(Sample first, Sample second) : samples_{std::move(first), std::move(second)} {}
  std::int64_t size() const override { return 2; }
  Sample get(std::int64_t i) const override { return samples_[static_cast<std::size_t>(i)]; }

 private:
  std::vector<Sample> samples_;
};

DataLoader uneven(Sample first, Sample second, int num_workers = 0) {
  return DataLoader(std::make_shared<UnevenSet>(std::move(first), std::move(second)),
                    {.batch_size = 2, .num_workers = num_workers});
}

}  // namespace

TT_CASE("05.3/unlike-samples",
        "samples that do not fit together are refused",
        .what = "other shapes, other numbers of fields, no fields",
        .why = "images of several sizes must be cropped first",
        .learn = "compare every sample with the first of the batch") {
  const Tensor two = tensor({1, 2}), three = tensor({1, 2, 3});
  expect_error(
      505, ErrorKind::shape, [&] { uneven({two}, {three}).begin(); }, {"field 0 is (2)", "(3)"});
  expect_error(505, [&] { uneven({two, two}, {two, three}).begin(); }, {"field 1 is (2)", "(3)"});
  expect_error(505, [&] { uneven({two, two}, {two}).begin(); }, {"has 2", "has 1"});
  expect_error(505, [&] { uneven({}, {}).begin(); }, {"sample 0"});
  expect_error(505, [&] { uneven({two}, {three}, 1).begin(); }, {"(3)"});
  CHECK((*uneven({two}, {two}).begin())[0].shape() == Shape{2, 2});
}

TT_CASE("05.3/error-at-its-batch",
        "an error of a sample arrives where its batch would be",
        .what = "six samples in batches of 2 with sample 3 broken",
        .why = "good batches before it must not be lost",
        .learn = "batch 0 is delivered, batch 1 throws, batch 2 follows") {
  DataLoader loader(std::make_shared<BrokenSet>(6, 3), {.batch_size = 2});
  auto it = loader.begin();
  expect_near((*it)[0], {0, 1}, kExact);
  CHECK_THROWS_WITH(++it, "sample 3 is broken");
  ++it;
  expect_near((*it)[0], {4, 5}, kExact);
  CHECK(++it == loader.end());
}

TT_CASE("05.3/two-iterators",
        "two passes at once do not disturb each other",
        .what = "two iterators of one shuffled loader",
        .why = "a notebook peeks at a batch while training runs",
        .learn = "an iterator holds all that its pass needs") {
  DataLoader loader(numbered(10), {.shuffle = true, .seed = 42});
  auto first = loader.begin(), second = loader.begin();
  ++first;
  expect_near((*first)[1], {3}, kExact);
  expect_near((*second)[1], {8}, kExact);
  ++second;
  expect_near((*second)[1], {2}, kExact);
}

TT_CASE("05.3/iterator-outlives-loader",
        "an iterator goes on when its loader is gone",
        .what = "a pass finished after the loader was destroyed, and moved in between",
        .why = "an iterator handed to a function must be safe",
        .learn = "share the data set, keep no pointer to the loader") {
  auto loader = std::make_unique<DataLoader>(numbered(3), DataLoaderOptions{});
  auto it = loader->begin();
  loader.reset();
  auto moved = std::move(it);
  ++moved;
  ++moved;
  expect_near((*moved)[1], {2}, kExact);
  CHECK(++moved == DataLoader::Sentinel{});
}
