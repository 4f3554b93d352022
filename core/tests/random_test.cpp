// Golden values: splitmix64 and xoshiro256** as published by their authors; the others were
// confirmed by a second implementation in Python, whose floats are the same doubles.
#include "tinytorch/random.hpp"

#include <algorithm>
#include <bit>
#include <numeric>
#include <vector>

#include "support/test.hpp"

using namespace tinytorch;

namespace {

std::vector<std::int64_t> shuffled(std::uint64_t seed, std::int64_t n) {
  std::vector<std::int64_t> values(static_cast<std::size_t>(n));
  std::iota(values.begin(), values.end(), 0);
  Generator(seed).shuffle(values);
  return values;
}

}  // namespace

TT_CASE("00.random/splitmix64",
        "splitmix64 agrees with its published values",
        .what = "two steps from 1234567",
        .why = "seeds are spread over the engine's state by it",
        .learn = "a golden value pins an algorithm for ever") {
  std::uint64_t state = 1234567;
  CHECK(splitmix64(state) == 6457827717110365317u);
  CHECK(splitmix64(state) == 3203168211198807973u);
}

TT_CASE("00.random/xoshiro",
        "the engine agrees with its published values",
        .what = "four draws from the state 1, 2, 3, 4",
        .why = "every draw in the framework comes from here",
        .learn = "setting the state replays a generator exactly") {
  Generator generator(0);
  generator.set_state({.seed = 0, .words = {1, 2, 3, 4}, .kept = 0, .has_kept = false});
  CHECK(generator.next_u64() == 11520);
  CHECK(generator.next_u64() == 0);
  CHECK(generator.next_u64() == 1509978240);
  CHECK(generator.next_u64() == 1215971899390074240);
}

TT_CASE("00.random/first-draws",
        "the first draws of seeds 7 and 42 never change",
        .what = "the first 64 bits after seeding",
        .why = "results in lessons and milestones name these seeds",
        .learn = "the same seed gives the same numbers on every machine") {
  CHECK(Generator(7).next_u64() == 0xb358faf74ef9765au);
  CHECK(Generator(42).next_u64() == 0x15780b2e0c2ec716u);
}

TT_CASE("00.random/uniform-golden",
        "uniform takes the top 24 bits of a draw",
        .what = "four uniforms of seed 7",
        .why = "a float holds 24 bits; the low bits of an engine are its weakest",
        .learn = "divide whole bits by a power of two and no rounding happens") {
  Generator generator(7);
  expect_near(generator.uniform(), 0.70057642, {.atol = 5e-9});
  expect_near(generator.uniform(), 0.27875119, {.atol = 5e-9});
  expect_near(generator.uniform(), 0.83962744, {.atol = 5e-9});
  expect_near(generator.uniform(), 0.98109770, {.atol = 5e-9});
}

TT_CASE("00.random/uniform-range",
        "uniform lies in [0, 1) and covers it evenly",
        .what = "100,000 draws, counted in ten bins",
        .why = "a one would break logarithms and index arithmetic",
        .learn = "half open ranges join without gap or overlap") {
  Generator generator(1);
  std::array<int, 10> bins{};
  bool inside = true;
  for (int i = 0; i < 100000; ++i) {
    const float u = generator.uniform();
    inside = inside && u >= 0 && u < 1;
    if (inside) ++bins[static_cast<std::size_t>(u * 10)];
  }
  CHECK(inside);
  CHECK(*std::ranges::min_element(bins) > 9500);
  CHECK(*std::ranges::max_element(bins) < 10500);
}

TT_CASE("00.random/uniform-between",
        "uniform(lo, hi) stretches one draw",
        .what = "a draw between -2 and 6 beside the plain draw",
        .why = "weights are initialised in such ranges",
        .learn = "one call takes one draw, whatever the range") {
  Generator a(3), b(3);
  const float u = a.uniform();
  expect_near(b.uniform(-2, 6), -2 + 8 * u, kExact);
  CHECK(a.state() == b.state());
}

TT_CASE("00.random/uniform-double",
        "uniform_double takes the top 53 bits of a draw",
        .what = "a double beside the bits that it came from",
        .why = "the normal distribution is built on it",
        .learn = "53 bits are what a double can hold exactly") {
  Generator a(7), b(7);
  expect_near(
      a.uniform_double(), static_cast<double>(b.next_u64() >> 11) / 9007199254740992.0, kExact);
}

TT_CASE("00.random/normal-golden",
        "normals are the same on every platform, to the last bit",
        .what = "four normals of seed 7",
        .why = "weights start from them; libraries differ in their logarithms",
        .learn = "only + − × ÷ √ are exact everywhere") {
  Generator generator(7);
  expect_near(generator.normal(), 0.9643618527255183, kExact);
  expect_near(generator.normal(), -1.0637531974798473, kExact);
  expect_near(generator.normal(), -0.3039301238656567, kExact);
  expect_near(generator.normal(), -1.0989693210013467, kExact);
}

TT_CASE("00.random/normal-hash",
        "a thousand normals, rounded to float, have the stored fingerprint",
        .what = "a hash over the bits of the first 1,000 normals of seed 7",
        .why = "a difference in one of them would show up in every training run",
        .learn = "a hash checks many values at the price of one") {
  Generator generator(7);
  std::uint64_t hash = 0;
  for (int i = 0; i < 1000; ++i) {
    hash = hash * 1099511628211u ^
           std::bit_cast<std::uint32_t>(static_cast<float>(generator.normal()));
  }
  CHECK(hash == 0x5f6ef730a17e2374u);
}

TT_CASE("00.random/normal-moments",
        "normals have mean 0, variance 1 and the right share beyond 2",
        .what = "200,000 normals",
        .why = "initial weights of another spread make networks explode or die",
        .learn = "check a distribution by more than its mean") {
  Generator generator(11);
  double sum = 0, squares = 0;
  int beyond = 0;
  for (int i = 0; i < 200000; ++i) {
    const double z = generator.normal();
    sum += z;
    squares += z * z;
    beyond += z > 2 || z < -2;
  }
  expect_near(sum / 200000, 0, {.atol = 0.01});
  expect_near(squares / 200000, 1, {.atol = 0.02});
  expect_near(beyond / 200000.0, 0.0455, {.atol = 0.002});
}

TT_CASE("00.random/below-golden",
        "below gives the stored sequence",
        .what = "ten draws below 6 of seed 42",
        .why = "shuffles and samplers are built on it",
        .learn = "the same seed replays the same choices") {
  Generator generator(42);
  std::vector<std::int64_t> drawn(10);
  for (std::int64_t& one : drawn) one = generator.below(6);
  CHECK(drawn == std::vector<std::int64_t>{0, 0, 5, 5, 4, 0, 4, 3, 4, 5});
}

TT_CASE("00.random/below-unbiased",
        "below favours no number, even for a huge range",
        .what = "draws below 3·2^61, where a plain remainder would double the low numbers",
        .why = "a biased shuffle shows some examples more often than others",
        .learn = "refuse the draws that do not divide evenly") {
  Generator generator(5);
  const std::int64_t n = std::int64_t{3} << 61;
  const std::int64_t third = std::int64_t{1} << 61;
  int low = 0;
  for (int i = 0; i < 30000; ++i) low += generator.below(n) < third;
  expect_near(low / 30000.0, 1 / 3.0, {.atol = 0.01});
}

TT_CASE("00.random/below-edges",
        "below 1 is always 0 and a power of two refuses no draw",
        .what = "ranges of 1 and 2^62",
        .why = "the count of refused draws is 2^64 mod n, here 0",
        .learn = "test the ends of a range") {
  Generator a(9), b(9);
  CHECK(a.below(1) == 0);
  CHECK(a.below(std::int64_t{1} << 62) < (std::int64_t{1} << 62));
  b.next_u64();
  b.next_u64();
  CHECK(a.state() == b.state());
}

TT_CASE("00.random/below-error",
        "below refuses an empty range",
        .what = "below(0) and below(-3)",
        .why = "an empty data set leads here",
        .learn = "error 7 names the range") {
  Generator generator(1);
  expect_error(7, ErrorKind::value, [&] { generator.below(0); }, {"n is 0"});
  expect_error(7, ErrorKind::value, [&] { generator.below(-3); }, {"n is -3"});
}

TT_CASE("00.random/shuffle-golden",
        "shuffles of 0 to 9 are the stored ones",
        .what = "seeds 7 and 42",
        .why = "the order of training examples depends on it",
        .learn = "Fisher and Yates walk from the end") {
  CHECK(shuffled(7, 10) == std::vector<std::int64_t>{8, 3, 9, 0, 7, 2, 1, 6, 5, 4});
  CHECK(shuffled(42, 10) == std::vector<std::int64_t>{7, 3, 8, 9, 5, 6, 4, 1, 0, 2});
}

TT_CASE("00.random/shuffle-edges",
        "a shuffle keeps every value, also of none and of one",
        .what = "0, 1 and 1,000 values",
        .why = "a lost index is a lost training example",
        .learn = "a shuffle is a permutation") {
  CHECK(shuffled(1, 0).empty());
  CHECK(shuffled(1, 1) == std::vector<std::int64_t>{0});
  std::vector<std::int64_t> values = shuffled(1, 1000);
  CHECK(!std::ranges::is_sorted(values));
  std::ranges::sort(values);
  CHECK(std::ranges::adjacent_find(values) == values.end());
  CHECK(values.front() == 0);
  CHECK(values.back() == 999);
}

TT_CASE("00.random/fork-golden",
        "forks start where the stored values say",
        .what = "forks 0 and 1 of seed 42",
        .why = "each worker gets its own stream",
        .learn = "a fork depends on seed and number alone") {
  const Generator generator(42);
  CHECK(generator.fork(0).next_u64() == 0x19e479e2aaa77bfbu);
  CHECK(generator.fork(1).next_u64() == 0xe57bb14f3a75feedu);
}

TT_CASE("00.random/fork-independent",
        "a fork neither moves its parent nor depends on what the parent drew",
        .what = "forking before and after ten draws",
        .why = "else the number of workers would change the results",
        .learn = "derive streams from the seed, not from the state") {
  Generator generator(8);
  const std::uint64_t early = generator.fork(3).next_u64();
  for (int i = 0; i < 10; ++i) generator.next_u64();
  const Generator::State before = generator.state();
  CHECK(generator.fork(3).next_u64() == early);
  CHECK(generator.state() == before);
}

TT_CASE("00.random/state-round-trip",
        "a stored state continues exactly, the kept normal included",
        .what = "saving after one normal, so that the second is kept",
        .why = "resumed training must equal uninterrupted training",
        .learn = "state is everything that the next call depends on") {
  Generator a(5);
  a.normal();
  Generator b(99);
  b.set_state(a.state());
  expect_near(b.normal(), a.normal(), kExact);
  CHECK(b.next_u64() == a.next_u64());
}

TT_CASE("00.random/state-error",
        "a state of zeros is refused and changes nothing",
        .what = "set_state with four zero words",
        .why = "a damaged checkpoint would draw zeros for ever",
        .learn = "check a state before you take it over") {
  Generator generator(5);
  const Generator::State before = generator.state();
  expect_error(7, ErrorKind::value, [&] { generator.set_state({}); }, {"words are 0"});
  CHECK(generator.state() == before);
}

TT_CASE("00.random/manual-seed",
        "manual_seed restarts the default generator",
        .what = "two draws after the same seed",
        .why = "one line at the top makes a program reproducible",
        .learn = "reset the seed, not the generator object") {
  const Generator::State before = default_generator().state();
  manual_seed(42);
  CHECK(default_generator().next_u64() == 0x15780b2e0c2ec716u);
  manual_seed(7);
  CHECK(default_generator().next_u64() == 0xb358faf74ef9765au);
  default_generator().set_state(before);
}
