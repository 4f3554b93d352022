#include <cmath>

#include "tinytorch/datasets.hpp"

#include "support/test.hpp"

using namespace tinytorch;

TT_CASE("data.perceptron/clouds",
        "two clouds of 50 points, one around each centre",
        .what = "shapes, label balance, means and deviation for seed 1958",
        .why = "one straight line must separate them",
        .learn = "label 0 around (-2, -2), label 1 around (2, 2), deviation 0.5") {
  const ImageSet points = make_perceptron(1958);
  REQUIRE(points.images.shape() == Shape{100, 2});
  REQUIRE(points.labels.shape() == Shape{100});
  CHECK(sum(points.labels).item() == 50);
  const Tensor side = points.labels * 2.f - 1.f;  // -1 or 1
  const Tensor offset = points.images - side.unsqueeze(1) * 2.f;
  CHECK(abs(mean(offset, 0)).max().item() < 0.2f);
  expect_near(std::sqrt(var(offset).item()), 0.5, {.atol = 0.1});
}

TT_CASE("data.perceptron/draws",
        "points are drawn class by class, then shuffled once",
        .what = "two points of seed 3 against the same draws",
        .why = "the same seed must give the same points everywhere",
        .learn = "x = centre + 0.5·normal(), then y; the order comes last") {
  Generator generator(3);
  const auto near = [&](double centre) {
    return static_cast<float>(centre + 0.5 * generator.normal());
  };
  const float x0 = near(-2), y0 = near(-2), x1 = near(2), y1 = near(2);
  const bool swapped = generator.below(2) == 0;
  const ImageSet points = make_perceptron(3, 1);
  expect_near(points.labels, swapped ? std::vector<float>{1, 0} : std::vector<float>{0, 1}, kExact);
  expect_near(points.images,
              swapped ? std::vector<float>{x1, y1, x0, y0} : std::vector<float>{x0, y0, x1, y1},
              kExact);
}

TT_CASE("data.perceptron/seeds",
        "another seed gives other points, the same seed the same",
        .what = "seeds 1958, 1958 and 1959",
        .why = "training and test points come from two seeds",
        .learn = "all randomness comes from the seed") {
  CHECK(equal(make_perceptron(1958).images, make_perceptron(1958).images));
  CHECK_FALSE(equal(make_perceptron(1958).images, make_perceptron(1959).images));
  CHECK(make_perceptron(1, 0).images.shape() == Shape{0, 2});
}

TT_CASE("data.xor/corners",
        "25 points around each corner, labelled by exclusive or",
        .what = "points of seed 1986 without noise",
        .why = "no straight line separates these labels",
        .learn = "label 1 where x and y differ") {
  const ImageSet points = make_xor(1986, 25, 0);
  REQUIRE(points.images.shape() == Shape{100, 2});
  const Tensor x = points.images.select(1, 0), y = points.images.select(1, 1);
  CHECK(equal(points.labels, x.ne(y)));
  CHECK(sum(x).item() == 50);
  CHECK(sum(y).item() == 50);
  CHECK(sum(x * y).item() == 25);
}

TT_CASE("data.xor/noise",
        "noise moves each coordinate a little",
        .what = "distances of seed 1986 from the corners, with the default noise",
        .why = "real measurements are never exact",
        .learn = "deviation 0.1 around the same corners") {
  const ImageSet points = make_xor(1986);
  const Tensor corner = points.images.ge(tensor(0.5));
  expect_near(std::sqrt(mean(square(points.images - corner)).item()), 0.1, {.atol = 0.02});
  CHECK(equal(points.labels, corner.select(1, 0).ne(corner.select(1, 1))));
}

TT_CASE("data.xor/shuffled",
        "the corners come in random order",
        .what = "the first four labels of ten seeds",
        .why = "a batch of one class only teaches that class",
        .learn = "one shuffle at the end") {
  float firsts = 0;
  for (std::uint64_t seed = 0; seed < 10; ++seed)
    firsts += sum(make_xor(seed).labels.slice(0, 0, 4)).item();
  CHECK(firsts > 8);  // unshuffled: 0, the first 25 points are all (0, 0)
  CHECK(firsts < 32);
}

TT_CASE("data.attention/rows",
        "a row is the task, six letters and six empty slots",
        .what = "reversal and copy against the same draws",
        .why = "only attention can carry a letter to its slot",
        .learn = "targets outside the slots are -100, which cross_entropy ignores") {
  Generator generator(2017);
  std::vector<float> letters;
  for (int i = 0; i < 6; ++i) letters.push_back(static_cast<float>(1 + generator.below(26)));
  std::vector<float> input{28};
  input.insert(input.end(), letters.begin(), letters.end());
  input.resize(13, 0);
  std::vector<float> copied(7, -100.f), reversed(7, -100.f);
  copied.insert(copied.end(), letters.begin(), letters.end());
  reversed.insert(reversed.end(), letters.rbegin(), letters.rend());

  const SequenceTask copy = make_attention_task("copy", 1, 2017);
  expect_near(copy.inputs[0], input, kExact);
  expect_near(copy.targets[0], copied, kExact);
  input[0] = 27;
  const SequenceTask reversal = make_attention_task("reversal", 1, 2017);
  expect_near(reversal.inputs[0], input, kExact);
  expect_near(reversal.targets[0], reversed, kExact);
}

TT_CASE("data.attention/mixed",
        "mixed draws the task of each row",
        .what = "both tasks among 200 rows, letters 1 to 26, and an unknown task",
        .why = "the model must read the task, not guess it",
        .learn = "below(2) decides, before the letters are drawn") {
  const SequenceTask mixed = make_attention_task("mixed", 200, 2018);
  REQUIRE(mixed.inputs.shape() == Shape{200, 13});
  const Tensor tasks = mixed.inputs.select(1, 0), letters = mixed.inputs.slice(1, 1, 7);
  const float copies = sum(tasks - 27.f).item();
  CHECK(copies > 70);
  CHECK(copies < 130);
  CHECK(tasks[0].item() == static_cast<float>(27 + Generator(2018).below(2)));
  CHECK(min(letters).item() == 1);
  CHECK(max(letters).item() == 26);
  expect_error(2101, [] { (void)make_attention_task("sort", 1, 1); }, {"sort", "mixed"});
}
