// Module 01, part tensor: named factories (01.2).
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "tinytorch/tensor.hpp"

#include "layouts.hpp"
#include "support/test.hpp"

using namespace tinytorch;
using test::transposed;

namespace {

constexpr float kInf = std::numeric_limits<float>::infinity();
constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
using Floats = std::vector<float>;

}  // namespace

// ---- 01.2: factories ----

TT_CASE("01.2/fill-factories",
        "zeros, ones and full hold one value everywhere",
        .what = "zeros(2, 3, 4), ones(2), full((2, 2), 2.5)",
        .why = "results and parameters begin this way",
        .learn = "a new tensor is dense and starts at offset 0") {
  const Tensor z = Tensor::zeros({2, 3, 4});
  CHECK(z.strides() == Shape{12, 4, 1});
  CHECK(z.storage_offset() == 0);
  CHECK(z.to_vector() == Floats(24, 0.0f));
  expect_near(Tensor::ones({2}), {1, 1}, kExact);
  expect_near(Tensor::full({2, 2}, 2.5f), {2.5f, 2.5f, 2.5f, 2.5f}, kExact);
}

TT_CASE("01.2/fill-recycled",
        "zeros are zeros also in memory that was used before",
        .what = "zeros after a tensor of the same size was filled and dropped",
        .why = "freed memory is reused and still holds old values",
        .learn = "empty() promises nothing about its values, zeros() does") {
  (void)Tensor::full({64}, 7.0f);
  CHECK(Tensor::zeros({64}).to_vector() == Floats(64, 0.0f));
}

TT_CASE("01.2/fill-edges",
        "factories make numbers and empty tensors",
        .what = "ones of (), zeros of (0, 3), zeros_like and ones_like",
        .why = "loops over batches meet empty ones",
        .learn = "numel of () is 1, of (0, 3) it is 0") {
  CHECK(Tensor::ones({}).item() == 1.0f);
  CHECK(Tensor::zeros({0, 3}).numel() == 0);
  CHECK(Tensor::zeros({0, 3}).to_vector().empty());
  expect_near(Tensor::ones_like(tensor({{5, 6}})), tensor({{1, 1}}), kExact);
  expect_near(Tensor::zeros_like(tensor({{5, 6}})), tensor({{0, 0}}), kExact);
}

TT_CASE("01.2/factory-too-large",
        "impossible sizes are refused before memory is touched",
        .what = "zeros with a negative size, with 2^62 elements, and with 2^50",
        .why = "4 bytes an element must fit, too",
        .learn = "118 is about the shape, 4 about memory") {
  const std::int64_t one = 1;
  expect_error(118, [] { (void)Tensor::zeros({2, -1}); }, {"(2, -1)"});
  expect_error(118, [=] { (void)Tensor::zeros({one << 62}); }, {"4611686018427387904"});
  expect_error(4, [=] { (void)Tensor::zeros({one << 50}); }, {"4503599627370496"});
  CHECK(Tensor::zeros({1}).item() == 0.0f);
}

TT_CASE("01.2/eye",
        "eye has ones on the diagonal",
        .what = "eye(3), eye(1), eye(0)",
        .why = "the identity is the first test of every matrix product",
        .learn = "element (i, i) stands at i · (n + 1)") {
  expect_near(Tensor::eye(3), tensor({{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}), kExact);
  expect_near(Tensor::eye(1), tensor({{1}}), kExact);
  CHECK(Tensor::eye(0).shape() == Shape{0, 0});
}

TT_CASE("01.2/arange",
        "arange counts from start, never reaching end",
        .what = "arange with whole, fractional and negative steps",
        .why = "positions and ids are made this way",
        .learn = "end is excluded, as in Python's range") {
  expect_near(Tensor::arange(0, 5), {0, 1, 2, 3, 4}, kExact);
  expect_near(Tensor::arange(1, 2, 0.25f), {1, 1.25f, 1.5f, 1.75f}, kExact);
  expect_near(Tensor::arange(0, 1, 0.4f), {0, 0.4f, 0.8f}, kArith);
  expect_near(Tensor::arange(3, 0, -1), {3, 2, 1}, kExact);
  CHECK(Tensor::arange(2, 2).shape() == Shape{0});
}

TT_CASE("01.2/arange-long",
        "arange multiplies instead of adding up its step",
        .what = "the last of 10,001 values with step 0.1",
        .why = "an error of one rounding grows with every addition",
        .learn = "compute start + i · step from i each time") {
  const Tensor x = Tensor::arange(0, 1000.05f, 0.1f);
  CHECK(x.numel() == 10001);
  CHECK(std::abs(x.at({10000}) - 1000.0f) < 1e-3f);
}

TT_CASE("01.2/arange-errors",
        "a step that never arrives is refused",
        .what = "arange with step 0, the wrong sign, or values that are not finite",
        .why = "the loop would not end",
        .learn = "the sign of the step points from start to end") {
  expect_error(117, [] { (void)Tensor::arange(0, 5, 0); }, {"step 0"});
  expect_error(117, [] { (void)Tensor::arange(0, 5, -1); }, {"start 0", "end 5", "step -1"});
  expect_error(117, [] { (void)Tensor::arange(5, 0); }, {"start 5", "end 0"});
  expect_error(117, [] { (void)Tensor::arange(0, kInf); }, {"inf"});
  expect_error(117, [] { (void)Tensor::arange(0, 5, kNan); }, {"nan"});
  expect_near(Tensor::arange(0, -2, -1), {0, -1}, kExact);
}

TT_CASE("01.2/arange-too-long",
        "a range with more values than memory is refused",
        .what = "arange(0, 1e30)",
        .why = "the count does not fit an integer",
        .learn = "check a floating-point count before turning it into a size") {
  expect_error(118, [] { (void)Tensor::arange(0, 1e30f); }, {"step 1"});
  expect_near(Tensor::arange(0, 1e30f, 9e29f), {0, 9e29f}, kExact);
}

TT_CASE("01.2/linspace",
        "linspace includes both ends",
        .what = "linspace with 5, 2, 1 and 0 steps, and downwards",
        .why = "plots and schedules need both ends",
        .learn = "n values have n - 1 gaps") {
  expect_near(Tensor::linspace(0, 1, 5), {0, 0.25f, 0.5f, 0.75f, 1}, kExact);
  expect_near(Tensor::linspace(3, -1, 2), {3, -1}, kExact);
  expect_near(Tensor::linspace(2, 9, 1), {2}, kExact);
  CHECK(Tensor::linspace(0, 1, 0).shape() == Shape{0});
  expect_error(118, [] { (void)Tensor::linspace(0, 1, -1); }, {"(-1)"});
}

TT_CASE("01.2/from-vector",
        "from_vector copies values in row-major order",
        .what = "from_vector of six values as (2, 3), then a change of the source",
        .why = "data arrives as flat arrays",
        .learn = "the tensor owns its memory") {
  Floats values{1, 2, 3, 4, 5, 6};
  const Tensor x = Tensor::from_vector(values, {2, 3});
  values[0] = 9;
  CHECK(x.shape() == Shape{2, 3});
  expect_near(x, {1, 2, 3, 4, 5, 6}, kExact);
}

TT_CASE("01.2/from-vector-count",
        "from_vector refuses a shape of another size",
        .what = "three values for (2, 2), values for an empty shape",
        .why = "reading past the end of the source is undefined",
        .learn = "the shape must account for every value") {
  const Floats three{1, 2, 3};
  expect_error(113, [&] { (void)Tensor::from_vector(three, {2, 2}); }, {"3 values", "(2, 2)", "4"});
  expect_error(113, [&] { (void)Tensor::from_vector(three, {0}); }, {"3 values", "(0)"});
  expect_near(Tensor::from_vector(three, {1, 3}), {1, 2, 3}, kExact);
}

TT_CASE("01.2/ids-round-trip",
        "ids go in as integers and come out as integers",
        .what = "from_ids and to_ids, with both limits",
        .why = "labels and tokens are whole numbers in float tensors",
        .learn = "float32 holds every whole number up to 2^24 exactly") {
  const std::vector<std::int32_t> ids{0, -3, 16777216, -16777216};
  const Tensor x = Tensor::from_ids(ids, {2, 2});
  CHECK(x.shape() == Shape{2, 2});
  CHECK(x.to_ids() == ids);
  CHECK(transposed(x).to_ids() == std::vector<std::int32_t>{0, 16777216, -3, -16777216});
}

TT_CASE("01.2/ids-refused",
        "to_ids refuses what is no whole number within 2^24",
        .what = "to_ids of 1.5, NaN, infinity and 2^24 + 2",
        .why = "a rounded id would pick another word",
        .learn = "the message names value and position") {
  expect_error(115, [] { (void)tensor({0, 1.5}).to_ids(); }, {"1.5", "position 1", "(2)"});
  expect_error(115, [] { (void)tensor({kNan}).to_ids(); }, {"nan", "position 0"});
  expect_error(115, [] { (void)tensor({kInf}).to_ids(); }, {"inf"});
  expect_error(115, [] { (void)tensor({16777218}).to_ids(); }, {"16777218"});
  expect_error(115, [] { (void)tensor({-16777218}).to_ids(); }, {"-16777218"});
}

TT_CASE("01.0/rand-golden",
        "rand draws the generator's uniforms in row-major order",
        .what = "rand of (2, 2) at seed 7",
        .why = "the same seed must give the same numbers on every machine",
        .learn = "uniform() is in [0, 1): top 24 bits times 2^-24") {
  Generator generator(7);
  const Tensor x = Tensor::rand({2, 2}, generator);
  CHECK(x.shape() == Shape{2, 2});
  expect_near(x, {0.70057642f, 0.27875119f, 0.83962744f, 0.98109770f}, kExact);
}

TT_CASE("01.0/randn-golden",
        "randn draws normals from the default generator",
        .what = "randn of (2, 2) after manual_seed(7)",
        .why = "initial weights decide how training begins",
        .learn = "manual_seed starts the default generator anew") {
  manual_seed(7);
  const Tensor x = Tensor::randn({2, 2});
  expect_near(x, {0.96436185f, -1.06375325f, -0.30393013f, -1.09896934f}, kExact);
}

TT_CASE("01.0/randn-std",
        "randn multiplies by std in double",
        .what = "randn with std 0.5 at seed 7",
        .why = "layers scale their first weights",
        .learn = "round to float once, at the end") {
  Generator generator(7);
  const Tensor x = Tensor::randn({2}, 0.5, generator);
  expect_near(
      x,
      {static_cast<float>(0.9643618527255183 * 0.5), static_cast<float>(-1.0637531974798473 * 0.5)},
      kExact);
}

TT_CASE("01.0/randint-golden",
        "randint draws whole numbers from low to high - 1",
        .what = "randint(0, 6) and randint(10, 16) at seed 42",
        .why = "batches are drawn this way",
        .learn = "high is excluded") {
  Generator a(42), b(42);
  expect_near(Tensor::randint(0, 6, {10}, a), {0, 0, 5, 5, 4, 0, 4, 3, 4, 5}, kExact);
  expect_near(Tensor::randint(10, 16, {3}, b), {10, 10, 15}, kExact);
}

TT_CASE("01.0/randint-empty",
        "randint refuses a range without numbers",
        .what = "randint(3, 3) and randint(4, 3)",
        .why = "there is nothing to draw",
        .learn = "low < high") {
  expect_error(7, [] { (void)Tensor::randint(3, 3, {2}); }, {"low is 3", "high is 3"});
  expect_error(7, [] { (void)Tensor::randint(4, 3, {2}); }, {"low is 4", "high is 3"});
}
