// core: errors that teach. Three lines: what happened, the facts, what to do. Needs nothing.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace tinytorch {

/// The family of a mistake; bindings map each to an exception of their language.
enum class ErrorKind { value, shape, index, type, state, io, not_implemented, internal };

/// `value`, `shape`, … as printed in reports.
std::string_view to_string(ErrorKind kind) noexcept;

/// The printed form of a code. Example: `error_code(302)` is "TT-L0302".
std::string error_code(int code);

/// A number for the facts of an error: no longer than needed to tell it from every other float.
/// Example: `0.1`, `1.5`, `1.0000001`, `1e-09`, `nan`.
std::string number_text(float value);

/// A misuse, found at the public border. `what()` has exactly three lines:
/// `[op] TT-L0302: headline`, the facts (all shapes and values), and `fix:` followed by a verb.
/// Line breaks inside the arguments become spaces. Codes: 100 × module number + n; 1 to 99 are
/// core.
class Error : public std::runtime_error {
 public:
  Error(ErrorKind kind,
        int code,
        std::string_view op,
        std::string_view headline,
        std::string_view facts,
        std::string_view fix);

  ErrorKind kind() const noexcept { return kind_; }
  int code() const noexcept { return code_; }
  const std::string& op() const noexcept { return op_; }
  const std::string& headline() const noexcept { return headline_; }
  const std::string& facts() const noexcept { return facts_; }
  const std::string& fix() const noexcept { return fix_; }

 private:
  ErrorKind kind_;
  int code_;
  std::string op_, headline_, facts_, fix_;
};

/// Thrown where a task is not written yet. Code TT-L0001.
class NotImplemented : public Error {
 public:
  /// `task` is "03.2", `promise` the declaration in the header, `file` and `line` where it is
  /// missing.
  NotImplemented(std::string_view task, std::string_view promise, std::string_view file, int line);

  const std::string& task() const noexcept { return task_; }
  const std::string& promise() const noexcept { return promise_; }
  const std::string& file() const noexcept { return file_; }
  int line() const noexcept { return line_; }

 private:
  std::string task_, promise_, file_;
  int line_;
};

namespace detail {
[[noreturn]] void not_implemented(const char* task,
                                  const char* promise,
                                  const char* file,
                                  int line);
[[noreturn]] void unreachable(const char* file, int line, const char* why = "");
}  // namespace detail

}  // namespace tinytorch

/// Throws unless `condition` holds; what follows are the arguments of Error and is evaluated only
/// then.
#define TT_CHECK(condition, ...)             \
  do {                                       \
    if (!(condition)) [[unlikely]]           \
      throw ::tinytorch::Error(__VA_ARGS__); \
  } while (false)

/// Stands where a learner's code belongs. Example: `TT_TODO("03.2", "Tensor linear(const Tensor& x,
/// …)");`
#define TT_TODO(task, promise) \
  ::tinytorch::detail::not_implemented(task, promise, __FILE__, __LINE__)

/// Marks a place that correct code never reaches; takes an optional reason. Errors: TT-L0002.
#define TT_UNREACHABLE(...) \
  ::tinytorch::detail::unreachable(__FILE__, __LINE__ __VA_OPT__(, ) __VA_ARGS__)
