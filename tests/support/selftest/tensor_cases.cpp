// As cases.cpp, for comparisons of tensors.
#include <cmath>

#include "support/test.hpp"

using namespace tinytorch;

#define TT_EXPECTED \
  .what = "see the id", .why = "a test tool is tested, too", .learn = "never green by accident"

namespace {

Tensor two_by_three() {
  return tensor({{1, 2, 3}, {4, 5, 6}});
}

}  // namespace

TT_CASE("passed/equal", "equal elements in row-major order", TT_EXPECTED) {
  expect_near(two_by_three(), {1, 2, 3, 4, 5, 6}, kExact);
  expect_near(two_by_three(), two_by_three(), kExact);
  expect_near(two_by_three(), std::vector<float>{1, 2, 3, 4, 5, 6}, kExact);
  expect_near(tensor(7), {7}, kExact);
}
TT_CASE("passed/strided", "views are read through their strides", TT_EXPECTED) {
  expect_near(two_by_three().transpose(0, 1), {1, 4, 2, 5, 3, 6}, kExact);
  expect_near(two_by_three().slice(1, 1, 3), {2, 3, 5, 6}, kExact);
  expect_near(tensor({{1}, {2}}).expand({2, 3}), {1, 1, 1, 2, 2, 2}, kExact);
}
TT_CASE("passed/near", "differences within the tolerance", TT_EXPECTED) {
  expect_near(tensor({1.000001, 2}), {1, 2}, kMath);
  expect_near(tensor({NAN}), {NAN}, {.nan_equal = true});
}

TT_CASE("failed/one-value", "one value that differs", TT_EXPECTED) {
  expect_near(two_by_three(), {1, 2, 3, 4, 5.5, 6}, kMath);
}
TT_CASE("failed/last-value", "the last value", TT_EXPECTED) {
  expect_near(two_by_three(), {1, 2, 3, 4, 5, 6.1}, kMath);
}
TT_CASE("failed/shorter", "fewer values than expected", TT_EXPECTED) {
  expect_near(tensor({1, 2}), {1, 2, 3}, kMath);
}
TT_CASE("failed/longer", "more values than expected", TT_EXPECTED) {
  expect_near(tensor({1, 2, 3}), {1, 2}, kMath);
}
TT_CASE("failed/empty", "no values where some are expected", TT_EXPECTED) {
  expect_near(Tensor::zeros({0}), {1}, kMath);
}
TT_CASE("failed/both-empty", "nothing to compare", TT_EXPECTED) {
  expect_near(Tensor::zeros({0, 3}), Tensor::zeros({0, 3}), kMath);
}
TT_CASE("failed/shape", "equal values in another shape", TT_EXPECTED) {
  expect_near(two_by_three(), two_by_three().reshape({3, 2}), kMath);
}
TT_CASE("failed/undefined", "an undefined tensor", TT_EXPECTED) {
  expect_near(Tensor(), {1}, kMath);
}
TT_CASE("failed/undefined-expected", "an undefined tensor to compare with", TT_EXPECTED) {
  expect_near(tensor({1}), Tensor(), kMath);
}
TT_CASE("failed/nan", "NaN where a number is due, and the reverse", TT_EXPECTED) {
  expect_near(tensor({NAN}), {NAN}, kMath);
}
TT_CASE("failed/beyond-memory", "strides that leave the memory", TT_EXPECTED) {
  Tensor x = two_by_three();
  detail::impl(x).strides = {30000, 1};
  expect_near(x, {1, 2, 3, 4, 5, 6}, kMath);
}
