// Explanations of differences: each one fits its own mistake, and none speaks where nothing can be
// told.
#include "support/near_miss.hpp"

#include <cmath>
#include <vector>

#include "support/test.hpp"

using namespace tinytorch;

#define TT_EXPECTED                                                      \
  .what = "see the id", .why = "a wrong explanation is worse than none", \
  .learn = "silence by default"

namespace {

using Sizes = std::vector<std::int64_t>;

const std::vector<float> kPlain{1, 2, 3, 4, 5, 7};
const std::vector<float> kSoftmax{0.1f, 0.2f, 0.7f, 0.3f, 0.3f, 0.4f};

std::string told(const std::vector<float>& actual,
                 const std::vector<float>& expected,
                 const Sizes& shape,
                 const Tolerance& tolerance = kMath) {
  return test::near_miss({.actual = actual,
                          .expected = expected,
                          .actual_shape = shape,
                          .expected_shape = shape,
                          .tolerance = tolerance});
}

bool begins(const std::string& text, const char* words) {
  const bool as_wanted = text.find(words) == 0;
  if (!as_wanted) test::report(__FILE__, __LINE__, text);
  return as_wanted;
}

}  // namespace

TT_CASE("passed/scaled", "a common factor", TT_EXPECTED) {
  CHECK(begins(told({3, 6, 9, 12, 15, 21}, kPlain, {2, 3}),
               "yours = expected × 3, the size of axis 1: summed"));
  CHECK(begins(told({6, 12, 18, 24, 30, 42}, kPlain, {2, 3}),
               "yours = expected × 6, the number of values: summed"));
  CHECK(begins(told({2, 4, 6, 8, 10, 14}, kPlain, {2, 3}),
               "yours = expected × 2, the size of axis 0"));
  CHECK(begins(told({0.5f, 1, 1.5f, 2, 2.5f, 3.5f}, kPlain, {6}),
               "yours = expected ÷ 2: is a factor"));
  CHECK(begins(told({32, 64, 96, 128, 160, 224}, kPlain, {6}), "yours = expected × 32: summed"));
  CHECK(begins(told({1.25f, 2.5f, 3.75f, 5, 6.25f, 8.75f}, kPlain, {6}),
               "yours = expected × 1.25 everywhere"));
  CHECK(begins(told({32 * 0.7313f}, {0.7313f}, {}), "yours = expected × 32: summed"));
}
TT_CASE("passed/negated", "the other sign", TT_EXPECTED) {
  CHECK(begins(told({-1, -2, -3, -4, -5, -7}, kPlain, {6}), "yours = -expected"));
  CHECK(begins(told({-0.7313f}, {0.7313f}, {}), "yours = -expected"));
}
TT_CASE("passed/zero", "nothing was written", TT_EXPECTED) {
  CHECK(begins(told({0, 0, 0, 0, 0, 0}, kPlain, {6}), "yours is 0 everywhere"));
}
TT_CASE("passed/transposed", "rows and columns", TT_EXPECTED) {
  CHECK(begins(told({1, 3, 2, 4}, {1, 2, 3, 4}, {2, 2}), "yours is the transpose"));
  CHECK(
      begins(told({1, 4, 2, 5, 3, 7}, kPlain, {2, 3}), "yours holds the values of the transpose"));
  CHECK(begins(test::near_miss({.actual = std::vector<float>{1, 4, 2, 5, 3, 7},
                                .expected = kPlain,
                                .actual_shape = {3, 2},
                                .expected_shape = {2, 3},
                                .tolerance = kMath}),
               "yours is the transpose"));
  CHECK(begins(told({1, 5, 3, 7, 2, 6, 4, 8}, {1, 2, 3, 4, 5, 6, 7, 8}, {2, 2, 2}),
               "yours is expected with its axes in the order (2, 1, 0)"));
}
TT_CASE("passed/same-values", "only the shape differs", TT_EXPECTED) {
  CHECK(begins(test::near_miss({.actual = kPlain,
                                .expected = kPlain,
                                .actual_shape = {3, 2},
                                .expected_shape = {2, 3},
                                .tolerance = kMath}),
               "the values are right and in order"));
}
TT_CASE("passed/offset", "a term that is missing", TT_EXPECTED) {
  CHECK(begins(told({0.5f, 1.5f, 2.5f, 3.5f, 4.5f, 6.5f}, kPlain, {6}), "yours = expected - 0.5"));
  CHECK(begins(told({0, 4, 3, 3, 7, 7}, kPlain, {2, 3}), "every row is off by the same numbers"));
}
TT_CASE("passed/shifted", "an index off by one", TT_EXPECTED) {
  CHECK(begins(told({9, 1, 2, 3, 4, 5}, kPlain, {6}),
               "yours is expected, shifted by one along axis 0"));
  CHECK(begins(told({2, 3, 4, 5, 7, 0}, kPlain, {6}),
               "yours is expected, shifted by one along axis 0"));
  CHECK(begins(told({2, 3, 9, 5, 7, 9}, kPlain, {2, 3}),
               "yours is expected, shifted by one along axis 1"));
}
TT_CASE("passed/normalised-elsewhere", "the other axis sums to 1", TT_EXPECTED) {
  CHECK(begins(told({0.25f, 0.4f, 0.6363636f, 0.75f, 0.6f, 0.3636364f}, kSoftmax, {2, 3}),
               "yours sums to 1 along axis 0, expected along axis 1"));
  CHECK(begins(told({0.2f, 0.4f, 1.4f, 0.9f, 0.9f, 1.2f}, kSoftmax, {2, 3}),
               "each row is expected times a number of its own"));
}
TT_CASE("passed/signs", "a sign that is lost", TT_EXPECTED) {
  CHECK(begins(told({1, 2, 3, 4}, {1, -2, 3, -4}, {4}), "sizes agree, some signs do not"));
}
TT_CASE("passed/one-end", "a loop that ends too early", TT_EXPECTED) {
  CHECK(begins(told({1, 2, 3, 4, 0, 0}, kPlain, {3, 2}), "only the last position of axis 0"));
  CHECK(begins(told({0, 2, 3, 4, 5, 7}, kPlain, {6}), "only the first position of axis 0"));
}

TT_CASE("passed/silent-plain", "values that are all alike tell nothing", TT_EXPECTED) {
  CHECK(told({2, 2, 2, 2}, {1, 1, 1, 1}, {2, 2}).empty());
  CHECK(told({-1, -1, -1}, {1, 1, 1}, {3}).empty());
  CHECK(told({1, 2, 3}, {0, 0, 0}, {3}).empty());
  CHECK(told({0, 0, 0}, {2, 2, 2}, {3}).empty());
  CHECK(told({2}, {0.5f}, {}).empty());
  CHECK(told({0}, {0.7313f}, {}).empty());
}
TT_CASE("passed/silent-few", "two values share some factor by chance", TT_EXPECTED) {
  CHECK(told({3, 5}, {2, 3.3333333f}, {2}).empty());
  CHECK(told({5, 10}, {1, 2}, {2}).empty());
  CHECK(told({1, 0, 0, 1}, {0, 1, 1, 0}, {2, 2}).empty());
  CHECK(told({0.1f}, {0.01f}, {}).empty());
  CHECK(told({0, 1, 0, 1}, {1, 0, 1, 0}, {4}).empty());
}
TT_CASE("passed/silent-parallel", "in a table of sums any column passes for a bias", TT_EXPECTED) {
  CHECK(told({2, 12, 22, 3, 13, 23}, {1, 2, 3, 2, 3, 4}, {2, 3}).empty());
  CHECK(told({1, 0, 0, 0, 1, 1}, {1, 0, 0, 0, 1, 0}, {2, 3}).empty());
}
TT_CASE("passed/silent-other", "values that differ in some other way", TT_EXPECTED) {
  CHECK(told({1, 2, 3, 4, 5.5f, 6}, kPlain, {2, 3}).empty());
  CHECK(told({2, 1, 4, 3, 7, 5}, kPlain, {6}).empty());
  CHECK(told({3, 6, 9, 12, 15, 21.1f}, kPlain, {2, 3}).empty());
}
TT_CASE("passed/silent-wide",
        "a tolerance as wide as the values hides what they say",
        TT_EXPECTED) {
  CHECK(told({3, 6, 9, 12, 15, 21}, kPlain, {2, 3}, {.atol = 0.5}).empty());
  CHECK(told({3, 6, 9, 12, 15, 21}, kPlain, {2, 3}, {.rtol = 0.1}).empty());
}
TT_CASE("passed/silent-not-finite", "NaN and infinity are told by their own code", TT_EXPECTED) {
  const float inf = HUGE_VALF;
  CHECK(told({-inf, -2, -3}, {inf, 2, 3}, {3}).empty());
  CHECK(told({NAN, 4, 6}, {1, 2, 3}, {3}).empty());
}
TT_CASE("passed/silent-count", "fewer or more values", TT_EXPECTED) {
  CHECK(told({2, 4}, {1, 2, 3}, {3}).empty());
  CHECK(told({}, {}, {0}).empty());
}
