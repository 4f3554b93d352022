// Cases whose outcome is the first word of their id; run.cmake compares. What must fail is what a
// broken tool would let pass.
#include <cmath>
#include <stdexcept>
#include <thread>
#include <vector>

#include "tinytorch/random.hpp"

#include "support/test.hpp"

using namespace tinytorch;

#define TT_EXPECTED \
  .what = "see the id", .why = "a test tool is tested, too", .learn = "never green by accident"

namespace {

[[noreturn]] void fail_with(int code) {
  throw Error(ErrorKind::value, code, "op", "headline", "n is 3", "pass 4");
}

int missing() {
  TT_TODO("00.1", "int missing()");
}

}  // namespace

TT_CASE("passed/check", "a check that holds passes", TT_EXPECTED) {
  CHECK(1 + 1 == 2);
}
TT_CASE("passed/near", "equal values are near", TT_EXPECTED) {
  expect_near(1.0, 1.0, kExact);
  expect_near(HUGE_VAL, HUGE_VAL, kExact);
  expect_near(0.1f + 0.2f, 0.3f, kArith);
  expect_near(NAN, NAN, {.nan_equal = true});
}
TT_CASE("passed/error", "the error asked for passes", TT_EXPECTED) {
  expect_error(7, ErrorKind::value, [] { fail_with(7); }, {"n is", "3"});
}
TT_CASE("passed/todo-asked-for", "error 1 can be asked for", TT_EXPECTED) {
  expect_error(1, [] { TT_TODO("00.1", "int f()"); }, {"int f()"});
}
TT_CASE("passed/seed-7", "the default generator starts anew", TT_EXPECTED) {
  CHECK(default_generator().next_u64() == Generator(7).next_u64());
}
TT_CASE("passed/seed-7-again", "for every case", TT_EXPECTED) {
  CHECK(default_generator().next_u64() == Generator(7).next_u64());
}
TT_CASE("skipped/reason", "a skipped case says why", TT_EXPECTED) {
  test::skip("no such machine");
}

TT_CASE("not_written/todo", "a missing task is no wrong answer", TT_EXPECTED) {
  TT_TODO("00.1", "int f()");
}
TT_CASE("not_written/inside-expect-error", "nor is it inside expect_error", TT_EXPECTED) {
  expect_error(7, [] { TT_TODO("00.1", "int f()"); });
}
TT_CASE("not_written/inside-check", "nor is it inside CHECK", TT_EXPECTED) {
  CHECK(missing() == 2);
  CHECK(1 + 1 == 3);
}
TT_CASE("not_written/inside-require", "nor inside REQUIRE", TT_EXPECTED) {
  REQUIRE(missing() == 2);
}
TT_CASE("not_written/inside-throws", "nor is it the exception that a check asks for", TT_EXPECTED) {
  CHECK_THROWS(missing());
}
TT_CASE("not_written/in-a-thread", "nor inside CHECK on another thread", TT_EXPECTED) {
  std::thread([] { CHECK_NOTHROW(missing()); }).join();
}
TT_CASE("failed/before-todo", "a difference weighs more than what is missing later", TT_EXPECTED) {
  CHECK(1 + 1 == 3);
  CHECK(missing() == 2);
}

TT_CASE("failed/check", "a check that does not hold fails", TT_EXPECTED) {
  CHECK(1 + 1 == 3);
}
TT_CASE("failed/require", "REQUIRE ends the case", TT_EXPECTED) {
  REQUIRE(1 + 1 == 3);
  test::skip("not reached");
}
TT_CASE("failed/nothing", "a case that compares nothing fails", TT_EXPECTED) {}
TT_CASE("failed/error", "an error that was not expected fails", TT_EXPECTED) {
  fail_with(7);
}
TT_CASE("failed/exception", "so does any exception", TT_EXPECTED) {
  throw std::logic_error("oh");
}
TT_CASE("failed/no-exception-type", "and whatever else is thrown", TT_EXPECTED) {
  throw 3;
}
TT_CASE("failed/before-skip", "a failure weighs more than a skip", TT_EXPECTED) {
  CHECK(1 + 1 == 3);
  test::skip("too late");
}
TT_CASE("failed/near", "values further apart than allowed fail", TT_EXPECTED) {
  expect_near(1.0, 1.00001, kArith);
}
TT_CASE("failed/near-nan", "NaN is near nothing", TT_EXPECTED) {
  expect_near(NAN, NAN, kMath);
}
TT_CASE("failed/near-inf", "infinity is near no number", TT_EXPECTED) {
  expect_near(1.0, HUGE_VAL, kMath);
}
TT_CASE("failed/near-sign", "the infinities differ", TT_EXPECTED) {
  expect_near(-HUGE_VAL, HUGE_VAL, kMath);
}
TT_CASE("failed/error-missing", "no error where one is due", TT_EXPECTED) {
  expect_error(7, [] {});
}
TT_CASE("failed/error-code", "another code", TT_EXPECTED) {
  expect_error(7, [] { fail_with(8); });
}
TT_CASE("failed/error-kind", "another kind", TT_EXPECTED) {
  expect_error(7, ErrorKind::shape, [] { fail_with(7); });
}
TT_CASE("failed/error-facts", "facts that lack what was asked for", TT_EXPECTED) {
  expect_error(7, [] { fail_with(7); }, {"n is 4"});
}
TT_CASE("failed/error-facts-elsewhere", "the fix line is not the facts line", TT_EXPECTED) {
  expect_error(7, [] { fail_with(7); }, {"pass 4"});
}
TT_CASE("failed/error-empty", "an empty part of the text", TT_EXPECTED) {
  expect_error(7, [] { throw Error(ErrorKind::value, 7, "op", "headline", "", "pass 4"); });
}
TT_CASE("failed/error-type", "an exception that is no Error", TT_EXPECTED) {
  expect_error(7, [] { throw std::runtime_error("[op] TT-L0007: x\n  y\n  fix: z"); });
}
TT_CASE("failed/near-inf-due", "infinity where a number is due", TT_EXPECTED) {
  expect_near(HUGE_VAL, 1.0, kMath);
}
TT_CASE("failed/check-finite", "a check that asks for finite values", TT_EXPECTED) {
  CHECK(std::isfinite(HUGE_VAL));
}
TT_CASE("failed/check-throws", "nothing is thrown", TT_EXPECTED) {
  CHECK_THROWS(std::stoi("1"));
}
TT_CASE("failed/check-exception", "an exception inside CHECK", TT_EXPECTED) {
  CHECK(std::stoi("x") == 1);
}
TT_CASE("failed/known-crash", "which a crash is not", TT_EXPECTED, .mistake = "W0602") {
  fail_with(7);
}
TT_CASE("failed/bytes", "facts that are no UTF-8", TT_EXPECTED) {
  CHECK(std::string("\xff"
                    "a") == "b");
}
TT_CASE("failed/list", "lists that differ are printed", TT_EXPECTED) {
  CHECK(std::vector<int>(13, 1) == std::vector<int>{2, 3});
}
TT_CASE("failed/two", "the first of two differences is told", TT_EXPECTED) {
  CHECK(1 + 1 == 3);
  CHECK(1 + 1 == 4);
}
TT_CASE("failed-alone/known-mistake",
        "a case that knows its mistake",
        TT_EXPECTED,
        .mistake = "W0602") {
  CHECK(1 + 1 == 3);
}
TT_CASE("failed-alone/same-mistake", "another case of it", TT_EXPECTED, .mistake = "W0602") {
  CHECK(1 + 1 == 3);
}
TT_CASE("failed-alone/other-mistake",
        "what follows is no longer sure",
        TT_EXPECTED,
        .mistake = "W0603") {
  CHECK(1 + 1 == 3);
}
