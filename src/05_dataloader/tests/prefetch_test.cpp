#include <algorithm>
#include <cstdint>
#include <ctime>
#include <memory>

#include "tinytorch/data.hpp"

#include "sets.hpp"
#include "support/test.hpp"

using namespace tinytorch;
using namespace tinytorch::test;

TT_CASE("05.4/same-batches",
        "the number of workers changes nothing but the time",
        .what = "two shuffled epochs of random samples with 0, 1 and 3 workers",
        .why = "an experiment must be repeatable on another machine",
        .learn = "order and random numbers belong to the sample, not to the thread",
        .mistake = "W0012") {
  const auto set = std::make_shared<RandomSet>(23);
  DataLoader none(set, {.batch_size = 4, .shuffle = true, .seed = 1});
  DataLoader one(set, {.batch_size = 4, .shuffle = true, .seed = 1, .num_workers = 1});
  DataLoader three(set, {.batch_size = 4, .shuffle = true, .seed = 1, .num_workers = 3});
  const Floats first = collect(none), second = collect(none);
  CHECK(first != second);
  CHECK(collect(one) == first);
  CHECK(collect(one) == second);
  CHECK(collect(three) == first);
  CHECK(collect(three) == second);
}

TT_CASE("05.4/shuffled-orders",
        "workers keep the order of the epoch",
        .what = "seed 42 on 10 samples with 2 workers",
        .why = "training must not depend on who is faster",
        .learn = "batch b goes into place b of the queue") {
  DataLoader loader(numbered(10), {.batch_size = 2, .shuffle = true, .seed = 42, .num_workers = 2});
  CHECK(collect(loader, 1) == Floats{9, 3, 6, 4, 0, 7, 5, 2, 8, 1});
  CHECK(collect(loader, 1) == Floats{8, 2, 3, 5, 1, 4, 7, 0, 6, 9});
}

TT_CASE("05.4/slow-first-batch",
        "a batch that is ready early waits for its turn",
        .what = "sample 0 is not finished before sample 1 was begun by the other worker",
        .why = "the faster worker must not overtake",
        .learn = "the user waits for batch b, not for any batch") {
  const auto set = std::make_shared<WatchedSet>(8, [](const WatchedSet& watched, std::int64_t i) {
    if (i == 0) watched.wait_begun(3);
  });
  DataLoader loader(set, {.num_workers = 2, .prefetch_factor = 2});
  CHECK(collect(loader) == Floats{0, 1, 2, 3, 4, 5, 6, 7});
}

TT_CASE("05.4/ahead-but-bounded",
        "workers run ahead as far as the queue allows, and no further",
        .what = "samples begun while the first of 100 batches is in use, 2 workers × 3",
        .why = "an unbounded queue would fill the memory with the whole data set",
        .learn = "at most num_workers × prefetch_factor batches are begun and not yet taken") {
  const auto set = std::make_shared<WatchedSet>(100);
  DataLoader loader(set, {.num_workers = 2, .prefetch_factor = 3});
  auto it = loader.begin();
  CHECK(set->wait_begun(1 + 6));
  CHECK_FALSE(set->soon_begun(1 + 6 + 1));
  ++it;
  CHECK(set->wait_begun(2 + 6));
  CHECK_FALSE(set->soon_begun(2 + 6 + 1));
}

TT_CASE("05.4/short-and-dropped",
        "the last batch is the same with workers",
        .what = "5 samples in batches of 2, kept and dropped",
        .why = "workers must agree with the loader on what a batch is",
        .learn = "both use the same number of batches") {
  DataLoader kept(numbered(5), {.batch_size = 2, .num_workers = 2});
  DataLoader dropped(numbered(5), {.batch_size = 2, .drop_last = true, .num_workers = 2});
  CHECK(batch_sizes(kept) == Sizes{2, 2, 1});
  CHECK(batch_sizes(dropped) == Sizes{2, 2});
}

TT_CASE("05.4/more-workers-than-work",
        "workers without work end by themselves",
        .what = "4 workers for one batch and for none",
        .why = "small data sets are the first that people try",
        .learn = "a worker stops when every batch is claimed") {
  DataLoader one(numbered(2), {.batch_size = 2, .num_workers = 4});
  DataLoader none(numbered(0), {.num_workers = 4});
  CHECK(collect(one, 1) == Floats{0, 1});
  CHECK(batch_sizes(none).empty());
}

TT_CASE("05.4/error-at-its-batch",
        "what a worker throws arrives where its batch would be",
        .what = "six samples in batches of 2 with sample 3 broken, 2 workers",
        .why = "an exception in a thread that nobody catches ends the program",
        .learn = "catch it in the worker, hand it over, throw it again in next()") {
  DataLoader loader(std::make_shared<BrokenSet>(6, 3), {.batch_size = 2, .num_workers = 2});
  auto it = loader.begin();
  expect_near((*it)[0], {0, 1}, kExact);
  CHECK_THROWS_WITH(++it, "sample 3 is broken");
  ++it;
  expect_near((*it)[0], {4, 5}, kExact);
  CHECK(++it == loader.end());
}

TT_CASE("05.4/error-first",
        "an error in the first batch comes out of begin()",
        .what = "sample 0 broken, 1 worker",
        .why = "begin() fetches the first batch",
        .learn = "threads that were started are joined on the way out") {
  DataLoader loader(std::make_shared<BrokenSet>(6, 0), {.batch_size = 2, .num_workers = 1});
  CHECK_THROWS_WITH(loader.begin(), "sample 0 is broken");
}

TT_CASE("05.4/leaving-early",
        "leaving a pass abandons the batch in work",
        .what = "one worker in a batch of 50 slow samples while the iterator is destroyed",
        .why = "pressing Ctrl-C should not wait for a whole batch",
        .learn = "look at the stop flag between samples, not between batches") {
  const auto set = std::make_shared<WatchedSet>(100, [](const WatchedSet& watched, std::int64_t i) {
    if (i >= 50) watched.soon_begun(1000);  // never comes: takes 30 ms
  });
  DataLoader loader(set, {.batch_size = 50, .num_workers = 1});
  {
    const auto it = loader.begin();
    CHECK(set->wait_begun(51));
  }
  CHECK(set->begun() < 100);
}

TT_CASE("05.4/no-busy-waiting",
        "waiting costs no processor time",
        .what = "processor time while 2 workers face a full queue for 60 ms",
        .why = "a worker that asks again and again takes the core from training",
        .learn = "sleep on a condition variable until there is room") {
  const auto set = std::make_shared<WatchedSet>(100);
  DataLoader loader(set, {.num_workers = 2, .prefetch_factor = 2});
  const auto it = loader.begin();
  CHECK(set->wait_begun(1 + 4));
  const std::clock_t before = std::clock();
  CHECK_FALSE(set->soon_begun(1 + 4 + 1));
  CHECK_FALSE(set->soon_begun(1 + 4 + 1));
  const double used_ms = 1e3 * static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC;
  CHECK(used_ms < 5);
}
