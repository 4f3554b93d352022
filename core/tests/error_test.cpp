#include "tinytorch/error.hpp"

#include <algorithm>
#include <limits>
#include <type_traits>

#include "support/test.hpp"

using namespace tinytorch;

TT_CASE("00.error/three-lines",
        "an error prints what happened, the facts and a fix on three lines",
        .what = "what() of an error with code 302",
        .why = "every misuse in the framework is told in this form",
        .learn = "the first line names the op and a code that docs/errors.md explains") {
  const Error error(ErrorKind::shape, 302, "linear", "sizes differ", "x is (2, 3)", "transpose x");
  CHECK(std::string(error.what()) ==
        "[linear] TT-L0302: sizes differ\n  x is (2, 3)\n  fix: transpose x");
}

TT_CASE("00.error/parts",
        "an error keeps its parts",
        .what = "kind, code, op, headline, facts and fix of one error",
        .why = "tools show the parts in their own layout",
        .learn = "read the parts instead of cutting what() into pieces") {
  const Error error(ErrorKind::index, 107, "mean", "no such dim", "dim is 5", "pass 0 or 1");
  CHECK(error.kind() == ErrorKind::index);
  CHECK(error.code() == 107);
  CHECK(error.op() == "mean");
  CHECK(error.headline() == "no such dim");
  CHECK(error.facts() == "dim is 5");
  CHECK(error.fix() == "pass 0 or 1");
}

TT_CASE("00.error/one-line-each",
        "line breaks inside the arguments become spaces",
        .what = "what() when the facts hold a file name with line breaks",
        .why = "names come from files that strangers wrote",
        .learn = "text from outside must not change the shape of a message") {
  const Error error(ErrorKind::io, 6, "read\nfile", "bad\r", "a\nb\nc", "look\n");
  const std::string_view text = error.what();
  CHECK(std::count(text.begin(), text.end(), '\n') == 2);
  CHECK(text.find('\r') == std::string_view::npos);
  CHECK(text.find("  a b c\n") != std::string_view::npos);
}

TT_CASE("00.error/code-form",
        "codes are printed with four digits",
        .what = "the printed form of codes of core, module 01 and module 13",
        .why = "the printed code is what people search for",
        .learn = "the digits before the last two are the module") {
  CHECK(error_code(1) == "TT-L0001");
  CHECK(error_code(103) == "TT-L0103");
  CHECK(error_code(1307) == "TT-L1307");
}

TT_CASE("00.error/is-runtime-error",
        "an error can be caught as std::runtime_error and as std::exception",
        .what = "throwing an Error and catching its bases",
        .why = "callers that know nothing of TinyTorch still get the text",
        .learn = "derive exceptions from the standard ones") {
  const auto fail = [] { throw Error(ErrorKind::value, 7, "below", "empty", "n is 0", "pass 1"); };
  CHECK_THROWS_AS(fail(), std::runtime_error);
  CHECK_THROWS_AS(fail(), Error);
}

TT_CASE("00.error/kind-names",
        "each kind has a name",
        .what = "the names of the eight kinds",
        .why = "reports and bindings print them",
        .learn = "io is about files, state about the order of calls") {
  CHECK(to_string(ErrorKind::value) == "value");
  CHECK(to_string(ErrorKind::shape) == "shape");
  CHECK(to_string(ErrorKind::index) == "index");
  CHECK(to_string(ErrorKind::type) == "type");
  CHECK(to_string(ErrorKind::state) == "state");
  CHECK(to_string(ErrorKind::io) == "io");
  CHECK(to_string(ErrorKind::not_implemented) == "not_implemented");
  CHECK(to_string(ErrorKind::internal) == "internal");
}

TT_CASE("00.error/number-text",
        "a number is written as short as it can be told from others",
        .what = "number_text of round numbers, of the float after 1, of tiny and special ones",
        .why = "an error that says 1.000000 is not from 0 to 1 teaches nothing",
        .learn = "six digits are nice, nine are enough for any float") {
  CHECK(number_text(0.1f) == "0.1");
  CHECK(number_text(-2) == "-2");
  CHECK(number_text(1.00000012f) == "1.0000001");
  CHECK(number_text(1e-9f) == "1e-09");
  CHECK(number_text(33554432) == "33554432");
  CHECK(number_text(-std::numeric_limits<float>::infinity()) == "-inf");
  CHECK(number_text(-std::numeric_limits<float>::quiet_NaN()) == "nan");
}

TT_CASE("00.error/check-is-lazy",
        "TT_CHECK builds its text only when it fails",
        .what = "counting how often the facts are built",
        .why = "checks stand at the top of every op and must cost one branch",
        .learn = "a macro can leave its arguments alone, a function cannot") {
  int built = 0;
  const auto facts = [&] {
    ++built;
    return std::string("n is 0");
  };
  const auto check = [&](bool good) {
    TT_CHECK(good, ErrorKind::value, 7, "below", "empty", facts(), "pass 1");
  };
  check(true);
  CHECK(built == 0);
  expect_error(7, ErrorKind::value, [&] { check(false); }, {"n is 0"});
  CHECK(built == 1);
}

TT_CASE("00.error/check-is-a-statement",
        "TT_CHECK can stand between if and else",
        .what = "an unbraced if around the macro",
        .why = "a macro that is not one statement steals the else",
        .learn = "do { … } while (false) makes a macro one statement") {
  bool took_else = false;
  const bool deep = !took_else;
  if (!deep)
    TT_CHECK(false, ErrorKind::value, 7, "a", "b", "c", "d");
  else
    took_else = true;
  CHECK(took_else);
}

TT_CASE("00.error/todo",
        "TT_TODO throws error 1 with task, promise and place",
        .what = "calling a task that is not written",
        .why = "a stub must be told apart from a wrong answer",
        .learn = "NotImplemented means: your turn") {
  const auto stub = []() -> int { TT_TODO("03.2", "int layers()"); };
  expect_error(1, ErrorKind::not_implemented, stub, {"int layers()"});
  try {
    stub();
  } catch (const NotImplemented& error) {
    CHECK(error.task() == "03.2");
    CHECK(error.promise() == "int layers()");
    CHECK(error.file() == "error_test.cpp");
    CHECK(error.line() > 100);
    CHECK(error.fix().find("tito module hint 03.2") != std::string::npos);
  }
}

TT_CASE("00.error/unreachable",
        "TT_UNREACHABLE throws error 2 and says where",
        .what = "reaching the impossible, with and without a reason",
        .why = "a contradiction inside TinyTorch must not look like a user's mistake",
        .learn = "an internal error is reported, not worked around") {
  expect_error(2,
               ErrorKind::internal,
               [] { TT_UNREACHABLE("no such case"); },
               {"error_test.cpp:", "no such case"});
  expect_error(2, ErrorKind::internal, [] { TT_UNREACHABLE(); }, {"error_test.cpp:"});
}
