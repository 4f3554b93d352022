#include "tinytorch/error.hpp"

#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>

namespace tinytorch {
namespace {

std::string one_line(std::string_view text) {
  std::string line(text);
  for (char& c : line) {
    if (c == '\n' || c == '\r') c = ' ';
  }
  return line;
}

std::string three_lines(int code,
                        std::string_view op,
                        std::string_view headline,
                        std::string_view facts,
                        std::string_view fix) {
  return "[" + one_line(op) + "] " + error_code(code) + ": " + one_line(headline) + "\n  " +
         one_line(facts) + "\n  fix: " + one_line(fix);
}

// The folder of the build machine tells a reader nothing.
std::string_view file_name(std::string_view path) {
  const auto slash = path.find_last_of("/\\");
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

std::string place(std::string_view file, int line) {
  return std::string(file_name(file)) + ":" + std::to_string(line);
}

}  // namespace

std::string_view to_string(ErrorKind kind) noexcept {
  constexpr std::array<std::string_view, 8> kNames{
      "value", "shape", "index", "type", "state", "io", "not_implemented", "internal"};
  const auto i = static_cast<std::size_t>(kind);
  return i < kNames.size() ? kNames[i] : "unknown";
}

std::string error_code(int code) {
  std::string digits = std::to_string(code);
  if (digits.size() < 4) digits.insert(0, 4 - digits.size(), '0');
  return "TT-L" + digits;
}

std::string number_text(float value) {
  constexpr int kEnough = 9;  // significant digits that tell any two floats apart
  if (std::isnan(value)) return "nan";
  std::array<char, 24> text{};
  for (int digits = 6; digits <= kEnough; ++digits) {
    std::snprintf(text.data(), text.size(), "%.*g", digits, static_cast<double>(value));
    if (std::strtof(text.data(), nullptr) == value) break;
  }
  return text.data();
}

Error::Error(ErrorKind kind,
             int code,
             std::string_view op,
             std::string_view headline,
             std::string_view facts,
             std::string_view fix)
    : std::runtime_error(three_lines(code, op, headline, facts, fix)),
      kind_(kind),
      code_(code),
      op_(op),
      headline_(headline),
      facts_(facts),
      fix_(fix) {}

NotImplemented::NotImplemented(std::string_view task,
                               std::string_view promise,
                               std::string_view file,
                               int line)
    : Error(ErrorKind::not_implemented,
            1,
            task,
            "this task is not written yet",
            "the header promises: " + std::string(promise),
            "write it at " + place(file, line) + "; `tito module hint " + std::string(task) +
                "` gives a hint"),
      task_(task),
      promise_(promise),
      file_(file_name(file)),
      line_(line) {}

namespace detail {

void not_implemented(const char* task, const char* promise, const char* file, int line) {
  throw NotImplemented(task, promise, file, line);
}

void unreachable(const char* file, int line, const char* why) {
  throw Error(ErrorKind::internal,
              2,
              "tinytorch",
              "a place was reached that must not be reachable",
              place(file, line) + (*why == '\0' ? "" : std::string(": ") + why),
              "report this as a fault of TinyTorch, together with what you called");
}

}  // namespace detail

}  // namespace tinytorch
