// Test support: cases that carry their notes, and comparisons that say what differs.
// With TT_TEST_WITH_TENSOR, comparisons of tensors too.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "tinytorch/error.hpp"

namespace tinytorch {

namespace test {

/// What a learner is shown: what the case does, why it matters, what a failure teaches. None of
/// these may be empty. A case that a known mistake makes fail may name its code, which is told if
/// no earlier case has failed for another reason.
struct Notes {
  const char* what = "";
  const char* why = "";
  const char* learn = "";
  const char* mistake = "";  // such as "W0602"; told instead of the general code
};

struct Case {
  const char* id;  // task/words, unique in the program
  const char* title;
  Notes notes;
  const char* file;
  int line;
  void (*run)();
};

/// Called by TT_CASE before main.
bool declare(const Case& declared);

/// Counts one comparison as made. A case that compares nothing fails.
void compared() noexcept;

/// Fails the running case with these facts, one or several lines.
void report(const char* file,
            int line,
            const std::string& facts,
            const char* code = "W0006",
            const std::string& near_miss = {});

/// Ends the running case as skipped. Only for what a machine cannot do; the reason is printed.
[[noreturn]] void skip(const std::string& reason);

/// Refers to something callable without owning it.
class Action {
 public:
  // NOLINTBEGIN(google-explicit-constructor): a lambda stands where an Action is asked for
  template <class F>
  requires(!std::is_same_v<std::remove_cvref_t<F>, Action>) Action(F&& f)
      : object_(const_cast<void*>(static_cast<const void*>(&f))),
        call_([](void* object) { (*static_cast<std::remove_reference_t<F>*>(object))(); }) {}
  // NOLINTEND(google-explicit-constructor)
  void operator()() const { call_(object_); }

 private:
  void* object_;
  void (*call_)(void*);
};

}  // namespace test

/// Two values agree if |actual - expected| ≤ atol + rtol·|expected|. Equal infinities agree; NaN
/// agrees with nothing unless `nan_equal`.
struct Tolerance {
  double rtol = 0, atol = 0;
  bool nan_equal = false;
};

inline constexpr Tolerance kExact{};              // copies, views, comparisons, whole numbers
inline constexpr Tolerance kArith{.rtol = 1e-6};  // one rounding of + − × ÷
inline constexpr Tolerance kMath{.rtol = 1e-5,
                                 .atol = 1e-6};  // exp, log, tanh, sqrt differ per library

/// Sums of k products in float: errors grow with √k and with the size of the terms.
Tolerance matmul_tol(std::int64_t k, double max_a, double max_b);

bool is_near(double actual, double expected, const Tolerance& tolerance) noexcept;

void expect_near(double actual,
                 double expected,
                 const Tolerance& tolerance,
                 const char* file = __builtin_FILE(),
                 int line = __builtin_LINE());

/// The action must throw an Error with this code, whose text has three lines and whose facts line
/// holds all of `facts`. Example: `expect_error(103, [&] { matmul(a, b); }, {"(2, 3)", "3"})`.
void expect_error(int code,
                  test::Action action,
                  std::initializer_list<std::string_view> facts = {},
                  const char* file = __builtin_FILE(),
                  int line = __builtin_LINE());

/// The same, and the kind must be this one.
void expect_error(int code,
                  ErrorKind kind,
                  test::Action action,
                  std::initializer_list<std::string_view> facts = {},
                  const char* file = __builtin_FILE(),
                  int line = __builtin_LINE());

}  // namespace tinytorch

/// What CHECK prints of lists.
template <class T>
struct doctest::StringMaker<std::vector<T>> {
  static doctest::String convert(const std::vector<T>& values) {
    doctest::String text = "{";
    for (std::size_t i = 0; i < values.size() && i < 12; ++i)
      text += (i == 0 ? "" : ", ") + doctest::toString(T(values[i]));
    return text + (values.size() > 12 ? ", ...}" : "}");
  }
};

/// Declares a case: `TT_CASE("01.8/mean", "mean drops the axis", .what = "…", .why = "…", .learn =
/// "…") {…}`.
#define TT_CASE(id, title, ...) TT_CASE_NAMED(DOCTEST_ANONYMOUS(tt_case_), id, title, __VA_ARGS__)
#define TT_CASE_NAMED(name, id, title, ...)                                                     \
  static void name();                                                                           \
  [[maybe_unused]] static const bool DOCTEST_CAT(name, _declared) = ::tinytorch::test::declare( \
      {id, title, ::tinytorch::test::Notes{__VA_ARGS__}, __FILE__, __LINE__, name});            \
  static void name()

#ifdef TT_TEST_WITH_TENSOR
#include "support/tensor_checks.hpp"
#endif
