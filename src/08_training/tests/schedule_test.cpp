#include <limits>

#include "tinytorch/training.hpp"

#include "support/test.hpp"

using namespace tinytorch;

TT_CASE("08.1/cosine",
        "the rate falls from max to min along half a cosine",
        .what = "epochs 0, 25, 50 and 75 of cosine(.1, .01, 100)",
        .why = "large steps first, small ones at the end",
        .learn = "min + (max − min)·(1 + cos(π·e/T))/2") {
  const CosineSchedule schedule(0.1, 0.01, 100);
  CHECK(schedule.get_lr(0) == 0.1);
  expect_near(schedule.get_lr(25), 0.08681981, {.rtol = 1e-7});
  expect_near(schedule.get_lr(50), 0.055, {.rtol = 1e-12});
  expect_near(schedule.get_lr(75), 0.02318019, {.rtol = 1e-6});
}

TT_CASE("08.1/end",
        "at and beyond the end the rate is exactly min",
        .what = "epochs 100, 101 and a million of a schedule over 100",
        .why = "a cosine that goes on would rise again",
        .learn = "test the end before the formula") {
  const CosineSchedule schedule(0.1, 0.01, 100);
  CHECK(schedule.get_lr(100) == 0.01);
  CHECK(schedule.get_lr(101) == 0.01);
  CHECK(schedule.get_lr(1'000'000) == 0.01);
}

TT_CASE("08.1/warmup",
        "warm-up rises in equal steps and the epoch after it has the full rate",
        .what = "3 warm-up epochs towards 1",
        .why = "young averages of Adam make large first steps dangerous",
        .learn = "max·(e + 1)/(w + 1): .25, .5, .75, then 1") {
  const CosineSchedule schedule(1, 0, 10, 3);
  CHECK(schedule.get_lr(0) == 0.25);
  CHECK(schedule.get_lr(1) == 0.5);
  CHECK(schedule.get_lr(2) == 0.75);
  CHECK(schedule.get_lr(3) == 1);
}

TT_CASE("08.1/cosine-after-warmup",
        "after warm-up the cosine takes the epochs that are left",
        .what = "warm-up 2 of 6 epochs: the middle of the other 4",
        .why = "e' and T' are counted from the end of warm-up",
        .learn = "e' = 2 of T' = 4 is half way: .55") {
  const CosineSchedule schedule(1, 0.1, 6, 2);
  expect_near(schedule.get_lr(4), 0.55, {.rtol = 1e-12});
  CHECK(schedule.get_lr(6) == 0.1);
}

TT_CASE("08.1/never-rises",
        "after warm-up the rate never rises and stays within its bounds",
        .what = "all neighbours of a schedule over 37 epochs with 5 of warm-up",
        .why = "an index off by one shows as a bump",
        .learn = "a property of every e") {
  const CosineSchedule schedule(0.3, 0.02, 37, 5);
  int rises = 0;
  for (std::int64_t e = 5; e < 45; ++e) rises += schedule.get_lr(e + 1) > schedule.get_lr(e);
  CHECK(rises == 0);
  CHECK(schedule.get_lr(5) == 0.3);
  CHECK(schedule.get_lr(36) > 0.02);
}

TT_CASE("08.1/edges",
        "one epoch, only warm-up, and equal rates are schedules too",
        .what = "total 1; warm-up = total; max = min",
        .why = "a formula with T' in the divisor must not meet T' = 0",
        .learn = "the end comes first") {
  CHECK(CosineSchedule(0.1, 0.01, 1).get_lr(0) == 0.1);
  CHECK(CosineSchedule(0.1, 0.01, 1).get_lr(1) == 0.01);
  CHECK(CosineSchedule(0.8, 0.01, 3, 3).get_lr(2) == 0.8 * 3 / 4);
  CHECK(CosineSchedule(0.8, 0.01, 3, 3).get_lr(3) == 0.01);
  CHECK(CosineSchedule(0.5, 0.5, 10).get_lr(7) == 0.5);
}

TT_CASE("08.1/errors",
        "arguments that make no schedule are refused",
        .what = "max below min, negative min, infinite max, no epochs, warm-up too long, epoch −1",
        .why = "a schedule runs for hours before its end is seen",
        .learn = "TT-L0801 shows all arguments") {
  const double infinity = std::numeric_limits<double>::infinity();
  expect_error(801, ErrorKind::value, [] { CosineSchedule(0.01, 0.1); }, {"0.01", "0.1"});
  expect_error(801, [] { CosineSchedule(0.1, -0.1); }, {"min_lr -0.1"});
  expect_error(801, [&] { CosineSchedule(infinity, 0); }, {"inf"});
  expect_error(801, [] { CosineSchedule(0.1, 0.01, 0); }, {"total_epochs 0"});
  expect_error(801, [] { CosineSchedule(0.1, 0.01, 5, 6); }, {"warmup_epochs 6"});
  expect_error(801, [] { CosineSchedule(0.1, 0.01, 5, -1); }, {"warmup_epochs -1"});
  expect_error(801, [] { static_cast<void>(CosineSchedule().get_lr(-1)); }, {"-1"});
  CHECK(CosineSchedule(0.1, 0.1).get_lr(0) == 0.1);
}
