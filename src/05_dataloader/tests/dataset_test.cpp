#include <algorithm>
#include <memory>
#include <vector>

#include "tinytorch/data.hpp"

#include "sets.hpp"
#include "support/test.hpp"

using namespace tinytorch;
using namespace tinytorch::test;

TT_CASE("05.1/row-per-sample",
        "sample i is row i of every tensor",
        .what = "the second of three samples made of images (3, 2) and labels (3)",
        .why = "an image must never meet the label of another one",
        .learn = "take position i along axis 0 of each tensor") {
  const TensorDataset set({tensor({{1, 2}, {3, 4}, {5, 6}}), tensor({7, 8, 9})});
  const Sample sample = set[1];
  REQUIRE(set.size() == 3);
  REQUIRE(sample.size() == 2);
  CHECK(sample[0].shape() == Shape{2});
  expect_near(sample[0], {3, 4}, kExact);
  CHECK(sample[1].shape() == Shape{});
  expect_near(sample[1], {8}, kExact);
}

TT_CASE("05.1/rows-are-views",
        "taking a sample copies no values",
        .what = "the memory behind a sample and the bytes allocated for it",
        .why = "a data set of gigabytes cannot afford copies",
        .learn = "select gives a view on the same storage") {
  const Tensor images = Tensor::ones({4, 3});
  const TensorDataset set({images});
  const auto before = memory_stats().total_bytes;
  const Sample sample = set[2];
  CHECK(memory_stats().total_bytes == before);
  CHECK(sample.at(0).shares_storage(images));
}

TT_CASE("05.1/negative-index",
        "negative positions count from the end",
        .what = "positions -1 and -3 of three samples",
        .why = "set[-1] is how one looks at the last sample",
        .learn = "position i below 0 means size + i") {
  const TensorDataset set({tensor({7, 8, 9})});
  expect_near(set[-1].at(0), {9}, kExact);
  expect_near(set[-3].at(0), {7}, kExact);
  expect_near(set[-2].at(0), set[1].at(0), kExact);
}

TT_CASE("05.1/index-out-of-range",
        "a position that does not exist is refused",
        .what = "positions 3 and -4 of three samples",
        .why = "a position that wraps twice hides a mistake in the caller",
        .learn = "valid are -n to n-1, nothing else") {
  const TensorDataset set({tensor({7, 8, 9})});
  expect_error(503, ErrorKind::index, [&] { set[3]; }, {"3 samples", "-3", "2"});
  expect_error(503, [&] { set[-4]; }, {"-3"});
  expect_error(503, [&] { set.get(3); }, {"3 samples"});
  expect_near(set[2].at(0), {9}, kExact);
}

TT_CASE("05.1/one-tensor",
        "data without labels is a data set too",
        .what = "a set of one tensor",
        .why = "autoencoders and language models have no separate labels",
        .learn = "the number of fields is the number of tensors") {
  const TensorDataset set({tensor({{1, 2}, {3, 4}})});
  CHECK(set[0].size() == 1);
  expect_near(set[0].at(0), {1, 2}, kExact);
}

TT_CASE("05.1/empty-set",
        "a set of no samples has no valid position",
        .what = "a tensor of shape (0, 2)",
        .why = "a filter may leave nothing over",
        .learn = "size 0 is legal; every position is out of range") {
  const TensorDataset set({Tensor::zeros({0, 2})});
  CHECK(set.size() == 0);
  expect_error(503, [&] { set[0]; }, {"0 samples"});
  expect_error(503, [&] { set[-1]; }, {"0 samples"});
  CHECK(TensorDataset({Tensor::zeros({1, 2})})[0].size() == 1);
}

TT_CASE("05.1/strided-rows",
        "rows of a transposed view are read through its strides",
        .what = "a (2, 3) tensor seen as (3, 2)",
        .why = "a data set may be cut out of another tensor without a copy",
        .learn = "never assume that rows lie side by side in memory") {
  const TensorDataset set({tensor({{1, 2, 3}, {4, 5, 6}}).transpose()});
  REQUIRE(set.size() == 3);
  expect_near(set[1].at(0), {2, 5}, kExact);
}

TT_CASE("05.1/no-tensors",
        "a set without tensors is refused",
        .what = "an empty list of tensors",
        .why = "it has neither size nor samples",
        .learn = "check what you are given before you keep it") {
  expect_error(501, ErrorKind::value, [] { TensorDataset({}); }, {"0 tensors"});
  CHECK(TensorDataset({tensor({7, 8})})[1].size() == 1);
}

TT_CASE("05.1/first-sizes-differ",
        "tensors with different numbers of rows are refused",
        .what = "3 images with 4 labels, and a tensor without axes",
        .why = "one of the labels would belong to nothing",
        .learn = "all first sizes must be equal; the message names the tensor") {
  const Tensor three = Tensor::zeros({3, 2}), four = Tensor::zeros({4});
  expect_error(502,
               ErrorKind::shape,
               [&] {
                 TensorDataset({three, three, four});
               },
               {"tensor 2 is (4)", "(3, 2)"});
  expect_error(502, [] { TensorDataset({tensor(1)}); }, {"()"});
  CHECK(TensorDataset({three, three})[0].size() == 2);
}

TT_CASE("05.1/own-set",
        "a data set of one's own gets checked positions for free",
        .what = "operator[] of a class that only defines size and get",
        .why = "new kinds of data are new classes",
        .learn = "operator[] checks and counts from the end, then calls get") {
  const RandomSet set(3);
  expect_near(set[-1].at(0), {2}, kExact);
  expect_error(503, [&] { set[-4]; }, {"3 samples"});
}

TT_CASE("05.7/subset-picks",
        "a subset holds the chosen samples in the chosen order",
        .what = "positions 4, 0, 4 and -1 of five samples",
        .why = "splits and balanced choices are subsets",
        .learn = "keep positions, not copies of the data") {
  const Subset set(numbered(5), {4, 0, 4, -1});
  CHECK(set.size() == 4);
  expect_near(set[0].at(1), {4}, kExact);
  expect_near(set[1].at(1), {0}, kExact);
  expect_near(set[2].at(1), {4}, kExact);
  expect_near(set[3].at(0), {4, 40}, kExact);
}

TT_CASE("05.7/subset-passes-the-generator",
        "a subset draws with the generator it is given",
        .what = "draw of a subset of a random set, and of the numbered samples",
        .why = "else random changes would depend on the thread",
        .learn = "draw calls draw, get calls get") {
  const Subset set(std::make_shared<RandomSet>(5), {3});
  Generator generator(42), same(42);
  expect_near(set.draw(0, generator).at(0), {same.uniform()}, kExact);
  expect_near(set.get(0).at(0), {3}, kExact);
  expect_near(Subset(numbered(5), {3}).draw(0, generator).at(1), {3}, kExact);
}

TT_CASE("05.7/subset-errors",
        "a subset refuses positions that do not exist",
        .what = "position 5 of five samples, position 1 of one, and no data set",
        .why = "the mistake should show when the subset is made, not in the third epoch",
        .learn = "check positions in the constructor") {
  expect_error(503, [] { Subset(numbered(5), {0, 5}); }, {"5 samples"});
  expect_error(503, [] { Subset(numbered(5), {2})[1]; }, {"1 samples"});
  expect_error(501, [] { Subset(nullptr, {}); }, {"null"});
  expect_near(Subset(numbered(5), {4})[0].at(1), {4}, kExact);
}

TT_CASE("05.7/split-of-ten",
        "a split deals out one shuffle of all samples",
        .what = "10 samples in parts of 7 and 3 with seed 42",
        .why = "the same seed must give the same test set on every machine",
        .learn = "shuffle 0 … n-1 once, then cut") {
  const auto parts = random_split(numbered(10), {7, 3}, 42);
  REQUIRE(parts.size() == 2);
  CHECK(parts[0].indices() == Sizes{7, 3, 8, 9, 5, 6, 4});
  CHECK(parts[1].indices() == Sizes{1, 0, 2});
}

TT_CASE("05.7/split-covers",
        "every sample is in exactly one part",
        .what = "the sorted positions of all parts together",
        .why = "a sample in two parts means testing on training data",
        .learn = "parts are neighbouring pieces of one order") {
  Sizes all;
  for (const Subset& part : random_split(numbered(6), {2, 0, 3, 1}, 9)) {
    all.insert(all.end(), part.indices().begin(), part.indices().end());
  }
  std::sort(all.begin(), all.end());
  CHECK(all == Sizes{0, 1, 2, 3, 4, 5});
}

TT_CASE("05.7/split-lengths",
        "lengths that do not add up are refused",
        .what = "too long, too short, negative and missing lengths for 5 samples",
        .why = "a silent remainder would be data lost",
        .learn = "the lengths must be 0 or more and sum to the size") {
  expect_error(509, ErrorKind::value, [] { random_split(numbered(5), {3, 3}, 1); }, {"3 + 3", "5"});
  expect_error(509, [] { random_split(numbered(5), {3, 1}, 1); }, {"3 + 1", "5"});
  expect_error(509, [] { random_split(numbered(5), {6, -1}, 1); }, {"6 + -1"});
  expect_error(509, [] { random_split(numbered(5), {}, 1); }, {"none"});
  expect_error(501, [] { random_split(nullptr, {}, 1); }, {"null"});
  CHECK(random_split(numbered(5), {3, 2}, 1).size() == 2);
}
