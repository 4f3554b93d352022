// Module 01, part shape: sizes, strides and positions (01.1), and how shapes broadcast (01.3).
#include "tinytorch/shape.hpp"

#include <array>
#include <cstdint>
#include <vector>

#include "tinytorch/error.hpp"

#include "support/test.hpp"

using namespace tinytorch;

// ---- 01.1 ----

TT_CASE("01.1/strides-worked",
        "row-major strides of (2, 3, 4) are (12, 4, 1)",
        .what = "row_major_strides({2, 3, 4})",
        .why = "a stride says how far the next element of an axis lies in memory",
        .learn = "each stride is the product of the sizes to its right") {
  CHECK(row_major_strides({2, 3, 4}) == Shape{12, 4, 1});
}

TT_CASE("01.1/strides-few-axes",
        "no axes have no strides, one axis moves by 1",
        .what = "row_major_strides of (), (5) and (5, 1)",
        .why = "numbers and vectors are tensors too",
        .learn = "the last stride of a dense array is 1") {
  CHECK(row_major_strides({}) == Shape{});
  CHECK(row_major_strides({5}) == Shape{1});
  CHECK(row_major_strides({5, 1}) == Shape{1, 1});
}

TT_CASE("01.1/strides-empty-axis",
        "a size of 0 counts as 1 in the strides to its left",
        .what = "row_major_strides({2, 0, 3})",
        .why = "an empty batch still has the layout of its rows",
        .learn = "strides stay useful when there is nothing to walk over") {
  CHECK(row_major_strides({2, 0, 3}) == Shape{3, 3, 1});
}

TT_CASE("01.1/numel-worked",
        "the element count is the product of the sizes",
        .what = "numel of (2, 3, 4), (), (1, 1) and (0, 5)",
        .why = "memory is allocated by this number",
        .learn = "the empty product is 1: a 0-D tensor holds one value") {
  CHECK(numel({2, 3, 4}) == 24);
  CHECK(numel({}) == 1);
  CHECK(numel({1, 1}) == 1);
  CHECK(numel({0, 5}) == 0);
}

TT_CASE("01.1/numel-negative",
        "a negative size is refused",
        .what = "numel({2, -3}) and numel({0, -1})",
        .why = "a negative count would become an enormous allocation",
        .learn = "check sizes before they reach the allocator") {
  expect_error(118, [] { (void)numel({2, -3}); }, {"(2, -3)"});
  expect_error(118, [] { (void)numel({0, -1}); }, {"(0, -1)"});
}

TT_CASE("01.1/numel-limit",
        "a count that just fits 63 bits is computed, one more bit is refused",
        .what = "numel of 2^62 and of 2^63 elements",
        .why = "signed overflow is undefined behaviour",
        .learn = "divide the limit before you multiply") {
  const std::int64_t half = std::int64_t{1} << 31;
  CHECK(numel({half, half}) == std::int64_t{1} << 62);
  expect_error(118, [=] { (void)numel({half, half, 2}); }, {"(2147483648, 2147483648, 2)"});
}

TT_CASE("01.1/numel-limit-with-zero",
        "sizes that overflow are refused although one of them is 0",
        .what = "numel with a 0 before and after two huge sizes",
        .why = "the strides of such a shape would overflow",
        .learn = "the answer does not depend on the order of the axes") {
  const std::int64_t huge = std::int64_t{1} << 40;
  expect_error(118, [=] { (void)numel({0, huge, huge}); }, {"(0, 1099511627776, 1099511627776)"});
  expect_error(118, [=] { (void)numel({huge, huge, 0}); }, {"(1099511627776, 1099511627776, 0)"});
}

TT_CASE("01.1/offset-worked",
        "a position is the sum of index times stride",
        .what = "linear_offset of (1, 2, 3) in a dense (2, 3, 4) array and in its transpose",
        .why = "one formula reads every layout",
        .learn = "only the strides differ between a tensor and its transpose") {
  CHECK(linear_offset(std::array<std::int64_t, 3>{1, 2, 3}, {2, 3, 4}, {12, 4, 1}) == 23);
  CHECK(linear_offset(std::array<std::int64_t, 3>{3, 1, 0}, {4, 3, 2}, {1, 4, 12}) == 7);
  CHECK(linear_offset({}, {}, {}) == 0);
}

TT_CASE("01.1/offset-negative",
        "negative indices count from the end",
        .what = "linear_offset of (-1, -1) and (-2, -3) in a (2, 3) array",
        .why = "the last row is x[-1] everywhere in the field",
        .learn = "-1 is size - 1") {
  CHECK(linear_offset(std::array<std::int64_t, 2>{-1, -1}, {2, 3}, {3, 1}) == 5);
  CHECK(linear_offset(std::array<std::int64_t, 2>{-2, -3}, {2, 3}, {3, 1}) == 0);
}

TT_CASE("01.1/offset-range",
        "an index beyond either end is refused",
        .what = "linear_offset with index 3 and -4 on an axis of size 3",
        .why = "without the check it reads the next row, or foreign memory",
        .learn = "size itself is already out of range") {
  const auto at = [](std::int64_t j) {
    (void)linear_offset(std::array<std::int64_t, 2>{0, j}, {2, 3}, {3, 1});
  };
  expect_error(108, [&] { at(3); }, {"axis 1", "(2, 3)", "size 3"});
  expect_error(108, [&] { at(-4); }, {"axis 1", "(2, 3)", "size 3"});
}

TT_CASE("01.1/offset-count",
        "the number of indices is the number of axes",
        .what = "linear_offset with 1 and 3 indices for 2 axes",
        .why = "a missing index would silently mean the first column",
        .learn = "at() reads one value; index() takes fewer entries") {
  expect_error(108,
               [] {
                 (void)linear_offset(std::array<std::int64_t, 1>{0}, {2, 3}, {3, 1});
               },
               {"1 indices", "(2, 3)"});
  expect_error(108,
               [] {
                 (void)linear_offset(std::array<std::int64_t, 3>{0, 0, 0}, {2, 3}, {3, 1});
               },
               {"3 indices", "(2, 3)"});
  CHECK(linear_offset(std::array<std::int64_t, 2>{1, 0}, {2, 3}, {3, 1}) == 3);
}

TT_CASE("01.1/contiguous",
        "dense layouts are contiguous, whatever the strides of axes of size 1",
        .what = "is_contiguous of dense, 0-D, size-1 and empty layouts",
        .why = "contiguous data can be walked by one pointer",
        .learn = "the stride of an axis with one position is never used") {
  CHECK(is_contiguous({2, 3}, {3, 1}));
  CHECK(is_contiguous({}, {}));
  CHECK(is_contiguous({2, 1, 3}, {3, 99, 1}));
  CHECK(is_contiguous({1, 4}, {99, 1}));
  CHECK(is_contiguous({0, 3}, {7, 7}));
  CHECK(is_contiguous({3, 0}, {7, 7}));
}

TT_CASE("01.1/not-contiguous",
        "transposed, padded and repeated layouts are not contiguous",
        .what = "is_contiguous of four strided layouts",
        .why = "reading them with one pointer gives wrong values",
        .learn = "expected strides are those of row_major_strides") {
  CHECK_FALSE(is_contiguous({3, 2}, {1, 3}));
  CHECK_FALSE(is_contiguous({2, 3}, {4, 1}));
  CHECK_FALSE(is_contiguous({2, 3}, {0, 1}));
  CHECK_FALSE(is_contiguous({3}, {2}));
}

// ---- given: class Shape ----

TT_CASE("01.0/shape-list",
        "a Shape reads and grows like a vector",
        .what = "push_back, insert, erase, back, iteration and == of Shape",
        .why = "every view computes its shape with these",
        .learn = "shapes live in place, without the heap") {
  Shape s{2, 4};
  s.insert(s.begin() + 1, 3);
  CHECK(s == Shape{2, 3, 4});
  s.push_back(5);
  CHECK(s.back() == 5);
  s.erase(s.begin());
  CHECK(std::vector<std::int64_t>(s.begin(), s.end()) == std::vector<std::int64_t>{3, 4, 5});
  CHECK_FALSE(s == Shape{3, 4});
  CHECK_FALSE(s == Shape{3, 4, 6});
  s.insert(s.end(), 6);
  CHECK(s == Shape{3, 4, 5, 6});
}

TT_CASE("01.0/shape-ninth-axis",
        "a ninth axis is refused",
        .what = "push_back on a Shape of 8 axes",
        .why = "shapes have room for 8 axes, no real model needs more",
        .learn = "a fixed limit keeps shapes off the heap") {
  Shape s{1, 1, 1, 1, 1, 1, 1, 1};
  expect_error(118, [&] { s.push_back(1); }, {"ninth"});
  CHECK(s.size() == 8);
}

TT_CASE("01.0/shape-text",
        "a Shape prints as a tuple",
        .what = "to_string of (2, 3), (4) and ()",
        .why = "error messages show shapes",
        .learn = "() is the shape of a number") {
  CHECK(to_string(Shape{2, 3}) == "(2, 3)");
  CHECK(to_string(Shape{4}) == "(4)");
  CHECK(to_string(Shape{}) == "()");
}

// ---- 01.3: shapes only ----

TT_CASE("01.3/broadcast-worked",
        "(2, 1, 3) and (4, 1) broadcast to (2, 4, 3)",
        .what = "broadcast_shapes of the example, both ways round",
        .why = "biases, masks and batches meet tensors of other shapes all the time",
        .learn = "align right; equal or 1; a missing axis is 1") {
  CHECK(broadcast_shapes("add", {2, 1, 3}, {4, 1}) == Shape{2, 4, 3});
  CHECK(broadcast_shapes("add", {4, 1}, {2, 1, 3}) == Shape{2, 4, 3});
}

TT_CASE("01.3/broadcast-edges",
        "numbers fit everything, and 1 against 0 gives 0",
        .what = "broadcast_shapes with (), equal shapes and size 0",
        .why = "an empty batch must pass through a layer with a bias",
        .learn = "size 1 stretches to any size, 0 included") {
  CHECK(broadcast_shapes("add", {}, {}) == Shape{});
  CHECK(broadcast_shapes("add", {2, 3}, {}) == Shape{2, 3});
  CHECK(broadcast_shapes("add", {2, 3}, {2, 3}) == Shape{2, 3});
  CHECK(broadcast_shapes("add", {1}, {0}) == Shape{0});
  CHECK(broadcast_shapes("add", {0, 3}, {3}) == Shape{0, 3});
}

TT_CASE("01.3/broadcast-clash",
        "sizes that differ and are not 1 are refused, with the axis",
        .what = "broadcast_shapes of shapes that clash on axis -1, on axis -2, and with 0",
        .why = "a silent repeat would hide a transposed matrix",
        .learn = "read the message from the right end of the shapes") {
  const auto meet = [](const Shape& a, const Shape& b) { (void)broadcast_shapes("mul", a, b); };
  expect_error(102, [&] { meet({2, 3}, {2, 4}); }, {"(2, 3)", "(2, 4)", "axis -1 has 3 and 4"});
  expect_error(102, [&] { meet({4, 3}, {2, 3}); }, {"(4, 3)", "(2, 3)", "axis -2 has 4 and 2"});
  expect_error(102, [&] { meet({2, 4, 3}, {5, 3}); }, {"axis -2 has 4 and 5"});
  expect_error(102, [&] { meet({3}, {0}); }, {"axis -1 has 3 and 0"});
}

TT_CASE("01.3/broadcast-clash-names-op",
        "the message begins with the op that was called",
        .what = "op() of the error thrown for \"mul\"",
        .why = "a training step has hundreds of ops",
        .learn = "pass the name down to the check") {
  try {
    (void)broadcast_shapes("mul", {2}, {3});
    FAIL("no error was thrown");
  } catch (const NotImplemented&) {
    throw;  // a task that is not written is no wrong answer
  } catch (const Error& error) {
    CHECK(error.op() == "mul");
    CHECK(error.kind() == ErrorKind::shape);
  }
}

TT_CASE("01.3/broadcast-strides",
        "repeated and missing axes get stride 0, the others keep theirs",
        .what = "broadcast_strides of (4, 1), (2, 1, 3) and () to (2, 4, 3)",
        .why = "stride 0 repeats an element without copying it",
        .learn = "broadcasting costs no memory") {
  CHECK(broadcast_strides({4, 1}, {1, 1}, {2, 4, 3}) == Shape{0, 1, 0});
  CHECK(broadcast_strides({2, 1, 3}, {3, 3, 1}, {2, 4, 3}) == Shape{3, 0, 1});
  CHECK(broadcast_strides({}, {}, {2, 4, 3}) == Shape{0, 0, 0});
  CHECK(broadcast_strides({3, 2}, {1, 3}, {3, 2}) == Shape{1, 3});
}
