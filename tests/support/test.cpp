#include "support/test.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <exception>

#include "support/near_miss.hpp"
#include "support/runner.hpp"

namespace tinytorch {
namespace {

std::string wanted(int code) {
  return "expected the error " + error_code(code) + ", ";
}

// Empty if the error is as asked for, else what is wrong with it.
std::string fault_of(const Error& error,
                     int code,
                     const ErrorKind* kind,
                     std::initializer_list<std::string_view> facts) {
  const std::string_view text = error.what();
  const std::string shown = "\n" + std::string(text);
  if (error.code() != code) return wanted(code) + "got another one:" + shown;
  if (kind != nullptr && error.kind() != *kind) {
    return "the kind is " + std::string(to_string(error.kind())) + ", expected " +
           std::string(to_string(*kind)) + ":" + shown;
  }
  if (std::count(text.begin(), text.end(), '\n') != 2)
    return "the text has not three lines:" + shown;
  if (error.op().empty() || error.headline().empty() || error.facts().empty() ||
      error.fix().empty()) {
    return "a part of the text is empty:" + shown;
  }
  for (const std::string_view fact : facts) {
    if (error.facts().find(fact) == std::string::npos) {
      return "the facts do not hold \"" + std::string(fact) + "\":" + shown;
    }
  }
  return {};
}

std::string check_error(int code,
                        const ErrorKind* kind,
                        test::Action action,
                        std::initializer_list<std::string_view> facts) {
  try {
    action();
  } catch (const NotImplemented& error) {
    if (code != 1) throw;  // a task that is not written is no wrong answer
    return fault_of(error, code, kind, facts);
  } catch (const Error& error) {
    return fault_of(error, code, kind, facts);
  } catch (const doctest::detail::TestFailureException&) {
    throw;
  } catch (const std::exception& error) {
    return wanted(code) + "got another exception: " + error.what();
  }
  return wanted(code) + "but nothing was thrown: bad input was accepted";
}

void expect(const std::string& fault, const char* file, int line) {
  test::compared();
  if (!fault.empty()) test::report(file, line, fault, "W0010");
}

}  // namespace

namespace test {

void report(const char* file,
            int line,
            const std::string& facts,
            const char* code,
            const std::string& near_miss) {
  add({.code = code, .facts = facts, .file = file, .line = line, .near_miss = near_miss});
}

void skip(const std::string& reason) {
  throw Skipped{reason};
}

std::string number(double value, int digits) {
  if (std::isnan(value)) return "nan";  // some print a sign
  std::array<char, 40> text{};
  const int length = std::snprintf(text.data(), text.size(), "%.*g", digits, value);
  return std::string(text.data(), static_cast<std::size_t>(length));
}

// As few digits as tell the value from its neighbours.
std::string number(float value) {
  std::string text;
  for (int digits = 6; digits <= 9; ++digits) {
    text = number(static_cast<double>(value), digits);
    if (std::strtof(text.c_str(), nullptr) == value) break;
  }
  return text;
}

}  // namespace test

Tolerance matmul_tol(std::int64_t k, double max_a, double max_b) {
  return {.atol = 1e-6 * std::sqrt(static_cast<double>(k)) * max_a * max_b};
}

bool is_near(double actual, double expected, const Tolerance& tolerance) noexcept {
  if (std::isnan(actual) || std::isnan(expected)) {
    return tolerance.nan_equal && std::isnan(actual) && std::isnan(expected);
  }
  if (actual == expected) return true;
  if (std::isinf(actual) || std::isinf(expected)) return false;
  return std::abs(actual - expected) <= tolerance.atol + tolerance.rtol * std::abs(expected);
}

void expect_near(
    double actual, double expected, const Tolerance& tolerance, const char* file, int line) {
  test::compared();
  if (is_near(actual, expected, tolerance)) return;
  const double allowed = tolerance.atol + tolerance.rtol * std::abs(expected);
  const auto mine = static_cast<float>(actual), due = static_cast<float>(expected);
  test::report(
      file,
      line,
      "actual " + test::number(actual, 9) + ", expected " + test::number(expected, 9) +
          ": off by " + test::number(std::abs(actual - expected)) + ", allowed " +
          test::number(allowed),
      std::isfinite(expected) && !std::isfinite(actual) ? "W0008" : "W0006",
      test::near_miss({.actual = {&mine, 1}, .expected = {&due, 1}, .tolerance = tolerance}));
}

void expect_error(int code,
                  test::Action action,
                  std::initializer_list<std::string_view> facts,
                  const char* file,
                  int line) {
  expect(check_error(code, nullptr, action, facts), file, line);
}

void expect_error(int code,
                  ErrorKind kind,
                  test::Action action,
                  std::initializer_list<std::string_view> facts,
                  const char* file,
                  int line) {
  expect(check_error(code, &kind, action, facts), file, line);
}

}  // namespace tinytorch
